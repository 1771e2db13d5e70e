import { parseBearer, toKeyHash } from '../domain/api-keys.js'
import { createWindowLimiter, type RateLimiter } from './rate-limit.js'

/** A request, as far as Referly's limits depend on it. */
export interface LimitedRequest {
  readonly method: string
  /** Path of the operation: `/coupons`. */
  readonly path: string
  readonly authorization: string | undefined
}

/** A request beyond a limit. */
export interface ExceededLimit {
  /** Whole seconds until the next request is allowed. */
  readonly seconds: number
  /** The limit, as a sentence. */
  readonly fact: string
}

/** Checks requests against Referly's limits. */
export interface VendorLimiter {
  /** Counts a request. Returns nothing when it is allowed. */
  take(request: LimitedRequest): ExceededLimit | undefined
}

interface Limit {
  readonly text: string
  readonly limiter: RateLimiter
}

/**
 * Creates a limiter with the limits that Referly documents, per API key and endpoint: 100 reads and 30 writes a minute,
 * and 20 requests of any kind about sales in 15 minutes.
 *
 * As in Referly's API, requests are counted before the key is looked up, so that invalid keys are limited as well.
 */
export function createVendorLimiter(now?: () => number): VendorLimiter {
  const createLimit = (most: number, seconds: number, text: string): Limit => ({
    text,
    limiter: createWindowLimiter({ most, seconds }, now),
  })
  const reads = createLimit(100, 60, '100 reads a minute')
  const writes = createLimit(30, 60, '30 writes a minute')
  const sales = createLimit(20, 15 * 60, '20 requests in 15 minutes')
  return {
    take({ method, path, authorization }) {
      const key = parseBearer(authorization)
      if (key === undefined) return undefined
      const general = method === 'GET' ? reads : writes
      const limit = path === '/sales' ? sales : general
      const seconds = limit.limiter.take(`${toKeyHash(key)} ${path}`)
      if (seconds === 0) return undefined
      return {
        seconds,
        fact: `The API key has reached Referly's limit for ${path}: ${limit.text}.`,
      }
    },
  }
}
