/** The reasons why the server refuses to start or to do something. This set is closed. */
export type ServerErrorCode =
  | 'INVALID_OPTION'
  | 'PORT_IN_USE'
  | 'ADDRESS_UNAVAILABLE'
  | 'DATA_DIR_IN_USE'
  | 'DATA_DIR_UNUSABLE'
  | 'DATABASE_UNREACHABLE'
  | 'MIGRATION_CHANGED'
  | 'SCHEMA_TOO_NEW'
  | 'CODES_COLLIDE'
  | 'PROGRAM_NOT_FOUND'
  | 'INVALID_INPUT'
  | 'NOT_FOUND'
  | 'DUPLICATE'
  | 'LAST_LINK'
  | 'REFUND_WINDOW_CLOSED'
  | 'PAID_OUT'
  | 'IN_PAYOUT_BATCH'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'NOTHING_PAYABLE'
  | 'COMMISSION_DECLINED'
  | 'PAYOUT_SETTLED'
  | 'LIMIT_REACHED'
  | 'CODES_EXHAUSTED'
  | 'RESERVATION_REDEEMED'
  | 'KEY_IN_USE'
  | 'BACKUP_RUNNING'
  | 'WEBHOOK_DISABLED'
  | 'DATABASE_NOT_EMPTY'
  | 'BACKUP_UNUSABLE'

/** A value that breaks a rule. */
export interface InvalidValue {
  /** Name of the field or option, as the caller wrote it: `coupon.percentOff`. */
  readonly field: string
  /** The rule, as it reads after "must be": `between 1 and 100`. */
  readonly expected: string
  /** The value, as it reads after "but was": `120`, `"abc"`, `missing`. */
  readonly received?: string | undefined
  /** A full sentence of advice. */
  readonly hint?: string | undefined
}

/** Details of a `ServerError` besides its code and message. */
export interface ServerErrorOptions extends ErrorOptions {
  readonly field?: string | undefined
  readonly expected?: string | undefined
  readonly received?: string | undefined
  readonly hint?: string | undefined
}

/**
 * The only error class that this package throws itself.
 *
 * @example
 * try {
 *   await startServer({ port: 3000 })
 * } catch (error) {
 *   if (isServerError(error) && error.code === 'PORT_IN_USE') console.error(error.message)
 *   //=> Port 3000 on 127.0.0.1 is already in use. Stop the other process or choose another port (0 means any free port).
 * }
 */
export class ServerError extends Error {
  override readonly name: string = 'ServerError'
  readonly code: ServerErrorCode
  /** The field that is invalid or taken: `promotionalCode.code`. */
  readonly field: string | undefined
  /** The rule that the field breaks, as it reads after "must be". */
  readonly expected: string | undefined
  /** The value of the field, as it reads after "but was". */
  readonly received: string | undefined
  /** A full sentence of advice. */
  readonly hint: string | undefined

  constructor(code: ServerErrorCode, message: string, options: ServerErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.field = options.field
    this.expected = options.expected
    this.received = options.received
    this.hint = options.hint
  }
}

/** Returns whether a caught value is a `ServerError`, and has the given code if one is given. */
export function isServerError(error: unknown, code?: ServerErrorCode): error is ServerError {
  return error instanceof ServerError && (code === undefined || error.code === code)
}

/** Creates the error for a value that breaks a rule. */
export function createValueError(
  code: ServerErrorCode,
  value: InvalidValue,
  options: ErrorOptions = {},
): ServerError {
  return new ServerError(code, toSentence(value), { ...options, ...value })
}

/**
 * Creates the sentence about a value that breaks a rule.
 *
 * @example
 * toSentence({ field: 'coupon.percentOff', expected: 'between 1 and 100', received: '120' })
 * //=> '`coupon.percentOff` must be between 1 and 100, but was 120.'
 */
export function toSentence({ field, expected, received, hint }: InvalidValue): string {
  const fact = `\`${field}\` must be ${expected}`
  const contrast = received === undefined ? '' : `, but was ${received}`
  return `${fact}${contrast}.${hint === undefined ? '' : ` ${hint}`}`
}

const longestQuote = 60

/** Formats a value as it reads after "but was"; long text is cut off. */
export function toReceived(value: unknown): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'string') return JSON.stringify(value.slice(0, longestQuote))
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}
