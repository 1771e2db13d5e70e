import type { CouponDuration, CouponType } from '@referly-kit/types'
import { assertCount, assertPercent } from './assertions.js'
import { parseCurrency } from './currencies.js'
import { RedemptionInputError } from './errors.js'
import type { Instant } from './instants.js'
import { parseMoney } from './money.js'

/**
 * What redemption reads of a coupon; a vendor `Coupon` fits as it is.
 *
 * What is absent or `null` counts as the vendor's default: `PERCENTAGE`, `forever`, valid, unlimited.
 */
export interface RedeemableCoupon {
  readonly id?: string | null | undefined
  readonly couponType?: CouponType | null | undefined
  /** 0 to 100, fractions allowed; needed for `PERCENTAGE`. */
  readonly percentOff?: number | null | undefined
  /** Major units; needed for `FLAT`. */
  readonly amountOff?: number | null | undefined
  /** Needed for `FLAT`. */
  readonly currency?: string | null | undefined
  readonly duration?: CouponDuration | null | undefined
  /** From 1 up; needed for `repeating`. */
  readonly durationInMonths?: number | null | undefined
  /** Counted over all codes of the coupon; 0 means never. */
  readonly maxRedemptions?: number | null | undefined
  readonly limitToProducts?: boolean | null | undefined
  readonly productIds?: readonly string[] | null | undefined
  readonly valid?: boolean | null | undefined
  /** The last moment at which the coupon counts. */
  readonly redeemBy?: Instant | null | undefined
}

/** What a coupon takes off. */
export type DiscountTerms =
  | { readonly couponType: 'PERCENTAGE'; readonly percentOff: number }
  | { readonly couponType: 'FLAT'; readonly amountOffMinor: number; readonly currency: string }

/** For how long, and `months` only where it is `repeating`. */
export interface DiscountTerm {
  readonly duration: CouponDuration
  readonly months: number | null
}

/** Reads what a coupon takes off; throws when its type lacks the number that belongs to it. */
export function parseDiscountTerms(coupon: RedeemableCoupon): DiscountTerms {
  const couponType = coupon.couponType ?? 'PERCENTAGE'
  if (couponType === 'PERCENTAGE') return parsePercentage(coupon)
  if (couponType === 'FLAT') return parseFlat(coupon)
  throw createCouponError('coupon.couponType', 'PERCENTAGE or FLAT', couponType)
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

/** Reads for how long a coupon holds; throws for `repeating` without a number of months. */
export function parseDiscountTerm(coupon: RedeemableCoupon): DiscountTerm {
  const duration = coupon.duration ?? 'forever'
  if (duration === 'once' || duration === 'forever') return { duration, months: null }
  if (duration !== 'repeating') {
    throw createCouponError('coupon.duration', 'once, forever or repeating', duration)
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
