import type { ErrorBody } from '@referly-kit/types'
import { toAnswerFacts } from './answer-facts.js'
import type { Answered, AttemptResult, Unanswered } from './attempt.js'
import { createApiError } from './errors/api-errors.js'
import {
  AbortedError,
  ConnectionError,
  OutcomeUnknownError,
  TimeoutError,
} from './errors/call-errors.js'
import type { CallFacts, ReferlyError } from './errors/referly-error.js'
import { UnexpectedResponseError } from './errors/response-errors.js'
import type { ContractRequest } from './openapi-seam.js'

/** A call that ended without an answer of 200 to 299. */
export interface CallFailure {
  readonly request: ContractRequest
  readonly attempts: number
  readonly result: AttemptResult
  readonly retryAfterMs: number | undefined
  readonly timeoutMs: number
  readonly bound: 'attempt' | 'total'
}

/** Turns a failed call into the error to throw: for a create that may have been carried out, `OutcomeUnknownError`. */
export function toCallError(failure: CallFailure): ReferlyError {
  const { request, attempts, result } = failure
  const facts: CallFacts = { method: request.method, path: request.path, attempts }
  if (result.kind === 'aborted') {
    const outcomeUnknown = result.sent && request.method === 'POST'
    return new AbortedError({ ...facts, outcomeUnknown, cause: result.cause })
  }
  const error = toPlainError(failure, facts)
  const isUnknown = request.method === 'POST' && isAmbiguous(result)
  return isUnknown ? new OutcomeUnknownError({ ...facts, cause: error }) : error
}

function toPlainError(failure: CallFailure, facts: CallFacts): ReferlyError {
  const { result } = failure
  if (result.kind !== 'answered') return toConnectionError(failure, facts, result)
  if (isRedirect(result)) return toRedirectError(result, facts)
  const errorBody = parseErrorBody(result.redact(result.text))
  const { retryAfterMs } = failure
  return createApiError({ ...facts, ...toAnswerFacts(result), errorBody, retryAfterMs })
}

function toConnectionError(failure: CallFailure, facts: CallFacts, end: Unanswered): ReferlyError {
  const { timeoutMs, bound } = failure
  if (end.kind === 'timeout') return new TimeoutError({ ...facts, timeoutMs, bound })
  return new ConnectionError({ ...facts, sent: end.sent, cause: end.cause })
}

/** A browser shows a redirect that is not followed as status 0. */
function isRedirect({ status }: Answered): boolean {
  return status === 0 || (status >= 300 && status < 400)
}

function toRedirectError(result: Answered, facts: CallFacts): UnexpectedResponseError {
  return new UnexpectedResponseError({
    ...facts,
    ...toAnswerFacts(result),
    property: '',
    expected: 'JSON from baseUrl itself, because redirects are not followed with a key',
    received: `a redirect to ${result.redact(toOrigin(result.headers.get('location')))}; set baseUrl to where the API is`,
  })
}

function toOrigin(location: string | null): string {
  if (location === null) return 'an address that was not given'
  return URL.canParse(location) ? new URL(location).origin : 'another path of the same origin'
}

/** After these the record may exist: no answer to a sent request, 303 (done, look there), 408 and 5xx. */
function isAmbiguous(result: AttemptResult): boolean {
  if (result.kind !== 'answered') return result.sent
  return result.status === 303 || result.status === 408 || result.status >= 500
}

function parseErrorBody(text: string): ErrorBody | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isErrorBody(value) ? { error: value.error, message: value.message } : undefined
  } catch {
    return undefined
  }
}

function isErrorBody(value: unknown): value is ErrorBody {
  if (typeof value !== 'object' || value === null) return false
  const { error, message } = value as Record<string, unknown>
  return typeof error === 'number' && typeof message === 'string'
}
