import { toRequestId } from './answer-facts.js'
import { sendOnce, type Answered } from './attempt.js'
import { toCallError } from './call-failures.js'
import { refuse } from './errors/input-errors.js'
import type { CallFacts } from './errors/referly-error.js'
import { logAttempt } from './logger.js'
import { toOutgoing, type ContractRequest, type OutgoingRequest } from './openapi-seam.js'
import { parseNumber, type CallOptions, type Settings } from './options.js'
import { pauseMs, type Pace } from './pace.js'
import { parseRetryAfter, toRetryDelay } from './retries.js'

/** An answer with a status of 200 to 299, and what an error about it says of its call. */
export interface Received {
  readonly facts: CallFacts
  readonly answer: Answered
}

/** What the client itself sets for a call, beside what the caller may. */
export interface CallLimits extends CallOptions {
  readonly retries?: number
  /** When the call has to be over, as `clock.now()` counts. */
  readonly endsAt?: number
  /** Holds attempts back, so that many calls together keep a rate. */
  readonly pace?: Pace | undefined
  /** Whether the body of the answer is left to be read. */
  readonly isStreamed?: boolean
}

/** Sends a request as often as it is safe to; throws a `ReferlyError` when no answer of 200 to 299 came. */
export async function send(
  settings: Settings,
  contract: ContractRequest,
  limits: CallLimits = {},
): Promise<Received> {
  const { clock, totalTimeoutMs, logger, maxRetryAfterMs } = settings
  const { signal, pace } = limits
  const { method, path } = contract
  const attemptMs = parseNumber('timeoutMs', limits.timeoutMs ?? settings.timeoutMs, 1)
  const request = serialize(settings, contract)
  let endsAt = limits.endsAt ?? clock.now() + totalTimeoutMs
  for (let attempt = 1; ; attempt++) {
    const calledAt = clock.now()
    await pace?.wait(signal)
    const startedAt = clock.now()
    // Time spent on keeping a rate is not the call's.
    endsAt += startedAt - calledAt
    const timeoutMs = Math.min(attemptMs, Math.max(1, endsAt - startedAt))
    const facts = { method, path, attempts: signal?.aborted ? attempt - 1 : attempt }
    const result = await sendOnce(settings, { ...limits, request, timeoutMs })
    const now = clock.now()
    const retryAfterMs = parseRetryAfter(result.headers?.get('retry-after'), now)
    if (result.status === 429) pace?.slowDown(Math.min(retryAfterMs ?? pauseMs, maxRetryAfterMs))
    const question = { method, result, attempts: attempt, retryAfterMs, remainingMs: endsAt - now }
    const retryInMs = toRetryDelay({ ...settings, ...limits, ...question })
    const outcome = result.kind ?? result.status
    const requestId = result.kind ? undefined : toRequestId(result)
    const durationMs = now - startedAt
    logAttempt(logger, { method, path, attempt, durationMs, outcome, requestId, retryInMs })
    if (!result.kind && result.ok) return { facts, answer: result }
    if (retryInMs === undefined) {
      const bound = timeoutMs < attemptMs ? 'total' : 'attempt'
      const limitMs = bound === 'total' ? totalTimeoutMs : timeoutMs
      throw toCallError(facts, result, { retryAfterMs, bound, timeoutMs: limitMs })
    }
    await clock.sleep(retryInMs, signal)
  }
}

function serialize({ baseUrl }: Settings, contract: ContractRequest): OutgoingRequest {
  try {
    return toOutgoing(baseUrl, contract)
  } catch (cause) {
    return refuse('input', 'must be plain JSON data', { cause })
  }
}
