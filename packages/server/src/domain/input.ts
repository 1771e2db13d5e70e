import { isRedemptionInputError, toMinorUnits, fromMinorUnits } from '@referly-kit/redemption'
import { createValueError, ServerError, toReceived, type InvalidValue } from '../errors.js'
import type { Program } from './programs.js'
import { longestText } from './unstorable-text.js'

const largestInteger = 2_147_483_647
const firstInstant = Date.parse('0001-01-01T00:00:00Z')
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z')

/** Creates the error for a value of a request that breaks a rule. */
export function createInputError(value: InvalidValue, cause?: unknown): ServerError {
  return createValueError('INVALID_INPUT', value, cause === undefined ? {} : { cause })
}

/** Creates the error for an id, email, or code that names no record: `expected` is "the id of a coupon". */
export function createUnknownError(
  field: string,
  expected: string,
  received: unknown,
): ServerError {
  return createInputError({ field, expected, received: toReceived(received) })
}

/** Creates the error for a record to change or delete that does not exist: `id` is what the request refers to it by. */
export function createNotFoundError(field: string, noun: string, id: string | number): ServerError {
  const received = toReceived(id)
  const message = `No ${noun} with ${field.split('.').at(-1)} ${received}.`
  return new ServerError('NOT_FOUND', message, { field, received })
}

/** Throws `INVALID_INPUT` when a text is too long to be stored. */
export function assertLength(value: string | undefined, field: string): void {
  if (value === undefined || value.length <= longestText) return
  const expected = `at most ${longestText} characters long`
  throw createInputError({ field, expected, received: `${value.length} characters long` })
}

/** Throws `INVALID_INPUT` when a whole number is too large to be stored. */
export function assertInteger(value: number | undefined, field: string): void {
  if (value === undefined || value <= largestInteger) return
  throw createInputError({ field, expected: `at most ${largestInteger}`, received: String(value) })
}

/**
 * Throws `INVALID_INPUT` when a limit is below the number of uses that are redeemed or held.
 *
 * The database has the same rule, but would not name the numbers.
 */
export function assertNotBelowUses(
  limit: number | null | undefined,
  { redeemed, held }: { readonly redeemed: number; readonly held: number },
  field: string,
): void {
  const least = redeemed + held
  if (limit == null || limit >= least) return
  const expected =
    held === 0
      ? `at least ${least}, the number of redemptions so far`
      : `at least ${least}, the ${toCountText(redeemed, 'redemption')} so far and the ${toCountText(held, 'use')} held by reservations`
  throw createInputError({ field, expected, received: String(limit) })
}

function toCountText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/**
 * Parses a date-time and returns it in UTC with milliseconds.
 *
 * @throws ServerError `INVALID_INPUT` for an instant that does not exist, such as second 60, or is before year 1.
 */
export function parseDateTime(text: string | undefined, field: string): string | null {
  if (text === undefined) return null
  const time = Date.parse(text.toUpperCase().replace(/\s/, 'T'))
  if (time >= firstInstant && time <= lastInstant) return new Date(time).toISOString()
  const expected = 'a valid date-time between the years 1 and 9999'
  throw createInputError({ field, expected, received: toReceived(text) })
}

/**
 * Parses a date-time until which something is valid, and returns it in UTC with milliseconds.
 *
 * @throws ServerError `INVALID_INPUT`, including for a date-time that has passed, because nothing
 * could ever be redeemed.
 */
export function parseExpiry(text: string | undefined, field: string, now: Date): string | null {
  const expiry = parseDateTime(text, field)
  if (expiry === null || Date.parse(expiry) >= now.getTime()) return expiry
  throw createInputError({ field, expected: 'in the future', received: expiry })
}

/**
 * Throws `INVALID_INPUT` for a currency other than the program's. Every sale is in the program's currency, so a
 * discount or a minimum in another one would refuse them all.
 */
export function assertProgramCurrency(currency: string, program: Program, field: string): void {
  if (currency === program.currency) return
  const expected = `${program.currency}, the currency of the program`
  throw createInputError({ field, expected, received: toReceived(currency) })
}

/** Parses an amount in major units and returns it in minor units, rounded half up. */
export function parseAmount(amount: number, currency: string, field: string): number {
  try {
    return toMinorUnits(amount, currency)
  } catch (error) {
    if (!isRedemptionInputError(error)) throw error
    throw createInputError({ field, expected: error.expected, received: error.received }, error)
  }
}

/** Returns whether a text is the ISO 4217 code of a currency in use, in any letter case. */
export function isCurrency(text: string): boolean {
  try {
    toMinorUnits(0, text)
    return true
  } catch (error) {
    if (isRedemptionInputError(error)) return false
    throw error
  }
}

/**
 * Throws `INVALID_INPUT` when an amount cannot be paid in its currency, such as 0.005 USD or 10.5 JPY.
 *
 * Referly's API rounds payments. The terms that were promised to people, and the amounts of the kit API, are not
 * rounded.
 */
export function assertPayable(amount: number, currency: string, field: string): void {
  parsePayable(amount, currency, field)
}

/** Returns whether an amount can be paid in its currency. */
export function isPayable(amount: number, currency: string): boolean {
  return fromMinorUnits(toMinorUnits(amount, currency), currency) === amount
}

/** Parses an amount in major units and returns it in minor units, unless it cannot be paid in its currency. */
export function parsePayable(amount: number, currency: string, field: string): number {
  const minor = parseAmount(amount, currency, field)
  if (fromMinorUnits(minor, currency) === amount) return minor
  throw createInputError({ field, expected: toPayableText(currency), received: String(amount) })
}

/** Describes the amounts that can be paid in a currency, as it reads after "must be". */
export function toPayableText(currency: string): string {
  // The smallest amount is 0.01 USD, but 1 JPY.
  const places = String(fromMinorUnits(1, currency)).length - 2
  return places > 0
    ? `an amount in ${currency} with at most ${places} decimal places`
    : `an amount in ${currency} without decimal places`
}
