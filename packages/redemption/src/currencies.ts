import { RedemptionInputError } from './errors.js'

// The currencies in ISO 4217 list one whose "minor unit" is not 2, including the fund codes CLF, UYI, and UYW.
// Stripe's exceptions (ISK times 100, MGA without decimals) are rules of its API, not of the currencies.
const exponents = new Map(
  Object.entries({
    ...toExponents('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF', 0),
    ...toExponents('BHD IQD JOD KWD LYD OMR TND', 3),
    ...toExponents('CLF UYW', 4),
  }),
)

function toExponents(codes: string, exponent: number): Record<string, number> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, exponent]))
}

/** Returns the number of decimals of a currency: 2, unless ISO 4217 lists another number. */
export function toExponent(currency: string): number {
  return exponents.get(currency) ?? 2
}

/**
 * Parses a currency code in any letter case and returns it in upper case.
 *
 * @throws RedemptionInputError `INVALID_CURRENCY` if it is not three ASCII letters.
 */
export function parseCurrency(value: string, field: string): string {
  if (typeof value === 'string' && /^[A-Za-z]{3}$/.test(value)) return value.toUpperCase()
  const expected = 'a three-letter currency code such as USD'
  throw new RedemptionInputError({ code: 'INVALID_CURRENCY', field, expected, received: value })
}
