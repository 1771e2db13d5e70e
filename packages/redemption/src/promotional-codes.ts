import type { Instant } from './instants.js'

/**
 * What redemption reads of a promotional code; a vendor `PromotionalCode` fits as it is.
 *
 * What is absent or `null` counts as the vendor's default: active, without limits.
 */
export interface RedeemableCode {
  /** Named in messages only. */
  readonly code?: string | null | undefined
  /** Compared with the coupon's `id` where both are present. */
  readonly couponId?: string | null | undefined
  readonly affiliateId?: string | null | undefined
  readonly active?: boolean | null | undefined
  /** The last moment at which the code counts. */
  readonly expiresAt?: Instant | null | undefined
  /** 0 means never. */
  readonly maxRedemptions?: number | null | undefined
  readonly timesRedeemed?: number | null | undefined
  readonly firstTimeOrder?: boolean | null | undefined
  /** Major units, inclusive; 0 is no minimum. */
  readonly minimumAmount?: number | null | undefined
  /** Absent: the minimum is in the currency of the order. */
  readonly minimumAmountCurrency?: string | null | undefined
  readonly limitToCustomers?: boolean | null | undefined
  readonly customerId?: string | null | undefined
  readonly limitToAffiliate?: boolean | null | undefined
  readonly affiliate?: { readonly email?: string | null | undefined } | null | undefined
}
