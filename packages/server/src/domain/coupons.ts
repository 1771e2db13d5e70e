import type { Coupon, CouponFilter, NewCoupon } from '@referly-kit/types'
import type { Call } from './call.js'
import {
  assertInteger,
  assertLength,
  assertPayable,
  assertProgramCurrency,
  parseExpiry,
} from './input.js'
import { toListing, type Listing } from './listings.js'

/** Creates a coupon. Fields of another coupon type or duration are ignored. */
export async function createCoupon(call: Call, input: NewCoupon): Promise<Coupon> {
  assertLength(input.externalId, 'coupon.externalId')
  assertInteger(input.durationInMonths, 'coupon.durationInMonths')
  const coupon = toCoupon(call, input)
  await call.data.coupons.insert(coupon)
  return coupon
}

/** Lists coupons. A lookup by a unique key returns one object. */
export async function listCoupons(call: Call, filter: CouponFilter): Promise<Listing> {
  return toListing(call.data.coupons.list(filter), [filter.id, filter.externalId])
}

function toCoupon(call: Call, input: NewCoupon): Coupon {
  const now = call.now.toISOString()
  return {
    id: call.createId(),
    name: input.name,
    externalId: input.externalId ?? null,
    ...toDiscount(call, input),
    duration: input.duration ?? 'forever',
    durationInMonths: input.duration === 'repeating' ? (input.durationInMonths ?? null) : null,
    maxRedemptions: input.maxRedemptions ?? null,
    limitToProducts: input.limitToProducts ?? false,
    productIds: input.productIds ?? [],
    valid: input.valid ?? true,
    redeemBy: parseExpiry(input.redeemBy, 'coupon.redeemBy', call.now),
    integrationType: input.integrationType ?? null,
    affiliateProgramId: call.program.id,
    createdAt: now,
    updatedAt: now,
    promotionalCodes: [],
  }
}

type Discount = Pick<Coupon, 'couponType' | 'percentOff' | 'amountOff' | 'currency'>

function toDiscount(call: Call, input: NewCoupon): Discount {
  if (input.couponType !== 'FLAT') {
    const percentOff = input.percentOff ?? null
    return { couponType: 'PERCENTAGE', percentOff, amountOff: null, currency: null }
  }
  const { amountOff } = input
  const currency = input.currency.toUpperCase()
  assertProgramCurrency(currency, call.program, 'coupon.currency')
  assertPayable(amountOff, currency, 'coupon.amountOff')
  return { couponType: 'FLAT', percentOff: null, amountOff, currency }
}
