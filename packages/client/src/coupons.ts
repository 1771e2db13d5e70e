import type { Coupon, CouponFilter, NewCoupon } from '@referly-kit/types'
import type { Collection, CollectionRules, UniqueKey } from './collection.js'

/** What names one coupon. */
export type CouponKey = UniqueKey<CouponFilter, 'id' | 'externalId'>

/**
 * Coupons: the discounts.
 *
 * @example
 * const spring = await referly.coupons.create({ name: 'Spring', percentOff: 20 })
 * spring.duration //=> 'forever'
 */
export interface Coupons extends Collection<Coupon, NewCoupon, CouponFilter, CouponKey> {}

/** What coupons are like. */
export const couponRules: CollectionRules<NewCoupon, CouponFilter> = {
  path: '/coupons',
  fields: {
    string: 'id name couponType duration affiliateProgramId createdAt updatedAt',
    boolean: 'limitToProducts valid',
    array: 'productIds',
  },
  keys: { externalId: 'externalId' },
  input: [
    'name',
    'amountOff when couponType is FLAT',
    'currency when couponType is FLAT',
    'percentOff unless couponType is FLAT',
    'durationInMonths when duration is repeating',
  ],
}
