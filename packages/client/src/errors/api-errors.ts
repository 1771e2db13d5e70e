import type { ErrorBody } from '@referly-kit/types'
import { ReferlyError, type CallFacts, type ReferlyErrorCode } from './referly-error.js'

/** What an `ApiError` is made from. */
export interface ApiProblem extends CallFacts {
  readonly status: number
  readonly body: string
  readonly errorBody: ErrorBody | undefined
  readonly requestId: string | undefined
  /** What `Retry-After` asks for, in milliseconds. */
  readonly retryAfterMs: number | undefined
}

/** An answer whose status says that the request was not fulfilled; subclasses name the common ones. */
export class ApiError extends ReferlyError {
  override readonly name: string = 'ApiError'
  override readonly code: ReferlyErrorCode = 'API'
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly attempts: number
  readonly status: number
  /** The first 2048 characters of the answer, as received; empty when it had no body. */
  readonly body: string
  /** The answer's `{ error, message }`, when it has this shape. */
  readonly errorBody: ErrorBody | undefined
  /** What to name when asking the vendor: `x-request-id`, `request-id` or `cf-ray`. */
  readonly requestId: string | undefined
  /** What `Retry-After` asks for, in milliseconds. */
  readonly retryAfterMs: number | undefined

  constructor(problem: ApiProblem, hint: string = '') {
    super(toMessage(problem, hint))
    this.method = problem.method
    this.path = problem.path
    this.attempts = problem.attempts
    this.status = problem.status
    this.body = problem.body
    this.errorBody = problem.errorBody
    this.requestId = problem.requestId
    this.retryAfterMs = problem.retryAfterMs
  }
}

/** 401 or 403: no API key, or one that is malformed, unknown, revoked or not allowed to do this. */
export class AuthenticationError extends ApiError {
  override readonly name: string = 'AuthenticationError'
  override readonly code = 'AUTHENTICATION' as const

  constructor(problem: ApiProblem) {
    super(problem, 'check the API key')
  }
}

/** 400 or 422: the server found the input invalid; nothing was changed. */
export class InvalidRequestError extends ApiError {
  override readonly name: string = 'InvalidRequestError'
  override readonly code = 'INVALID_REQUEST' as const
}

/** 404: there is no such path or record. */
export class NotFoundError extends ApiError {
  override readonly name: string = 'NotFoundError'
  override readonly code = 'NOT_FOUND' as const
}

/** 409: a record with this unique key exists, or a limit is reached; nothing was changed. */
export class ConflictError extends ApiError {
  override readonly name: string = 'ConflictError'
  override readonly code = 'CONFLICT' as const
}

/** 429 on every attempt, or with a `Retry-After` beyond what the client waits. */
export class RateLimitError extends ApiError {
  override readonly name: string = 'RateLimitError'
  override readonly code = 'RATE_LIMITED' as const

  constructor(problem: ApiProblem) {
    const seconds = Math.ceil((problem.retryAfterMs ?? 0) / 1000)
    super(problem, seconds > 0 ? `wait ${seconds} s` : 'send fewer requests')
  }
}

/** 5xx: the server failed; for a POST it stands as the `cause` of an `OutcomeUnknownError`. */
export class ServerError extends ApiError {
  override readonly name: string = 'ServerError'
  override readonly code = 'SERVER' as const
}

/** Creates the class of error that the status stands for. */
export function createApiError(problem: ApiProblem): ApiError {
  const { status } = problem
  if (status === 401 || status === 403) return new AuthenticationError(problem)
  if (status === 400 || status === 422) return new InvalidRequestError(problem)
  if (status === 404) return new NotFoundError(problem)
  if (status === 409) return new ConflictError(problem)
  if (status === 429) return new RateLimitError(problem)
  return status >= 500 ? new ServerError(problem) : new ApiError(problem)
}

/** Says whether a caught value is an `ApiError` or one of its subclasses. */
export function isApiError(error: unknown): error is ApiError {
  return error instanceof ApiError
}

/** Says whether a caught value is an `AuthenticationError`. */
export function isAuthenticationError(error: unknown): error is AuthenticationError {
  return error instanceof AuthenticationError
}

/** Says whether a caught value is an `InvalidRequestError`. */
export function isInvalidRequestError(error: unknown): error is InvalidRequestError {
  return error instanceof InvalidRequestError
}

/** Says whether a caught value is a `NotFoundError`. */
export function isNotFoundError(error: unknown): error is NotFoundError {
  return error instanceof NotFoundError
}

/** Says whether a caught value is a `ConflictError`. */
export function isConflictError(error: unknown): error is ConflictError {
  return error instanceof ConflictError
}

/** Says whether a caught value is a `RateLimitError`. */
export function isRateLimitError(error: unknown): error is RateLimitError {
  return error instanceof RateLimitError
}

/** Says whether a caught value is a `ServerError`. */
export function isServerError(error: unknown): error is ServerError {
  return error instanceof ServerError
}

function toMessage(problem: ApiProblem, hint: string): string {
  const said = problem.errorBody?.message.slice(0, 300) ?? 'no readable message'
  const answer = `${problem.method} ${problem.path} was answered with ${problem.status}: ${said}`
  return hint === '' ? answer : `${answer}; ${hint}`
}
