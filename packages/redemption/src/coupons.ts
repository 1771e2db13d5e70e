import type { CouponDuration, CouponType } from '@referly-kit/types'
import { assertCount, assertPercent } from './assertions.js'
import { parseCurrency } from './currencies.js'
import { RedemptionInputError } from './errors.js'
import type { Instant } from './instants.js'
import { parseMoney } from './money.js'

/**
 * The fields of a coupon that matter for a redemption. A `Coupon` from the API can be passed as is.
 *
 * Fields that are absent or `null` have the vendor's defaults: `PERCENTAGE`, `forever`, valid, unlimited.
 */
export interface RedeemableCoupon {
  readonly id?: string | null | undefined
  readonly couponType?: CouponType | null | undefined
  /** From 0 to 100. Fractions are allowed. Required for `PERCENTAGE`. */
  readonly percentOff?: number | null | undefined
  /** In major units. Required for `FLAT`. */
  readonly amountOff?: number | null | undefined
  /** Required for `FLAT`. */
  readonly currency?: string | null | undefined
  readonly duration?: CouponDuration | null | undefined
  /** At least 1. Required for `repeating`. */
  readonly durationInMonths?: number | null | undefined
  /** Counted across all codes of the coupon. 0 allows no redemption. */
  readonly maxRedemptions?: number | null | undefined
  readonly limitToProducts?: boolean | null | undefined
  readonly productIds?: readonly string[] | null | undefined
  readonly valid?: boolean | null | undefined
  /** The last moment at which the coupon can be redeemed. */
  readonly redeemBy?: Instant | null | undefined
}

/** The discount that a coupon gives. */
export type DiscountTerms =
  | { readonly couponType: 'PERCENTAGE'; readonly percentOff: number }
  | { readonly couponType: 'FLAT'; readonly amountOffMinor: number; readonly currency: string }

/** The duration of a discount. `months` is null unless the duration is `repeating`. */
export interface DiscountTerm {
  readonly duration: CouponDuration
  readonly months: number | null
}

/** Parses the discount that a coupon gives. Throws if a field that its type requires is missing. */
export function parseDiscountTerms(coupon: RedeemableCoupon): DiscountTerms {
  const couponType = coupon.couponType ?? 'PERCENTAGE'
  if (couponType === 'PERCENTAGE') return parsePercentage(coupon)
  if (couponType === 'FLAT') return parseFlat(coupon)
  throw createCouponError('coupon.couponType', 'one of PERCENTAGE, FLAT', couponType)
}

function parsePercentage({ percentOff }: RedeemableCoupon): DiscountTerms {
  if (percentOff === undefined || percentOff === null) {
    throw createCouponError('coupon.percentOff', 'set for a PERCENTAGE coupon', percentOff)
  }
  assertPercent(percentOff, 'coupon.percentOff')
  return { couponType: 'PERCENTAGE', percentOff }
}

function parseFlat(coupon: RedeemableCoupon): DiscountTerms {
  const { amountOff } = coupon
  if (amountOff === undefined || amountOff === null) {
    throw createCouponError('coupon.amountOff', 'set for a FLAT coupon', amountOff)
  }
  if (coupon.currency === undefined || coupon.currency === null) {
    throw createCouponError('coupon.currency', 'set for a FLAT coupon', coupon.currency)
  }
  const currency = parseCurrency(coupon.currency, 'coupon.currency')
  const amountOffMinor = parseMoney(amountOff, currency, 'coupon.amountOff')
  return { couponType: 'FLAT', amountOffMinor, currency }
}

/** Parses the duration of a coupon. Throws if it is `repeating` without a number of months. */
export function parseDiscountTerm(coupon: RedeemableCoupon): DiscountTerm {
  const duration = coupon.duration ?? 'forever'
  if (duration === 'once' || duration === 'forever') return { duration, months: null }
  if (duration !== 'repeating') {
    throw createCouponError('coupon.duration', 'one of once, forever, repeating', duration)
  }
  const months = coupon.durationInMonths
  if (months === undefined || months === null) {
    throw createCouponError('coupon.durationInMonths', 'set for a repeating coupon', months)
  }
  assertCount(months, 'coupon.durationInMonths', 1)
  return { duration, months }
}

function createCouponError(
  field: string,
  expected: string,
  received: unknown,
): RedemptionInputError {
  return new RedemptionInputError({ code: 'INVALID_COUPON', field, expected, received })
}
