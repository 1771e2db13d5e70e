import type {
  Coupon,
  CouponDelete,
  CouponFilter,
  CouponUpdate,
  NewCoupon,
} from '@referly-kit/types'
import { assertGiven, type Unchecked } from '../errors/input-errors.js'
import type { ChangeableCollection, ChangeRules } from './changes.js'
import type { CollectionRules, UniqueKey } from './collection.js'

/** A unique key of a coupon. */
export type CouponKey = UniqueKey<CouponFilter, 'id' | 'externalId'>

/**
 * Coupons: the discounts. Updating a coupon changes the terms of all its codes, and deleting it deletes them too.
 *
 * @example
 * const spring = await referly.coupons.create({ name: 'Spring', percentOff: 20 })
 * await referly.coupons.update({ couponId: spring.id, percentOff: 25 }) //=> { percentOff: 25 }
 */
export interface Coupons extends ChangeableCollection<
  Coupon,
  NewCoupon,
  CouponFilter,
  CouponKey,
  CouponUpdate,
  CouponDelete
> {}

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
    if (input.couponType !== 'FLAT') assertGiven(input, 'percentOff', 'unless couponType is FLAT')
    assertTerms(input)
  },
}

/** The rules of changes to coupons. */
export const couponChanges: ChangeRules<Coupon, CouponUpdate> = {
  ids: { update: 'couponId', delete: 'couponId' },
  assertUpdate(update) {
    if (update.couponType === 'PERCENTAGE') {
      assertGiven(update, 'percentOff', 'when couponType is PERCENTAGE')
    }
    assertTerms(update)
  },
}

function assertTerms(input: Unchecked<NewCoupon>): void {
  if (input.couponType === 'FLAT') {
    assertGiven(input, 'amountOff', 'when couponType is FLAT')
    assertGiven(input, 'currency', 'when couponType is FLAT')
  }
  if (input.duration === 'repeating') {
    assertGiven(input, 'durationInMonths', 'when duration is repeating')
  }
}
