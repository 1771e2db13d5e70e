import type { BalanceAmounts, EntryKind, LedgerEntry } from './ledger/entries.js'
import type {
  NewPayoutAmount,
  PayableAmount,
  PayableSales,
  PayoutAmount,
  PayoutFacts,
  PayoutStatus,
  Settlement,
} from './ledger/payout-rules.js'
import type { RefundRecord, StoredSale } from './records.js'

/** The affiliates to list balances of. All by default. */
export interface AffiliateSelection {
  readonly affiliateId?: string | undefined
  readonly affiliateEmail?: string | undefined
}

/** The key of a balance. */
export interface BalanceKey {
  readonly affiliateId: string
  readonly currency: string
}

/** A page of balances: at most `limit`, after a key. */
export interface BalancePage {
  readonly after: BalanceKey | undefined
  readonly limit: number
}

/** The balance of an affiliate. */
export interface BalanceRecord extends BalanceKey, BalanceAmounts {
  readonly name: string
  readonly email: string
}

/** The sum of the balances in one currency. */
export interface BalanceTotalRecord extends BalanceAmounts {
  readonly currency: string
  readonly affiliates: number
}

/** The statement of an affiliate, with the total of each type of entry. */
export interface StatementRecord extends BalanceKey {
  readonly name: string
  readonly email: string
  readonly opening: BalanceAmounts
  readonly closing: BalanceAmounts
  readonly sums: Readonly<
    Record<
      | 'earned'
      | 'held'
      | 'released'
      | 'declined'
      | 'refunded'
      | 'clawedBack'
      | 'adjusted'
      | 'inPayout'
      | 'payoutFailed'
      | 'paid',
      number
    >
  >
}

/** The entries to list. */
export interface EntryFilter extends AffiliateSelection {
  readonly saleId?: number | undefined
  readonly payoutId?: string | undefined
  readonly kind?: EntryKind | undefined
  /** The start, and the exclusive end. */
  readonly start?: string | undefined
  readonly end?: string | undefined
}

/** A page of records: at most `limit`, after an id. */
export interface IdPage {
  readonly isNewestFirst?: boolean | undefined
  readonly after: string | undefined
  readonly limit: number
}

/** Storage of one program's ledger. Entries are only ever added. */
export interface LedgerStore {
  insert(entries: readonly LedgerEntry[]): Promise<void>
  /** Adds an entry that was requested with an idempotency key. */
  insertOnce(entry: LedgerEntry, idempotencyKey: string): Promise<void>
  findByKey(idempotencyKey: string): Promise<LedgerEntry | undefined>
  list(filter: EntryFilter, page: IdPage): Promise<readonly LedgerEntry[]>
  listBalances(
    selection: AffiliateSelection,
    page: BalancePage & { readonly at: string },
  ): Promise<readonly BalanceRecord[]>
  /** Returns the totals of all balances at a given time, by currency. */
  sumBalances(at: string): Promise<readonly BalanceTotalRecord[]>
  listStatements(
    selection: AffiliateSelection,
    page: BalancePage & { readonly start: string; readonly end: string },
  ): Promise<readonly StatementRecord[]>
  /** Prevents payouts from being created until the end of the transaction. */
  holdPayouts(): Promise<void>
  /**
   * Returns the status of the payout that the commission of a sale is in, or undefined if it is in
   * none.
   */
  findPayoutStatus(
    sale: Pick<StoredSale, 'id' | 'affiliateId'>,
  ): Promise<'PENDING' | 'PAID' | undefined>
}

/** Storage of one program's refunds. */
export interface RefundStore {
  insert(refund: RefundRecord): Promise<void>
  findByKey(idempotencyKey: string): Promise<RefundRecord | undefined>
  list(
    filter: AffiliateSelection & Pick<EntryFilter, 'saleId'>,
    page: IdPage,
  ): Promise<readonly RefundRecord[]>
  /** Returns the commission that the refunds of a sale took back. */
  sumTakenBack(saleId: number): Promise<number>
  /** Deletes the refunds of a sale, but not their entries. */
  deleteOfSale(saleId: number): Promise<void>
}

/** A payout with the totals of its amounts. */
export interface PayoutRecord extends PayoutFacts {
  readonly createdAt: string
  readonly amountMinor: number
  readonly affiliates: number
  readonly pendingMinor: number
  readonly paidMinor: number
  readonly failedMinor: number
}

/** A payout to insert. */
export interface NewPayoutRecord extends PayoutFacts {
  readonly idempotencyKey: string
  /** The parameters of the request, to compare a repeated request with. */
  readonly request: object
  readonly createdAt: string
}

/** The amount of an affiliate in a payout, and its outcome. */
export interface PayoutItemRecord extends PayoutAmount {
  readonly reason: string | null
  readonly settledAt: string | null
}

/** The amounts to compute. */
export interface PayableFilter {
  readonly currency: string
  /** The time up to which amounts are paid, and the current time. */
  readonly until: string
  readonly now: string
  readonly affiliateIds?: readonly string[] | undefined
}

/** Storage of one program's payouts. */
export interface PayoutStore {
  /**
   * Prevents payouts from being created or marked, and refunds from being made, until the end of
   * the transaction.
   */
  lock(): Promise<void>
  /** Returns the latest time that a payout pays up to. */
  readLastUntil(): Promise<string | undefined>
  /** Returns the nonzero amounts by affiliate. */
  listPayable(filter: PayableFilter, page?: IdPage): Promise<readonly PayableAmount[]>
  /**
   * Returns the same amounts with the sales that are not in a payout yet, both as of one point in
   * time.
   */
  listPayableSales(filter: PayableFilter): Promise<readonly PayableSales[]>
  insert(payout: NewPayoutRecord, items: readonly NewPayoutAmount[]): Promise<void>
  findByKey(
    idempotencyKey: string,
  ): Promise<{ readonly id: string; readonly request: object } | undefined>
  find(id: string): Promise<PayoutRecord | undefined>
  list(page: IdPage): Promise<readonly PayoutRecord[]>
  listItems(
    payoutId: string,
    filter: {
      readonly status?: PayoutStatus | undefined
      readonly affiliateIds?: readonly string[] | undefined
    },
    page?: IdPage,
  ): Promise<readonly PayoutItemRecord[]>
  /** Returns the rows of a file, starting at a position and sorted by affiliate. */
  listRows(
    payoutId: string,
    rows: { readonly offset: number; readonly limit: number },
  ): Promise<readonly PayoutItemRecord[]>
  settle(payoutId: string, affiliateIds: readonly string[], end: Settlement): Promise<void>
}
