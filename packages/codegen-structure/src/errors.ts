/** What can be wrong, as a closed list to switch over. */
export type CodeStructureErrorCode =
  | 'INVALID_STRUCTURE'
  | 'INVALID_PREFIX'
  | 'INVALID_ALPHABET'
  | 'INVALID_LENGTH'
  | 'INVALID_SUBJECT'
  | 'INVALID_AMOUNT'
  | 'INVALID_OPTION'
  | 'INVALID_COUNT'
  | 'INVALID_INDEX'
  | 'INVALID_KEY'
  | 'EMPTY_PART'
  | 'EMPTY_CODE'
  | 'TOO_LONG'
  | 'CODES_EXHAUSTED'
  | 'NO_CSPRNG'
  | 'BROKEN_RANDOM_SOURCE'

/** The numbers behind `CODES_EXHAUSTED`: how many were asked for, exist and are taken. */
export interface CodeCounts {
  readonly requested: number
  readonly capacity: number
  /** Absent where not counted: 64 random tries in a space of more than 2^24 codes found none. */
  readonly taken?: number
}

/** What a {@link CodeStructureError} is made of. */
export interface CodeStructureErrorDetails {
  /** Path of the argument, for example `codeStructure.firstName` or `coupon.percentOff`. */
  readonly field: string
  /** What would have been right. */
  readonly expected: string
  /** What came; names and email addresses are never repeated here. */
  readonly received: string
  /** What to do about it. */
  readonly hint: string
  readonly counts?: CodeCounts
  readonly cause?: unknown
}

/**
 * The one error this package throws on its own account.
 *
 * @example
 * try { generateCode({ codeStructure: {}, prefix: 'É' }, {}) } catch (error) {
 *   if (isCodeStructureError(error)) error.code //=> 'INVALID_PREFIX'
 * }
 */
export class CodeStructureError extends Error {
  override readonly name = 'CodeStructureError'
  readonly code: CodeStructureErrorCode
  readonly field: string
  readonly expected: string
  readonly received: string
  readonly hint: string
  /** Present with `CODES_EXHAUSTED` only. */
  readonly counts: CodeCounts | undefined

  constructor(code: CodeStructureErrorCode, details: CodeStructureErrorDetails) {
    const { field, expected, received, hint } = details
    const cause = details.cause === undefined ? {} : { cause: details.cause }
    super(`${code} ${field}: expected ${expected}, received ${received}. ${hint}`, cause)
    this.code = code
    this.field = field
    this.expected = expected
    this.received = received
    this.hint = hint
    this.counts = details.counts
  }
}

/** Returns whether a caught value is a {@link CodeStructureError}. */
export function isCodeStructureError(value: unknown): value is CodeStructureError {
  return value instanceof CodeStructureError
}

/** Describes a value for an error message: short, and by kind alone when it is not a plain literal. */
export function toReceived(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40))
  if (value === null || typeof value === 'number' || typeof value === 'boolean') {
    return String(value)
  }
  return toKind(value)
}

/** Describes a value by its kind only, for fields that hold personal data. */
export function toKind(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return value === undefined ? 'nothing' : `a value of type ${typeof value}`
}
