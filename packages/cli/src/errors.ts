/** What can end a command, as a closed list to switch over. */
export type CliErrorCode =
  | 'INVALID_USAGE'
  | 'UNREADABLE_FILE'
  | 'INVALID_CSV'
  | 'PORT_IN_USE'
  | 'INVALID_DATA_DIRECTORY'
  | 'DATABASE_UNAVAILABLE'
  | 'NETWORK'
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

/** Tells whether a caught value is a {@link CliError}. */
export function isCliError(value: unknown): value is CliError {
  return value instanceof CliError
}

/** The sentence that a caught value stands for, on one line. */
export function toMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(/\s*\n\s*/g, ' ')
}
