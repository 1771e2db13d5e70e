import type { Affiliate, EmbeddedAffiliate, NewSale, Referral, Sale } from '@referly-kit/types'
import type { Program } from './programs.js'

/** An affiliate with its commission in minor units of the program's currency. */
export interface AffiliateRecord extends Omit<Affiliate, 'totalCommissionEarned'> {
  readonly commissionMinor: number
}

/** An affiliate as other records show it, without totals. */
export interface AffiliateIdentity extends EmbeddedAffiliate {
  readonly commissionRate: number
}

/** A referral with the promotional code it was made with. */
export interface ReferralRecord extends Referral {
  readonly promotionalCodeId: string | null
  readonly createdAt: string
}

/** A sale as it is stored, with its total in minor units of the program's currency. */
export interface SaleRecord extends Omit<Sale, 'totalEarned'> {
  readonly totalMinor: number
}

/** A new sale, with the columns that are stored but never returned. */
export interface NewSaleRecord extends SaleRecord {
  readonly promotionalCodeId: string | null
  /** The referral whose redemption the sale fulfills. Such a sale is not counted as a redemption of its own. */
  readonly fulfilledReferralId: string | null
  readonly commissionMinor: number
  readonly taxMinor: number | null
  readonly shippingMinor: number | null
  readonly product: NewSale['product'] | null
}

/** The program that an API key belongs to. */
export interface Access {
  readonly keyId: string
  readonly program: Program
}

/** An API key as an administrator sees it, without the key itself. */
export interface ApiKeyState {
  readonly id: string
  readonly programId: string
  readonly createdAt: string
  readonly revokedAt: string | null
}

/** An API key as it is stored. */
export interface ApiKeyRecord {
  readonly id: string
  readonly programId: string
  /** SHA-256 of the key, in hex. */
  readonly hash: string
  readonly createdAt: string
}
