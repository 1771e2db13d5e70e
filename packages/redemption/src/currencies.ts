import { RedemptionInputError } from './errors.js'

// ISO 4217 list one, column "minor unit", where it is not 2. The funds codes CLF, UYI and UYW are in
// the list too. Stripe's exceptions (ISK times 100, MGA whole) concern its API, not the currency.
const exponents: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...toExponents('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF', 0),
    ...toExponents('BHD IQD JOD KWD LYD OMR TND', 3),
    ...toExponents('CLF UYW', 4),
  }),
)

function toExponents(codes: string, exponent: number): Record<string, number> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, exponent]))
}

/** Returns the number of decimals of a currency: 2 unless ISO 4217 lists another. */
export function toExponent(currency: string): number {
  return exponents.get(currency) ?? 2
}

/**
 * Reads a currency code in any letter case and returns it in upper case.
 *
 * @throws RedemptionInputError `INVALID_CURRENCY` when it is not three ASCII letters.
 */
export function parseCurrency(value: string, field: string): string {
  if (typeof value === 'string' && /^[A-Za-z]{3}$/.test(value)) return value.toUpperCase()
  const expected = 'a three-letter currency code such as USD'
  throw new RedemptionInputError({ code: 'INVALID_CURRENCY', field, expected, received: value })
}
