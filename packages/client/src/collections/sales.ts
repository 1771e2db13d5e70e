import type {
  NewSale,
  Sale,
  SaleDelete,
  SaleFilter,
  SaleRefund,
  SaleRefundResponse,
  SaleUpdate,
} from '@referly-kit/types'
import { assertGiven, isGiven } from '../errors/input-errors.js'
import type { CallOptions } from '../options.js'
import {
  createChangeable,
  type ChangeableCollection,
  type ChangeCalls,
  type ChangeRules,
} from './changes.js'
import type {
  CollectionCalls,
  CollectionContext,
  CollectionRules,
  UniqueKey,
} from './collection.js'
import { createRefund } from './refund.js'
import { toSafe, type Safe } from './results.js'

/** A unique key of a sale: its `id`, `externalId`, or `externalInvoiceId`. */
export type SaleKey = UniqueKey<SaleFilter, 'id' | 'saleExternalId' | 'saleExternalInvoiceId'>

/** The calls of sales. */
export interface SaleCalls
  extends
    CollectionCalls<Sale, NewSale, SaleFilter, SaleKey>,
    ChangeCalls<Sale, SaleUpdate, SaleDelete> {
  /**
   * Refunds a sale in full, and takes back its commission. Refunding it again changes nothing. When the response is
   * lost, looks up the sale, and refunds it again if it is not refunded; the result then does not have
   * `alreadyRefunded`. Throws `InvalidRequestError` with a `reason` when the commission is already being paid out.
   *
   * @example
   * await referly.sales.refund({ saleId: sale.id }) //=> { success: true, alreadyRefunded: false }
   */
  refund(input: Readonly<SaleRefund>, options?: CallOptions): Promise<SaleRefundResponse>
}

/**
 * Sales: the payments that earn commission, in major units.
 *
 * @example
 * const sale = await referly.sales.create({ totalEarned: 49.9, promoCode: 'SAVE20', name: 'Eve' })
 * sale.totalEarned //=> 49.9
 */
export interface Sales
  extends
    SaleCalls,
    ChangeableCollection<Sale, NewSale, SaleFilter, SaleKey, SaleUpdate, SaleDelete> {
  /** The same calls, returning a result instead of throwing. */
  readonly safe: Safe<SaleCalls>
}

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
  filters: [
    'id',
    'saleExternalId',
    'saleExternalInvoiceId',
    'affiliateId',
    'affiliateEmail',
    'referralId',
  ],
  keys: [
    { filter: 'saleExternalId', field: 'externalId', isExclusive: false },
    { filter: 'saleExternalInvoiceId', field: 'externalInvoiceId', isExclusive: false },
  ],
  assertInput(input) {
    assertGiven(input, 'totalEarned')
    if (isGiven(input.email) || isGiven(input.promoCode)) return
    assertGiven(input, 'referralId', 'unless email or promoCode is')
  },
}

/** The rules of changes to sales. */
const saleChanges: ChangeRules<Sale, SaleUpdate> = {
  ids: { update: 'saleId', delete: 'saleId' },
}

/** Creates the sales of a client. */
export function createSales(context: CollectionContext): Sales {
  const collection: ChangeableCollection<
    Sale,
    NewSale,
    SaleFilter,
    SaleKey,
    SaleUpdate,
    SaleDelete
  > = createChangeable(context, saleRules, saleChanges)
  const refunds: Pick<SaleCalls, 'refund'> = {
    refund: createRefund(context, (id, limits) => collection.find({ id }, limits)),
  }
  return { ...collection, ...refunds, safe: { ...collection.safe, ...toSafe(refunds) } }
}
