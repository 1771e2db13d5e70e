import { toRequestId } from './answer-facts.js'
import { sendOnce, type Answered, type AttemptResult } from './attempt.js'
import { toCallError } from './call-failures.js'
import { AbortedError } from './errors/call-errors.js'
import { logAttempt } from './logger.js'
import { createOpenapiSeam, type ContractRequest, type OpenapiSeam } from './openapi-seam.js'
import { parseDuration, toSettings, type CallOptions, type Settings } from './options.js'
import type { ReferlyClientOptions } from './options.js'
import { parseRetryAfter, toRetryDelay } from './retries.js'

/** An answer with a status of 200 to 299, and how many attempts it took. */
export interface Received {
  readonly request: ContractRequest
  readonly answer: Answered
  readonly attempts: number
}

/** Sends a request as often as it is safe to; throws a `ReferlyError` when no answer of 200 to 299 came. */
export type Transport = (request: ContractRequest, options?: CallOptions) => Promise<Received>

/** Creates the transport; the API key stays in its closure. */
export function createTransport(options: ReferlyClientOptions): Transport {
  const settings = toSettings(options)
  const seam = createOpenapiSeam(settings.baseUrl, settings.headers)
  return (request, callOptions = {}) => run(settings, seam, toCall(request, callOptions, settings))
}

interface Call {
  readonly request: ContractRequest
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
  readonly endsAt: number
}

function toCall(request: ContractRequest, options: CallOptions, settings: Settings): Call {
  return {
    request,
    signal: options.signal,
    timeoutMs: parseDuration('timeoutMs', options.timeoutMs ?? settings.timeoutMs),
    endsAt: settings.clock.now() + settings.totalTimeoutMs,
  }
}

async function run(settings: Settings, seam: OpenapiSeam, call: Call): Promise<Received> {
  const { request, signal } = call
  for (let attempts = 1; ; attempts++) {
    if (signal?.aborted) throw toAbortedError(request, attempts - 1, signal.reason)
    const startedAt = settings.clock.now()
    const remainingMs = Math.max(1, call.endsAt - startedAt)
    const timeoutMs = Math.min(call.timeoutMs, remainingMs)
    const result = await sendOnce(settings, seam, { request, signal, timeoutMs })
    if (result.kind === 'answered' && result.ok) {
      report({ settings, call, attempts, startedAt, result, retryInMs: undefined })
      return { request, answer: result, attempts }
    }
    const retryAfterMs = toRetryAfter(result, settings)
    const retryInMs = toDelay({ settings, call, attempts, result, retryAfterMs })
    report({ settings, call, attempts, startedAt, result, retryInMs })
    if (retryInMs === undefined) {
      const bound = timeoutMs < call.timeoutMs ? 'total' : 'attempt'
      const limitMs = bound === 'total' ? settings.totalTimeoutMs : timeoutMs
      throw toCallError({ request, attempts, result, retryAfterMs, bound, timeoutMs: limitMs })
    }
    await settings.clock.sleep(retryInMs, signal)
  }
}

/** Nothing is under way between attempts, so nothing is left open. */
function toAbortedError(request: ContractRequest, attempts: number, reason: unknown): AbortedError {
  const { method, path } = request
  return new AbortedError({ method, path, attempts }, false, reason)
}

interface Ended {
  readonly settings: Settings
  readonly call: Call
  readonly attempts: number
  readonly result: AttemptResult
}

function toDelay(ended: Ended & { readonly retryAfterMs: number | undefined }): number | undefined {
  const { settings, call, attempts, result, retryAfterMs } = ended
  return toRetryDelay({
    method: call.request.method,
    result,
    attempts,
    retryAfterMs,
    retries: settings.retries,
    maxRetryAfterMs: settings.maxRetryAfterMs,
    remainingMs: call.endsAt - settings.clock.now(),
    random: settings.random,
  })
}

function toRetryAfter(result: AttemptResult, settings: Settings): number | undefined {
  if (result.kind !== 'answered') return undefined
  return parseRetryAfter(result.headers.get('retry-after'), settings.clock.now())
}

function report(
  ended: Ended & { readonly startedAt: number; readonly retryInMs: number | undefined },
): void {
  const { settings, call, attempts, result } = ended
  logAttempt(settings.logger, {
    method: call.request.method,
    path: call.request.path,
    attempt: attempts,
    durationMs: settings.clock.now() - ended.startedAt,
    outcome: result.kind === 'answered' ? result.status : result.kind,
    requestId: result.kind === 'answered' ? toRequestId(result) : undefined,
    retryInMs: ended.retryInMs,
  })
}
