import type { ErrorBody } from '@referly-kit/types'
import { toAnswerFacts } from './answer-facts.js'
import type { Answered, AttemptResult } from './attempt.js'
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
  /** How many records of an `iterate` had been yielded. */
  readonly arrived?: number
  readonly result: AttemptResult
  readonly retryAfterMs: number | undefined
  readonly timeoutMs: number
  readonly bound: 'attempt' | 'total'
}

/** Turns a failed call into the error to throw: for a create that may have been carried out, `OutcomeUnknownError`. */
export function toCallError(failure: CallFailure): ReferlyError {
  const { request, attempts, arrived, result } = failure
  const { method, path } = request
  const facts: CallFacts = { method, path, attempts, ...(arrived !== undefined && { arrived }) }
  const isPost = method === 'POST'
  if (result.kind === 'aborted') {
    const { sent, cause } = result
    return new AbortedError({ ...facts, outcomeUnknown: sent && isPost, cause })
  }
  const cause = toPlainError(failure, facts, result)
  return isPost && isAmbiguous(result) ? new OutcomeUnknownError({ ...facts, cause }) : cause
}

function toPlainError(failure: CallFailure, facts: CallFacts, result: AttemptResult): ReferlyError {
  const { timeoutMs, bound, retryAfterMs } = failure
  if (result.kind === 'timeout') return new TimeoutError({ ...facts, timeoutMs, bound })
  if (result.kind !== 'answered') {
    const { sent, cause } = result
    return new ConnectionError({ ...facts, sent, cause })
  }
  const seen = { ...facts, ...toAnswerFacts(result) }
  if (isRedirect(result)) {
    const received = `one to ${toOrigin(result)}; set baseUrl to where the API is`
    const expected = 'no redirect, because a key is not carried along'
    return new UnexpectedResponseError({ ...seen, property: '', expected, received })
  }
  return createApiError({ ...seen, errorBody: parseErrorBody(result), retryAfterMs })
}

/** A browser shows a redirect that is not followed as status 0. */
function isRedirect({ status }: Answered): boolean {
  return status === 0 || (status >= 300 && status < 400)
}

function toOrigin({ headers, redact }: Answered): string {
  const location = headers.get('location') ?? ''
  return URL.canParse(location) ? redact(new URL(location).origin) : 'the same origin'
}

/** After these the record may exist: no answer to a sent request, 303 (done, look there), 408 and 5xx. */
function isAmbiguous(result: AttemptResult): boolean {
  if (result.kind !== 'answered') return result.sent
  return result.status === 303 || result.status === 408 || result.status >= 500
}

function parseErrorBody({ text, redact }: Answered): ErrorBody | undefined {
  try {
    const { error, message } = JSON.parse(redact(text)) as Readonly<Record<string, unknown>>
    if (typeof error === 'number' && typeof message === 'string') return { error, message }
  } catch {
    // Not JSON, or null: the status alone has to do.
  }
  return undefined
}
