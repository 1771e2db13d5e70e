import type {
  AffiliateFilter,
  Coupon,
  CouponFilter,
  PromotionalCode,
  PromotionalCodeFilter,
  ReferralFilter,
  SaleFilter,
} from '@referly-kit/types'
import type { JsonPieces, Pages } from './listings.js'
import type { Program } from './programs.js'
import type {
  Access,
  AffiliateIdentity,
  AffiliateRecord,
  ApiKeyRecord,
  ApiKeyState,
  NewSaleRecord,
  ReferralRecord,
  SaleRecord,
} from './records.js'

/** Storage of programs and their API keys. */
export interface ProgramStore {
  insert(program: Program, createdAt: string): Promise<void>
  list(): Promise<readonly Program[]>
  find(id: string): Promise<Program | undefined>
  /** Finds the key with this hash, unless it was revoked. */
  findAccess(hash: string): Promise<Access | undefined>
  insertKey(key: ApiKeyRecord): Promise<void>
  /** Lists the keys of a program, oldest first, including revoked ones. */
  listKeys(programId: string): Promise<readonly ApiKeyState[]>
  /** Revokes a key. Returns false when no such key exists. */
  revokeKey(id: string, revokedAt: string): Promise<boolean>
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
  insert(affiliate: AffiliateRecord): Promise<void>
  /** Lists affiliates with their totals, which are computed from referrals and sales. */
  list(filter: AffiliateFilter): Pages<AffiliateRecord>
  find(key: AffiliateKey): Promise<AffiliateIdentity | undefined>
}

/** Storage of one program's coupons. */
export interface CouponStore {
  insert(coupon: Coupon): Promise<void>
  /** Lists coupons with all of their promotional codes. */
  list(filter: CouponFilter): JsonPieces
  /** Finds a coupon, without its promotional codes. */
  find(id: string): Promise<Coupon | undefined>
  /** Returns how often the coupon was redeemed, over all its codes. */
  readRedemptions(id: string): Promise<number>
}

/** Storage of one program's promotional codes. */
export interface PromotionalCodeStore {
  insert(code: PromotionalCode): Promise<void>
  /** Lists codes, each with its coupon and affiliate. */
  list(filter: PromotionalCodeFilter): JsonPieces
  /** Reads the JSON of one code. Returns no promise when the filter is not a single unique key. */
  lookUp(filter: PromotionalCodeFilter): Promise<string | undefined> | undefined
  /** Finds a code in any letter case, with its coupon and affiliate. */
  find(code: string): Promise<PromotionalCode | undefined>
  /** Returns those of the given code keys that are taken. */
  listTaken(keys: readonly string[]): Promise<readonly string[]>
  /** Returns all taken code keys that start with the given key. */
  listTakenByStem(stemKey: string): Promise<readonly string[]>
  /** Counts one redemption on the code and its coupon. Returns false when a limit is reached. */
  redeem(code: PromotionalCode): Promise<boolean>
}

/** Storage of one program's referrals. */
export interface ReferralStore {
  insert(referral: ReferralRecord): Promise<void>
  list(filter: ReferralFilter): Pages<ReferralRecord>
  /** Finds a referral by either key; of several with one email, the first. */
  find(key: { readonly id?: string; readonly email?: string }): Promise<ReferralRecord | undefined>
}

/** Storage of one program's sales. */
export interface SaleStore {
  /**
   * Takes the program's next number inside a transaction. Other sales of the program wait here until the transaction ends.
   */
  takeNumber(): Promise<number>
  insert(sale: NewSaleRecord): Promise<SaleRecord>
  list(filter: SaleFilter): Pages<SaleRecord>
  findByExternalId(externalId: string): Promise<SaleRecord | undefined>
  /** Reads what earlier records say about a customer who redeems a code. */
  readHistory(customer: SaleCustomer, codeId: string): Promise<CustomerHistory>
}

/** The customer of a sale, as far as known. */
export interface SaleCustomer {
  readonly referralId: string | null
  readonly email: string | null
}

/** The history of a customer who redeems a code. */
export interface CustomerHistory {
  /** Number of the customer's sales, by referral or email; `null` when the customer is unknown. */
  readonly orders: number | null
  /** The customer's first referral with the code whose redemption no sale has fulfilled yet. */
  readonly openReferralId: string | null
}

/** Storage of one program; no other program's data can be reached through it. */
export interface ProgramData {
  readonly affiliates: AffiliateStore
  readonly coupons: CouponStore
  readonly promotionalCodes: PromotionalCodeStore
  readonly referrals: ReferralStore
  readonly sales: SaleStore
  /** Runs the work in one transaction. The work may run again when the database asks for a retry. */
  transaction<T>(work: (data: ProgramData) => Promise<T>): Promise<T>
}

/** Storage of everything the server keeps. */
export interface Store {
  readonly programs: ProgramStore
  forProgram(programId: string): ProgramData
  /** Writes a snapshot of all data, line by line. */
  backup(write: (line: string) => Promise<void>): Promise<number>
  /** Reads a backup into an empty database. Throws `DATABASE_NOT_EMPTY` or `BACKUP_UNUSABLE`. */
  restore(lines: AsyncIterable<string> | Iterable<string>): Promise<number>
  /** Throws when the database does not respond, or when its schema is not up to date. */
  assertReady(): Promise<void>
  /** Counts connections to the database; undefined when it is embedded. */
  readonly countConnections: (() => ConnectionCounts) | undefined
  close(): Promise<void>
}

/** Connections to a database, and the statements and transactions that wait for one. */
export interface ConnectionCounts {
  readonly idle: number
  readonly busy: number
  readonly waiting: number
}
