/** What can end a command, as a closed list to switch over. */
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
  | 'CHANGED_INPUT'
  | 'INVALID_CONFIG'
  | 'INVALID_JOB'
  | 'JOB_IN_USE'
  | 'UNWRITABLE_FILE'
  | 'INTERRUPTED'
  | 'UNEXPECTED'

/**
 * The one error this package throws on its own account; its message says what was expected, what
 * came and what to do.
 */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly code: CliErrorCode

  constructor(code: CliErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.code = code
  }
}

/** A {@link CliError} after which a command goes on from where this one stopped. */
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

/** Returns whether a caught value is what the system says of a file, such as that the disk is full. */
export function isSystemError(value: unknown): value is NodeJS.ErrnoException {
  return value instanceof Error && 'errno' in value && 'syscall' in value
}

/** The sentence that a caught value stands for, on one line. */
export function toMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(/\s*\n\s*/g, ' ')
}
