import { toStatusReason } from './commission-rules.js'
import { noAmounts, type NewEntry } from './entries.js'

/** An affiliate to pay, as they are at the time of the payout. */
export interface Payee {
  readonly affiliateId: string
  readonly name: string
  readonly email: string
}

/** The payable amount of an affiliate. */
export interface PayableAmount extends Payee {
  /** Status of the affiliate; `null` once they are deleted. */
  readonly status: string | null
  readonly amountMinor: number
}

/** The payable amount of an affiliate, with the sales whose commission it contains. */
export interface PayableSales extends PayableAmount {
  readonly saleIds: readonly number[]
}

/** A reason why an amount is carried over to a later payout. */
export type CarriedOverReason =
  | 'BELOW_MINIMUM'
  | 'NEGATIVE'
  | 'AFFILIATE_DEACTIVATED'
  | 'AFFILIATE_BANNED'

/** Returns the reason why a payout carries an amount over, or `null` if it pays it. */
export function toCarriedOverReason(
  { amountMinor, status }: PayableAmount,
  minimumMinor: number,
): CarriedOverReason | null {
  if (amountMinor < 0) return 'NEGATIVE'
  // Deleted affiliates are still paid what they have earned.
  const ofStatus = status === null ? null : toStatusReason(status)
  if (ofStatus !== null) return ofStatus
  return amountMinor === 0 || amountMinor < minimumMinor ? 'BELOW_MINIMUM' : null
}

/** The status of one amount of a payout. */
export type PayoutStatus = 'PENDING' | 'PAID' | 'FAILED'

/** The amount of an affiliate in a payout. */
export interface PayoutAmount extends Payee {
  readonly amountMinor: number
  readonly status: PayoutStatus
}

/** The amount of an affiliate in a new payout, with the sales whose commission it takes. */
export interface NewPayoutAmount extends PayoutAmount {
  readonly saleIds: readonly number[]
}

/** The facts of a payout that its ledger entries contain. */
export interface PayoutFacts {
  readonly id: string
  readonly currency: string
  /** Time up to which it pays. */
  readonly until: string
}

/**
 * Returns the entry for an amount taken by a payout.
 *
 * It is dated like the last commission it pays, so that a later payout up to an earlier date does
 * not pay the same money again.
 */
export function toPayoutEntry(
  payout: PayoutFacts,
  { affiliateId, amountMinor }: Pick<PayoutAmount, 'affiliateId' | 'amountMinor'>,
  createdAt: string,
): NewEntry {
  const amounts = { owedMinor: -amountMinor, inPayoutMinor: amountMinor }
  return { ...toBase(payout, affiliateId, createdAt), ...amounts, kind: 'IN_PAYOUT' }
}

/** The outcome of one amount of a payout. */
export interface Settlement {
  readonly status: 'PAID' | 'FAILED'
  readonly reason: string | null
  readonly settledAt: string
}

/** Returns the entry for an amount that was paid, or that failed and is owed again. */
export function toSettlementEntry(
  payout: PayoutFacts,
  { affiliateId, amountMinor, status: before }: PayoutAmount,
  { status, reason, settledAt }: Settlement,
): NewEntry {
  const base = { ...toBase(payout, affiliateId, settledAt), note: reason }
  if (status === 'PAID') {
    return { ...base, kind: 'PAID', inPayoutMinor: -amountMinor, paidMinor: amountMinor }
  }
  // A transfer can be returned after it was marked as paid.
  const source = before === 'PAID' ? { paidMinor: -amountMinor } : { inPayoutMinor: -amountMinor }
  return { ...base, kind: 'PAYOUT_FAILED', ...source, owedMinor: amountMinor }
}

function toBase(
  { id, currency, until }: PayoutFacts,
  affiliateId: string,
  createdAt: string,
): Omit<NewEntry, 'kind'> {
  return {
    ...noAmounts,
    affiliateId,
    currency,
    dueAt: until,
    saleId: null,
    promoCode: null,
    payoutId: id,
    reason: null,
    note: null,
    createdAt,
  }
}
