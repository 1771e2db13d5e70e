import type { NewSale, Sale, SaleFilter } from '@referly-kit/types'
import type { Collection, CollectionRules, UniqueKey } from './collection.js'

/** What names one sale; `saleExternalId` is its `externalId`. */
export type SaleKey = UniqueKey<SaleFilter, 'id' | 'saleExternalId'>

/**
 * Sales: the payments that earn commission, in major units.
 *
 * @example
 * const sale = await referly.sales.create({ totalEarned: 49.9, promoCode: 'SAVE20', name: 'Eve' })
 * sale.totalEarned //=> 49.9
 */
export interface Sales extends Collection<Sale, NewSale, SaleFilter, SaleKey> {}

/** What sales are like. */
export const saleRules: CollectionRules<NewSale, SaleFilter> = {
  path: '/sales',
  fields: { number: 'id totalEarned commissionRate', string: 'affiliateId name createdAt' },
  keys: { saleExternalId: 'externalId' },
  alias: 'referralId',
  input: ['totalEarned', 'referralId or else email or promoCode'],
}
