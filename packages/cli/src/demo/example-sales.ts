import type { NewSale } from '@referly-kit/types'

/** The payments of the example's customers in US dollars: 49, 99, and 199, less 20%. */
const amounts: readonly number[] = [39.2, 79.2, 159.2]

/** The number of sales of the first affiliates. */
const salesPerAffiliate: readonly number[] = [3, 2, 2, 1, 1]

/**
 * Plans the sales of the example, which are always the same: customers use the codes of the first
 * affiliates.
 *
 * @example
 * planSales(['SAVEANN8X4Z'])[0]
 * //=> { promoCode: 'SAVEANN8X4Z', totalEarned: 39.2, name: 'Customer 1',
 *   email: 'customer1@example.com', externalId: 'sale-1' }
 */
export function planSales(codes: readonly string[]): readonly NewSale[] {
  const used = codes
    .slice(0, salesPerAffiliate.length)
    .flatMap((code, index) => Array.from({ length: salesPerAffiliate[index] ?? 0 }, () => code))
  return used.map((promoCode, index) => ({
    promoCode,
    totalEarned: amounts[index % amounts.length] ?? 0,
    name: `Customer ${index + 1}`,
    email: `customer${index + 1}@example.com`,
    externalId: `sale-${index + 1}`,
  }))
}
