import type { NewSale, Sale, SaleFilter } from '@referly-kit/types'
import { isServerError } from '../errors.js'
import type { Call } from './call.js'
import { assertLength } from './input.js'
import { toJsonPieces, toListing, type Listing } from './listings.js'
import type { SaleRequest } from './ports.js'
import type { SaleRecord } from './records.js'
import { toSale } from './sale-amounts.js'
import { withCurrentTerms } from './stale-terms.js'

/**
 * Creates a sale. A repeat with the same `externalId` or `externalInvoiceId` returns the first sale
 * and is not counted again.
 */
export async function createSale(call: Call, input: NewSale): Promise<Sale> {
  return toSale(call, await recordSale(call, { input }))
}

/** Records a sale like `createSale`, optionally with a reservation or a payment in the past. */
export async function recordSale(call: Call, payment: Payment): Promise<SaleRecord> {
  const { input } = payment
  assertLength(input.externalId, 'sale.externalId')
  assertLength(input.email, 'sale.email')
  assertLength(input.externalInvoiceId, 'sale.externalInvoiceId')
  const { program, now, createId } = call
  const request = { program, now, createId, ...payment }
  try {
    return await withCurrentTerms(() => call.data.recordSale(request))
  } catch (error) {
    if (!isServerError(error)) throw error
    // The sale may have been recorded before, when its code could still be redeemed.
    const [earlier] = await call.data.sales.findByKeys([input])
    if (earlier === undefined) throw error
    return earlier
  }
}

/** A sale to record, with the properties that only a checkout has. */
export type Payment = Pick<SaleRequest, 'input' | 'recordedAt' | 'reservation'> &
  Partial<Pick<SaleRequest, 'now'>>

/** Lists sales. */
export async function listSales(call: Call, filter: SaleFilter): Promise<Listing> {
  return toListing(toJsonPieces(call.data.sales.list(filter), (record) => toSale(call, record)))
}
