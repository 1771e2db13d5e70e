import { parseCurrency, toExponent } from './currencies.js'
import { divideHalfUp, powerOfTen, toDecimal, type Decimal } from './decimals.js'
import { RedemptionInputError } from './errors.js'

/**
 * The largest amount, in minor units: fifteen digits.
 *
 * A double returns every decimal of fifteen digits unchanged and loses some of sixteen, so up to here
 * the conversion to major units and back is exact (9,999,999,999,999.99 USD).
 */
export const largestMinorAmount = 999_999_999_999_999

/**
 * Converts an amount in major units to whole minor units of its currency, rounded half up.
 *
 * The amount is read by its shortest decimal text, so binary fractions do not drift.
 *
 * @example
 * toMinorUnits(34.9, 'USD') //=> 3490
 * toMinorUnits(1.005, 'USD') //=> 101
 * toMinorUnits(500, 'JPY') //=> 500
 * toMinorUnits(5.124, 'KWD') //=> 5124
 *
 * @throws RedemptionInputError `INVALID_AMOUNT` for anything but a finite number of at least 0,
 *   `AMOUNT_TOO_LARGE` above fifteen digits of minor units, `INVALID_CURRENCY`.
 */
export function toMinorUnits(amount: number, currency: string): number {
  return parseMoney(amount, parseCurrency(currency, 'currency'), 'amount')
}

/**
 * Converts whole minor units to major units, as in Referly's API.
 *
 * @example
 * fromMinorUnits(3490, 'USD') //=> 34.9
 * fromMinorUnits(5124, 'KWD') //=> 5.124
 *
 * @throws RedemptionInputError `INVALID_AMOUNT` for anything but a whole number of at least 0,
 *   `AMOUNT_TOO_LARGE`, `INVALID_CURRENCY`.
 */
export function fromMinorUnits(minor: number, currency: string): number {
  const code = parseCurrency(currency, 'currency')
  if (!Number.isInteger(minor) || minor < 0) {
    throw createAmountError(minor, 'minor', 'a whole number of at least 0')
  }
  return toMajorUnits(toAmount(BigInt(minor), 'minor'), code)
}

/**
 * Converts like `fromMinorUnits`, for an amount and a currency that were checked before.
 *
 * The quotient of two whole numbers below 2^53 is the number nearest to the exact one, so it is the decimal itself.
 */
export function toMajorUnits(minor: number, currency: string): number {
  return minor / 10 ** toExponent(currency)
}

/** Parses an argument as minor units of a currency; `field` is its name in errors. */
export function parseMoney(amount: number, currency: string, field: string): number {
  return toMinor(parseDecimal(amount, field), currency, field)
}

/** Parses an amount in major units as an exact decimal, for an argument named by `field`. */
export function parseDecimal(amount: number, field: string): Decimal {
  if (typeof amount === 'number' && Number.isFinite(amount) && amount >= 0) return toDecimal(amount)
  throw createAmountError(amount, field, 'a number of at least 0')
}

/** Converts an exact amount in major units to minor units of a currency, rounded half up. */
export function toMinor({ digits, scale }: Decimal, currency: string, field: string): number {
  const minor = divideHalfUp(digits * powerOfTen(toExponent(currency)), powerOfTen(scale))
  if (minor <= BigInt(largestMinorAmount)) return Number(minor)
  const expected = `at most ${toMoneyText(largestMinorAmount, currency)}`
  const received = Number(toMajorText(minor, currency))
  throw new RedemptionInputError({ code: 'AMOUNT_TOO_LARGE', field, expected, received })
}

/** Converts the result of exact arithmetic to a number; throws `AMOUNT_TOO_LARGE` when it would be inexact. */
function toAmount(minor: bigint, field: string): number {
  if (minor <= BigInt(largestMinorAmount)) return Number(minor)
  const expected = `at most ${largestMinorAmount} minor units`
  throw new RedemptionInputError({ code: 'AMOUNT_TOO_LARGE', field, expected, received: minor })
}

/**
 * Returns a percentage of an amount in minor units, rounded once, half up.
 *
 * @example
 * toPercentage(3490, 15) //=> 524, because 523.5 rounds up
 */
export function toPercentage(minor: number, percent: number): number {
  const { digits, scale } = toDecimal(percent)
  return Number(divideHalfUp(BigInt(minor) * digits, 100n * powerOfTen(scale)))
}

/** Formats an amount with the decimals of its currency: `34.90 USD`. */
export function toMoneyText(minor: number, currency: string): string {
  return `${toMajorText(minor, currency)} ${currency}`
}

function toMajorText(minor: number | bigint, currency: string): string {
  const exponent = toExponent(currency)
  if (exponent === 0) return String(minor)
  const digits = String(minor).padStart(exponent + 1, '0')
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

function createAmountError(amount: unknown, field: string, expected: string): RedemptionInputError {
  return new RedemptionInputError({ code: 'INVALID_AMOUNT', field, expected, received: amount })
}
