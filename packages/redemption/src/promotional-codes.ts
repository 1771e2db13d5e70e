import type { Instant } from './instants.js'

/**
 * The fields of a promotional code that matter for a redemption. A `PromotionalCode` from the API can be passed as is.
 *
 * Fields that are absent or `null` have the vendor's defaults: active, without limits.
 */
export interface RedeemableCode {
  /** Used only in messages. */
  readonly code?: string | null | undefined
  /** Compared to the `id` of the coupon if both are present. */
  readonly couponId?: string | null | undefined
  readonly affiliateId?: string | null | undefined
  readonly active?: boolean | null | undefined
  /** The last moment at which the code can be redeemed. */
  readonly expiresAt?: Instant | null | undefined
  /** 0 allows no redemption. */
  readonly maxRedemptions?: number | null | undefined
  readonly timesRedeemed?: number | null | undefined
  readonly firstTimeOrder?: boolean | null | undefined
  /** In major units, inclusive. 0 means no minimum. */
  readonly minimumAmount?: number | null | undefined
  /** Default: the currency of the order. */
  readonly minimumAmountCurrency?: string | null | undefined
  readonly limitToCustomers?: boolean | null | undefined
  readonly customerId?: string | null | undefined
  readonly limitToAffiliate?: boolean | null | undefined
  readonly affiliate?: { readonly email?: string | null | undefined } | null | undefined
}
