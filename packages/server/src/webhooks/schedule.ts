const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Pauses before the second to the eighth attempt, as Referly documents them. */
const pauses = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  10 * hour,
] as const

const maxAttempts = pauses.length + 1

// Deliveries that failed together because their receiver was down are not all retried at once.
const jitter = 0.1

const longestPause = 10 * hour

/** An attempt that has ended. */
export interface EndedAttempt {
  /** Number of attempts of the schedule that the delivery has had, with this one. */
  readonly attempts: number
  readonly endedAt: Date
  readonly isSuccess: boolean
  /** Milliseconds that the receiver asked to wait, in `Retry-After`. */
  readonly retryAfterMs?: number | undefined
}

/** The state of a delivery after an attempt. */
export type NextStep =
  | { readonly state: 'SUCCEEDED' | 'FAILED' }
  | { readonly state: 'PENDING'; readonly nextAttemptAt: Date }

/**
 * Decides what follows an attempt: another one on the schedule, up to 10% later at random, or the end. A receiver can
 * ask for a longer pause, of at most ten hours, but not for a shorter one.
 *
 * @param random A number from 0 up to 1.
 */
export function decideNextStep(
  { attempts, endedAt, isSuccess, retryAfterMs = 0 }: EndedAttempt,
  random: number,
): NextStep {
  if (isSuccess) return { state: 'SUCCEEDED' }
  const pause = pauses[attempts - 1]
  if (pause === undefined || attempts >= maxAttempts) return { state: 'FAILED' }
  const wait = Math.max(pause * (1 + jitter * random), Math.min(retryAfterMs, longestPause))
  return { state: 'PENDING', nextAttemptAt: new Date(endedAt.getTime() + Math.round(wait)) }
}

/** An endpoint is disabled when each of its attempts has failed for this time. */
export const failingLimitMs: number = 5 * day

/**
 * Failures further apart than this do not belong to one outage. It is longer than the longest pause between two
 * attempts, so that only an endpoint without events has none for this long.
 */
export const outageGapMs: number = 2 * day

/** Deliveries and their attempts are kept for this time. */
export const retentionMs: number = 30 * day

const mostSeconds = 365 * 24 * 60 * 60

/**
 * Parses the header `Retry-After`, which has seconds or a date, to milliseconds.
 *
 * @example
 * parseRetryAfter('120', new Date()) //=> 120_000
 */
export function parseRetryAfter(text: string | undefined, now: Date): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,10}$/.test(text.trim())) return Math.min(Number(text), mostSeconds) * second
  const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime())
}
