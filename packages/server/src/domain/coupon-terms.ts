import type { CouponTerms } from './records.js'

/** Returns the terms of a coupon, to keep them however the coupon changes later. */
export function toCouponTerms(coupon: CouponTerms): Required<CouponTerms> {
  const { couponType, duration } = coupon
  const { percentOff = null, amountOff = null, currency = null, durationInMonths = null } = coupon
  return { couponType, percentOff, amountOff, currency, duration, durationInMonths }
}
