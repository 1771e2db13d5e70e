import type { Coupon, CouponFilter, NewCoupon } from '@referly-kit/types'
import { assertGiven } from '../errors/input-errors.js'
import type { Collection, CollectionRules, UniqueKey } from './collection.js'

/** A unique key of a coupon. */
export type CouponKey = UniqueKey<CouponFilter, 'id' | 'externalId'>

/**
 * Coupons: the discounts.
 *
 * @example
 * const spring = await referly.coupons.create({ name: 'Spring', percentOff: 20 })
 * spring.duration //=> 'forever'
 */
export interface Coupons extends Collection<Coupon, NewCoupon, CouponFilter, CouponKey> {}

/** The rules of coupons. */
export const couponRules: CollectionRules<Coupon, NewCoupon, CouponFilter> = {
  path: '/coupons',
  fields: {
    id: 'string',
    name: 'string',
    couponType: 'string',
    duration: 'string',
    limitToProducts: 'boolean',
    productIds: 'array',
    valid: 'boolean',
    affiliateProgramId: 'string',
    createdAt: 'string',
    updatedAt: 'string',
  },
  filters: ['id', 'externalId', 'name'],
  keys: [{ filter: 'externalId', field: 'externalId', isExclusive: false }],
  assertInput(input) {
    assertGiven(input, 'name')
    if (input.couponType === 'FLAT') {
      assertGiven(input, 'amountOff', 'when couponType is FLAT')
      assertGiven(input, 'currency', 'when couponType is FLAT')
    } else {
      assertGiven(input, 'percentOff', 'unless couponType is FLAT')
    }
    if (input.duration === 'repeating') {
      assertGiven(input, 'durationInMonths', 'when duration is repeating')
    }
  },
}
