import type {
  AffiliateFilter,
  AffiliateLinkFilter,
  Coupon,
  CouponFilter,
  PromotionalCode,
  PromotionalCodeFilter,
  ReferralFilter,
  NewKitSale,
  SaleFilter,
  WebhookEventName,
} from '@referly-kit/types'
import type { DeliveryQueue } from '../webhooks/queue.js'
import type {
  AffiliateSelection,
  IdPage,
  LedgerStore,
  PayoutStore,
  RefundStore,
} from './ledger-ports.js'
import type { ApprovalStatus } from './ledger/commission-rules.js'
import type { JsonPieces, Pages } from './listings.js'
import type { Program } from './programs.js'
import type {
  Access,
  AffiliateChange,
  AffiliateIdentity,
  AffiliateRecord,
  ApiKeyRecord,
  ApiKeyState,
  LinkRecord,
  NewCode,
  NewLinkRecord,
  NewSaleRecord,
  ReferralRecord,
  SaleRecord,
  StoredCode,
  StoredCoupon,
  StoredSale,
} from './records.js'
import type {
  NamedSubject,
  PartialSums,
  ReportQuestion,
  TotalQuestion,
  UnusedQuestion,
} from './report-records.js'
import type { ReservationRecord, ReservationStore } from './reservation-records.js'
import type { SearchStore } from './search-ports.js'
import type { WebhookStore } from './webhook-ports.js'

/** A selection of API keys and sessions. All, unless `limit` is given. */
export interface KeySelection {
  readonly kind?: 'key' | 'session' | undefined
  /** Only those that are valid at a given time, or only those that are not. */
  readonly active?: { readonly is: boolean; readonly at: string } | undefined
  /** Starts after this id. */
  readonly after?: string | undefined
  readonly limit?: number
}

/** Storage of API keys, sessions, and sign-in links. */
export interface ApiKeyStore {
  /** Finds the key with this hash, unless it was revoked. */
  findAccess(hash: string): Promise<Access | undefined>
  /** Finds the session with this hash, unless it was revoked or has expired. */
  findSession(hash: string, now: string): Promise<Access | undefined>
  /**
   * Uses up the sign-in link with this hash and returns its program, or nothing if the link was
   * used or has expired.
   */
  useLink(hash: string, now: string): Promise<string | undefined>
  /**
   * Returns the secret that the sessions of this installation are signed with. The first call stores
   * the candidate, which is never replaced after that.
   */
  readSessionSecret(candidate: string): Promise<string>
  /** Removes the sessions and sign-in links of a program that have expired. */
  deleteExpired(programId: string, now: string): Promise<void>
  insertKey(key: ApiKeyRecord): Promise<void>
  /** Lists the keys and sessions of a program, oldest first, including revoked ones. */
  listKeys(programId: string, selection?: KeySelection): Promise<readonly ApiKeyState[]>
  /** Finds a key or session of a program by its id. */
  findKey(programId: string, id: string): Promise<ApiKeyState | undefined>
  /** Revokes a session, or a key with the sessions that it started. Returns false when no such key exists. */
  revokeKey(id: string, revokedAt: string): Promise<boolean>
  /** Stores the time of a request. */
  touchKey(access: Access, usedAt: string): Promise<void>
}

/** Storage of programs and their API keys. */
export interface ProgramStore extends ApiKeyStore {
  insert(program: Program, createdAt: string): Promise<void>
  list(): Promise<readonly Program[]>
  find(id: string): Promise<Program | undefined>
  /** Stores the program that `decide` returns. Returns nothing if no such program exists. */
  change(
    id: string,
    decide: (program: Program, hasSales: boolean) => Program,
  ): Promise<Program | undefined>
  /** Removes all records of a program, but not the program and its keys. */
  reset(programId: string): Promise<void>
}

/** The key to find one affiliate by; exactly one property is set. */
export interface AffiliateKey {
  readonly id?: string
  readonly email?: string
  readonly link?: string
}

