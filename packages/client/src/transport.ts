import { toRequestId } from './answer-facts.js'
import { sendOnce, type Answered, type AttemptResult } from './attempt.js'
import { toCallError } from './call-failures.js'
import { AbortedError } from './errors/call-errors.js'
import { InvalidInputError } from './errors/input-errors.js'
import { logAttempt } from './logger.js'
import { toOutgoing, type ContractRequest, type OutgoingRequest } from './openapi-seam.js'
import { parseDuration, toSettings, type CallOptions, type Settings } from './options.js'
import type { ReferlyClientOptions } from './options.js'
import type { Pace } from './pace.js'
import { parseRetryAfter, toRetryDelay } from './retries.js'

/** An answer with a status of 200 to 299, and how many attempts it took. */
export interface Received {
  readonly request: ContractRequest
  readonly answer: Answered
  readonly attempts: number
  /** How many records of it have been yielded; undefined when it was read as a whole. */
  readonly arrived?: number
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

/** What carries requests; the API key stays in the closures of the settings. */
export interface Transport {
  readonly settings: Settings
  /** Sends a request as often as it is safe to; throws a `ReferlyError` when no answer of 200 to 299 came. */
  send(request: ContractRequest, limits?: CallLimits): Promise<Received>
}

/** Creates the transport. */
export function createTransport(options: ReferlyClientOptions): Transport {
  const settings = toSettings(options)
  return {
    settings,
    send: async (request, limits = {}) => run(settings, toCall(settings, request, limits)),
  }
}

interface Call extends CallLimits {
  readonly request: ContractRequest
  readonly outgoing: OutgoingRequest
  readonly timeoutMs: number
  readonly retries: number
  readonly isStreamed: boolean
  endsAt: number
}

function toCall(settings: Settings, request: ContractRequest, limits: CallLimits): Call {
  return {
    isStreamed: false,
    retries: settings.retries,
    endsAt: settings.clock.now() + settings.totalTimeoutMs,
    ...limits,
    timeoutMs: parseDuration('timeoutMs', limits.timeoutMs ?? settings.timeoutMs),
    request,
    outgoing: serialize(settings, request),
  }
}

function serialize(settings: Settings, request: ContractRequest): OutgoingRequest {
  try {
    return toOutgoing(settings.baseUrl, request)
  } catch (cause) {
    throw new InvalidInputError({ field: 'input', rule: 'must be plain JSON data', cause })
  }
}

async function run(settings: Settings, call: Call): Promise<Received> {
  const { request, outgoing, signal, isStreamed } = call
  const { clock } = settings
  for (let attempts = 1; ; attempts++) {
    await holdBack(settings, call)
    if (signal?.aborted) throw toAbortedError(call, attempts - 1)
    const startedAt = clock.now()
    const timeoutMs = Math.min(call.timeoutMs, Math.max(1, call.endsAt - startedAt))
    const result = await sendOnce(settings, { request: outgoing, signal, timeoutMs, isStreamed })
    const ended: Ended = { settings, call, attempts, result, startedAt }
    if (result.kind === 'answered' && result.ok) {
      report(ended, undefined)
      return { request, answer: result, attempts }
    }
    const retryAfterMs = toRetryAfter(ended)
    const retryInMs = toDelay(ended, retryAfterMs)
    report(ended, retryInMs)
    if (retryInMs === undefined) {
      const isTotal = timeoutMs < call.timeoutMs
      const limit = isTotal
        ? ({ bound: 'total', timeoutMs: settings.totalTimeoutMs } as const)
        : ({ bound: 'attempt', timeoutMs } as const)
      throw toCallError({ request, attempts, result, retryAfterMs, ...limit })
    }
    await clock.sleep(retryInMs, signal)
  }
}

/** Time spent on keeping a rate is not the call's. */
async function holdBack({ clock }: Settings, call: Call): Promise<void> {
  if (call.pace === undefined) return
  const since = clock.now()
  await call.pace.wait(call.signal)
  call.endsAt += clock.now() - since
}

/** Nothing is under way between attempts, so nothing is left open. */
function toAbortedError({ request, signal }: Call, attempts: number): AbortedError {
  const { method, path } = request
  return new AbortedError({ method, path, attempts, outcomeUnknown: false, cause: signal?.reason })
}

interface Ended {
  readonly settings: Settings
  readonly call: Call
  readonly attempts: number
  readonly result: AttemptResult
  readonly startedAt: number
}

function toDelay(ended: Ended, retryAfterMs: number | undefined): number | undefined {
  const { settings, call } = ended
  const { method } = call.request
  const remainingMs = call.endsAt - settings.clock.now()
  return toRetryDelay({ ...settings, ...call, ...ended, method, retryAfterMs, remainingMs })
}

function toRetryAfter({ settings, call, result }: Ended): number | undefined {
  if (result.kind !== 'answered') return undefined
  const retryAfterMs = parseRetryAfter(result.headers.get('retry-after'), settings.clock.now())
  if (result.status === 429) call.pace?.slowDown(retryAfterMs)
  return retryAfterMs
}

function report(ended: Ended, retryInMs: number | undefined): void {
  const { settings, call, attempts, result, startedAt } = ended
  const { method, path } = call.request
  const isAnswered = result.kind === 'answered'
  logAttempt(settings.logger, {
    method,
    path,
    attempt: attempts,
    durationMs: settings.clock.now() - startedAt,
    outcome: isAnswered ? result.status : result.kind,
    requestId: isAnswered ? toRequestId(result) : undefined,
    retryInMs,
  })
}
