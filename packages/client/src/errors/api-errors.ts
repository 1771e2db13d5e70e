import type { ErrorBody, KitErrorBody } from '@referly-kit/types'
import { CallError, type CallFacts, type ReferlyErrorCode } from './referly-error.js'

/** The details of an `ApiError`. */
export interface ApiProblem extends CallFacts {
  readonly status: number
  readonly body: string
  readonly errorBody?: (ErrorBody & Partial<KitErrorBody>) | undefined
  readonly reason?: string | undefined
  readonly requestId?: string | undefined
  /** The wait that `Retry-After` asks for, in milliseconds. */
  readonly retryAfterMs?: number | undefined
}

/** A response with an error status. Subclasses exist for the common ones. */
export class ApiError extends CallError {
  override readonly name: string = 'ApiError'
  override readonly code: ReferlyErrorCode = 'API'
  declare readonly status: number
  /** The first 2048 characters of the response, as received; empty when it had no body. */
  declare readonly body: string
  /**
   * The response's `{ error, message }`. For a body of `{ error: 'text' }`, `error` is the status. An error of the kit
   * API also has a `code`, and for invalid input `field`, `expected`, `received`, and `hint`.
   */
  declare readonly errorBody: (ErrorBody & Partial<KitErrorBody>) | undefined
  /** The reason a sale cannot be refunded, such as `PAID_OUT`. */
  declare readonly reason: string | undefined
  /** The id to quote to Referly's support: `x-request-id`, `request-id`, or `cf-ray`. */
  declare readonly requestId: string | undefined
  /** The wait that `Retry-After` asks for, in milliseconds. */
  declare readonly retryAfterMs: number | undefined

  constructor(problem: ApiProblem, message: string = toMessage(problem)) {
    super(problem, message)
  }
}

/** 401 or 403: the API key is missing, malformed, unknown, revoked, or not allowed to do this. */
export class AuthenticationError extends ApiError {
  override readonly name: string = 'AuthenticationError'
  override readonly code = 'AUTHENTICATION' as const
}

/** 400 or 422: the server found the input invalid; nothing was changed. */
export class InvalidRequestError extends ApiError {
  override readonly name: string = 'InvalidRequestError'
  override readonly code = 'INVALID_REQUEST' as const
}

/** 404: the path or record does not exist. */
export class NotFoundError extends ApiError {
  override readonly name: string = 'NotFoundError'
  override readonly code = 'NOT_FOUND' as const
}

/** The details of a `ConflictError`, with the other record when the client found it. */
export interface Conflict extends ApiProblem {
  readonly existing?: unknown
  /** The fields in which the record differs from the input. */
  readonly differing?: readonly string[]
  readonly cause?: unknown
}

/**
 * 409: a record with this unique key already exists, or a limit is reached; nothing was changed. Also thrown when the
 * response to a create was lost and a lookup found its key on another record, which is then `existing`.
 */
export class ConflictError extends ApiError {
  override readonly name: string = 'ConflictError'
  override readonly code = 'CONFLICT' as const
  /** The other record, when the client looked it up. A 409 does not contain it. */
  declare readonly existing?: unknown
  /** The fields in which the other record differs from the input. */
  declare readonly differing?: readonly string[]
}

/** 429 on every attempt, or with a `Retry-After` longer than `maxRetryAfterMs`. */
export class RateLimitError extends ApiError {
  override readonly name: string = 'RateLimitError'
  override readonly code = 'RATE_LIMITED' as const
}

/** 5xx: the server failed. For a create or change, it is the `cause` of an `OutcomeUnknownError`. */
export class ServerError extends ApiError {
  override readonly name: string = 'ServerError'
  override readonly code = 'SERVER' as const
}

const classes: Readonly<Record<number, new (problem: ApiProblem) => ApiError>> = {
  400: InvalidRequestError,
  401: AuthenticationError,
  403: AuthenticationError,
  404: NotFoundError,
  409: ConflictError,
  422: InvalidRequestError,
  429: RateLimitError,
}

/** Creates an error of the class for its status. */
export function createApiError(problem: ApiProblem): ApiError {
  const { status } = problem
  const Class = classes[status] ?? (status < 500 ? ApiError : ServerError)
  return new Class(problem)
}

/** Returns whether a caught value is an `ApiError` or one of its subclasses. */
export function isApiError(error: unknown): error is ApiError {
  return error instanceof ApiError
}

/** Returns whether a caught value is an `AuthenticationError`. */
export function isAuthenticationError(error: unknown): error is AuthenticationError {
  return error instanceof AuthenticationError
}

/** Returns whether a caught value is an `InvalidRequestError`. */
export function isInvalidRequestError(error: unknown): error is InvalidRequestError {
  return error instanceof InvalidRequestError
}

/** Returns whether a caught value is a `NotFoundError`. */
export function isNotFoundError(error: unknown): error is NotFoundError {
  return error instanceof NotFoundError
}

/** Returns whether a caught value is a `ConflictError`. */
export function isConflictError(error: unknown): error is ConflictError {
  return error instanceof ConflictError
}

/** Returns whether a caught value is a `RateLimitError`. */
export function isRateLimitError(error: unknown): error is RateLimitError {
  return error instanceof RateLimitError
}

/** Returns whether a caught value is a `ServerError`. */
export function isServerError(error: unknown): error is ServerError {
  return error instanceof ServerError
}

function toMessage({ status, errorBody, retryAfterMs }: ApiProblem): string {
  const said = errorBody?.message.slice(0, 300) ?? 'no message'
  const advice = toAdvice(status, retryAfterMs, said)
  return `failed with status ${status}: ${advice ? said.replace(/\.?$/, '. ') : said}${advice}`
}

/** Returns advice about a status, where the response itself gives none. */
function toAdvice(status: number, retryAfterMs: number | undefined, said: string): string {
  if (status === 401 || status === 403) return 'Check the API key.'
  if (!retryAfterMs) return ''
  const wait = `${Math.ceil(retryAfterMs / 1000)} s`
  return said.includes(` ${wait}`) ? '' : `Wait ${wait}.`
}
