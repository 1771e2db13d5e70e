import type { AttemptResult } from './attempt.js'

/** First and longest bound of the random wait, in milliseconds. */
const baseDelayMs = 500
const maxDelayMs = 8000

/** What the decision to repeat rests on. */
export interface RetryQuestion {
  readonly method: 'GET' | 'POST'
  readonly result: AttemptResult
  /** How many attempts were made. */
  readonly attempts: number
  readonly retries: number
  readonly maxRetryAfterMs: number
  /** How much of the call's total time is left. */
  readonly remainingMs: number
  readonly random: () => number
}

/** Returns how many milliseconds to wait before the next attempt, or undefined when there shall be none. */
export function toRetryDelay(question: RetryQuestion): number | undefined {
  if (question.attempts > question.retries || !isRepeatable(question)) return undefined
  const asked = question.result.retryAfterMs
  if (asked && asked > question.maxRetryAfterMs) return undefined
  const delay = asked ?? toJitteredDelay(question.attempts, question.random)
  return delay < question.remainingMs ? delay : undefined
}

/**
 * Reads `Retry-After` as milliseconds: seconds or a date.
 *
 * @example
 * parseRetryAfter('2', 0) //=> 2000
 * parseRetryAfter('Thu, 01 Jan 1970 00:00:05 GMT', 1000) //=> 4000
 */
export function parseRetryAfter(value: string | null | undefined, now: number): number | undefined {
  const text = value || 'none'
  const ms = /[a-z]{3}/i.test(text) ? Math.max(0, Date.parse(text) - now) : Number(text) * 1000
  return ms >= 0 ? ms : undefined
}

/** Full jitter: anything from nothing to a bound that doubles, so that many clients do not come back together. */
function toJitteredDelay(attempts: number, random: () => number): number {
  return random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempts - 1))
}

function isRepeatable({ method, result }: RetryQuestion): boolean {
  const isGet = method === 'GET'
  if (result.kind) return result.kind !== 'aborted' && (isGet || !result.sent)
  const { status } = result
  return status === 429 || (isGet && (status === 408 || status >= 500))
}
