import type { Commission, CommissionDecision, LedgerEntry, NewAdjustment } from '@referly-kit/types'
import type { operations } from '@referly-kit/types/kit-openapi'
import { ServerError } from '../errors.js'
import { toLedgerEntry, toMajor } from './balances.js'
import type { Call } from './call.js'
import { createInputError, createUnknownError, parsePayable } from './input.js'
import { readPage } from './kit-pages.js'
import { toReleaseEntries } from './ledger/commission-rules.js'
import { noAmounts } from './ledger/entries.js'
import type { RecordPage } from './listings.js'
import type { StoredSale } from './records.js'
import { addChange, assertNotTaken, lockSale, toEntries } from './sale-changes.js'

type Query<Id extends keyof operations> = NonNullable<operations[Id]['parameters']['query']>

/** Lists the commission of sales. */
export async function listCommissions(
  call: Call,
  query: Query<'listCommissions'>,
): Promise<RecordPage<Commission>> {
  return readPage(query, {
    read: (after, limit) => call.data.sales.listStored(query, { after, limit }),
    toItem: (sale) => toCommission(call, sale),
    toCursor: ({ saleId }) => String(saleId),
    isCursor: (text) => /^\d{1,15}$/.test(text),
  })
}

function toCommission({ program: { currency } }: Call, sale: StoredSale): Commission {
  const { id, affiliateId, commissionMinor, approvalStatus, holdReason, dueAt, createdAt } = sale
  return {
    saleId: id,
    affiliateId,
    currency,
    amount: toMajor(commissionMinor, currency),
    approvalStatus,
    holdReason,
    payableAt: dueAt,
    createdAt,
  }
}

/**
 * Releases the commission of a sale from hold. Repeating it changes nothing.
 *
 * @throws ServerError `COMMISSION_DECLINED`
 */
export async function releaseCommission(
  call: Call,
  saleId: number,
  { note = null }: CommissionDecisionInput,
): Promise<Commission> {
  return call.data.transaction(async (data) => {
    const inside = { ...call, data }
    const sale = await lockSale(inside, saleId, { field: 'commission.saleId' })
    if (sale.approvalStatus === 'DECLINED') {
      const hint = 'To pay it after all, add an adjustment.'
      const message = `The commission of sale ${saleId} was declined. ${hint}`
      throw new ServerError('COMMISSION_DECLINED', message, { field: 'commission.saleId', hint })
    }
    if (sale.approvalStatus === 'ACCEPTED') return toCommission(call, sale)
    const released = { ...sale, approvalStatus: 'ACCEPTED', holdReason: null } as const
    const commission = { ...released, saleId, currency: call.program.currency }
    const createdAt = call.now.toISOString()
    await data.ledger.insert(toEntries(call, toReleaseEntries(commission, { createdAt, note })))
    await data.sales.update(released, ['sale.updated', 'commission.released'])
    return toCommission(call, released)
  })
}

type CommissionDecisionInput = Partial<Record<keyof CommissionDecision, string | null>>

/**
 * Declines the commission of a sale, which becomes zero. Repeating it changes nothing.
 *
 * @throws ServerError `PAID_OUT`, `IN_PAYOUT_BATCH`
 */
export async function declineCommission(
  call: Call,
  saleId: number,
  { note = null }: CommissionDecisionInput,
): Promise<Commission> {
  return call.data.transaction(async (data) => {
    const inside = { ...call, data }
    const sale = await lockSale(inside, saleId, { field: 'commission.saleId' })
    if (sale.approvalStatus === 'DECLINED') return toCommission(call, sale)
    await assertNotTaken(inside, sale, 'commission.saleId')
    const changeMinor = -sale.commissionMinor
    await addChange(inside, sale, { kind: 'DECLINED', changeMinor, reason: null, note })
    const declined = {
      ...sale,
      commissionMinor: 0,
      approvalStatus: 'DECLINED',
      holdReason: null,
    } as const
    await data.sales.update(declined)
    return toCommission(call, declined)
  })
}

/** Adds or deducts an amount manually. Repeating a key returns the first entry. */
export async function createAdjustment(call: Call, input: NewAdjustment): Promise<LedgerEntry> {
  const { affiliateId, amount, note, idempotencyKey } = input
  const { currency } = call.program
  const size = parsePayable(Math.abs(amount), currency, 'adjustment.amount')
  if (size === 0) {
    const expected = 'an amount other than zero'
    throw createInputError({ field: 'adjustment.amount', expected, received: String(amount) })
  }
  const owedMinor = amount < 0 ? -size : size
  return call.data.transaction(async (data) => {
    await data.payouts.lock()
    const known = await data.ledger.findByKey(idempotencyKey)
    if (known !== undefined) {
      const isSame =
        known.affiliateId === affiliateId.toLowerCase() && known.owedMinor === owedMinor
      if (!isSame) throw createReusedKeyError('adjustment')
      return toLedgerEntry(known)
    }
    const affiliate = await data.affiliates.find({ id: affiliateId })
    if (affiliate === undefined) {
      const expected = 'the id of an affiliate in the program'
      throw createUnknownError('adjustment.affiliateId', expected, affiliateId)
    }
    const createdAt = call.now.toISOString()
    const about = { affiliateId: affiliate.id, currency, dueAt: createdAt, createdAt, note }
    const none = { saleId: null, promoCode: null, payoutId: null, reason: null }
    const amounts = { ...noAmounts, owedMinor }
    const entry = { ...about, ...none, ...amounts, kind: 'ADJUSTED', id: call.createId() } as const
    await data.ledger.insertOnce(entry, idempotencyKey)
    return toLedgerEntry(entry)
  })
}

/** Creates the error for an idempotency key that was used with other values. */
export function createReusedKeyError(noun: string): ServerError {
  const field = `${noun}.idempotencyKey`
  const hint = 'Use another key, or repeat the first request unchanged.'
  const message = `\`${field}\` was used for another ${noun}. Nothing was changed. ${hint}`
  return new ServerError('IDEMPOTENCY_KEY_REUSED', message, { field, hint })
}
