// The column "minor unit" of ISO 4217 list one, where it is not 2. Intl has the digits of CLDR instead, which differ
// for currencies such as IQD.
const decimals: ReadonlyMap<string, number> = new Map([
  ...toEntries('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF', 0),
  ...toEntries('BHD IQD JOD KWD LYD OMR TND', 3),
  ...toEntries('CLF UYW', 4),
])

function toEntries(currencies: string, count: number): [string, number][] {
  return currencies.split(' ').map((currency) => [currency, count])
}

/**
 * Formats an amount in major units with the decimals of its currency, and never rounds away a decimal that it has. In
 * an unknown currency, an amount has two decimals unless it is whole.
 *
 * @example
 * toAmountText(1980, 'JPY') //=> '1980'
 * toAmountText(39.2, 'USD') //=> '39.20'
 * toAmountText(5.424) //=> '5.424'
 */
export function toAmountText(amount: number, currency?: string): string {
  return amount.toFixed(toDecimals([amount], currency))
}

/** Returns the decimals that fit all of the amounts, which may be sums of binary fractions. */
export function toDecimals(amounts: readonly number[], currency?: string): number {
  const needed = amounts.reduce((most, amount) => {
    const fraction = amount.toFixed(4).replace(/0+$/, '').split('.')[1] ?? ''
    return Math.max(most, fraction.length)
  }, 0)
  if (currency !== undefined) return Math.max(needed, decimals.get(currency) ?? 2)
  return needed === 0 ? 0 : Math.max(needed, 2)
}
