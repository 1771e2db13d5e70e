/** The reasons for an error, as a closed list to switch on. */
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
  | 'OMITTED_LETTERS'
  | 'EMPTY_CODE'
  | 'TOO_LONG'
  | 'CODES_EXHAUSTED'
  | 'NO_CSPRNG'
  | 'BROKEN_RANDOM_SOURCE'

/** The numbers behind `CODES_EXHAUSTED`: codes requested, possible, and taken. */
export interface CodeCounts {
  readonly requested: number
  readonly capacity: number
  /** Absent when unknown: 64 random tries in a space of more than 2^24 codes found no free code. */
  readonly taken?: number
}

/** The parts of a {@link CodeStructureError}. */
export interface CodeStructureErrorDetails {
  /** Path of the argument, for example `codeStructure.firstName` or `coupon.percentOff`. */
  readonly field: string
  /** A valid value, which follows "must be" in the message: `a whole number from 1 to 24`. */
  readonly expected: string
  /** The value that was passed, which follows "but was" in the message. Never contains names or email addresses. */
  readonly received: string
  /** A full sentence of advice. */
  readonly hint: string
  /** The option that the hint recommends changing, such as `randomCharsLength`. */
  readonly hintField?: string
  /** The first sentence of the message, for failures that are not about one bad value. */
  readonly problem?: string
  readonly counts?: CodeCounts
  readonly cause?: unknown
}

/**
 * The error this package throws for bad input, exhausted codes, and broken random sources.
 *
 * Its message is one sentence from its parts, then the hint: "`randomCharsLength` must be a whole number from 1
 * to 24, but was 0. Leave it out to use the default."
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
  /** The option that the hint recommends changing, when there is one. */
  readonly hintField: string | undefined
  /** Present with `CODES_EXHAUSTED` only. */
  readonly counts: CodeCounts | undefined

  constructor(code: CodeStructureErrorCode, details: CodeStructureErrorDetails) {
    const { field, expected, received, hint, hintField } = details
    const problem = details.problem ?? `\`${field}\` must be ${expected}, but was ${received}.`
    const cause = details.cause === undefined ? {} : { cause: details.cause }
    super(`${problem} ${hint}`, cause)
    this.code = code
    this.field = field
    this.expected = expected
    this.received = received
    this.hint = hint
    this.hintField = hintField
    this.counts = details.counts
  }
}

/** Returns whether a caught value is a {@link CodeStructureError}. */
export function isCodeStructureError(value: unknown): value is CodeStructureError {
  return value instanceof CodeStructureError
}

/** Describes a value for an error message: literals verbatim, shortened; everything else by its kind. */
export function toReceived(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40))
  if (value === null || typeof value === 'number' || typeof value === 'boolean') {
    return String(value)
  }
  return toKind(value)
}

/** Describes a value by its kind alone, for fields that hold personal data. */
export function toKind(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (value === undefined) return 'missing'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
