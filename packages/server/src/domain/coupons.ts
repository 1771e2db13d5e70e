import type {
  Coupon,
  CouponDelete,
  CouponFilter,
  CouponUpdate,
  DeletedCoupon,
  NewCoupon,
} from '@referly-kit/types'
import { toReceived } from '../errors.js'
import type { Call } from './call.js'
import {
  assertInteger,
  assertLength,
  assertNotBelowUses,
  assertPayable,
  assertProgramCurrency,
  createInputError,
  createNotFoundError,
  parseDateTime,
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

/**
 * Changes a coupon, and with it the terms of all its codes.
 *
 * @throws ServerError `NOT_FOUND`, or `INVALID_INPUT` when the limit is below the number of redemptions.
 */
export async function updateCoupon(call: Call, input: CouponUpdate): Promise<Coupon> {
  const { couponId } = input
  // Input is checked before the coupon is looked up.
  assertInteger(input.durationInMonths, 'coupon.durationInMonths')
  const redeemBy = parseDateTime(input.redeemBy ?? undefined, 'coupon.redeemBy')
  if (input.couponType === 'FLAT') {
    const currency = input.currency.toUpperCase()
    assertProgramCurrency(currency, call.program, 'coupon.currency')
    assertPayable(input.amountOff, currency, 'coupon.amountOff')
  }
  return call.data.transaction(async (data) => {
    const held = input.maxRedemptions == null ? 0 : await data.reservations.lockHeld({ couponId })
    const stored = await data.coupons.lock(couponId)
    if (stored === undefined) throw createNotFoundError('coupon.couponId', 'coupon', couponId)
    const uses = { redeemed: stored.timesRedeemed, held }
    assertNotBelowUses(input.maxRedemptions, uses, 'coupon.maxRedemptions')
    assertSameType(input, stored.coupon)
    const change = { ...input, ...(input.redeemBy === undefined ? {} : { redeemBy }) }
    return data.coupons.update(toUpdated(call, change, stored.coupon))
  })
}

/** Throws if an update has the amount of another coupon type, because it would change nothing. */
function assertSameType(input: CouponUpdate, { couponType }: Coupon): void {
  if (input.couponType != null) return
  const names =
    couponType === 'FLAT' ? (['percentOff'] as const) : (['amountOff', 'currency'] as const)
  const name = names.find((property) => input[property] !== undefined)
  if (name === undefined) return
  throw createInputError({
    field: `coupon.${name}`,
    expected: `left out, because the coupon is ${couponType}`,
    received: toReceived(input[name]),
    hint: 'Add couponType to change the type.',
  })
}

/** Deletes a coupon and its codes. Sales made with them are kept. */
export async function deleteCoupon(call: Call, { couponId }: CouponDelete): Promise<DeletedCoupon> {
  const name = await call.data.coupons.delete(couponId, call.now.toISOString())
  if (name === undefined) throw createNotFoundError('coupon.couponId', 'coupon', couponId)
  return {
    message: 'Coupon and its promotional codes deleted.',
    deletedCoupon: { id: couponId.toLowerCase(), name },
  }
}

function toUpdated(call: Call, input: CouponUpdate, coupon: Coupon): Coupon {
  return {
    ...coupon,
    name: input.name ?? coupon.name,
    ...toChangedDiscount(call, input, coupon),
    ...toChangedDuration(input, coupon),
    maxRedemptions:
      input.maxRedemptions === undefined ? (coupon.maxRedemptions ?? null) : input.maxRedemptions,
    limitToProducts: input.limitToProducts ?? coupon.limitToProducts ?? false,
    productIds: input.productIds ?? coupon.productIds ?? [],
    valid: input.valid ?? coupon.valid,
    redeemBy: input.redeemBy === undefined ? (coupon.redeemBy ?? null) : input.redeemBy,
    updatedAt: call.now.toISOString(),
  }
}

/** Returns the discount after an update. Amounts of the other type are ignored, as in a new coupon. */
function toChangedDiscount(call: Call, input: CouponUpdate, coupon: Coupon): Discount {
  const couponType = input.couponType ?? coupon.couponType
  if (couponType === 'PERCENTAGE') {
    const percentOff = input.percentOff ?? coupon.percentOff ?? null
    return { couponType, percentOff, amountOff: null, currency: null }
  }
  const amountOff = input.amountOff ?? coupon.amountOff
  const currency = (input.currency ?? coupon.currency)?.toUpperCase()
  if (amountOff == null || currency === undefined) throw new Error('a flat coupon has an amount')
  // A coupon of an earlier version can have another currency, and its other properties can still be changed.
  if (input.currency !== undefined) {
    assertProgramCurrency(currency, call.program, 'coupon.currency')
  }
  assertPayable(amountOff, currency, 'coupon.amountOff')
  return { couponType, percentOff: null, amountOff, currency }
}

type Duration = Pick<Coupon, 'duration' | 'durationInMonths'>

function toChangedDuration(input: CouponUpdate, coupon: Coupon): Duration {
  const duration = input.duration ?? coupon.duration
  if (duration !== 'repeating') return { duration, durationInMonths: null }
  const durationInMonths = input.durationInMonths ?? coupon.durationInMonths ?? null
  return { duration, durationInMonths }
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
