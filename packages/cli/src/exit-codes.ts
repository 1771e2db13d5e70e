import type { ReferlyErrorCode } from '@referly-kit/client'
import type { CliErrorCode } from './errors.js'
import { isCliError } from './errors.js'

/**
 * The exit codes of `referly`.
 *
 * 0 done, 1 unexpected failure, 2 the command line or its input cannot be used, 5 gave up on the
 * network, 130 interrupted.
 */
export type ExitCode = 0 | 1 | 2 | 5 | 130

const exitCodes: Readonly<Record<CliErrorCode, ExitCode>> = {
  INVALID_USAGE: 2,
  UNREADABLE_FILE: 2,
  INVALID_CSV: 2,
  PORT_IN_USE: 2,
  INVALID_DATA_DIRECTORY: 2,
  DATABASE_UNAVAILABLE: 5,
  NETWORK: 5,
  INTERRUPTED: 130,
  UNEXPECTED: 1,
}

/**
 * The exit code of an error.
 *
 * @example
 * toExitCode('INVALID_CSV') //=> 2
 */
export function toExitCode(code: CliErrorCode): ExitCode {
  return exitCodes[code]
}

/** Client errors that mean the network, or the server behind it, gave no answer. */
const networkCodes: readonly ReferlyErrorCode[] = [
  'CONNECTION',
  'TIMEOUT',
  'OUTCOME_UNKNOWN',
  'RATE_LIMITED',
]

/** The code of whatever ended a command, in the light of whether the user had asked to stop. */
export function toCliErrorCode(error: unknown, signal: AbortSignal): CliErrorCode {
  if (isCliError(error)) return error.code
  // Whatever fails after the user asked to stop fails because of that.
  if (signal.aborted) return 'INTERRUPTED'
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return networkCodes.some((known) => known === code) ? 'NETWORK' : 'UNEXPECTED'
}
