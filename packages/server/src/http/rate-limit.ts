// Written by hand because @fastify/rate-limit 11 counts in fixed windows: it has no `burst`, and lets twice the limit
// through around the end of a window. A token bucket holds the average rate at every instant.

/** The rate of requests that each API key may make, counted separately by each process. */
export interface RateLimit {
  /** Requests per second, on average. */
  readonly perSecond: number
  /** Requests in one burst after a pause. Default: twice `perSecond`, at least 1. */
  readonly burst?: number | undefined
}

/** A rate limiter with a budget for each API key. */
export interface RateLimiter {
  /** Takes one request from the budget. Returns 0, or the number of whole seconds to wait if none is left. */
  take(keyId: string): number
}

interface Bucket {
  tokens: number
  at: number
}

// Above this number of keys, full buckets are removed. A new bucket would be full as well.
const sweepAt = 10_000

/**
 * Creates a rate limiter with one token bucket per key.
 *
 * @example
 * const limiter = createRateLimiter({ perSecond: 1, burst: 2 })
 * [limiter.take('k'), limiter.take('k'), limiter.take('k')] //=> [0, 0, 1]
 */
export function createRateLimiter(
  { perSecond, burst = Math.max(1, 2 * perSecond) }: RateLimit,
  now: () => number = () => performance.now(),
): RateLimiter {
  const buckets = new Map<string, Bucket>()
  const fill = (bucket: Bucket, at: number): number =>
    Math.min(burst, bucket.tokens + ((at - bucket.at) / 1000) * perSecond)
  const sweep = (at: number): void => {
    for (const [keyId, bucket] of buckets) if (fill(bucket, at) >= burst) buckets.delete(keyId)
  }
  return {
    take(keyId) {
      const at = now()
      if (buckets.size > sweepAt) sweep(at)
      const bucket = buckets.get(keyId) ?? { tokens: burst, at }
      bucket.tokens = fill(bucket, at)
      bucket.at = at
      buckets.set(keyId, bucket)
      if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond))
      bucket.tokens--
      return 0
    },
  }
}

/** The maximum number of requests within any period of a given length. */
export interface WindowLimit {
  readonly most: number
  readonly seconds: number
}

/**
 * Creates a rate limiter that allows a number of requests within any period of a given length.
 *
 * A token bucket would let up to twice the number through in the first period.
 *
 * @example
 * const limiter = createWindowLimiter({ most: 2, seconds: 60 })
 * [limiter.take('k'), limiter.take('k'), limiter.take('k')] //=> [0, 0, 60]
 */
export function createWindowLimiter(
  { most, seconds }: WindowLimit,
  now: () => number = () => performance.now(),
): RateLimiter {
  const lengthMs = seconds * 1000
  const times = new Map<string, readonly number[]>()
  const sweep = (at: number): void => {
    for (const [keyId, past] of times) {
      if ((past.at(-1) ?? 0) <= at - lengthMs) times.delete(keyId)
    }
  }
  return {
    take(keyId) {
      const at = now()
      if (times.size > sweepAt) sweep(at)
      const past = (times.get(keyId) ?? []).filter((time) => time > at - lengthMs)
      const oldest = past[0] ?? at
      if (past.length >= most) return Math.max(1, Math.ceil((oldest + lengthMs - at) / 1000))
      times.set(keyId, [...past, at])
      return 0
    },
  }
}
