import { systemClock, type Clock } from './clock.js'
import { readEnvironment } from './environment.js'
import { refuse } from './errors/input-errors.js'
import type { ReferlyLogger } from './logger.js'
import type { Middleware } from './middleware.js'

/** The address of the vendor's API. */
export const defaultBaseUrl: string = 'https://www.referly.so/api/v1'

/** How a client is set up. */
export interface ReferlyClientOptions {
  /** The API key, or a function that is asked for it before every attempt. Default: `REFERLY_API_KEY`. */
  readonly apiKey?: string | (() => string | Promise<string>) | undefined
  /** Default: `REFERLY_BASE_URL`, else `https://www.referly.so/api/v1`. */
  readonly baseUrl?: string | undefined
  /** Permits a base URL that is neither https nor loopback; the key then travels readable. Default: false. */
  readonly allowInsecureHttp?: boolean
  /** Default: the global `fetch`. Called with an address and an init object. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
  /** Milliseconds that one attempt may take, its body included. Default: 30000. */
  readonly timeoutMs?: number
  /** Milliseconds that a call may take, its attempts and waits included. Default: 120000. */
  readonly totalTimeoutMs?: number
  /** How often a request may be repeated. Default: 2. */
  readonly retries?: number
  /** A longer `Retry-After` than this, in milliseconds, is not waited for. Default: 60000. */
  readonly maxRetryAfterMs?: number
  /**
   * Milliseconds for which a create whose answer was lost is looked up, and sent again where that is safe. 0: not at
   * all. Default: 10000.
   */
  readonly reconcileMs?: number
  /** Layers around every attempt, the outermost first. Default: none. */
  readonly middleware?: readonly Middleware[]
  readonly userAgent?: string
  /** Sent with every request; `authorization` is refused, because it comes from `apiKey`. */
  readonly headers?: Readonly<Record<string, string>>
  readonly logger?: ReferlyLogger | undefined
  /** Numbers from 0 to below 1, for the jitter of waits. Default: `Math.random`. */
  readonly random?: () => number
  readonly clock?: Clock
}

/** What one call may set for itself. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds that one attempt of this call may take. */
  readonly timeoutMs?: number | undefined
}

/** Options with every default filled in. */
export interface Settings {
  readonly readApiKey: () => string | Promise<string>
  readonly baseUrl: string
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly timeoutMs: number
  readonly totalTimeoutMs: number
  readonly retries: number
  readonly maxRetryAfterMs: number
  readonly reconcileMs: number
  readonly middleware: readonly Middleware[]
  readonly headers: Headers
  readonly logger: ReferlyLogger | undefined
  readonly random: () => number
  readonly clock: Clock
}

/** Fills in the defaults; throws `InvalidInputError` for an option that cannot work. */
export function toSettings(options: ReferlyClientOptions): Settings {
  return {
    readApiKey: toKeyReader(options.apiKey ?? readEnvironment('REFERLY_API_KEY')),
    baseUrl: toBaseUrl(options),
    // Looked up at call time, so that instruments put around the global fetch later are honored.
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    timeoutMs: parseNumber('timeoutMs', options.timeoutMs ?? 30_000, 1),
    totalTimeoutMs: parseNumber('totalTimeoutMs', options.totalTimeoutMs ?? 120_000, 1),
    retries: parseNumber('retries', options.retries ?? 2),
    maxRetryAfterMs: parseNumber('maxRetryAfterMs', options.maxRetryAfterMs ?? 60_000),
    reconcileMs: parseNumber('reconcileMs', options.reconcileMs ?? 10_000),
    middleware: options.middleware ?? [],
    headers: toHeaders(options),
    logger: options.logger,
    random: options.random ?? Math.random,
    clock: options.clock ?? systemClock,
  }
}

/** Returns the key when it can stand in a header; the message never shows it. */
export function parseApiKey(key: unknown): string {
  // A line break in a header value makes fetch throw an error that quotes the value.
  if (typeof key === 'string' && /^[\x21-\x7e]+$/.test(key)) return key
  return refuse('apiKey', 'must be given, or REFERLY_API_KEY set, in ASCII without spaces')
}

/** Returns the number when a timer can count to it: from the least to 2147483647, and whole where 0 will do. */
export function parseNumber(field: string, value: number, least: number = 0): number {
  const isCountable = least > 0 || Number.isInteger(value)
  if (isCountable && value >= least && value <= 2_147_483_647) return value
  return refuse(field, `must be a whole number from ${least} to 2147483647; received ${value}`)
}

function toKeyReader(key: ReferlyClientOptions['apiKey']): Settings['readApiKey'] {
  if (typeof key === 'function') return key
  const parsed = parseApiKey(key)
  return () => parsed
}

/** https anywhere, http on the machine itself. */
const safeOrigin: RegExp = /^(https:.*|http:\/\/((.+\.)?localhost|127(\.\d+){3}|\[::1\])(:\d+)?)$/

function toBaseUrl({ baseUrl, allowInsecureHttp }: ReferlyClientOptions): string {
  const text = baseUrl ?? readEnvironment('REFERLY_BASE_URL') ?? defaultBaseUrl
  const url = URL.canParse(text) ? new URL(text) : undefined
  const origin = url?.origin ?? 'no address'
  const isSafe = safeOrigin.test(origin) || (allowInsecureHttp && origin.startsWith('http:'))
  // They differ in what a base URL may not have. Only the origin is shown, for there may be a password.
  if (isSafe && url?.href === origin + url?.pathname) return url.href.replace(/\/+$/, '')
  return refuse(
    'baseUrl',
    `must be https or loopback, without user, password, query, fragment; received ${origin}; allowInsecureHttp permits http`,
  )
}

function toHeaders({ userAgent = 'referly-kit-client', headers }: ReferlyClientOptions): Headers {
  const result = new Headers({ accept: 'application/json' })
  for (const [name, value] of Object.entries({ 'user-agent': userAgent, ...headers })) {
    try {
      if (name.toLowerCase() === 'authorization') throw name
      result.set(name, value)
    } catch {
      // The cause is left out: it quotes the value, which may be a secret.
      refuse(`headers[${JSON.stringify(name)}]`, 'must be a valid header, not authorization')
    }
  }
  return result
}
