import { longestKeyCacheMs } from '../domain/access.js'
import { ServerError } from '../errors.js'
import type { RateLimit } from './rate-limit.js'

/** What one client may take of the server. */
export interface LimitOptions {
  /** Default: none. Requests of one API key; more are answered 429. */
  readonly rateLimit?: RateLimit | undefined
  /** Default: 1,000. Connections of one API key at once; more are answered 429 and closed. */
  readonly connectionsPerKey?: number | undefined
  /** Default: 10,000. Connections at once, of everyone; more are closed unheard. */
  readonly maxConnections?: number | undefined
  /** Default: 10 s. Until the headers of a request have arrived. */
  readonly headersTimeoutMs?: number | undefined
  /** Default: 30 s. Until a whole request has arrived. */
  readonly requestTimeoutMs?: number | undefined
  /** Default: 72 s, above the usual 60 s of proxies. Until the next request on an open connection. */
  readonly idleTimeoutMs?: number | undefined
  /** Default: 60 s. Without a byte in either direction while an answer is due. */
  readonly stallTimeoutMs?: number | undefined
  /** Default: 10 s, at most 30 s. For how long another process may take a revoked key for valid. */
  readonly keyCacheMs?: number | undefined
}

/** Every limit, with its default where none was given. */
export type Limits = {
  readonly [Name in Exclude<keyof LimitOptions, 'rateLimit'>]-?: number
} & { readonly rateLimit: RateLimit | undefined }

const longestTimeout = 86_400_000

/**
 * Fills in the limits that were not given.
 *
 * @throws ServerError `INVALID_OPTION` for one that is out of its range.
 */
export function toLimits(options: LimitOptions): Limits {
  assertRateLimit(options.rateLimit)
  const toTimeout = (name: keyof LimitOptions & `${string}Ms`, value: number): number =>
    toWhole(name, options[name] ?? value, [1, longestTimeout])
  return {
    rateLimit: options.rateLimit,
    connectionsPerKey: toWhole(
      'connectionsPerKey',
      options.connectionsPerKey ?? 1000,
      [1, 1_000_000],
    ),
    maxConnections: toWhole('maxConnections', options.maxConnections ?? 10_000, [1, 1_000_000]),
    headersTimeoutMs: toTimeout('headersTimeoutMs', 10_000),
    requestTimeoutMs: toTimeout('requestTimeoutMs', 30_000),
    idleTimeoutMs: toTimeout('idleTimeoutMs', 72_000),
    stallTimeoutMs: toTimeout('stallTimeoutMs', 60_000),
    keyCacheMs: toWhole('keyCacheMs', options.keyCacheMs ?? 10_000, [0, longestKeyCacheMs]),
  }
}

/**
 * Gives a whole number back when it is in its range.
 *
 * @throws ServerError `INVALID_OPTION`
 */
export function toWhole(name: string, value: number, range: readonly [number, number]): number {
  const [least, most] = range
  if (Number.isInteger(value) && value >= least && value <= most) return value
  const message = `${name} must be a whole number from ${least} to ${most}, received ${value}.`
  throw new ServerError('INVALID_OPTION', message)
}

function assertRateLimit(limit: RateLimit | undefined): void {
  if (limit === undefined) return
  const { perSecond, burst = 1 } = limit
  const isRate = perSecond > 0 && perSecond <= 1_000_000
  if (isRate && Number.isInteger(burst) && burst >= 1 && burst <= 10_000_000) return
  const message = `rateLimit needs perSecond above 0 and a whole burst of 1 or more, received ${perSecond} and ${burst}.`
  throw new ServerError('INVALID_OPTION', message)
}
