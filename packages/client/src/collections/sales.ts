import type { NewSale, Sale, SaleFilter } from '@referly-kit/types'
import { assertGiven, isGiven } from '../errors/input-errors.js'
import type { Collection, CollectionRules, UniqueKey } from './collection.js'

/** A unique key of a sale; `saleExternalId` is its `externalId`. */
export type SaleKey = UniqueKey<SaleFilter, 'id' | 'saleExternalId'>

/**
 * Sales: the payments that earn commission, in major units.
 *
 * @example
 * const sale = await referly.sales.create({ totalEarned: 49.9, promoCode: 'SAVE20', name: 'Eve' })
 * sale.totalEarned //=> 49.9
 */
export interface Sales extends Collection<Sale, NewSale, SaleFilter, SaleKey> {}

/** The rules of sales. */
export const saleRules: CollectionRules<Sale, NewSale, SaleFilter> = {
  path: '/sales',
  fields: {
    id: 'number',
    affiliateId: 'string',
    name: 'string',
    totalEarned: 'number',
    commissionRate: 'number',
    createdAt: 'string',
  },
  filters: ['id', 'saleExternalId', 'affiliateId', 'affiliateEmail', 'referralId'],
  keys: [{ filter: 'saleExternalId', field: 'externalId', isExclusive: false }],
  assertInput(input) {
    assertGiven(input, 'totalEarned')
    if (isGiven(input.email) || isGiven(input.promoCode)) return
    assertGiven(input, 'referralId', 'unless email or promoCode is')
  },
}
