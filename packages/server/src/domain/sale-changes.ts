import type { Sale, SaleDelete, SaleUpdate } from '@referly-kit/types'
import { ServerError } from '../errors.js'
import type { Call } from './call.js'
import { assertLength, createInputError, createNotFoundError, parseAmount } from './input.js'
import { toChangeEntries, type CommissionChange } from './ledger/commission-rules.js'
import type { LedgerEntry, NewEntry } from './ledger/entries.js'
import { toShare } from './ledger/refund-rules.js'
import type { ProgramData } from './ports.js'
import type { StoredSale } from './records.js'
import { toCommissionMinor, toMajorText, toSale, toSaleRecord } from './sale-amounts.js'

/** Changes a sale. Its commission follows from the amounts and the rate, unless `commissionEarned` is given. */
export async function updateSale(call: Call, input: SaleUpdate): Promise<Sale> {
  const { saleId, email } = input
  assertLength(email, 'sale.email')
  const amounts = toNewAmounts(call, input)
  return call.data.transaction(async (data) => {
    const inside = { ...call, data }
    const current = await lockSale(inside, saleId, { holdsNewSales: email !== undefined })
    if (current.status === 'REFUNDED') {
      const expected = 'the id of a sale that is not refunded'
      throw createInputError({ field: 'sale.saleId', expected, received: `${saleId}` })
    }
    await assertChangeable(inside, current)
    const updated = applyChanges(call, current, { ...input, ...amounts })
    await data.sales.update(updated)
    await addChange(inside, current, {
      kind: 'ADJUSTED',
      changeMinor: updated.commissionMinor - current.commissionMinor,
      reason: 'SALE_CHANGED',
    })
    return toSale(call, toSaleRecord(updated))
  })
}

type NewAmounts = Partial<Pick<StoredSale, 'totalMinor' | 'commissionMinor'>>

function toNewAmounts(call: Call, { totalEarned, commissionEarned }: SaleUpdate): NewAmounts {
  const { currency } = call.program
  return {
    ...(totalEarned === undefined
      ? {}
      : { totalMinor: parseAmount(totalEarned, currency, 'sale.totalEarned') }),
    ...(commissionEarned === undefined
      ? {}
      : { commissionMinor: parseAmount(commissionEarned, currency, 'sale.commissionEarned') }),
  }
}

function applyChanges(
  call: Call,
  current: StoredSale,
  { name, email, commissionRate, totalMinor, commissionMinor }: SaleUpdate & NewAmounts,
): StoredSale {
  const changed = {
    ...current,
    name: name ?? current.name,
    ...(email === undefined ? {} : { email }),
    commissionRate: commissionRate ?? current.commissionRate,
    totalMinor: totalMinor ?? current.totalMinor,
  }
  if (changed.totalMinor < changed.refundedMinor) {
    const expected = `at least ${toMajorText(call, changed.refundedMinor)}, the amount that was refunded`
    const received = toMajorText(call, changed.totalMinor)
    throw createInputError({ field: 'sale.totalEarned', expected, received })
  }
  if (commissionMinor !== undefined) {
    // Setting an amount for a declined commission accepts it.
    return { ...changed, commissionMinor, ...(isDeclined(current) ? accepted : {}) }
  }
  const isSame = totalMinor === undefined && commissionRate === undefined
  if (isSame || isDeclined(current)) return changed
  const whole = toCommissionMinor(call, changed)
  const left = changed.totalMinor - changed.refundedMinor
  return { ...changed, commissionMinor: toShare(whole, left, changed.totalMinor) }
}

const accepted = { approvalStatus: 'ACCEPTED', holdReason: null } as const

function isDeclined({ approvalStatus }: StoredSale): boolean {
  return approvalStatus === 'DECLINED'
}

/**
 * Deletes a sale as if it had never happened: takes back its commission and makes the use of its code available
 * again, unless a refund has already done so. The ledger keeps the entries of the sale and gets another one that
 * takes back the commission.
 */
export async function deleteSale(call: Call, { saleId }: SaleDelete): Promise<void> {
  await call.data.transaction(async (data) => {
    const inside = { ...call, data }
    const sale = await lockSale(inside, saleId, { holdsNewSales: true })
    await assertChangeable(inside, sale)
    await data.sales.delete(saleId)
    await data.refunds.deleteOfSale(saleId)
    const changeMinor = -sale.commissionMinor
    await addChange(inside, sale, { kind: 'ADJUSTED', changeMinor, reason: 'SALE_DELETED' })
    await giveBack(data, sale)
  })
}

