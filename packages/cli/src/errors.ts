/** The reasons why a command can fail: a closed list to switch on. */
export type CliErrorCode =
  | 'INVALID_USAGE'
  | 'UNREADABLE_FILE'
  | 'INVALID_CSV'
  | 'PORT_IN_USE'
  | 'INVALID_DATA_DIRECTORY'
  | 'DATABASE_UNAVAILABLE'
  | 'NETWORK'
  | 'AUTHENTICATION'
  | 'NOT_FOUND'
  | 'FAILED_ROWS'
  | 'CODE_DISCREPANCIES'
  | 'CHANGED_INPUT'
  | 'INVALID_CONFIG'
  | 'INVALID_JOB'
  | 'JOB_IN_USE'
  | 'UNWRITABLE_FILE'
  | 'INTERRUPTED'
  | 'UNEXPECTED'

/** The parts of an error about bad input. */
export interface InputProblem {
  /** The flag, column, or setting, as the user wrote it: `--percent-off`. */
  readonly field: string
  /** The words after "must be": `between 1 and 100`. */
  readonly expected: string
  /** The words after "but was": `120`. */
  readonly received?: string | undefined
  /** A full sentence of advice. */
  readonly hint?: string | undefined
}

/**
 * Builds the one sentence of an error about bad input.
 *
 * @example
 * toInputSentence({ field: '--percent-off', expected: 'between 1 and 100', received: '120' })
 * //=> '`--percent-off` must be between 1 and 100, but was 120.'
 */
export function toInputSentence({ field, expected, received, hint }: InputProblem): string {
  const actual = received === undefined ? '' : `, but was ${received}`
  const advice = hint === undefined ? '' : ` ${hint}`
  return `\`${field}\` must be ${expected}${actual}.${advice}`
}

/**
 * The error class of this package. Its message is one sentence of fact and, where it helps, one of
 * advice.
 *
 * @example
 * throw new CliError('INVALID_USAGE', { field: '--port', expected: 'from 0 to 65535' })
 * // CliError: `--port` must be from 0 to 65535.
 */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly code: CliErrorCode
  /** The flag, column, or setting that is wrong; undefined for errors of another kind. */
  readonly field: string | undefined
  readonly expected: string | undefined
  readonly received: string | undefined
  readonly hint: string | undefined

  constructor(code: CliErrorCode, problem: string | InputProblem, cause?: unknown) {
    const message = typeof problem === 'string' ? problem : toInputSentence(problem)
    super(message, cause === undefined ? {} : { cause })
    const parts: Partial<InputProblem> = typeof problem === 'string' ? {} : problem
    this.code = code
    this.field = parts.field
    this.expected = parts.expected
    this.received = parts.received
    this.hint = parts.hint
  }
}

/** A {@link CliError} after which another command continues the work. */
export class ResumableError extends CliError {
  /** The command, ready to paste. */
  readonly next: string

  constructor(code: CliErrorCode, message: string, how: { next: string; cause?: unknown }) {
    super(code, message, how.cause)
    this.next = how.next
  }
}

/** Returns whether a caught value is a {@link ResumableError}. */
export function isResumableError(value: unknown): value is ResumableError {
  return value instanceof ResumableError
}

/** Returns whether a caught value is a {@link CliError}. */
export function isCliError(value: unknown): value is CliError {
  return value instanceof CliError
}

/** Returns whether a caught value is an error of the operating system, such as a full disk. */
export function isSystemError(value: unknown): value is NodeJS.ErrnoException {
  return value instanceof Error && 'errno' in value && 'syscall' in value
}

/**
 * Returns the message of the cause of a `fetch` error, whose own message only states that it failed. A host with
 * several addresses has an error for each.
 */
export function toCauseMessage(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  return toMessage(cause instanceof AggregateError ? (cause.errors[0] ?? cause) : cause)
}

/** Returns the message of a caught value, on one line. */
export function toMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(/\s*\n\s*/g, ' ')
}
