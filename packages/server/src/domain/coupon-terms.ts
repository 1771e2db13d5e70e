import type { CouponTerms } from './records.js'

/** Returns the terms of a coupon to store with a sale, which keeps them when the coupon changes. */
export function toCouponTerms(coupon: CouponTerms): Required<CouponTerms> {
  const { couponType, duration } = coupon
  const { percentOff = null, amountOff = null, currency = null, durationInMonths = null } = coupon
  return { couponType, percentOff, amountOff, currency, duration, durationInMonths }
}
