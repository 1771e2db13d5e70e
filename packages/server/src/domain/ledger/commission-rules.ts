import { noAmounts, type EntryReason, type LedgerAmounts, type NewEntry } from './entries.js'

/** The approval of a sale's commission. */
export type ApprovalStatus = 'ACCEPTED' | 'ON_HOLD' | 'DECLINED'

/** A reason why commission is on hold. */
export type HoldReason =
  | 'PROGRAM_SETTINGS'
  | 'FRAUD_PREVENTION'
  | 'AFFILIATE_DEACTIVATED'
  | 'AFFILIATE_BANNED'

/** The approval of a commission, with the reason if it is not accepted. */
export interface Approval {
  readonly approvalStatus: ApprovalStatus
  readonly holdReason: HoldReason | null
}

/** The facts that determine the approval of a commission. */
export interface ApprovalFacts {
  readonly program: {
    readonly approval: 'automatic' | 'manual'
    readonly selfReferral: 'off' | 'hold' | 'reject'
  }
  readonly affiliate: { readonly status: string; readonly email: string }
  readonly customerEmail: string | undefined
}

/**
 * Decides whether the commission of a new sale is accepted, put on hold, or declined. The sale is recorded either way.
 *
 * The order is the vendor's: declined self-referrals first, then the status of the affiliate, self-referrals on hold,
 * and manual approval.
 */
export function decideApproval({ program, affiliate, customerEmail }: ApprovalFacts): Approval {
  const isSelf = program.selfReferral !== 'off' && isSameMailbox(affiliate.email, customerEmail)
  if (isSelf && program.selfReferral === 'reject') {
    return { approvalStatus: 'DECLINED', holdReason: null }
  }
  const ofStatus = toStatusReason(affiliate.status)
  if (ofStatus !== null) return toHold(ofStatus)
  if (isSelf) return toHold('FRAUD_PREVENTION')
  if (program.approval === 'manual') return toHold('PROGRAM_SETTINGS')
  return { approvalStatus: 'ACCEPTED', holdReason: null }
}

function toHold(holdReason: HoldReason): Approval {
  return { approvalStatus: 'ON_HOLD', holdReason }
}

/**
 * Returns the reason to hold back the money of an affiliate with this status, or `null` for an
 * active one.
 */
export function toStatusReason(
  status: string,
): 'AFFILIATE_DEACTIVATED' | 'AFFILIATE_BANNED' | null {
  if (status === 'ACTIVE') return null
  return status === 'BANNED' ? 'AFFILIATE_BANNED' : 'AFFILIATE_DEACTIVATED'
}

function isSameMailbox(one: string, other: string | undefined): boolean {
  return other !== undefined && toMailbox(one) === toMailbox(other)
}

/** Returns the mailbox of an address, in lower case and without a tag: `ann@example.com` for `Ann+shop@Example.com`. */
function toMailbox(email: string): string {
  const text = email.trim().toLowerCase()
  const at = text.lastIndexOf('@')
  return text.slice(0, at).replace(/\+.*$/, '') + text.slice(at)
}

/** The facts about a sale that its ledger entries are derived from. */
export interface Commission extends Approval {
  readonly saleId: number
  readonly affiliateId: string
  readonly currency: string
  readonly promoCode: string | null
  /** The commission before a decline, in minor units. */
  readonly commissionMinor: number
  /** Time at which the holding period ends. */
  readonly dueAt: string
}

/**
 * Returns the ledger entries of a new sale: the commission earned, and the hold or decline if there
 * is one.
 */
export function toSaleEntries(commission: Commission, createdAt: string): readonly NewEntry[] {
  const { commissionMinor: amount, approvalStatus, holdReason } = commission
  if (amount === 0) return []
  const base = toBase(commission, createdAt)
  const earned = { ...base, kind: 'EARNED', owedMinor: amount } as const
  if (approvalStatus === 'ACCEPTED') return [earned]
  if (approvalStatus === 'DECLINED') {
    return [earned, { ...base, kind: 'DECLINED', owedMinor: -amount, reason: 'SELF_REFERRAL' }]
  }
  const held = { owedMinor: -amount, heldMinor: amount, reason: holdReason }
  return [earned, { ...base, kind: 'HELD', ...held }]
}

/** A change to the commission of a sale. */
export interface CommissionChange extends EntryReason {
  readonly kind: 'REFUNDED' | 'DECLINED' | 'ADJUSTED'
  readonly changeMinor: number
  /** True when the commission is in a payout or was paid. */
  readonly isTaken: boolean
  readonly createdAt: string
}

/**
 * Returns the entry for a change of a commission, where the money is: held, owed, or with the affiliate. In the last
 * case, a refund is a clawback, which reduces the next payout.
 */
export function toChangeEntries(
  commission: Omit<Commission, 'commissionMinor'>,
  { kind, changeMinor, isTaken, createdAt, reason, note }: CommissionChange,
): readonly NewEntry[] {
  if (changeMinor === 0) return []
  const base = { ...toBase(commission, createdAt), kind, reason, note }
  if (commission.approvalStatus === 'ON_HOLD') return [{ ...base, heldMinor: changeMinor }]
  if (!isTaken) return [{ ...base, owedMinor: changeMinor }]
  const taken = kind === 'REFUNDED' ? ({ kind: 'CLAWED_BACK' } as const) : {}
  return [{ ...base, ...taken, owedMinor: changeMinor, dueAt: createdAt }]
}

/** Returns the entry for the release of a held commission, which is payable when its holding period ends. */
export function toReleaseEntries(
  commission: Commission,
  { createdAt, note }: { readonly createdAt: string; readonly note: string | null },
): readonly NewEntry[] {
  const { commissionMinor: amount } = commission
  if (amount === 0) return []
  const amounts = { heldMinor: -amount, owedMinor: amount }
  return [{ ...toBase(commission, createdAt), kind: 'RELEASED', ...amounts, note }]
}

function toBase(
  commission: Omit<Commission, 'commissionMinor'>,
  createdAt: string,
): LedgerAmounts & Omit<NewEntry, 'kind'> {
  const { affiliateId, currency, dueAt, saleId, promoCode } = commission
  const about = { affiliateId, currency, dueAt, saleId, promoCode, payoutId: null }
  return { ...noAmounts, ...about, reason: null, note: null, createdAt }
}
