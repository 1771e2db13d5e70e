import type { ErrorBody } from '@referly-kit/types'
import { toAnswerFacts } from './answer-facts.js'
import { toResponseError } from './answers.js'
import type { Answered, AttemptResult } from './attempt.js'
import { createApiError } from './errors/api-errors.js'
import {
  AbortedError,
  ConnectionError,
  OutcomeUnknownError,
  TimeoutError,
} from './errors/call-errors.js'
import type { CallFacts, ReferlyError } from './errors/referly-error.js'

/** What an error says beside how its last attempt ended. */
export interface FailureFacts {
  readonly timeoutMs: number
  readonly bound: 'attempt' | 'total'
}

/** Turns a failed call into the error to throw: for a create that may have been carried out, `OutcomeUnknownError`. */
export function toCallError(
  facts: CallFacts,
  result: AttemptResult,
  limits: FailureFacts,
): ReferlyError {
  const isOpen = facts.method === 'POST' && isAmbiguous(result)
  if (result.kind === 'aborted') {
    return new AbortedError({ ...facts, outcomeUnknown: isOpen, cause: result.cause })
  }
  const cause = toPlainError(facts, result, limits)
  return isOpen ? new OutcomeUnknownError({ ...facts, cause }) : cause
}

function toPlainError(facts: CallFacts, result: AttemptResult, limits: FailureFacts): ReferlyError {
  if (result.kind === 'timeout') return new TimeoutError({ ...facts, ...limits })
  if (result.kind) {
    return new ConnectionError({ ...facts, sent: result.sent, cause: result.cause })
  }
  // A browser shows a redirect that is not followed as status 0.
  if (result.status < 400) {
    return toResponseError(
      { answer: result, facts },
      {
        expected: 'no redirect',
        received: `one to ${toOrigin(result)}; set baseUrl to where the API is`,
      },
    )
  }
  return createApiError({
    ...facts,
    ...toAnswerFacts(result),
    errorBody: parseErrorBody(result),
    retryAfterMs: result.retryAfterMs,
  })
}

function toOrigin({ headers, redact }: Answered): string {
  const location = headers.get('location') ?? ''
  return URL.canParse(location) ? redact(new URL(location).origin) : 'the same origin'
}

/** After these the record may exist: no answer to a sent request, 303 (done, look there), 408 and 5xx. */
function isAmbiguous(result: AttemptResult): boolean {
  if (result.kind) return result.sent
  return result.status === 303 || result.status === 408 || result.status >= 500
}

function parseErrorBody({ text, redact }: Answered): ErrorBody | undefined {
  try {
    const { error, message } = JSON.parse(text) as Readonly<Record<string, unknown>>
    if (typeof error === 'number' && typeof message === 'string') {
      // Not before: the text may write the key with escapes.
      return { error, message: redact(message) }
    }
  } catch {
    // Not JSON, or null: the status alone has to do.
  }
  return undefined
}