/** Storage of one program's affiliates. */
export interface AffiliateStore {
  /** Inserts an affiliate with its first link. */
  insert(affiliate: AffiliateRecord, link: NewLinkRecord): Promise<void>
  /** Lists affiliates with their totals, which are computed from referrals and sales. */
  list(filter: AffiliateFilter): Pages<AffiliateRecord>
  find(key: AffiliateKey): Promise<AffiliateIdentity | undefined>
  /** Finds affiliates by id. */
  findAll(ids: readonly string[]): Promise<readonly AffiliateIdentity[]>
  /**
   * Finds an affiliate by id in memory. It may be out of date; inserting a code with it detects
   * that.
   */
  findCached(id: string): Promise<AffiliateIdentity | undefined>
  /** Reads an affiliate and keeps others from changing it until the end of the transaction. */
  lock(id: string): Promise<AffiliateIdentity | undefined>
  update(id: string, change: AffiliateChange): Promise<void>
  /**
   * Deletes a locked affiliate with its links and removes it from its codes. Referrals and sales
   * are kept.
   */
  delete(id: string, deletedAt: string): Promise<void>
}

/** The key to find one link by; exactly one property is set. */
export interface LinkKey {
  readonly id?: string | undefined
  readonly link?: string | undefined
}

/** A link and the affiliate it belongs to. */
export interface LinkOwner {
  readonly id: string
  readonly affiliateId: string
}

/** Storage of the links of one program's affiliates. */
export interface LinkStore {
  insert(link: NewLinkRecord): Promise<void>
  /** Lists links with their totals, which are computed from referrals and sales. */
  list(filter: AffiliateLinkFilter): Pages<LinkRecord>
  /** Finds a link with its totals. */
  find(key: LinkKey): Promise<LinkRecord | undefined>
  /** Finds a link by its text, without its totals. */
  findOwner(link: string): Promise<LinkOwner | undefined>
  /** Changes the text of a link. Returns false when the link does not exist. */
  rename(id: string, link: string, updatedAt: string): Promise<boolean>
  /** Deletes a link of a locked affiliate, unless it is the last one. */
  delete(id: string, affiliateId: string): Promise<'deleted' | 'last' | 'missing'>
}

/** Storage of one program's coupons. */
export interface CouponStore {
  insert(coupon: Coupon): Promise<void>
  /** Lists coupons with all of their promotional codes. */
  list(filter: CouponFilter): JsonPieces
  find(id: string): Promise<StoredCoupon | undefined>
  /** Finds a coupon in memory. It may be out of date; inserting a code with it detects that. */
  findCached(id: string): Promise<StoredCoupon | undefined>
  /**
   * Reads a coupon and keeps others from changing it until the end of the transaction. Its `valid` is as stored, even
   * after `redeemBy`.
   */
  lock(id: string): Promise<StoredCoupon | undefined>
  /** Stores a changed coupon, and returns it as `find` does. */
  update(coupon: Coupon): Promise<Coupon>
  /** Deletes a coupon and its codes. Returns the coupon's name, or nothing when no such coupon exists. */
  delete(id: string, deletedAt: string): Promise<string | undefined>
}

/** Storage of one program's promotional codes. */
export interface PromotionalCodeStore {
  /**
   * Inserts a code.
   *
   * @throws StaleTermsError when its coupon or affiliate has changed since it was read.
   */
  insert(code: NewCode): Promise<void>
  /** Lists codes, each with its coupon and affiliate. */
  list(filter: PromotionalCodeFilter): JsonPieces
  /** Reads the JSON of one code. Returns undefined when the filter is not a single unique key. */
  lookUp(filter: PromotionalCodeFilter): Promise<string | undefined> | undefined
  /** Finds a code in any letter case, with its coupon and affiliate. */
  find(code: string): Promise<StoredCode | undefined>
  /** Finds codes in any letter case, like `find`. */
  findAll(codes: readonly string[]): Promise<readonly StoredCode[]>
  /** Reads a code by id and keeps others from changing it until the end of the transaction. */
  lock(id: string): Promise<PromotionalCode | undefined>
  /** Stores a changed code. Its coupon cannot change. */
  update(code: PromotionalCode): Promise<void>
  /** Deletes a code. Returns its text, or nothing when no such code exists. */
  delete(id: string): Promise<string | undefined>
  /** Returns those of the given code keys that are taken. */
  listTaken(keys: readonly string[]): Promise<readonly string[]>
  /** Returns all taken code keys that start with the given key. */
  listTakenByStem(stemKey: string): Promise<readonly string[]>
  /**
   * Counts one redemption on the code and its coupon. Returns false when a limit is reached.
   *
   * @throws StaleTermsError when the code or its coupon has changed since it was read.
   */
  redeem(code: StoredCode): Promise<boolean>
  /**
   * Reads how often codes and their coupons are redeemed and held, by id, without reservations that have lapsed, and
   * keeps others from changing them until the end of the transaction. Those that were deleted are left out.
   */
  lockCounts(codes: readonly RedeemedCode[]): Promise<ReadonlyMap<string, RedemptionCount>>
  /** Adds one redemption for each of the codes to locked codes and coupons. */
  addRedemptions(codes: readonly RedeemedCode[]): Promise<void>
  /** Takes back one redemption from a code and its coupon, if they still exist. */
  giveBack(codeId: string, couponId: string): Promise<void>
}

