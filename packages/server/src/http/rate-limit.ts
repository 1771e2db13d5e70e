/** How many requests an API key may make; each process counts for itself. */
export interface RateLimit {
  /** Requests a second, in the long run. */
  readonly perSecond: number
  /** Requests at once after a rest. Default: twice `perSecond`, at least 1. */
  readonly burst?: number | undefined
}

/** Counts the requests of each key. */
export interface RateLimiter {
  /** Takes one request off; answers 0, or after how many whole seconds there is room again. */
  take(keyId: string): number
}

interface Bucket {
  tokens: number
  at: number
}

// Beyond this many keys, buckets that have filled up again are dropped: a new one would be full as well.
const sweepAt = 10_000

/**
 * Creates a limiter with one token bucket for each key.
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
