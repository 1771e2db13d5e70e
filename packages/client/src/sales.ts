import type { NewSale, Sale, SaleFilter } from '@referly-kit/types'
import { createCollection, type Collection, type UniqueKey } from './collection.js'
import { assertGiven, assertObject, assertOneGiven } from './input-rules.js'
import { saleFields } from './records.js'
import type { Transport } from './transport.js'

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

/** Creates the sales of a client. */
export function createSales(transport: Transport): Sales {
  return createCollection(transport, {
    path: '/sales',
    fields: saleFields,
    uniqueKeys: ['id', 'saleExternalId'],
    assertNew: assertNewSale,
    toKey: ({ externalId: saleExternalId }) => ({ saleExternalId }),
  })
}

function assertNewSale(input: NewSale): void {
  assertObject(input)
  assertGiven(input, 'totalEarned')
  assertOneGiven(input, ['referralId', 'email', 'promoCode'])
}
