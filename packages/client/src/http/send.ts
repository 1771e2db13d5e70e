import type { KitErrorBody } from '@referly-kit/types'
import { createApiError, type ApiProblem } from '../errors/api-errors.js'
import {
  AbortedError,
  ConnectionError,
  OutcomeUnknownError,
  TimeoutError,
  UnexpectedResponseError,
} from '../errors/call-errors.js'
import type { CallFacts, Method, ReferlyError } from '../errors/referly-error.js'
import {
  parseNumber,
  type AttemptLog,
  type CallOptions,
  type ReferlyLogger,
  type Settings,
} from '../options.js'
import { Answer, toAnswerFacts } from './answers.js'
import { sendOnce, type Answered, type AttemptResult, type OutgoingRequest } from './attempt.js'
import { pauseMs, type Pace } from './pace.js'

/** The first and the longest bound of the random wait, in milliseconds. */
const baseDelayMs = 500
const maxDelayMs = 8000

/** The limits that the client itself sets for a call, in addition to those of the caller. */
export interface CallLimits extends CallOptions {
  readonly retries?: number
  /**
   * True when the server answers a repeated request with its first response, so that it may be sent
   * again.
   */
  readonly isRepeatable?: boolean
  /** The deadline of the call, on the scale of `clock.now()`. */
  readonly endsAt?: number
  /** Delays attempts, so that many calls together stay within a rate. */
  readonly pace?: Pace | undefined
  /** Called before every attempt, after its wait for the pace. When it throws, nothing is sent. */
  readonly beforeAttempt?: ((attempt: number) => Promise<void>) | undefined
  /** Leaves the body of the response unread. */
  readonly isStreamed?: boolean
}

/**
 * Sends a request as often as is safe and returns its response of 200 to 299; throws a
 * `ReferlyError` otherwise.
 */
export async function send(
  settings: Settings,
  request: OutgoingRequest,
  limits: CallLimits = {},
): Promise<Answer> {
  const { method } = request
  const path = toPath(request.url, settings.baseUrl)
  const paces = [settings.pace?.({ method, path }), limits.pace]
  const attemptMs = parseNumber('timeoutMs', limits.timeoutMs ?? settings.timeoutMs, 1)
  let remainingMs = limits.endsAt ? limits.endsAt - settings.clock.now() : settings.totalTimeoutMs
  for (let attempt = 1; ; attempt++) {
    // The wait for the pace does not count against the call's time.
    for (const pace of paces) await pace?.wait(limits.signal)
    await limits.beforeAttempt?.(attempt)
    const startedAt = settings.clock.now()
    const timeoutMs = Math.min(attemptMs, Math.max(1, remainingMs))
    const facts = { method, path, attempts: limits.signal?.aborted ? attempt - 1 : attempt }
    const { signal, isStreamed } = limits
    const result = await sendOnce(settings, { request, timeoutMs, signal, isStreamed })
    const durationMs = settings.clock.now() - startedAt
    remainingMs -= durationMs
    if (result.status === 429) {
      const ms = Math.min(result.retryAfterMs ?? pauseMs, settings.maxRetryAfterMs)
      for (const pace of paces) pace?.slowDown(ms)
    }
    const retryInMs = result.ok
      ? undefined
      : toRetryDelay({ ...settings, ...limits, ...facts, result, remainingMs })
    const { requestId } = result
    const end = { outcome: result.kind ?? result.status, requestId }
    logAttempt(settings.logger, { method, path, attempt, durationMs, retryInMs }, end)
    if (result.ok) return new Answer(result, facts)
    if (retryInMs === undefined) {
      const bound = timeoutMs < attemptMs ? 'total' : 'attempt'
      const limitMs = bound === 'total' ? settings.totalTimeoutMs : timeoutMs
      throw createCallError(facts, result, { bound, timeoutMs: limitMs })
    }
    await settings.clock.sleep(retryInMs, limits.signal)
    // Measured rather than assumed, because timers fire late on a busy machine.
    remainingMs -= settings.clock.now() - startedAt - durationMs
  }
}

function toPath(url: string, baseUrl: string): string {
  return url.startsWith(baseUrl) ? url.slice(baseUrl.length).replace(/\?.*$/s, '') : ''
}

