import type { Coupon, CouponFilter, NewCoupon } from '@referly-kit/types'
import { createCollection, type Collection, type UniqueKey } from './collection.js'
import { assertGiven, assertObject } from './input-rules.js'
import { couponFields } from './records.js'
import type { Transport } from './transport.js'

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

/** Creates the coupons of a client. */
export function createCoupons(transport: Transport): Coupons {
  return createCollection(transport, {
    path: '/coupons',
    fields: couponFields,
    uniqueKeys: ['id', 'externalId'],
    assertNew: assertNewCoupon,
    toKey: ({ externalId }) => ({ externalId }),
  })
}

function assertNewCoupon(input: NewCoupon): void {
  assertObject(input)
  assertGiven(input, 'name')
  if (input.couponType === 'FLAT') {
    assertGiven(input, 'amountOff', 'when couponType is FLAT')
    assertGiven(input, 'currency', 'when couponType is FLAT')
  } else {
    assertGiven(input, 'percentOff', 'unless couponType is FLAT')
  }
  if (input.duration !== 'repeating') return
  assertGiven(input, 'durationInMonths', 'when duration is repeating')
}