/** Options of `lockSale`. */
export interface LockOptions {
  /** The field of the id in errors. */
  readonly field?: string
  /** Keeps others from recording sales, because the customer of the sale may change. */
  readonly holdsNewSales?: boolean
}

/**
 * Locks a sale, and prevents payouts from taking its commission in the meantime. All changes of sales take these locks
 * in the same order, so that two of them cannot deadlock.
 */
export async function lockSale(
  { data }: Call,
  saleId: number,
  { field = 'sale.saleId', holdsNewSales = false }: LockOptions = {},
): Promise<StoredSale> {
  await data.ledger.holdPayouts()
  if (holdsNewSales) await data.sales.holdNewSales()
  const sale = await data.sales.lock(saleId)
  if (sale === undefined) throw createNotFoundError(field, 'sale', saleId)
  return sale
}

const dayMs = 86_400_000

/**
 * Throws unless a sale can be changed, deleted, or refunded. As in Referly's API, it cannot be once its commission is
 * in a payout or its holding period is over.
 *
 * @throws ServerError `PAID_OUT`, `IN_PAYOUT_BATCH`, `REFUND_WINDOW_CLOSED`
 */
export async function assertChangeable(call: Call, sale: StoredSale): Promise<void> {
  const { program, now } = call
  await assertNotTaken(call, sale, 'sale.saleId')
  const lastMs = Date.parse(sale.createdAt) + program.holdingDays * dayMs
  if (now.getTime() <= lastMs) return
  const last = new Date(lastMs).toISOString()
  const hint = toRefundHint('after that')
  const message = `Sale ${sale.id} could be changed or refunded until ${last}, the end of the program's holding period. ${hint}`
  throw new ServerError('REFUND_WINDOW_CLOSED', message, { field: 'sale.saleId', hint })
}

function toRefundHint(when: string): string {
  return `To take back commission ${when}, refund the sale with the kit API or \`referly refunds create\`.`
}

/**
 * Throws when the commission of a sale is in a payout or was paid.
 *
 * @throws ServerError `PAID_OUT`, `IN_PAYOUT_BATCH`
 */
export async function assertNotTaken(call: Call, sale: StoredSale, field: string): Promise<void> {
  const status = await readPayoutStatus(call, sale)
  const hint = toRefundHint('after a payout')
  const options = { field, hint }
  if (status === 'PAID') {
    const message = `The commission of sale ${sale.id} was paid out. ${hint}`
    throw new ServerError('PAID_OUT', message, options)
  }
  if (status === 'PENDING') {
    const message = `The commission of sale ${sale.id} is in a payout. ${hint}`
    throw new ServerError('IN_PAYOUT_BATCH', message, options)
  }
}

/**
 * Returns the status of the payout that the commission of a locked sale is in, or undefined if it
 * is in none.
 */
export async function readPayoutStatus(
  { data }: Call,
  sale: StoredSale,
): Promise<'PENDING' | 'PAID' | undefined> {
  if (sale.commissionMinor === 0) return undefined
  return data.ledger.findPayoutStatus(sale)
}

/** Adds the entry for a change to the commission of a sale. */
export async function addChange(
  call: Call,
  sale: StoredSale,
  change: Omit<CommissionChange, 'isTaken' | 'createdAt' | 'note'> &
    Partial<Pick<CommissionChange, 'isTaken' | 'note'>>,
): Promise<void> {
  const { id: saleId } = sale
  const commission = { ...sale, saleId, currency: call.program.currency }
  const createdAt = call.now.toISOString()
  const entries = toChangeEntries(commission, { isTaken: false, note: null, createdAt, ...change })
  await call.data.ledger.insert(toEntries(call, entries))
}

/** Gives new entries their ids. */
export function toEntries(
  { createId }: Pick<Call, 'createId'>,
  entries: readonly NewEntry[],
): readonly LedgerEntry[] {
  return entries.map((entry) => ({ ...entry, id: createId() }))
}

/** Releases the use of a sale's code, unless that was already done. */
export async function giveBack(data: ProgramData, sale: StoredSale): Promise<void> {
  const { promotionalCodeId, couponId, isRedemption } = sale
  if (!isRedemption || promotionalCodeId === null || couponId === null) return
  await data.promotionalCodes.giveBack(promotionalCodeId, couponId)
}
