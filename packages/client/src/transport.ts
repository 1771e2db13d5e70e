import { sendOnce, type Answered } from './attempt.js'
import { toCallError } from './call-failures.js'
import { refuse } from './errors/input-errors.js'
import type { CallFacts } from './errors/referly-error.js'
import { logAttempt } from './logger.js'
import { toOutgoing, type ContractRequest, type OutgoingRequest } from './openapi-seam.js'
import { parseNumber, type CallOptions, type Settings } from './options.js'
import { pauseMs, type Pace } from './pace.js'
import { toRetryDelay } from './retries.js'

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
  const { method, path } = contract
  const attemptMs = parseNumber('timeoutMs', limits.timeoutMs ?? settings.timeoutMs, 1)
  const request = serialize(settings, contract)
  let remainingMs = limits.endsAt ? limits.endsAt - settings.clock.now() : settings.totalTimeoutMs
  for (let attempt = 1; ; attempt++) {
    // Time spent on keeping a rate is not the call's.
    await limits.pace?.wait(limits.signal)
    const startedAt = settings.clock.now()
    const timeoutMs = Math.min(attemptMs, Math.max(1, remainingMs))
    const facts = { method, path, attempts: limits.signal?.aborted ? attempt - 1 : attempt }
    const result = await sendOnce(settings, { ...limits, request, timeoutMs })
    const durationMs = settings.clock.now() - startedAt
    remainingMs -= durationMs
    if (result.status === 429) {
      limits.pace?.slowDown(Math.min(result.retryAfterMs ?? pauseMs, settings.maxRetryAfterMs))
    }
    const retryInMs = toRetryDelay({ ...settings, ...limits, ...facts, result, remainingMs })
    logAttempt(settings.logger, {
      method,
      path,
      attempt,
      durationMs,
      outcome: result.kind ?? result.status,
      requestId: result.requestId,
      retryInMs,
    })
    if (!result.kind && result.ok) return { facts, answer: result }
    if (retryInMs === undefined) {
      const bound = timeoutMs < attemptMs ? 'total' : 'attempt'
      const limitMs = bound === 'total' ? settings.totalTimeoutMs : timeoutMs
      throw toCallError(facts, result, { bound, timeoutMs: limitMs })
    }
    await settings.clock.sleep(retryInMs, limits.signal)
    // As long as it really was: a busy machine sleeps longer.
    remainingMs -= settings.clock.now() - startedAt - durationMs
  }
}

function serialize({ baseUrl }: Settings, contract: ContractRequest): OutgoingRequest {
  try {
    return toOutgoing(baseUrl, contract)
  } catch (cause) {
    return refuse('input', 'must be plain JSON data', { cause })
  }
}
