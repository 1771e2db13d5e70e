import type {
  Affiliate,
  AffiliateFilter,
  Coupon,
  CouponFilter,
  EmbeddedAffiliate,
  PromotionalCode,
  PromotionalCodeFilter,
  Referral,
  ReferralFilter,
  SaleFilter,
} from '@referly-kit/types'
import type { JsonPieces, Pages } from './listings.js'
import type { Program } from './programs.js'
import type { SaleRecord, UnnumberedSale } from './sales.js'

/** An affiliate with its commission in minor units of the program's currency. */
export interface AffiliateRecord extends Omit<Affiliate, 'totalCommissionEarned'> {
  readonly commissionMinor: number
}

/** An affiliate as other records name it, without what has to be added up. */
export interface AffiliateIdentity extends EmbeddedAffiliate {
  readonly commissionRate: number
}

/** By what one affiliate is found; one of them is given. */
export interface AffiliateKey {
  readonly id?: string
  readonly email?: string
  readonly link?: string
}

/** A referral, and the code that brought it. */
export interface ReferralRecord extends Referral {
  readonly promotionalCodeId: string | null
  readonly createdAt: string
}

/** Where programs and their API keys are kept; keys as SHA-256 only. */
export interface ProgramStore {
  insert(program: Program, createdAt: string): Promise<void>
  list(): Promise<readonly Program[]>
  find(id: string): Promise<Program | undefined>
  /** Whose key it is that has the hash and is not revoked. */
  findAccess(hash: string): Promise<Access | undefined>
  insertKey(key: ApiKeyRecord): Promise<void>
  /** The keys of a program, oldest first, revoked ones too. */
  listKeys(programId: string): Promise<readonly ApiKeyState[]>
  /** Answers whether there was a key to revoke. */
  revokeKey(id: string, revokedAt: string): Promise<boolean>
  /** Removes everything a program has, except itself and its keys. */
  reset(programId: string): Promise<void>
}

/** What an API key gives access to. */
export interface Access {
  readonly keyId: string
  readonly program: Program
}

/** An API key as its owner may see it: never the key itself. */
export interface ApiKeyState {
  readonly id: string
  readonly programId: string
  readonly createdAt: string
  readonly revokedAt: string | null
}

/** An API key as it is kept. */
export interface ApiKeyRecord {
  readonly id: string
  readonly programId: string
  readonly hash: string
  readonly createdAt: string
}

/** Where the affiliates of one program are kept. */
export interface AffiliateStore {
  insert(affiliate: AffiliateRecord): Promise<void>
  /** Each with its totals, which cost a look at its referrals and sales. */
  list(filter: AffiliateFilter): Pages<AffiliateRecord>
  find(key: AffiliateKey): Promise<AffiliateIdentity | undefined>
}

/** Where the coupons of one program are kept. */
export interface CouponStore {
  insert(coupon: Coupon): Promise<void>
  /** Each with its promotional codes, of which there may be very many. */
  list(filter: CouponFilter): JsonPieces
  /** Without its codes, of which there may be many. */
  find(id: string): Promise<Coupon | undefined>
  /** How often the coupon was redeemed, over all its codes. */
  readRedemptions(id: string): Promise<number>
}

/** Where the promotional codes of one program are kept. */
export interface PromotionalCodeStore {
  insert(code: PromotionalCode): Promise<void>
  /** Each with its coupon and its affiliate. */
  list(filter: PromotionalCodeFilter): JsonPieces
  /** JSON of the one code that the filter names; no promise when it is more than one unique key. */
  lookUp(filter: PromotionalCodeFilter): Promise<string | undefined> | undefined
  /** In any letter case; with its coupon. */
  find(code: string): Promise<PromotionalCode | undefined>
  /** Which of the given code keys are in use. */
  listTaken(keys: readonly string[]): Promise<readonly string[]>
  /** Every code key in use that begins with the given key. */
  listTakenByStem(stemKey: string): Promise<readonly string[]>
  /** Counts one redemption on the code and its coupon; answers false when a limit is reached. */
  redeem(code: PromotionalCode): Promise<boolean>
}

/** Where the referrals of one program are kept. */
export interface ReferralStore {
  insert(referral: ReferralRecord): Promise<void>
  list(filter: ReferralFilter): Pages<ReferralRecord>
  /** By one of them; the first of several with the email. */
  find(key: { readonly id?: string; readonly email?: string }): Promise<ReferralRecord | undefined>
}

/** Where the sales of one program are kept. */
export interface SaleStore {
  /** Gives the sale the program's next number. */
  insert(sale: UnnumberedSale): Promise<SaleRecord>
  list(filter: SaleFilter): Pages<SaleRecord>
  findByExternalId(externalId: string): Promise<SaleRecord | undefined>
  /** How many sales the customer has, by referral or email. */
  count(customer: SaleCustomer): Promise<number>
}

/** Who bought, as far as it is known. */
export interface SaleCustomer {
  readonly referralId: string | null
  readonly email: string | null
}

/** The data of one program: nothing of another can be reached through it. */
export interface ProgramData {
  readonly affiliates: AffiliateStore
  readonly coupons: CouponStore
  readonly promotionalCodes: PromotionalCodeStore
  readonly referrals: ReferralStore
  readonly sales: SaleStore
  /** All or nothing; the work may run again when the database asks for it. */
  transaction<T>(work: (data: ProgramData) => Promise<T>): Promise<T>
}

/** Everything the server keeps. */
export interface Store {
  readonly programs: ProgramStore
  forProgram(programId: string): ProgramData
  /** Writes everything, as it is at one instant, line by line. */
  backup(write: (line: string) => Promise<void>): Promise<void>
  /** Reads a backup into an empty database; throws `DATABASE_NOT_EMPTY` or `BACKUP_UNUSABLE`. */
  restore(lines: AsyncIterable<string> | Iterable<string>): Promise<void>
  /** Throws when the database does not answer or its schema is not the one this server works with. */
  assertReady(): Promise<void>
  close(): Promise<void>
}
