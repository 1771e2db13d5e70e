import type { SaleRefund, SaleRefundResponse } from '@referly-kit/types'
import type { Call } from './call.js'
import { toCommissionLeft } from './ledger/refunds.js'
import type { RefundReason, RefundRecord, StoredSale } from './records.js'
import { addChange, assertChangeable, giveBack, lockSale } from './sale-changes.js'

/**
 * Refunds a whole sale: its commission becomes zero. The redemption of its code is given back, unless the program keeps
 * it. A second refund changes nothing.
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

/** Refunds a locked sale or a part of it, which takes the commission for that part back. */
async function applyRefund(
  call: Call,
  sale: StoredSale,
  terms: RefundTerms,
): Promise<RefundRecord> {
  const { amountMinor, isTaken, reason = 'REQUESTED', note = null } = terms
  const takenBackMinor = await call.data.ledger.sumTakenBack(sale.id)
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
  await call.data.ledger.insertRefund(refund)
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
  if (!call.program.refundReturnsRedemption) return data.sales.update(refunded)
  // A referral keeps its own redemption, which the customer's next sale can fulfill.
  await data.sales.update({ ...refunded, isRedemption: false, fulfilledReferralId: null })
  await giveBack(data, sale)
}
