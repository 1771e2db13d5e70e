/** Every reason for which the server refuses to start or to do what is asked; the set is closed. */
export type ServerErrorCode =
  | 'INVALID_OPTION'
  | 'PORT_IN_USE'
  | 'ADDRESS_UNAVAILABLE'
  | 'DATA_DIR_IN_USE'
  | 'DATA_DIR_UNUSABLE'
  | 'DATABASE_UNREACHABLE'
  | 'MIGRATION_CHANGED'
  | 'PROGRAM_NOT_FOUND'
  | 'INVALID_INPUT'
  | 'DUPLICATE'
  | 'LIMIT_REACHED'
  | 'CODES_EXHAUSTED'
  | 'DATABASE_NOT_EMPTY'
  | 'BACKUP_UNUSABLE'

/** What a `ServerError` may carry besides its message. */
export interface ServerErrorOptions extends ErrorOptions {
  readonly field?: string
}

/**
 * The one error that this package throws on its own account.
 *
 * @example
 * try {
 *   await startServer({ port: 3000 })
 * } catch (error) {
 *   if (isServerError(error) && error.code === 'PORT_IN_USE') console.error(error.message)
 *   //=> Port 3000 on 127.0.0.1 is taken: stop what listens there, or choose another port (0 takes any).
 * }
 */
export class ServerError extends Error {
  override readonly name: string = 'ServerError'
  readonly code: ServerErrorCode
  /** Which field a `DUPLICATE` is about: `promotionalCode.code`. */
  readonly field: string | undefined

  constructor(code: ServerErrorCode, message: string, options: ServerErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.field = options.field
  }
}

/** Returns whether a caught value is a `ServerError`, of the given code when one is given. */
export function isServerError(error: unknown, code?: ServerErrorCode): error is ServerError {
  return error instanceof ServerError && (code === undefined || error.code === code)
}
