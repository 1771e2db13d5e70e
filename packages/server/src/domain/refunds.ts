import type { NewRefund, Refund, SaleRefund, SaleRefundResponse } from '@referly-kit/types'
import type { operations } from '@referly-kit/types/kit-openapi'
import { toMajor } from './balances.js'
import type { Call } from './call.js'
import { createReusedKeyError } from './commissions.js'
import { createInputError, parsePayable } from './input.js'
import { readPage } from './kit-pages.js'
import { toCommissionLeft } from './ledger/refund-rules.js'
import type { RecordPage } from './listings.js'
import type { RefundReason, RefundRecord, StoredSale } from './records.js'
import { toMajorText } from './sale-amounts.js'
import {
  addChange,
  assertChangeable,
  giveBack,
  lockSale,
  readPayoutStatus,
} from './sale-changes.js'

/**
 * Refunds a whole sale: its commission becomes zero. The use of its code becomes available again,
 * unless the program keeps it. A second refund changes nothing.
 *
 * @throws ServerError `PAID_OUT`, `IN_PAYOUT_BATCH`, or `REFUND_WINDOW_CLOSED` after the program's holding days
 */
export async function refundSale(call: Call, { saleId }: SaleRefund): Promise<SaleRefundResponse> {
  return call.data.transaction(async (data) => {
    const inside = { ...call, data }
    const sale = await lockSale(inside, saleId)
    if (sale.status === 'REFUNDED') return { success: true, alreadyRefunded: true }
    await assertChangeable(inside, sale)
    const amountMinor = sale.totalMinor - sale.refundedMinor
    await applyRefund(inside, sale, { amountMinor, isTaken: false })
    return { success: true, alreadyRefunded: false }
  })
}

/** A refund of a locked sale. */
interface RefundTerms {
  readonly amountMinor: number
  /** True when the commission is in a payout or was paid. */
  readonly isTaken: boolean
  readonly reason?: RefundReason | undefined
  readonly note?: string | null | undefined
  readonly idempotencyKey?: string | undefined
}

/** Refunds a locked sale in full or in part, and takes back the same share of the commission. */
async function applyRefund(
  call: Call,
  sale: StoredSale,
  terms: RefundTerms,
): Promise<RefundRecord> {
  const { amountMinor, isTaken, reason = 'REQUESTED', note = null } = terms
  const takenBackMinor = await call.data.refunds.sumTakenBack(sale.id)
  const left = toCommissionLeft({ ...sale, takenBackMinor }, amountMinor)
  const refund: RefundRecord = {
    id: call.createId(),
    saleId: sale.id,
    affiliateId: sale.affiliateId,
    currency: call.program.currency,
    amountMinor,
    commissionMinor: sale.commissionMinor - left,
    reason,
    note,
    idempotencyKey: terms.idempotencyKey ?? null,
    createdAt: call.now.toISOString(),
  }
  await call.data.refunds.insert(refund)
  const changeMinor = -refund.commissionMinor
  await addChange(call, sale, { kind: 'REFUNDED', changeMinor, isTaken, reason, note })
  await updateRefunded(call, sale, refund)
  return refund
}

async function updateRefunded(
  call: Call,
  sale: StoredSale,
  { amountMinor, commissionMinor, createdAt }: RefundRecord,
): Promise<void> {
  const { data } = call
  const refundedMinor = sale.refundedMinor + amountMinor
  const left = { ...sale, refundedMinor, commissionMinor: sale.commissionMinor - commissionMinor }
  if (refundedMinor < sale.totalMinor) return data.sales.update(left)
  const refunded = { ...left, status: 'REFUNDED', refundedAt: createdAt } as const
  // A receiver that keeps its own totals has to subtract the whole sale.
  if (!call.program.refundReturnsRedemption) return data.sales.update(refunded, ['sale.deleted'])
  // A referral keeps its own redemption, which the customer's next sale can fulfill.
  const returned = { ...refunded, isRedemption: false, fulfilledReferralId: null }
  await data.sales.update(returned, ['sale.deleted'])
  await giveBack(data, sale)
}

type RefundQuery = NonNullable<operations['listRefunds']['parameters']['query']>

/** Lists refunds. */
export async function listRefunds(call: Call, query: RefundQuery): Promise<RecordPage<Refund>> {
  return readPage(query, {
    read: (after, limit) =>
      call.data.refunds.list(query, { after, limit, isNewestFirst: query.sort === 'NEWEST' }),
    toItem: toRefund,
    toCursor: ({ id }) => id,
  })
}

function toRefund(record: RefundRecord): Refund {
  const { id, saleId, affiliateId, currency, reason, note, createdAt } = record
  return {
    id,
    saleId,
    affiliateId,
    currency,
    amount: toMajor(record.amountMinor, currency),
    commission: toMajor(record.commissionMinor, currency),
    reason,
    note,
    createdAt,
  }
}

/**
 * Refunds a sale in full or in part at any time. Commission that is in a payout or was paid is
 * clawed back. Repeating a key returns the first refund.
 */
export async function createRefund(call: Call, input: NewRefund): Promise<Refund> {
  const { saleId, amount, reason, note, idempotencyKey } = input
  const given =
    amount === undefined ? undefined : parsePayable(amount, call.program.currency, 'refund.amount')
  return call.data.transaction(async (data) => {
    // Before the sale, so that a repeated request waits for the first one.
    await data.payouts.lock()
    const known = await data.refunds.findByKey(idempotencyKey)
    if (known !== undefined) {
      const isSame = known.saleId === saleId && (given ?? known.amountMinor) === known.amountMinor
      if (!isSame) throw createReusedKeyError('refund')
      return toRefund(known)
    }
    const inside = { ...call, data }
    const sale = await lockSale(inside, saleId, { field: 'refund.saleId' })
    const amountMinor = toRefundAmount(call, sale, given)
    const isTaken = (await readPayoutStatus(inside, sale)) !== undefined
    const terms = { amountMinor, isTaken, reason, note, idempotencyKey }
    return toRefund(await applyRefund(inside, sale, terms))
  })
}

function toRefundAmount(call: Call, sale: StoredSale, given: number | undefined): number {
  const left = sale.totalMinor - sale.refundedMinor
  if (sale.status === 'REFUNDED') {
    const expected = 'the id of a sale that is not refunded'
    throw createInputError({ field: 'refund.saleId', expected, received: String(sale.id) })
  }
  const amount = given ?? left
  if (amount <= left && (amount > 0 || given === undefined)) return amount
  const expected = `greater than 0 and at most ${toMajorText(call, left)}, the amount that has not been refunded yet`
  throw createInputError({ field: 'refund.amount', expected, received: toMajorText(call, amount) })
}
