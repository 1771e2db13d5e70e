import { StaleProgramError } from '../domain/stale-terms.js'
import { isServerError, type ServerErrorCode } from '../errors.js'
import { BodyError } from './bodies.js'
import type { ErrorBodyName } from './operations.js'
import { toValidationProblem, type RuleFailure } from './validation-messages.js'

/** The status and message of an error response, and the parts that the kit API shows. */
export interface ErrorResponse {
  readonly status: number
  readonly message: string
  /** The kind of error. By default, the one of its status. */
  readonly code?: string | undefined
  readonly field?: string | undefined
  readonly expected?: string | undefined
  readonly received?: string | undefined
  readonly hint?: string | undefined
  /** The machine-readable reason why a sale was not refunded. */
  readonly reason?: string | undefined
}

/** A request whose handling failed. */
export interface FailedRequest {
  readonly id: string
  readonly noun: string
}

const statusOfCode: Partial<Readonly<Record<ServerErrorCode, number>>> = {
  INVALID_INPUT: 400,
  NOT_FOUND: 404,
  DUPLICATE: 409,
  LAST_LINK: 409,
  REFUND_WINDOW_CLOSED: 400,
  PAID_OUT: 400,
  IN_PAYOUT_BATCH: 400,
  IDEMPOTENCY_KEY_REUSED: 409,
  NOTHING_PAYABLE: 409,
  COMMISSION_DECLINED: 409,
  PAYOUT_SETTLED: 409,
  LIMIT_REACHED: 409,
  CODES_EXHAUSTED: 409,
  RESERVATION_REDEEMED: 409,
  KEY_IN_USE: 409,
  BACKUP_RUNNING: 409,
  WEBHOOK_DISABLED: 409,
}

/** The codes that are also the reason why a sale cannot be refunded, changed, or deleted. */
const refusals: ReadonlySet<ServerErrorCode> = new Set([
  'REFUND_WINDOW_CLOSED',
  'PAID_OUT',
  'IN_PAYOUT_BATCH',
])

const messageOfStatus: Readonly<Record<number, string>> = {
  413: 'The body is too large. The limit is 64 KiB.',
  414: 'The URL is too long.',
  415: 'The body must be JSON. Send Content-Type: application/json.',
}

/** Returns the response to a failure. Failures of the server reveal only the request id. */
export function toErrorResponse(error: unknown, request: FailedRequest): ErrorResponse {
  if (isServerError(error)) {
    const status = statusOfCode[error.code]
    const reason = refusals.has(error.code) ? error.code : undefined
    const { message, code, field, expected, received, hint } = error
    if (status !== undefined) {
      return { status, message, reason, code, field, expected, received, hint }
    }
  }
  if (error instanceof BodyError) return { status: error.status, message: error.message }
  if (isDataException(error)) {
    return { status: 400, message: `The ${request.noun} has a value that cannot be stored.` }
  }
  if (error instanceof StaleProgramError) return { status: 503, message: error.message }
  if (isUnavailable(error)) {
    const message = `The server is temporarily unavailable. Try again. Request id: ${request.id}`
    return { status: 503, message }
  }
  return toFrameworkResponse(error, request) ?? toServerFailure(request)
}

const reasonOfStatus: Readonly<Record<number, string>> = {
  400: 'INVALID_REQUEST',
  404: 'SALE_NOT_FOUND',
}

/** The codes of the kit API, by status, for errors that have none of their own. */
export const codeOfStatus: Readonly<Record<number, string>> = {
  400: 'INVALID_INPUT',
  401: 'UNAUTHORIZED',
  404: 'UNKNOWN_PATH',
  405: 'METHOD_NOT_ALLOWED',
  408: 'REQUEST_TIMEOUT',
  413: 'BODY_TOO_LARGE',
  414: 'URL_TOO_LONG',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  417: 'EXPECTATION_FAILED',
  429: 'RATE_LIMITED',
  431: 'HEADERS_TOO_LARGE',
  503: 'UNAVAILABLE',
}

/** Returns the body of an error response. A refund has another body for what is wrong with the request or the sale. */
export function toErrorBody(response: ErrorResponse, name: ErrorBodyName): object {
  const { status, message, reason } = response
  if (name === 'KitError') {
    const code = response.code ?? codeOfStatus[status] ?? 'SERVER_FAILURE'
    const { field, expected, received, hint } = response
    return { error: status, message, code, field, expected, received, hint }
  }
  if (name === 'Error') return { error: status, message, reason }
  const refundReason = reason ?? reasonOfStatus[status]
  if (refundReason === undefined) return { error: status, message }
  return { error: message, reason: refundReason }
}

// Codes that prove that nothing was done: either the statement never reached the database, or it was rolled back on
// every attempt because of concurrent transactions. Clients may repeat any request after a 503.
const unavailable: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ENOTFOUND',
  '08001',
  '08004',
  '25P03',
  '40001',
  '40P01',
  '53300',
  '57P03',
])

function isUnavailable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && unavailable.has(error.code)
}

/** Returns whether a value was out of range for the database: SQLSTATE class 22, and 54000. */
function isDataException(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^(?:22[0-9A-Z]{3}|54000)$/.test(code)
}

interface FrameworkError extends Error {
  readonly statusCode?: number
  readonly validation?: readonly RuleFailure[]
  readonly validationContext?: string
}

const nounOfContext: Readonly<Record<string, string>> = { querystring: 'query', params: 'path' }

function toFrameworkResponse(error: unknown, request: FailedRequest): ErrorResponse | undefined {
  if (!(error instanceof Error)) return undefined
  const { statusCode, validation, validationContext, message } = error as FrameworkError
  if (validation !== undefined) {
    const noun = nounOfContext[validationContext ?? ''] ?? request.noun
    return { status: 400, ...toValidationProblem(validation, noun) }
  }
  if (statusCode === undefined || statusCode < 400 || statusCode > 499) return undefined
  return { status: statusCode, message: messageOfStatus[statusCode] ?? message }
}

function toServerFailure({ id }: FailedRequest): ErrorResponse {
  return { status: 500, message: `The server failed. Request id: ${id}` }
}
