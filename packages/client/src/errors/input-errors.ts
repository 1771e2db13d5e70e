import { ReferlyError } from './referly-error.js'

/** What an `InvalidInputError` is made from. */
export interface InputProblem {
  /** The argument in question, such as `percentOff` or `baseUrl`. */
  readonly field: string
  /** What it has to be, and when: `must be given unless couponType is FLAT`. */
  readonly rule: string
  readonly cause?: unknown
}

/**
 * An argument that no request can be made from; nothing was sent.
 *
 * @example
 * await referly.coupons.create({ name: 'Spring', couponType: 'FLAT', amountOff: 10 })
 * // InvalidInputError: currency must be given when couponType is FLAT
 */
export class InvalidInputError extends ReferlyError {
  override readonly name: string = 'InvalidInputError'
  override readonly code = 'INVALID_INPUT' as const
  declare readonly field: string
  declare readonly rule: string

  constructor(problem: InputProblem) {
    super(`${problem.field} ${problem.rule}`, problem)
  }
}

/** Returns whether a caught value is an `InvalidInputError`. */
export function isInvalidInputError(error: unknown): error is InvalidInputError {
  return error instanceof InvalidInputError
}

/** Throws the error; `cause` is what it was found out by. */
export function refuse(field: string, rule: string, cause?: object): never {
  throw new InvalidInputError({ field, rule, ...cause })
}
