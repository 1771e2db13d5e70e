import type { CouponDuration, CouponType } from '@referly-kit/types'
import { assertCount, assertPercent } from './assertions.js'
import { parseCurrency } from './currencies.js'
import { RedemptionInputError } from './errors.js'
import type { Instant } from './instants.js'
import { parseMoney } from './money.js'

/**
 * The parts of a coupon that redemption reads. Referly's `Coupon` can be passed unchanged.
 *
 * Absent and `null` fields have Referly's defaults: `PERCENTAGE`, `forever`, valid, unlimited.
 */
export interface RedeemableCoupon {
  readonly id?: string | null | undefined
  readonly couponType?: CouponType | null | undefined
  /** From 0 to 100, fractions allowed; required for `PERCENTAGE`. */
  readonly percentOff?: number | null | undefined
  /** Major units; required for `FLAT`. */
  readonly amountOff?: number | null | undefined
  /** Required for `FLAT`. */
  readonly currency?: string | null | undefined
  readonly duration?: CouponDuration | null | undefined
  /** From 1 up; required for `repeating`. */
  readonly durationInMonths?: number | null | undefined
  /** Counts all codes of the coupon together; 0 allows none. */
  readonly maxRedemptions?: number | null | undefined
  readonly limitToProducts?: boolean | null | undefined
  readonly productIds?: readonly string[] | null | undefined
  readonly valid?: boolean | null | undefined
  /** The last instant at which the coupon is valid. */
  readonly redeemBy?: Instant | null | undefined
}

/** The discount of a coupon. */
export type DiscountTerms =
  | { readonly couponType: 'PERCENTAGE'; readonly percentOff: number }
  | { readonly couponType: 'FLAT'; readonly amountOffMinor: number; readonly currency: string }

/** The duration of a discount, with `months` only when it is `repeating`. */
export interface DiscountTerm {
  readonly duration: CouponDuration
  readonly months: number | null
}

/** Parses the discount of a coupon; throws when the number for its type is missing. */
export function parseDiscountTerms(coupon: RedeemableCoupon): DiscountTerms {
  const couponType = coupon.couponType ?? 'PERCENTAGE'
  if (couponType === 'PERCENTAGE') return parsePercentage(coupon)
  if (couponType === 'FLAT') return parseFlat(coupon)
  throw createCouponError('coupon.couponType', 'one of PERCENTAGE, FLAT', couponType)
}

function parsePercentage({ percentOff }: RedeemableCoupon): DiscountTerms {
  if (percentOff === undefined || percentOff === null) {
    throw createCouponError('coupon.percentOff', 'given for a PERCENTAGE coupon', percentOff)
  }
  assertPercent(percentOff, 'coupon.percentOff')
  return { couponType: 'PERCENTAGE', percentOff }
}

function parseFlat(coupon: RedeemableCoupon): DiscountTerms {
  const { amountOff } = coupon
  if (amountOff === undefined || amountOff === null) {
    throw createCouponError('coupon.amountOff', 'given for a FLAT coupon', amountOff)
  }
  if (coupon.currency === undefined || coupon.currency === null) {
    throw createCouponError('coupon.currency', 'given for a FLAT coupon', coupon.currency)
  }
  const currency = parseCurrency(coupon.currency, 'coupon.currency')
  const amountOffMinor = parseMoney(amountOff, currency, 'coupon.amountOff')
  return { couponType: 'FLAT', amountOffMinor, currency }
}

/** Parses the duration of a coupon; throws for `repeating` without a number of months. */
export function parseDiscountTerm(coupon: RedeemableCoupon): DiscountTerm {
  const duration = coupon.duration ?? 'forever'
  if (duration === 'once' || duration === 'forever') return { duration, months: null }
  if (duration !== 'repeating') {
    throw createCouponError('coupon.duration', 'one of once, forever, repeating', duration)
  }
  const months = coupon.durationInMonths
  if (months === undefined || months === null) {
    throw createCouponError('coupon.durationInMonths', 'given for a repeating coupon', months)
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
