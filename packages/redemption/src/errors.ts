/** The kind of a `RedemptionInputError`; a closed set to switch on. */
export type RedemptionInputErrorCode =
  | 'INVALID_INPUT'
  | 'INVALID_AMOUNT'
  | 'AMOUNT_TOO_LARGE'
  | 'INVALID_CURRENCY'
  | 'CURRENCY_MISMATCH'
  | 'INVALID_PERCENT'
  | 'INVALID_COUNT'
  | 'INVALID_DATE'
  | 'INVALID_PERIOD'
  | 'INVALID_TIME_ZONE'
  | 'INVALID_COUPON'
  | 'ITEMS_REQUIRED'

/** The details of a `RedemptionInputError`. */
export interface RedemptionInputProblem {
  readonly code: RedemptionInputErrorCode
  /** The argument in question, as a path: `order.items[0].amount`. */
  readonly field: string
  /** The rest of the sentence after "must be". */
  readonly expected: string
  readonly received: unknown
  /** Advice, as a sentence. */
  readonly hint?: string | undefined
}

/**
 * Input that no rule can be applied to: a fault of the program or its data, never the refusal of a customer.
 *
 * @example
 * toMinorUnits(Number.NaN, 'USD')
 * // RedemptionInputError: `amount` must be a number of at least 0, but was NaN.
 */
export class RedemptionInputError extends Error {
  override readonly name: string = 'RedemptionInputError'
  readonly code: RedemptionInputErrorCode
  readonly field: string
  readonly expected: string
  /** The value as short text; the contents of an object are never shown. */
  readonly received: string
  readonly hint: string | undefined

  constructor(problem: RedemptionInputProblem) {
    const received = toShortText(problem.received)
    const advice = problem.hint === undefined ? '' : ` ${problem.hint}`
    super(`\`${problem.field}\` must be ${problem.expected}, but was ${received}.${advice}`)
    this.code = problem.code
    this.field = problem.field
    this.expected = problem.expected
    this.received = received
    this.hint = problem.hint
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
  return value === undefined ? 'missing' : String(value)
}