/** A code with its coupon. */
export interface RedeemedCode {
  readonly codeId: string
  readonly couponId: string
}

/** The redemptions of a code or a coupon. */
export interface RedemptionCount {
  /** The revision, which increases with each change. */
  readonly revision: number
  readonly timesRedeemed: number
  /** Uses that reservations hold. */
  readonly timesHeld: number
  readonly maxRedemptions: number | null
}

/** Storage of one program's referrals. */
export interface ReferralStore {
  insert(referral: ReferralRecord): Promise<void>
  list(filter: ReferralFilter): Pages<ReferralRecord>
  /** Finds a referral by either key; if several have the same email, the first one. */
  find(key: { readonly id?: string; readonly email?: string }): Promise<ReferralRecord | undefined>
  /** Finds the referrals with one of the ids or emails, in no particular order. */
  findAll(keys: ReferralKeys): Promise<readonly ReferralRecord[]>
  /** Reads a referral and keeps others from changing it until the end of the transaction. */
  lock(id: string): Promise<ReferralRecord | undefined>
  update(referral: ReferralRecord): Promise<void>
  /** Deletes a referral. Its sales are kept. Returns false if no such referral exists. */
  delete(id: string): Promise<boolean>
}

/** Ids and emails of referrals. */
export interface ReferralKeys {
  readonly ids: readonly string[]
  readonly emails: readonly string[]
}

/** The unique keys of a sale. */
export type SaleKeys = Pick<SaleRecord, 'externalId' | 'externalInvoiceId'>

/** Storage of one program's sales. */
export interface SaleStore {
  /**
   * Takes the program's next numbers inside a transaction and returns the last one. Other sales of the program wait
   * here until the transaction ends.
   */
  takeNumbers(count: number): Promise<number>
  /** Reads the currency of the program, which cannot change anymore once the transaction has taken numbers. */
  readCurrency(): Promise<string | undefined>
  insertAll(sales: readonly NewSaleRecord[]): Promise<void>
  list(filter: SaleFilter): Pages<SaleRecord>
  find(id: number): Promise<SaleRecord | undefined>
  /** Finds the sales that share a key with one of the given ones, oldest first. */
  findByKeys(keys: readonly SaleKeys[]): Promise<readonly SaleRecord[]>
  /** Reads the history of each customer, in the same order. */
  readHistories(customers: readonly RedeemingCustomer[]): Promise<readonly CustomerHistory[]>
  /** Lists sales with the values that their ledger entries depend on. */
  listStored(
    filter: AffiliateSelection & { readonly approvalStatus?: ApprovalStatus | undefined },
    page: IdPage,
  ): Promise<readonly StoredSale[]>
  /** Reads a sale and keeps others from changing it until the end of the transaction. */
  lock(id: number): Promise<StoredSale | undefined>
  /**
   * Keeps others from recording sales until the end of the transaction. Required before a sale is locked whose email
   * will change, or that will be deleted, because both can make another sale the first one of a customer.
   */
  holdNewSales(): Promise<void>
  /** Updates a sale. By default, its event is `sale.updated`. */
  update(sale: StoredSale, events?: readonly WebhookEventName[]): Promise<void>
  /** Deletes a sale. Returns false when no such sale exists. */
  delete(id: number): Promise<boolean>
}

/** The customer of a sale, as far as is known. */
export interface SaleCustomer {
  readonly referralId: string | null
  readonly email: string | null
}

/** A customer who redeems a code. */
export interface RedeemingCustomer extends SaleCustomer {
  readonly codeId: string
  /** Counts the customer's orders, which can be many. Otherwise, their number is 0. */
  readonly countOrders: boolean
}

