/** The cause of a `RedemptionInputError`; the set is closed. */
export type RedemptionInputErrorCode =
  | 'INVALID_INPUT'
  | 'INVALID_AMOUNT'
  | 'AMOUNT_TOO_LARGE'
  | 'INVALID_CURRENCY'
  | 'INVALID_PERCENT'
  | 'INVALID_COUNT'
  | 'INVALID_DATE'
  | 'INVALID_COUPON'
  | 'ITEMS_REQUIRED'

/** The parts of a `RedemptionInputError`. */
export interface RedemptionInputProblem {
  readonly code: RedemptionInputErrorCode
  /** The path of the invalid argument, such as `order.items[0].amount`. */
  readonly field: string
  /** Completes "must be": `between 0 and 100`. */
  readonly expected: string
  readonly received: unknown
  /** A full sentence of advice. */
  readonly hint?: string | undefined
}

/**
 * Thrown for invalid input, which is a mistake in the code or the data. A code that a customer cannot use is a refusal
 * instead.
 *
 * @example
 * toMinorUnits(Number.NaN, 'USD')
 * // RedemptionInputError: `amount` must be a number of 0 or more, but was NaN.
 */
export class RedemptionInputError extends Error {
  override readonly name: string = 'RedemptionInputError'
  readonly code: RedemptionInputErrorCode
  readonly field: string
  readonly expected: string
  /** The invalid value as short text. The contents of objects and arrays are never shown. */
  readonly received: string
  readonly hint: string | undefined

  constructor(problem: RedemptionInputProblem) {
    const { code, field, expected, hint } = problem
    const received = toShortText(problem.received)
    super(`\`${field}\` must be ${expected}, but was ${received}.${hint ? ` ${hint}` : ''}`)
    this.code = code
    this.field = field
    this.expected = expected
    this.received = received
    this.hint = hint
  }
}

/** Returns whether a caught value is a `RedemptionInputError`. */
export function isRedemptionInputError(error: unknown): error is RedemptionInputError {
  return error instanceof RedemptionInputError
}

function toShortText(value: unknown): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60))
  if (value instanceof Date) return 'an invalid Date'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value === 'function') return 'a function'
  return String(value)
}
