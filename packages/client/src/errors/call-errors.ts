import { ReferlyError, type CallFacts, type ReferlyErrorCode } from './referly-error.js'

/** An error of a call that got no answer that can be used. */
export abstract class CallError extends ReferlyError {
  abstract override readonly code: ReferlyErrorCode
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly attempts: number

  constructor(facts: CallFacts, message: string, options?: ErrorOptions) {
    super(`${facts.method} ${facts.path} ${message}`, options)
    this.method = facts.method
    this.path = facts.path
    this.attempts = facts.attempts
  }
}

/** No connection, or one that broke before the answer was complete; `cause` is what `fetch` said. */
export class ConnectionError extends CallError {
  override readonly name: string = 'ConnectionError'
  override readonly code = 'CONNECTION' as const
  /** False when the request certainly did not reach the server: refused, DNS, TLS. */
  readonly sent: boolean

  constructor(facts: CallFacts, sent: boolean, cause: unknown) {
    super(facts, sent ? 'lost its connection' : 'could not connect; check baseUrl and network', {
      cause,
    })
    this.sent = sent
  }
}

/** What a `TimeoutError` is made from. */
export interface TimeoutProblem extends CallFacts {
  readonly timeoutMs: number
  /** Which bound was reached: `timeoutMs` of one attempt or `totalTimeoutMs` of the call. */
  readonly bound: 'attempt' | 'total'
}

/** No complete answer in time. */
export class TimeoutError extends CallError {
  override readonly name: string = 'TimeoutError'
  override readonly code = 'TIMEOUT' as const
  readonly timeoutMs: number
  readonly bound: 'attempt' | 'total'

  constructor(problem: TimeoutProblem) {
    const option = problem.bound === 'total' ? 'totalTimeoutMs' : 'timeoutMs'
    super(problem, `had no complete answer within ${problem.timeoutMs} ms; ${option} allows more`)
    this.timeoutMs = problem.timeoutMs
    this.bound = problem.bound
  }
}

/** The caller's signal ended the call; `cause` is the signal's reason. */
export class AbortedError extends CallError {
  override readonly name: string = 'AbortedError'
  override readonly code = 'ABORTED' as const
  /** True when a create was under way, so that the record may exist. */
  readonly outcomeUnknown: boolean

  constructor(facts: CallFacts, outcomeUnknown: boolean, cause: unknown) {
    const fate = outcomeUnknown ? '; whether the record was created is unknown' : ''
    super(facts, `was aborted${fate}`, { cause })
    this.outcomeUnknown = outcomeUnknown
  }
}

/**
 * A create whose fate is unknown: the request may have been carried out, but no usable answer came. `cause` says what
 * came instead. Look the record up by its unique key before creating it again.
 */
export class OutcomeUnknownError extends CallError {
  override readonly name: string = 'OutcomeUnknownError'
  override readonly code = 'OUTCOME_UNKNOWN' as const

  constructor(facts: CallFacts, cause: Error) {
    const reason = `: ${cause.message}`
    super(facts, `may or may not have created its record; look it up before repeating${reason}`, {
      cause,
    })
  }
}

/** Says whether a caught value is a `ConnectionError`. */
export function isConnectionError(error: unknown): error is ConnectionError {
  return error instanceof ConnectionError
}

/** Says whether a caught value is a `TimeoutError`. */
export function isTimeoutError(error: unknown): error is TimeoutError {
  return error instanceof TimeoutError
}

/** Says whether a caught value is an `AbortedError`. */
export function isAbortedError(error: unknown): error is AbortedError {
  return error instanceof AbortedError
}

/** Says whether a caught value is an `OutcomeUnknownError`. */
export function isOutcomeUnknownError(error: unknown): error is OutcomeUnknownError {
  return error instanceof OutcomeUnknownError
}
