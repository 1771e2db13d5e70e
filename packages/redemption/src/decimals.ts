/** An exact, non-negative decimal number: `digits / 10 ** scale`. */
export interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

/**
 * Converts a number to the decimal that a person would write for it.
 *
 * The shortest text that reads back as the same number is the one that was typed or sent, so `1.005`
 * is 1.005 here, and not its binary neighbor 1.00499999999999989.
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

/** Returns ten to a whole power. */
export function powerOfTen(exponent: number): bigint {
  return 10n ** BigInt(exponent)
}

/**
 * Divides two non-negative numbers and rounds the quotient to a whole number, half up.
 *
 * @example
 * divideHalfUp(5n, 2n) //=> 3n
 */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor)
}

/** Multiplies two decimals exactly. */
export function multiply(one: Decimal, other: Decimal): Decimal {
  return { digits: one.digits * other.digits, scale: one.scale + other.scale }
}

/** Adds two decimals exactly. */
export function add(one: Decimal, other: Decimal): Decimal {
  const scale = Math.max(one.scale, other.scale)
  const align = (part: Decimal): bigint => part.digits * powerOfTen(scale - part.scale)
  return { digits: align(one) + align(other), scale }
}
