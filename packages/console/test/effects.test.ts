import { describe, expect, it } from 'vitest'
import { toCouponValues } from '../src/page/coupons/coupon-fields.js'
import { listEffects } from '../src/page/coupons/effects.js'
import type { CouponRow } from '../src/page/records/collections.js'
import { texts } from '../src/page/texts.js'

const { effect } = texts.coupons

const coupon: CouponRow = {
  id: 'c',
  name: 'Spring',
  externalId: null,
  status: 'VALID',
  couponType: 'PERCENTAGE',
  percentOff: 20,
  amountOff: null,
  currency: null,
  duration: 'forever',
  durationInMonths: null,
  maxRedemptions: null,
  redeemBy: null,
  valid: true,
  createdAt: '2026-01-01T00:00:00.000Z',
  codes: 300,
  activeCodes: 280,
  timesRedeemed: 40,
}

const now = new Date('2026-06-01T12:00:00Z')

function change(values: Readonly<Record<string, string | boolean>>): readonly string[] {
  return listEffects(coupon, { ...toCouponValues(coupon), ...values }, now)
}

describe('the effects of a change', () => {
  it('names both discounts and the affected codes', () => {
    expect(change({ percentOff: '25' })).toEqual([
      'The discount of 280 active codes changes from 20% off to 25% off for new sales.',
      effect.past,
    ])
    expect(change({ couponType: 'FLAT', amountOff: '10', currency: 'usd' })[0]).toContain(
      'from 20% off to $10.00 off',
    )
  })

  it('shows nothing while a discount is incomplete', () => {
    expect(change({ percentOff: '' })).toEqual([effect.nothing])
    expect(change({ couponType: 'FLAT' })).toEqual([effect.nothing])
    expect(change({ couponType: 'FLAT', amountOff: '10', currency: 'US' })).toEqual([
      effect.nothing,
    ])
  })

  it('counts the redemptions that a limit leaves', () => {
    expect(change({ maxRedemptions: '100' })[0]).toBe(effect.limit(60))
    expect(change({ maxRedemptions: '10' })[0]).toBe(effect.limitTooLow(40))
  })

  it('shows when codes stop working', () => {
    expect(change({ redeemBy: '2026-12-31' })[0]).toBe(effect.ends('2026-12-31'))
    expect(change({ redeemBy: '2026-05-01' })[0]).toBe(effect.endPassed)
    expect(change({ valid: false })[0]).toBe(effect.stops(280))
  })

  it('leaves codes alone when only the name changes', () => {
    expect(change({ name: 'Summer' })).toEqual([effect.named])
    expect(change({})).toEqual([effect.nothing])
  })
})
