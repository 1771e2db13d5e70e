import { ReferlyError } from './referly-error.js'

/** The details of an `InvalidInputError`. */
export interface InputProblem {
  /** The argument in question, such as `percentOff` or `baseUrl`. */
  readonly field: string
  /** The rest of the sentence after "must be": `given unless couponType is FLAT`. */
  readonly expected: string
  /** The value that was given, described; never a secret. */
  readonly received?: string | undefined
  /** Advice, as a sentence. */
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/**
 * An invalid argument; nothing was sent.
 *
 * @example
 * await referly.coupons.create({ name: 'Spring', couponType: 'FLAT', amountOff: 10 })
 * // InvalidInputError: `currency` must be given when couponType is FLAT.
 */
export class InvalidInputError extends ReferlyError {
  override readonly name: string = 'InvalidInputError'
  override readonly code = 'INVALID_INPUT' as const
  declare readonly field: string
  declare readonly expected: string
  declare readonly received: string | undefined
  declare readonly hint: string | undefined

  constructor(problem: InputProblem) {
    const { field, expected, received, hint } = problem
    const but = received === undefined ? '' : `, but was ${received}`
    super(`\`${field}\` must be ${expected}${but}.${hint === undefined ? '' : ` ${hint}`}`, problem)
  }
}

/** Creates the error for an argument. */
export function createInputError(
  field: string,
  problem: Omit<InputProblem, 'field'>,
): InvalidInputError {
  return new InvalidInputError({ field, ...problem })
}

/** Returns whether a caught value is an `InvalidInputError`. */
export function isInvalidInputError(error: unknown): error is InvalidInputError {
  return error instanceof InvalidInputError
}

/** The names of the properties of every member of a union. */
type KeyOf<T> = T extends T ? keyof T & string : never

/** An input whose properties may be anything, because JavaScript callers can pass anything. */
export type Unchecked<T> = { readonly [Name in KeyOf<T>]?: unknown }

/**
 * Throws unless the field has a value: not undefined, null, or an empty string.
 *
 * @param condition the rest of "must be given", such as `when couponType is FLAT`
 */
export function assertGiven<Field extends string>(
  input: { readonly [Name in Field]?: unknown },
  field: Field,
  condition: string = '',
): void {
  if (isGiven(input[field])) return
  throw createInputError(field, { expected: condition === '' ? 'given' : `given ${condition}` })
}

/** Returns whether a value is neither undefined, null, nor an empty string. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}
