/** The types of entries. */
export const entryKinds = [
  'EARNED',
  'HELD',
  'RELEASED',
  'DECLINED',
  'REFUNDED',
  'CLAWED_BACK',
  'ADJUSTED',
  'IN_PAYOUT',
  'PAYOUT_FAILED',
  'PAID',
] as const

/** A type of entry. */
export type EntryKind = (typeof entryKinds)[number]

/** The amounts in minor units by which an entry changes a balance. */
export interface LedgerAmounts {
  /** Commission that is on hold until someone releases it. */
  readonly heldMinor: number
  /** Commission that can be paid out from `dueAt` on. */
  readonly owedMinor: number
  /** Money on its way to the affiliate. */
  readonly inPayoutMinor: number
  readonly paidMinor: number
}

/** The reason for an entry, and a note by the person who made it. */
export interface EntryReason {
  readonly reason: string | null
  readonly note: string | null
}

/** An entry to add to the ledger. Entries never change. */
export interface NewEntry extends LedgerAmounts, EntryReason {
  readonly kind: EntryKind
  readonly affiliateId: string
  readonly currency: string
  /** Time from which the owed amount can be paid out. */
  readonly dueAt: string
  readonly saleId: number | null
  readonly promoCode: string | null
  readonly payoutId: string | null
  readonly createdAt: string
}

/** An entry of the ledger. */
export interface LedgerEntry extends NewEntry {
  readonly id: string
}

/** The balance of an affiliate in one currency, in minor units. */
export interface BalanceAmounts {
  /** Commission that cannot be paid out yet: on hold, or in its holding period. */
  readonly pendingMinor: number
  /** The part of `pendingMinor` that is on hold until someone releases it. */
  readonly heldMinor: number
  /**
   * The amount available for the next payout. Negative if refunds after a payout exceed what was
   * earned since.
   */
  readonly payableMinor: number
  readonly inPayoutMinor: number
  readonly paidMinor: number
  /** The sum of all entries, which is pending, payable, in a payout, or paid. */
  readonly totalMinor: number
}

/** Amounts of zero. */
export const noAmounts: LedgerAmounts = {
  heldMinor: 0,
  owedMinor: 0,
  inPayoutMinor: 0,
  paidMinor: 0,
}

/**
 * Adds entries up to the balance at a given time.
 *
 * Nothing is written when a holding period ends: owed amounts become payable at `dueAt`.
 */
export function toBalance(
  entries: readonly (LedgerAmounts & { readonly dueAt: string })[],
  at: Date,
): BalanceAmounts {
  const sums = { pendingMinor: 0, heldMinor: 0, payableMinor: 0, inPayoutMinor: 0, paidMinor: 0 }
  for (const { heldMinor, owedMinor, inPayoutMinor, paidMinor, dueAt } of entries) {
    sums.heldMinor += heldMinor
    sums.pendingMinor += heldMinor
    if (Date.parse(dueAt) <= at.getTime()) sums.payableMinor += owedMinor
    else sums.pendingMinor += owedMinor
    sums.inPayoutMinor += inPayoutMinor
    sums.paidMinor += paidMinor
  }
  const { pendingMinor, payableMinor, inPayoutMinor, paidMinor } = sums
  return { ...sums, totalMinor: pendingMinor + payableMinor + inPayoutMinor + paidMinor }
}
