import { createInputError, type InvalidInputError } from './errors/input-errors.js'
import type { Method } from './errors/referly-error.js'
import type { Pace } from './http/pace.js'
import { systemClock, type Clock } from './http/time.js'

/** An attempt, as passed to a middleware. It does not contain the API key, which is added after the last layer. */
export interface AttemptRequest {
  readonly method: Method
  /** May be replaced by another address of the same origin. */
  readonly url: string
  /** May be changed, or replaced. */
  readonly headers: Headers
  readonly body: string | undefined
  /** Aborts with the attempt's time limit and with the caller's signal. */
  readonly signal: AbortSignal
}

/** Passes an attempt to the next layer; the innermost layer sends it. */
export type Next = (request: AttemptRequest) => Promise<Response>

/**
 * A layer around every attempt, retries included. The first in the list is the outermost.
 *
 * @example
 * const traced: Middleware = async (request, next) => {
 *   request.headers.set('x-trace', 't1')
 *   return next(request)
 * }
 */
export type Middleware = (request: AttemptRequest, next: Next) => Promise<Response>

/** A request, as passed to the pace of a client. */
export interface PacedRequest {
  readonly method: Method
  /** Below the base URL, and without a query: `/coupons`. */
  readonly path: string
}

/** The log entry of one attempt. It never contains a header, a query, or a body. */
export interface AttemptLog {
  readonly method: Method
  readonly path: string
  readonly attempt: number
  readonly durationMs: number
  /** The HTTP status, or the reason for its absence. */
  readonly outcome: number | 'lost' | 'timeout' | 'aborted'
  readonly requestId: string | undefined
  /** The wait before the next attempt, in milliseconds; undefined when the call ends. */
  readonly retryInMs: number | undefined
}

/**
 * Receives the log: `warn` for each attempt that is retried, `debug` for the one that ends the
 * call. `console` works.
 */
export interface ReferlyLogger {
  debug(message: string, attempt: AttemptLog): void
  warn(message: string, attempt: AttemptLog): void
}

/** The base URL of Referly's API. */
export const defaultBaseUrl: string = 'https://www.referly.so/api/v1'

/** Options for `createReferlyClient`. */
export interface ReferlyClientOptions {
  /** The API key, or a function that returns it, called before every attempt. Default: `REFERLY_API_KEY`. */
  readonly apiKey?: string | (() => string | Promise<string>) | undefined
  /** Default: `REFERLY_BASE_URL`, or else `https://www.referly.so/api/v1`. */
  readonly baseUrl?: string | undefined
  /** Allows a base URL that is neither https nor loopback, so that the key travels unencrypted. Default: false. */
  readonly allowInsecureHttp?: boolean
  /** Default: the global `fetch`. Called with an address and an init object. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
  /** The time limit of one attempt, including its body, in milliseconds. Default: 30000. */
  readonly timeoutMs?: number
  /** The time limit of a call, including all attempts and waits, in milliseconds. Default: 120000. */
  readonly totalTimeoutMs?: number
  /** Maximum number of retries of a request. Default: 2. */
  readonly retries?: number
  /** The longest `Retry-After` to wait for, in milliseconds. Default: 60000. */
  readonly maxRetryAfterMs?: number
  /**
   * The time for which a create or change whose response was lost is looked up, and sent again where that is safe, in
   * milliseconds. 0 turns this off. Default: 10000.
   */
  readonly reconcileMs?: number
  /**
   * Returns the pace of a request, so that all requests of one kind together keep a limit of the API. A call waits for
   * it before every attempt, and this time does not count against its time limits. Default: none.
   */
  readonly pace?: ((request: PacedRequest) => Pace | undefined) | undefined
  /** Layers around every attempt, outermost first. Default: none. */
  readonly middleware?: readonly Middleware[]
  readonly userAgent?: string
  /** Headers of every request. `authorization` is refused, because it comes from `apiKey`. */
  readonly headers?: Readonly<Record<string, string>>
  readonly logger?: ReferlyLogger | undefined
  /** A source of numbers from 0 to below 1, for the jitter of waits. Default: `Math.random`. */
  readonly random?: () => number
  readonly clock?: Clock
}

/** Options of one call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** The time limit of one attempt of this call, in milliseconds. */
  readonly timeoutMs?: number | undefined
}

/** The options of a client with every default filled in. */
export interface Settings {
  readonly readApiKey: () => string | Promise<string>
  readonly baseUrl: string
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly timeoutMs: number
  readonly totalTimeoutMs: number
  readonly retries: number
  readonly maxRetryAfterMs: number
  readonly reconcileMs: number
  readonly pace: ReferlyClientOptions['pace']
  readonly middleware: readonly Middleware[]
  readonly headers: Headers
  readonly logger: ReferlyLogger | undefined
  readonly random: () => number
  readonly clock: Clock
}

