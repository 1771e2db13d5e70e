import type {
  Affiliate,
  AffiliateLink,
  Coupon,
  EmbeddedAffiliate,
  NewSale,
  PromotionalCode,
  Referral,
  Sale,
  SaleStatus,
} from '@referly-kit/types'
import type { Approval } from './ledger/commission-rules.js'
import type { LedgerEntry } from './ledger/entries.js'
import type { Program } from './programs.js'

/** An affiliate with its commission in minor units of the program's currency. */
export interface AffiliateRecord extends Omit<Affiliate, 'totalCommissionEarned' | 'link'> {
  readonly commissionMinor: number
}

/** The properties of an affiliate that an update can change. */
export type AffiliateChange = Pick<
  Affiliate,
  'firstName' | 'lastName' | 'email' | 'commissionRate' | 'status' | 'updatedAt'
>

/** An affiliate as it appears in other records, without totals. */
export interface AffiliateIdentity extends EmbeddedAffiliate {
  readonly commissionRate: number
  readonly status: Affiliate['status']
  /** The revision, which increases with each change. */
  readonly revision: number
}

/** A link of an affiliate, with the totals of what it has earned. */
export interface LinkRecord extends Pick<AffiliateLink, 'id' | 'link' | 'createdAt' | 'updatedAt'> {
  readonly affiliate: AffiliateLink['affiliate']
  readonly referrals: number
  readonly sales: number
  readonly revenueMinor: number
}

/** A link to insert. */
export interface NewLinkRecord {
  readonly id: string
  readonly affiliateId: string
  readonly link: string
  readonly createdAt: string
  /** The name of the link in the request, for errors. */
  readonly field: string
  /** True when the affiliate is changed at the same time, which is one event. */
  readonly isPartOfUpdate?: boolean
}

/** A coupon, with everything that determines whether it can be changed or redeemed. */
export interface StoredCoupon {
  /** The coupon without its promotional codes. */
  readonly coupon: Coupon
  /** False when it was switched off. The coupon itself is also not `valid` after its `redeemBy`. */
  readonly isOn: boolean
  /** Number of redemptions over all of its codes. */
  readonly timesRedeemed: number
  /** The revision, which increases with each change. */
  readonly revision: number
}

/** A promotional code with its coupon and affiliate. */
export interface StoredCode {
  readonly code: PromotionalCode
  /** The revision, which increases with each change. */
  readonly revision: number
  readonly parent: StoredCoupon
  readonly owner: AffiliateIdentity | null
}

/** A promotional code to insert. */
export interface NewCode {
  readonly code: PromotionalCode
  /** The revisions that the coupon and the affiliate had when the code was checked against them. */
  readonly couponRevision: number
  readonly affiliateRevision: number | null
}

/** A referral with the promotional code and the link it was made with. */
export interface ReferralRecord extends Referral {
  readonly promotionalCodeId: string | null
  readonly affiliateLinkId: string | null
  /** Number of earlier referrals with the same email, which only earlier versions accepted. */
  readonly repetition: number
  readonly createdAt: string
}

/** The terms of a coupon that a sale was made with. */
export type CouponTerms = Pick<
  Coupon,
  'couponType' | 'percentOff' | 'amountOff' | 'currency' | 'duration' | 'durationInMonths'
>

/** A sale as it is stored, with amounts in minor units of the program's currency. */
export interface SaleRecord extends Omit<
  Sale,
  'totalEarned' | 'commissionEarned' | 'taxAmount' | 'shippingAmount' | 'status' | 'refundedAt'
> {
  readonly totalMinor: number
  readonly commissionMinor: number
  readonly taxMinor: number | null
  readonly shippingMinor: number | null
  readonly status: SaleStatus
  readonly refundedAt: string | null
  readonly promotionalCodeId: string | null
  readonly couponId: string | null
  /** The referral whose redemption the sale fulfills. Such a sale does not count as another redemption. */
  readonly fulfilledReferralId: string | null
  /** True while the sale is counted as a redemption of its code. */
  readonly isRedemption: boolean
  /** The reservation that the sale has redeemed. */
  readonly reservationId: string | null
  /**
   * Time of recording, for a payment that was reported late. `createdAt` is the time of the
   * payment.
   */
  readonly recordedAt: string | null
}

/** A sale with the values that its ledger entries depend on. */
export interface StoredSale extends SaleRecord, Approval {
  /** Text of the code, which is kept when the code is changed or deleted. */
  readonly promoCode: string | null
  /** Time at which the holding period of the commission ends. */
  readonly dueAt: string
  /** Amount that was refunded to the customer. */
  readonly refundedMinor: number
}

/** A new sale, with the columns that are stored but never returned. */
export interface NewSaleRecord extends StoredSale {
  readonly affiliateLinkId: string | null
  readonly couponTerms: CouponTerms | null
  readonly product: NewSale['product'] | null
  /** The entries that the sale adds to the ledger. */
  readonly entries: readonly LedgerEntry[]
}

/** A reason for a refund. */
export type RefundReason = 'REQUESTED' | 'DISPUTE' | 'DUPLICATE' | 'FRAUD' | 'OTHER'

/** A full or partial refund of a sale, in minor units. */
export interface RefundRecord {
  readonly id: string
  readonly saleId: number
  readonly affiliateId: string
  readonly currency: string
  readonly amountMinor: number
  /** Commission that it took back. */
  readonly commissionMinor: number
  readonly reason: RefundReason
  readonly note: string | null
  readonly idempotencyKey: string | null
  readonly createdAt: string
}

/** An API key or session, with the program that it belongs to. */
export interface Access {
  readonly keyId: string
  readonly program: Program
}

/** A kind of access: an API key, a session of the console, or a sign-in link that starts one. */
export type ApiKeyKind = 'key' | 'session' | 'link'

/** An API key or session as an administrator sees it, without the secret itself. */
export interface ApiKeyState {
  readonly id: string
  readonly programId: string
  readonly kind: ApiKeyKind
  /** The name that an API key was given. */
  readonly label: string | null
  /** The first characters of an API key, to recognize it by; `null` for a session, and for keys of earlier versions. */
  readonly prefix: string | null
  readonly createdAt: string
  /** End of a session; `null` for an API key. */
  readonly expiresAt: string | null
  /** The API key that started a session; `null` when a sign-in link did. */
  readonly startedBy: string | null
  readonly revokedAt: string | null
  /** Time of the last request, accurate to about a minute. */
  readonly lastUsedAt: string | null
}

/** An API key, session, or sign-in link to store. */
export interface ApiKeyRecord extends Omit<ApiKeyState, 'revokedAt' | 'lastUsedAt'> {
  /** SHA-256 of the key, in hex. */
  readonly hash: string
}
