/** An exact non-negative decimal: `digits / 10 ** scale`. */
export interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

/**
 * Converts a number to the decimal that a person would write for it.
 *
 * The shortest text that parses to the same number is what was entered or sent, so `1.005` becomes 1.005 and not the
 * nearest binary value, 1.00499999999999989.
 *
 * @example
 * toDecimal(34.9) //=> { digits: 349n, scale: 1 }
 */
export function toDecimal(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = String(value).split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  const digits = BigInt(whole + fraction)
  const scale = fraction.length - Number(exponent)
  return scale >= 0 ? { digits, scale } : { digits: digits * powerOfTen(-scale), scale: 0 }
}

/** Returns 10 to the power of a non-negative integer. */
export function powerOfTen(exponent: number): bigint {
  return 10n ** BigInt(exponent)
}

/** Multiplies two decimals exactly. */
export function multiply(one: Decimal, other: Decimal): Decimal {
  return { digits: one.digits * other.digits, scale: one.scale + other.scale }
}

/** Adds up decimals exactly. */
export function sum(decimals: readonly Decimal[]): Decimal {
  const scale = Math.max(0, ...decimals.map((decimal) => decimal.scale))
  const digits = decimals.map((decimal) => decimal.digits * powerOfTen(scale - decimal.scale))
  return { digits: digits.reduce((total, part) => total + part, 0n), scale }
}

/**
 * Divides two non-negative integers and rounds the quotient half up.
 *
 * @example
 * divideHalfUp(5n, 2n) //=> 3n
 */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor)
}