/** The history of a customer who redeems a code. */
export interface CustomerHistory {
  /** Number of the customer's sales, by referral or email; `null` when the customer is unknown. */
  readonly orders: number | null
  /**
   * The customer's referrals with the code whose redemptions no sale has fulfilled yet, starting with the one to
   * fulfill first.
   */
  readonly openReferralIds: readonly string[]
}

/** Reports on one program's sales. */
export interface ReportStore {
  /** Totals all sales of each period. A period has any number of parts to add up, and none without sales. */
  readTotals(question: TotalQuestion): Promise<readonly PartialSums[]>
  /**
   * Totals sales by subject and returns the JSON of the rows: periods in order, and the subjects of each period in the
   * requested order. A long report is returned while it is being read.
   */
  listRows(question: ReportQuestion): JsonPieces
  /** Finds the first subjects of a report of one period. */
  findFirst(question: ReportQuestion): Promise<readonly (string | null)[]>
  /** Lists records without sales and redemptions in a span, oldest first. */
  listUnused(question: UnusedQuestion): Pages<NamedSubject>
}

/** A sale to record, with the records that its request refers to. */
export interface SaleRequest {
  readonly input: SaleInput
  readonly program: Program
  /** The time of the payment, for which its code is checked. */
  readonly now: Date
  readonly createId: () => string
  /** The time of recording, for a payment that is reported late. */
  readonly recordedAt?: Date | undefined
  /** The reservation that the sale redeems, even if its code has changed since. */
  readonly reservation?: ReservationRecord | undefined
}

/** The input of a sale, without the properties that only a checkout has. */
export type SaleInput = Omit<NewKitSale, 'reservationId' | 'occurredAt'>

/** The result of one item of a batch. */
export type Outcome<Result> = { readonly value: Result } | { readonly error: unknown }

/** Storage of one program. It gives no access to the data of other programs. */
export interface ProgramData {
  readonly affiliates: AffiliateStore
  readonly links: LinkStore
  readonly coupons: CouponStore
  readonly promotionalCodes: PromotionalCodeStore
  readonly referrals: ReferralStore
  readonly sales: SaleStore
  readonly ledger: LedgerStore
  readonly reports: ReportStore
  readonly reservations: ReservationStore
  readonly payouts: PayoutStore
  readonly refunds: RefundStore
  readonly search: SearchStore
  readonly webhooks: WebhookStore
  /** Runs the work in one transaction. The work may run again when the database asks for a retry. */
  transaction<T>(work: ProgramWork<T>): Promise<T>
  /** Records a sale in one transaction with others of the program that arrive at the same time. */
  recordSale(request: SaleRequest): Promise<SaleRecord>
}

/**
 * The work of a transaction. It can pass writes that it has sent and does not wait for to `commitWith`, so that they
 * share one round trip with the commit.
 */
export type ProgramWork<T> = (
  data: ProgramData,
  commitWith: (write: Promise<unknown>) => void,
) => Promise<T>

/** Storage of everything the server keeps. */
export interface Store {
  readonly programs: ProgramStore
  readonly deliveryQueue: DeliveryQueue
  forProgram(programId: string): ProgramData
  /** Writes a snapshot of all data, or of one program without its sessions, line by line. */
  backup(write: (line: string) => Promise<void>, programId?: string): Promise<number>
  /** Reads a backup into an empty database. Throws `DATABASE_NOT_EMPTY` or `BACKUP_UNUSABLE`. */
  restore(lines: AsyncIterable<string> | Iterable<string>): Promise<number>
  /** Throws when the database does not respond, or when its schema is not up to date. */
  assertReady(): Promise<void>
  /** Counts connections to the database; undefined when it is embedded. */
  readonly countConnections: (() => ConnectionCounts) | undefined
  /** Sets the function that is called when new deliveries may exist. */
  readonly onDeliveries: (listener: () => void) => void
  /** Ends requests that are waiting for events, because the server is stopping. */
  stopWaiting(): void
  /** Resumes the removal of deleted records where the last process stopped. */
  resume(): Promise<void>
  close(): Promise<void>
}

/** Connections to a database, and the statements and transactions that wait for one. */
export interface ConnectionCounts {
  readonly idle: number
  readonly busy: number
  readonly waiting: number
}
