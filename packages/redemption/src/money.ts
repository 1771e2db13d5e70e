import { parseCurrency, toExponent } from './currencies.js'
import { type Decimal, divideHalfUp, powerOfTen, toDecimal } from './decimals.js'
import { RedemptionInputError } from './errors.js'

/**
 * The largest amount in minor units: fifteen digits (9,999,999,999,999.99 USD).
 *
 * A double represents every decimal of fifteen digits faithfully, but not every one of sixteen. Up to this limit,
 * converting to major units and back is exact.
 */
export const largestMinorAmount = 999_999_999_999_999

/**
 * Converts an amount from major to minor units of its currency, rounding half up.
 *
 * The amount is taken as the decimal that a person would write, so binary fractions cause no rounding errors.
 *
 * @example
 * toMinorUnits(34.9, 'USD') //=> 3490
 * toMinorUnits(1.005, 'USD') //=> 101
 * toMinorUnits(500, 'JPY') //=> 500
 * toMinorUnits(5.124, 'KWD') //=> 5124
 *
 * @throws RedemptionInputError `INVALID_AMOUNT` unless the amount is a finite number of 0 or more,
 *   `AMOUNT_TOO_LARGE` above fifteen digits of minor units, `INVALID_CURRENCY`.
 */
export function toMinorUnits(amount: number, currency: string): number {
  return parseMoney(amount, parseCurrency(currency, 'currency'), 'amount')
}

/**
 * Converts an amount from minor to major units, as they appear in the API.
 *
 * @example
 * fromMinorUnits(3490, 'USD') //=> 34.9
 * fromMinorUnits(5124, 'KWD') //=> 5.124
 *
 * @throws RedemptionInputError `INVALID_AMOUNT` unless the amount is an integer of 0 or more,
 *   `AMOUNT_TOO_LARGE`, `INVALID_CURRENCY`.
 */
export function fromMinorUnits(minor: number, currency: string): number {
  const code = parseCurrency(currency, 'currency')
  if (!Number.isInteger(minor) || minor < 0) {
    throw createAmountError(minor, 'minor', 'an integer of 0 or more')
  }
  return toMajorUnits(toAmount(BigInt(minor), 'minor'), code)
}

/** Like `fromMinorUnits`, for an amount and a currency that are known to be valid. */
export function toMajorUnits(minor: number, currency: string): number {
  return Number(toMajorText(minor, currency))
}

/** Parses an amount in major units to minor units. Errors name it by `field`. */
export function parseMoney(amount: number, currency: string, field: string): number {
  return roundMoney(parsePrice(amount, field), currency, field)
}

/** Parses an amount in major units without rounding it, such as a unit price of 0.005. */
export function parsePrice(amount: number, field: string): Decimal {
  if (typeof amount === 'number' && Number.isFinite(amount) && amount >= 0) return toDecimal(amount)
  throw createAmountError(amount, field, 'a number of 0 or more')
}

/** Rounds an exact amount in major units to minor units, half up. */
export function roundMoney(amount: Decimal, currency: string, field: string): number {
  const { digits, scale } = amount
  return toAmount(divideHalfUp(digits * powerOfTen(toExponent(currency)), powerOfTen(scale)), field)
}

/** Converts minor units to a number. Throws `AMOUNT_TOO_LARGE` if that could lose precision. */
function toAmount(minor: bigint, field: string): number {
  if (minor <= BigInt(largestMinorAmount)) return Number(minor)
  const expected = `at most ${largestMinorAmount} minor units`
  throw new RedemptionInputError({ code: 'AMOUNT_TOO_LARGE', field, expected, received: minor })
}

/**
 * Computes a percentage of an amount in minor units, rounded once, half up.
 *
 * @example
 * toPercentage(3490, 15) //=> 524, because 523.5 rounds up
 */
export function toPercentage(minor: number, percent: number): number {
  const { digits, scale } = toDecimal(percent)
  return Number(divideHalfUp(BigInt(minor) * digits, 100n * powerOfTen(scale)))
}

/** Formats an amount for messages with the decimals of its currency: `34.90 USD`. */
export function toMoneyText(minor: number, currency: string): string {
  return `${toMajorText(minor, currency)} ${currency}`
}

function toMajorText(minor: number, currency: string): string {
  const exponent = toExponent(currency)
  if (exponent === 0) return String(minor)
  const digits = String(minor).padStart(exponent + 1, '0')
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

function createAmountError(amount: unknown, field: string, expected: string): RedemptionInputError {
  return new RedemptionInputError({ code: 'INVALID_AMOUNT', field, expected, received: amount })
}
