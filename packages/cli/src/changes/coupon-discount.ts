import type { Coupon } from '@referly-kit/types'

/** The parts of a discount that an update can set. */
export interface Discount {
  couponType?: Coupon['couponType'] | undefined
  amountOff?: number | undefined
  percentOff?: number | undefined
  currency?: string | undefined
  duration?: Coupon['duration'] | undefined
  durationInMonths?: number | undefined
}

/** Returns the kind of the new discount, and the unchanged parts that have to be sent with it. */
export function toDiscountType(
  { percentOff, amountOff, currency, duration, durationInMonths }: Discount,
  coupon: Coupon,
): Discount {
  const months = durationInMonths ?? coupon.durationInMonths ?? undefined
  const repeating =
    duration === 'repeating' && months !== undefined ? { durationInMonths: months } : {}
  if (percentOff !== undefined) return { ...repeating, couponType: 'PERCENTAGE' }
  if (amountOff === undefined && currency === undefined) return repeating
  const amount = amountOff ?? coupon.amountOff ?? undefined
  const own = currency ?? coupon.currency ?? undefined
  return {
    ...repeating,
    couponType: 'FLAT',
    ...(amount === undefined ? {} : { amountOff: amount }),
    ...(own === undefined ? {} : { currency: own }),
  }
}
