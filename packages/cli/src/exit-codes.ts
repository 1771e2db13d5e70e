import { isReferlyError, type ReferlyErrorCode } from '@referly-kit/client'
import { isCodeStructureError } from '@referly-kit/codegen-structure/codes'
import { isCliError, type CliErrorCode } from './errors.js'

/**
 * The exit codes of `referly`.
 *
 * 0 success, 1 unexpected failure, 2 invalid usage or input, 3 finished with failed rows, 4 API key missing
 * or refused, 5 no connection to the API or the database, 130 interrupted.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 130

const exitCodes: Readonly<Record<CliErrorCode, ExitCode>> = {
  INVALID_USAGE: 2,
  UNREADABLE_FILE: 2,
  INVALID_CSV: 2,
  PORT_IN_USE: 2,
  INVALID_DATA_DIRECTORY: 2,
  DATABASE_UNAVAILABLE: 5,
  NETWORK: 5,
  AUTHENTICATION: 4,
  NOT_FOUND: 1,
  FAILED_ROWS: 3,
  CODE_DISCREPANCIES: 3,
  CHANGED_INPUT: 2,
  INVALID_CONFIG: 2,
  INVALID_JOB: 2,
  JOB_IN_USE: 2,
  UNWRITABLE_FILE: 2,
  INTERRUPTED: 130,
  UNEXPECTED: 1,
}

/**
 * Returns the exit code of an error.
 *
 * @example
 * toExitCode('INVALID_CSV') //=> 2
 */
export function toExitCode(code: CliErrorCode): ExitCode {
  return exitCodes[code]
}

/** The codes of errors of the client. All others are unexpected. */
const clientCodes: Readonly<Partial<Record<ReferlyErrorCode, CliErrorCode>>> = {
  CONNECTION: 'NETWORK',
  TIMEOUT: 'NETWORK',
  OUTCOME_UNKNOWN: 'NETWORK',
  RATE_LIMITED: 'NETWORK',
  AUTHENTICATION: 'AUTHENTICATION',
  INVALID_INPUT: 'INVALID_USAGE',
  INVALID_REQUEST: 'INVALID_USAGE',
  CONFLICT: 'INVALID_USAGE',
  NOT_FOUND: 'NOT_FOUND',
}

/** Returns the code of the error that ended a command. */
export function toCliErrorCode(error: unknown, signal: AbortSignal): CliErrorCode {
  if (isCliError(error)) return error.code
  // Anything that fails after an interruption fails because of it.
  if (signal.aborted) return 'INTERRUPTED'
  if (isCodeStructureError(error)) return 'INVALID_USAGE'
  return isReferlyError(error) ? (clientCodes[error.code] ?? 'UNEXPECTED') : 'UNEXPECTED'
}
