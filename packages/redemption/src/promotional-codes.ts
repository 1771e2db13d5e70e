import type { Instant } from './instants.js'

/**
 * The parts of a promotional code that redemption reads. Referly's `PromotionalCode` can be passed unchanged.
 *
 * Absent and `null` fields have Referly's defaults: active, without limits.
 */
export interface RedeemableCode {
  /** Used in messages only. */
  readonly code?: string | null | undefined
  /** Compared with the coupon's `id` when both are given. */
  readonly couponId?: string | null | undefined
  readonly affiliateId?: string | null | undefined
  readonly active?: boolean | null | undefined
  /** The last instant at which the code is valid. */
  readonly expiresAt?: Instant | null | undefined
  /** 0 allows none. */
  readonly maxRedemptions?: number | null | undefined
  readonly timesRedeemed?: number | null | undefined
  readonly firstTimeOrder?: boolean | null | undefined
  /** Major units, inclusive; 0 means no minimum. */
  readonly minimumAmount?: number | null | undefined
  /** Default: the currency of the order. */
  readonly minimumAmountCurrency?: string | null | undefined
  readonly limitToCustomers?: boolean | null | undefined
  readonly customerId?: string | null | undefined
  readonly limitToAffiliate?: boolean | null | undefined
  readonly affiliate?: { readonly email?: string | null | undefined } | null | undefined
}
