/** A meaning of a code's `limitToAffiliate`. */
export type LimitToAffiliate = 'redeem' | 'attribution'

/** Meanings of a code's `limitToAffiliate`. */
export const limitToAffiliateMeanings: readonly LimitToAffiliate[] = ['redeem', 'attribution']

/** A way of approving commissions. */
export type Approval = 'automatic' | 'manual'

/** The ways of approving commissions. */
export const approvals: readonly Approval[] = ['automatic', 'manual']

/** A treatment of affiliates' own purchases. */
export type SelfReferral = 'off' | 'hold' | 'reject'

/** The treatments of affiliates' own purchases. */
export const selfReferrals: readonly SelfReferral[] = ['off', 'hold', 'reject']

/** An affiliate program, with its currency and its commission rules. */
export interface Program {
  readonly id: string
  readonly name: string
  /** ISO 4217 code of its sales, in upper case. */
  readonly currency: string
  /** Commission rate, in percent, of affiliates created without one. */
  readonly commissionRate: number
  /** Deducts tax from a sale before commission. */
  readonly deductTax: boolean
  /** Deducts shipping from a sale before commission. */
  readonly deductShipping: boolean
  /** IANA name of the time zone that days are counted in, such as `Europe/Berlin`. */
  readonly timeZone: string
  /** Days after a sale before its commission becomes payable, to leave time for refunds. */
  readonly holdingDays: number
  /**
   * Meaning of a code's `limitToAffiliate`: with `redeem`, only the affiliate can redeem the code;
   * with `attribution`, anyone can, and the affiliate gets the commission.
   */
  readonly limitToAffiliate: LimitToAffiliate
  /** Releases the use of the code when its sale is refunded in full. */
  readonly refundReturnsRedemption: boolean
  /** URL of the site that affiliate links lead to. */
  readonly siteUrl: string | null
  /**
   * `automatic` approves commission when it is earned; `manual` puts it on hold until someone
   * releases it.
   */
  readonly approval: Approval
  /** Minimum amount, in major units, that an affiliate must be owed to be included in a payout. */
  readonly minimumPayout: number
  /**
   * Treatment of affiliates' own purchases: `hold` puts the commission on hold, `reject` declines
   * it.
   */
  readonly selfReferral: SelfReferral
}
