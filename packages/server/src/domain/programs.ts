/** A meaning of a code's `limitToAffiliate`. */
export type LimitToAffiliate = 'redeem' | 'attribution'

/** Meanings of a code's `limitToAffiliate`. */
export const limitToAffiliateMeanings: readonly LimitToAffiliate[] = ['redeem', 'attribution']

/** A way of approving commission. */
export type Approval = 'automatic' | 'manual'

/** Ways of approving commission. */
export const approvals: readonly Approval[] = ['automatic', 'manual']

/** A treatment of sales to affiliates who are their own customers. */
export type SelfReferral = 'off' | 'hold' | 'reject'

/** Treatments of sales to affiliates who are their own customers. */
export const selfReferrals: readonly SelfReferral[] = ['off', 'hold', 'reject']

/** An affiliate program, with its currency and its commission rules. */
export interface Program {
  readonly id: string
  readonly name: string
  /** ISO 4217 code of its sales, in upper case. */
  readonly currency: string
  /** Percentage for affiliates that are created without a rate. */
  readonly commissionRate: number
  /** Deducts tax from a sale before commission. */
  readonly deductTax: boolean
  /** Deducts shipping from a sale before commission. */
  readonly deductShipping: boolean
  /** IANA name of the time zone whose days it counts in, such as `Europe/Berlin`. */
  readonly timeZone: string
  /** Days that commission is held back, during which a sale can be refunded. */
  readonly holdingDays: number
  /**
   * Meaning of a code's `limitToAffiliate`: `redeem` lets only the affiliate of the code redeem it, `attribution` lets
   * everybody and credits the affiliate.
   */
  readonly limitToAffiliate: LimitToAffiliate
  /** Gives the redemption of the code back when a sale is refunded. */
  readonly refundReturnsRedemption: boolean
  /** Address of the site that links lead to. */
  readonly siteUrl: string | null
  /** `automatic` accepts commission when it is earned, `manual` holds it until someone releases it. */
  readonly approval: Approval
  /** Amount in major units that an affiliate must be owed to be part of a payout. */
  readonly minimumPayout: number
  /** `hold` holds and `reject` declines the commission of sales to the affiliates themselves. */
  readonly selfReferral: SelfReferral
}
