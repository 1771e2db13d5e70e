import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideReservation, type ReservationFacts } from '../../src/domain/decide-reservations.js'
import type { RedemptionCount } from '../../src/domain/ports.js'
import type { ReservationRecord } from '../../src/domain/reservation-records.js'

const reservation: ReservationRecord = {
  id: 'r',
  idempotencyKey: 'k',
  status: 'HELD',
  promotionalCodeId: 'code',
  promoCode: 'CODE',
  couponId: 'coupon',
  couponTerms: { couponType: 'PERCENTAGE', percentOff: 10, duration: 'once' },
  affiliateId: 'a',
  commissionRate: 10,
  affiliateLinkId: null,
  referralId: null,
  email: null,
  customerId: null,
  holdsUse: true,
  currency: 'USD',
  baseMinor: 1000,
  amountOffMinor: 100,
  totalMinor: 900,
  saleId: null,
  createdAt: '2026-06-01T12:00:00.000Z',
  expiresAt: '2026-06-01T12:15:00.000Z',
}

/** Counts that a database can have: what is redeemed and held is within the limit. */
const count: fc.Arbitrary<RedemptionCount> = fc
  .record({
    timesRedeemed: fc.integer({ min: 0, max: 4 }),
    timesHeld: fc.integer({ min: 1, max: 4 }),
    left: fc.option(fc.integer({ min: 0, max: 3 })),
  })
  .map(({ timesRedeemed, timesHeld, left }) => ({
    revision: 1,
    timesRedeemed,
    timesHeld,
    maxRedemptions: left === null ? null : timesRedeemed + timesHeld + left,
  }))

const facts: fc.Arbitrary<ReservationFacts> = fc.record({
  current: fc
    .record({
      status: fc.constantFrom('HELD', 'LAPSED', 'RELEASED'),
      holdsUse: fc.boolean(),
    })
    .map((state) => ({ ...reservation, ...state }) as ReservationRecord),
  saleId: fc.constant(undefined),
  openReferralId: fc.constantFrom(null, 'referral'),
  ofCoupon: fc.option(count, { nil: undefined }),
  ofCode: fc.option(count, { nil: undefined }),
  // Sales before it in the batch have taken uses that were left.
  countUses: fc.integer({ min: 0, max: 2 }).map((uses) => () => uses),
})

/** Returns the number of uses that are left of a code or coupon, which is below 0 when more are taken than exist. */
function countLeft(of: RedemptionCount | undefined, taken: number): number {
  if (of === undefined || of.maxRedemptions === null) return Infinity
  return of.maxRedemptions - of.timesRedeemed - of.timesHeld - taken
}

describe('the decision about a reservation', () => {
  it('stays within every limit that was kept before', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { ofCoupon, ofCode, countUses } = given
        const before = countUses('')
        fc.pre(countLeft(ofCoupon, before) >= 0 && countLeft(ofCode, before) >= 0)
        const { uses } = decideReservation(given)
        expect(countLeft(ofCoupon, before + uses)).toBeGreaterThanOrEqual(0)
        expect(countLeft(ofCode, before + uses)).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 2000 },
    )
  })

  it('counts a held use, and any other sale as long as a use is left', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { current, openReferralId, ofCoupon, ofCode, countUses } = given
        const isHeld = current?.status === 'HELD' && current.holdsUse
        const isLeft =
          ofCoupon !== undefined &&
          countLeft(ofCoupon, countUses('')) > 0 &&
          countLeft(ofCode, countUses('')) > 0
        expect(decideReservation(given)).toEqual(
          openReferralId === null
            ? {
                fulfilledReferralId: null,
                isRedemption: isHeld || isLeft,
                uses: !isHeld && isLeft ? 1 : 0,
              }
            : { fulfilledReferralId: openReferralId, isRedemption: false, uses: isHeld ? -1 : 0 },
        )
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['an earlier sale', { current: { ...reservation, saleId: 12 } }],
    ['a sale of the same batch', { current: reservation, saleId: 12 }],
  ])('refuses a reservation of %s', (_sale, given) => {
    const rest = {
      saleId: undefined,
      openReferralId: null,
      ofCoupon: undefined,
      ofCode: undefined,
      countUses: () => 0,
    }
    const decide = (): unknown => decideReservation({ ...rest, ...given })
    expect(decide).toThrow('Sale 12 has redeemed reservation r.')
  })
})
