import type { Method } from '../errors/referly-error.js'
import type { AttemptResult } from './attempt.js'

/** The first and the longest bound of the random wait, in milliseconds. */
const baseDelayMs = 500
const maxDelayMs = 8000

/** The facts that decide about a retry. */
export interface RetryQuestion {
  readonly method: Method
  /** True when the server answers a repeated request with its first answer. */
  readonly isRepeatable?: boolean | undefined
  readonly result: AttemptResult
  /** The number of attempts so far. */
  readonly attempts: number
  readonly retries: number
  readonly maxRetryAfterMs: number
  /** The rest of the call's total time. */
  readonly remainingMs: number
  readonly random: () => number
}

/** Returns the wait before the next attempt in milliseconds, or undefined when the call ends here. */
export function toRetryDelay(question: RetryQuestion): number | undefined {
  if (question.attempts > question.retries || !isRetried(question)) return undefined
  const asked = question.result.retryAfterMs
  if (asked && asked > question.maxRetryAfterMs) return undefined
  const delay = asked ?? toJitteredDelay(question.attempts, question.random)
  return delay < question.remainingMs ? delay : undefined
}

/** Full jitter: a random wait up to a bound that doubles, so that many clients do not return together. */
function toJitteredDelay(attempts: number, random: () => number): number {
  return random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempts - 1))
}

function isRetried({ method, isRepeatable, result }: RetryQuestion): boolean {
  const isSafe = method === 'GET' || isRepeatable === true
  if (result.kind) return result.kind !== 'aborted' && (isSafe || !result.sent)
  const { status } = result
  return status === 429 || (isSafe && (status === 408 || status >= 500))
}