/** The time limit of a failed attempt. */
export interface TimeoutDetails {
  readonly timeoutMs: number
  readonly bound: 'attempt' | 'total'
}

/** Creates the error of a failed call: `OutcomeUnknownError` for a create or change that may have been carried out. */
export function createCallError(
  facts: CallFacts,
  result: AttemptResult,
  limits: TimeoutDetails,
): ReferlyError {
  const isOpen = facts.method !== 'GET' && isAmbiguous(result)
  if (result.kind === 'aborted') {
    return new AbortedError({ ...facts, outcomeUnknown: isOpen, cause: result.cause })
  }
  const cause = createPlainError(facts, result, limits)
  return isOpen ? new OutcomeUnknownError({ ...facts, cause }) : cause
}

function createPlainError(
  facts: CallFacts,
  result: AttemptResult,
  limits: TimeoutDetails,
): ReferlyError {
  if (result.kind === 'timeout') return new TimeoutError({ ...facts, ...limits })
  if (result.kind) {
    return new ConnectionError({ ...facts, sent: result.sent, cause: result.cause })
  }
  // A browser reports a redirect that is not followed as status 0.
  if (result.status < 400) {
    return new UnexpectedResponseError({
      ...facts,
      ...toAnswerFacts(result),
      property: '',
      expected: 'at baseUrl',
      received: `redirected to ${toOrigin(result)}`,
    })
  }
  return createApiError({
    ...facts,
    ...toAnswerFacts(result),
    ...parseErrorBody(result),
    retryAfterMs: result.retryAfterMs,
  })
}

function toOrigin({ headers, redact }: Answered): string {
  const location = headers.get('location') ?? ''
  return URL.canParse(location) ? redact(new URL(location).origin) : 'the same origin'
}

/**
 * Returns whether the request may have taken effect: after no response to a sent request, 303 (done, look there), 408,
 * or 5xx.
 */
function isAmbiguous(result: AttemptResult): boolean {
  if (result.kind) return result.sent
  return result.status === 303 || result.status === 408 || result.status >= 500
}

/**
 * Reads the documented bodies of errors: `{ error: status, message }`, with more properties in the kit API, and
 * `{ error: text, reason? }`.
 */
function parseErrorBody({
  status,
  text,
  redact,
}: Answered): Pick<ApiProblem, 'errorBody' | 'reason'> {
  try {
    const { error, message, reason, ...parts } = JSON.parse(text) as Readonly<
      Record<string, unknown>
    >
    // Redacted after parsing, because the text may contain the key with escapes.
    if (typeof error === 'number' && typeof message === 'string') {
      return { errorBody: { ...redactTexts(parts, redact), error, message: redact(message) } }
    }
    if (typeof error === 'string') {
      const body = { errorBody: { error: status, message: redact(error) } }
      return typeof reason === 'string' ? { ...body, reason: redact(reason) } : body
    }
  } catch {
    // Not JSON, or null: only the status is known.
  }
  return { errorBody: undefined }
}

/** Returns the texts of an error body, without the API key. */
function redactTexts(
  values: Readonly<Record<string, unknown>>,
  redact: Answered['redact'],
): Partial<KitErrorBody> {
  const texts = Object.entries(values).filter(([, value]) => typeof value === 'string')
  return Object.fromEntries(texts.map(([name, value]) => [name, redact(value)]))
}

/** Logs one attempt. An error of the logger is ignored, so that it cannot make a created record look like a failure. */
function logAttempt(
  logger: ReferlyLogger | undefined,
  facts: Omit<AttemptLog, 'outcome' | 'requestId'>,
  end: { readonly outcome: AttemptLog['outcome']; readonly requestId: string | undefined },
): void {
  const { method, path, retryInMs } = facts
  const level = retryInMs === undefined ? 'debug' : 'warn'
  try {
    logger?.[level](`referly: ${method} ${path} ${end.outcome}`, { ...facts, ...end })
  } catch {
    // See above.
  }
}

/** The facts that determine whether a request is sent again. */
export interface RetryQuestion {
  readonly method: Method
  /** True when the server answers a repeated request with its first response. */
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
