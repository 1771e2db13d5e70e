import {
  isConnectionError,
  isInvalidInputError,
  isOutcomeUnknownError,
  isTimeoutError,
} from '@referly-kit/client'
import { texts } from './texts.js'

/** A problem with an input: the sentence, and the field it belongs to, when there is one. */
export interface InputProblem {
  readonly field: string | undefined
  readonly message: string
}

/** Describes a failed call for the operator. */
export function toProblem(error: unknown): InputProblem {
  if (isInvalidInputError(error)) {
    return { field: toFieldName(error.field), message: toPlainText(error.message) }
  }
  if (isOutcomeUnknownError(error)) return { field: undefined, message: texts.maybeSaved }
  if (isConnectionError(error) || isTimeoutError(error)) {
    return { field: undefined, message: texts.unreachable }
  }
  if (!(error instanceof Error)) return { field: undefined, message: String(error) }
  // Error bodies of the API have no field; their sentence starts with it: "`coupon.percentOff` must be ...".
  const body =
    'errorBody' in error ? (error.errorBody as { message?: unknown } | undefined) : undefined
  const message = typeof body?.message === 'string' ? body.message : error.message
  const [, field] = /^`([\w.]+)`/.exec(message) ?? []
  return { field: field && toFieldName(field), message: toPlainText(message) }
}

function toFieldName(path: string): string {
  return path.split('.').at(-1) ?? path
}

function toPlainText(message: string): string {
  return message.replaceAll('`', '')
}
