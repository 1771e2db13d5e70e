/** What made an input unusable; the set is closed. */
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

/** What a `RedemptionInputError` is made from. */
export interface RedemptionInputProblem {
  readonly code: RedemptionInputErrorCode
  /** The argument in question, as a path: `order.items[0].amount`. */
  readonly field: string
  readonly expected: string
  readonly received: unknown
}

/**
 * An input that no rule can be applied to: a programming or data fault, never a customer's refusal.
 *
 * @example
 * toMinorUnits(Number.NaN, 'USD')
 * // RedemptionInputError: amount must be a number from 0 up; received NaN
 */
export class RedemptionInputError extends Error {
  override readonly name: string = 'RedemptionInputError'
  readonly code: RedemptionInputErrorCode
  readonly field: string
  readonly expected: string
  /** The offending value as short text; a value inside an object is never shown. */
  readonly received: string

  constructor(problem: RedemptionInputProblem) {
    const received = toShortText(problem.received)
    super(`${problem.field} must be ${problem.expected}; received ${received}`)
    this.code = problem.code
    this.field = problem.field
    this.expected = problem.expected
    this.received = received
  }
}

/** Returns whether a caught value is a `RedemptionInputError`. */
export function isRedemptionInputError(error: unknown): error is RedemptionInputError {
  return error instanceof RedemptionInputError
}

function toShortText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60))
  if (value instanceof Date) return 'an invalid Date'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value === 'function') return 'a function'
  return String(value)
}
