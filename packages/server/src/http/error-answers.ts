import { type ServerErrorCode, isServerError } from '../errors.js'
import { type RuleFailure, toValidationMessage } from './validation-messages.js'

/** A refused request: its status, and what the body says. */
export interface ErrorAnswer {
  readonly status: number
  readonly message: string
}

/** What is known of a request whose handling failed. */
export interface FailedRequest {
  readonly id: string
  readonly noun: string
}

const statusOfCode: Partial<Readonly<Record<ServerErrorCode, number>>> = {
  INVALID_INPUT: 400,
  DUPLICATE: 409,
  LIMIT_REACHED: 409,
  CODES_EXHAUSTED: 409,
}

const messageOfStatus: Readonly<Record<number, string>> = {
  413: 'The body is too large: at most 64 KiB are accepted',
  414: 'The address is too long',
  415: 'The body must be JSON: send Content-Type: application/json',
}

/** Decides what a failure is answered with; what is not the caller's fault says nothing but the request id. */
export function toErrorAnswer(error: unknown, request: FailedRequest): ErrorAnswer {
  if (isServerError(error)) {
    const status = statusOfCode[error.code]
    if (status !== undefined) return { status, message: error.message }
  }
  if (isDataException(error)) {
    return { status: 400, message: `${request.noun} holds a value that cannot be stored` }
  }
  if (isUnavailable(error)) {
    return { status: 503, message: `Not available just now, try again; request id ${request.id}` }
  }
  return toFrameworkAnswer(error, request) ?? toServerFailure(request)
}

// Only what says that nothing was done: the statement never reached the database, or was taken back again and again
// because of others. A client may repeat after a 503.
const unavailable: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ENOTFOUND',
  '08001',
  '08004',
  '40001',
  '40P01',
  '53300',
  '57P03',
])

function isUnavailable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && unavailable.has(error.code)
}

/** SQLSTATE class 22 and 54000: a value out of range that no rule above caught. */
function isDataException(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^(?:22[0-9A-Z]{3}|54000)$/.test(code)
}

interface FrameworkError extends Error {
  readonly statusCode?: number
  readonly validation?: readonly RuleFailure[]
  readonly validationContext?: string
}

function toFrameworkAnswer(error: unknown, request: FailedRequest): ErrorAnswer | undefined {
  if (!(error instanceof Error)) return undefined
  const { statusCode, validation, validationContext, message } = error as FrameworkError
  if (validation !== undefined) {
    const noun = validationContext === 'querystring' ? 'query' : request.noun
    return { status: 400, message: toValidationMessage(validation, noun) }
  }
  if (statusCode === undefined || statusCode < 400 || statusCode > 499) return undefined
  return { status: statusCode, message: messageOfStatus[statusCode] ?? message }
}

function toServerFailure({ id }: FailedRequest): ErrorAnswer {
  return { status: 500, message: `The server failed, request id ${id}` }
}
