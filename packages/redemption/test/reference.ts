/**
 * A slow, obviously correct implementation with BigInt fractions that shares nothing with src.
 */
interface Fraction {
  readonly over: bigint
  readonly under: bigint
}

const decimals: Readonly<Record<string, number>> = { USD: 2, JPY: 0, KWD: 3, CLF: 4 }

/** Parses plain decimal text such as `34.90`. */
function fromText(text: string): Fraction {
  const point = text.indexOf('.')
  if (point === -1) return { over: BigInt(text), under: 1n }
  const fraction = text.slice(point + 1)
  return { over: BigInt(text.slice(0, point) + fraction), under: 10n ** BigInt(fraction.length) }
}

function times(one: Fraction, other: Fraction): Fraction {
  return { over: one.over * other.over, under: one.under * other.under }
}

function plus(one: Fraction, other: Fraction): Fraction {
  return {
    over: one.over * other.under + other.over * one.under,
    under: one.under * other.under,
  }
}

/** Divides, then rounds up if the remainder is half or more. */
function round({ over, under }: Fraction): bigint {
  const whole = over / under
  const remainder = over - whole * under
  return remainder + remainder >= under ? whole + 1n : whole
}

/** Converts plain decimal text to minor units. */
export function referenceMinor(text: string, currency: string): bigint {
  return round(times(fromText(text), { over: 10n ** BigInt(decimals[currency] ?? 2), under: 1n }))
}

/** Adds up lines of an order, given as plain decimal text, and converts the sum to minor units. */
export function referenceTotal(
  lines: readonly (readonly [price: string, quantity: string])[],
  currency: string,
): bigint {
  const sum = lines
    .map(([price, quantity]) => times(fromText(price), fromText(quantity)))
    .reduce(plus, { over: 0n, under: 1n })
  return round(times(sum, { over: 10n ** BigInt(decimals[currency] ?? 2), under: 1n }))
}

/** Computes a percentage, given as plain decimal text, of an amount in minor units. */
export function referencePercentage(minor: bigint, percentText: string): bigint {
  return round(times({ over: minor, under: 100n }, fromText(percentText)))
}
