import { CallError, type CallFacts, type Method } from './referly-error.js'

/** The details of a `ConnectionError`. */
export interface ConnectionProblem extends CallFacts {
  /** False when the request certainly did not reach the server: refused, DNS, TLS. */
  readonly sent: boolean
  readonly cause: unknown
}

/** No connection, or one that broke before the response was complete; `cause` is the error of `fetch`. */
export class ConnectionError extends CallError {
  override readonly name: string = 'ConnectionError'
  override readonly code = 'CONNECTION' as const
  /** False when the request certainly did not reach the server: refused, DNS, TLS. */
  declare readonly sent: boolean

  constructor(problem: ConnectionProblem) {
    super(problem, problem.sent ? 'lost its connection' : 'could not connect; check baseUrl')
  }
}

/** The details of a `TimeoutError`. */
export interface TimeoutProblem extends CallFacts {
  readonly timeoutMs: number
  /** The limit that was reached: `timeoutMs` of one attempt or `totalTimeoutMs` of the call. */
  readonly bound: 'attempt' | 'total'
}

/** No complete response in time. */
export class TimeoutError extends CallError {
  override readonly name: string = 'TimeoutError'
  override readonly code = 'TIMEOUT' as const
  declare readonly timeoutMs: number
  declare readonly bound: 'attempt' | 'total'

  constructor(problem: TimeoutProblem) {
    const { timeoutMs, bound } = problem
    const option = bound === 'total' ? 'totalTimeoutMs' : 'timeoutMs'
    super(problem, `timed out after ${timeoutMs} ms; raise ${option}`)
  }
}

/** The details of an `AbortedError`. */
export interface AbortProblem extends CallFacts {
  /** True when a create or change was in flight, so that it may have taken effect. */
  readonly outcomeUnknown: boolean
  readonly cause: unknown
}

/** The caller's signal ended the call; `cause` is the signal's reason. */
export class AbortedError extends CallError {
  override readonly name: string = 'AbortedError'
  override readonly code = 'ABORTED' as const
  /** True when a create or change was in flight, so that it may have taken effect. */
  declare readonly outcomeUnknown: boolean

  constructor(problem: AbortProblem) {
    super(problem, problem.outcomeUnknown ? `was aborted; it ${toDoubt(problem)}` : 'was aborted')
  }
}

/** The possible effects of a request whose response was lost. */
const effects: Readonly<Record<Method, string>> = {
  GET: '',
  POST: 'created',
  PUT: 'updated',
  PATCH: 'refunded',
  DELETE: 'deleted',
}

function toDoubt({ method, path }: CallFacts): string {
  // Only Referly's API refunds with this method.
  const effect = method === 'PATCH' && path !== '/sales' ? effects.PUT : effects[method]
  return `may have ${effect} its record`
}

/** The outcome of a create: its record, from its own response or from a lookup after the response was lost. */
export interface CreateOutcome<Model> {
  readonly status: 'created' | 'recovered'
  readonly record: Model
}

/**
 * Looks again for the effect of a call whose outcome is unknown, and sends the request again where the call itself
 * would. Throws `OutcomeUnknownError` when that does not settle it either. A change that is settled is `recovered`.
 */
export type Resume = (signal?: AbortSignal) => Promise<CreateOutcome<unknown>>

/** The details of an `OutcomeUnknownError`. */
export interface UnknownOutcome extends CallFacts {
  readonly cause: Error
  readonly resume?: Resume | undefined
}

/**
 * A create or change with an unknown outcome: the server may have carried it out, but there was no usable response.
 * `cause` is the error of the last attempt.
 *
 * @example
 * if (isOutcomeUnknownError(error)) await error.resume?.() //=> { status: 'recovered', record: { id: '...' } }
 */
export class OutcomeUnknownError extends CallError {
  override readonly name: string = 'OutcomeUnknownError'
  override readonly code = 'OUTCOME_UNKNOWN' as const
  /** Undefined when the input has no unique key for a lookup. */
  declare readonly resume: Resume | undefined

  constructor(problem: UnknownOutcome) {
    const advice = problem.resume ? 'resume() looks again' : 'look it up before retrying'
    super(problem, `${toDoubt(problem)}; ${advice}: ${problem.cause.message}`)
  }
}

/** Returns whether a caught value is a `ConnectionError`. */
export function isConnectionError(error: unknown): error is ConnectionError {
  return error instanceof ConnectionError
}

/** Returns whether a caught value is a `TimeoutError`. */
export function isTimeoutError(error: unknown): error is TimeoutError {
  return error instanceof TimeoutError
}

/** Returns whether a caught value is an `AbortedError`. */
export function isAbortedError(error: unknown): error is AbortedError {
  return error instanceof AbortedError
}

/** Returns whether a caught value is an `OutcomeUnknownError`. */
export function isOutcomeUnknownError(error: unknown): error is OutcomeUnknownError {
  return error instanceof OutcomeUnknownError
}

/** The details of an `UnexpectedResponseError`. */
export interface UnexpectedResponse extends CallFacts {
  readonly status: number
  readonly requestId: string | undefined
  readonly body: string
  /** The place where the response breaks the contract, such as `[3].couponId`; empty for the whole response. */
  readonly property: string
  readonly expected: string
  readonly received: string
  readonly cause?: unknown
}

/**
 * A response that breaks the contract: a redirect, a page instead of JSON, truncated JSON, or the wrong shape.
 *
 * @example
 * await referly.coupons.list()
 * // UnexpectedResponseError: GET /coupons returned 200: [0].id must be a string, but was undefined
 */
export class UnexpectedResponseError extends CallError {
  override readonly name: string = 'UnexpectedResponseError'
  override readonly code = 'UNEXPECTED_RESPONSE' as const
  declare readonly status: number
  declare readonly requestId: string | undefined
  /** The first 2048 characters of the response, or of the record that `iterate` was reading, as received. */
  declare readonly body: string
  /** The place where the response breaks the contract, such as `[3].couponId`; empty for the whole response. */
  declare readonly property: string
  declare readonly expected: string
  declare readonly received: string

  constructor(problem: UnexpectedResponse) {
    const { status, property, expected, received } = problem
    super(
      problem,
      `returned ${status}: ${property || 'the response'} must be ${expected}, but was ${received}`,
    )
  }
}

/** Returns whether a caught value is an `UnexpectedResponseError`. */
export function isUnexpectedResponseError(error: unknown): error is UnexpectedResponseError {
  return error instanceof UnexpectedResponseError
}