/** Fills in the defaults; throws `InvalidInputError` for an invalid option. */
export function toSettings(options: ReferlyClientOptions): Settings {
  return {
    readApiKey: toKeyReader(options.apiKey ?? readEnvironment('REFERLY_API_KEY')),
    baseUrl: toBaseUrl(options),
    // Looked up at call time, so that instrumentation added to the global fetch later is honored.
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    timeoutMs: parseNumber('timeoutMs', options.timeoutMs ?? 30_000, 1),
    totalTimeoutMs: parseNumber('totalTimeoutMs', options.totalTimeoutMs ?? 120_000, 1),
    retries: parseNumber('retries', options.retries ?? 2),
    maxRetryAfterMs: parseNumber('maxRetryAfterMs', options.maxRetryAfterMs ?? 60_000),
    reconcileMs: parseNumber('reconcileMs', options.reconcileMs ?? 10_000),
    pace: options.pace,
    middleware: options.middleware ?? [],
    headers: toHeaders(options),
    logger: options.logger,
    random: options.random ?? Math.random,
    clock: options.clock ?? systemClock,
  }
}

/** Returns the API key without white space around it; throws when it cannot be sent. The error never shows it. */
export function parseApiKey(key: unknown): string {
  // An invalid header value would make fetch throw an error that quotes it.
  const trimmed = typeof key === 'string' ? key.trim() : ''
  if (/^[\x21-\x7e]+$/.test(trimmed)) return trimmed
  if (trimmed === '') {
    throw createInputError('apiKey', {
      expected: 'given',
      hint: 'Pass it, or set REFERLY_API_KEY.',
    })
  }
  let hint = 'Copy it again: a character in it is not ASCII.'
  if (/\s/.test(trimmed)) hint = 'Remove the spaces and line breaks in it.'
  if (/^bearer\s/i.test(trimmed)) hint = 'Remove "Bearer " in front of it.'
  throw createInputError('apiKey', { expected: 'the key alone', hint })
}

/** Returns a number that a timer can count to: from `least` to 2147483647, and whole when 0 is allowed. */
export function parseNumber(field: string, value: number, least: number = 0): number {
  const isCountable = least > 0 || Number.isInteger(value)
  if (isCountable && value >= least && value <= 2_147_483_647) return value
  const expected = `${least > 0 ? 'a' : 'a whole'} number from ${least} to 2147483647`
  throw createInputError(field, { expected, received: String(value) })
}

function toKeyReader(key: ReferlyClientOptions['apiKey']): Settings['readApiKey'] {
  if (typeof key === 'function') return key
  const parsed = parseApiKey(key)
  return () => parsed
}

/** https anywhere, http only on this machine. */
const safeOrigin: RegExp = /^(https:.*|http:\/\/((.+\.)?localhost|127(\.\d+){3}|\[::1\])(:\d+)?)$/

function toBaseUrl({ baseUrl, allowInsecureHttp }: ReferlyClientOptions): string {
  const text = (baseUrl ?? readEnvironment('REFERLY_BASE_URL') ?? defaultBaseUrl).trim()
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url?.protocol.startsWith('http')) {
    // It is not shown, because it may contain a password.
    throw createBaseUrlError(undefined, 'Put https:// or http:// in front of it.')
  }
  const { origin, pathname, href } = url
  if (!safeOrigin.test(origin) && !allowInsecureHttp) {
    throw createBaseUrlError(origin, 'Or set allowInsecureHttp.')
  }
  // They differ in the parts that a base URL must not have.
  if (href === origin + pathname) return href.replace(/\/+$/, '')
  throw createBaseUrlError(`${origin} with extra parts`, 'Remove its user, query, and fragment.')
}

function createBaseUrlError(received: string | undefined, hint: string): InvalidInputError {
  const expected = 'an https address, or http on this machine'
  return createInputError('baseUrl', { expected, received, hint })
}

function toHeaders({ userAgent = 'referly-kit-client', headers }: ReferlyClientOptions): Headers {
  const result = new Headers({ accept: 'application/json' })
  for (const [name, value] of Object.entries({ 'user-agent': userAgent, ...headers })) {
    try {
      if (name.toLowerCase() === 'authorization') throw name
      result.set(name, value)
    } catch {
      // Without a cause, which would quote the value, possibly a secret.
      const expected = 'a valid header other than authorization'
      throw createInputError(`headers[${JSON.stringify(name)}]`, { expected })
    }
  }
  return result
}

interface MaybeProcess {
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> }
}

/** Reads an environment variable; undefined when it is unset or empty, or when the runtime has no process. */
function readEnvironment(name: string): string | undefined {
  try {
    return (globalThis as MaybeProcess).process?.env?.[name] || undefined
  } catch {
    // Deno throws without permission to read the environment.
    return undefined
  }
}
