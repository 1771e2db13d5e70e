import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  evaluateRedemption,
  fromMinorUnits,
  type Discount,
  type RedeemableCoupon,
  type RedeemableOrder,
} from '../src/index.js'
import { referencePercentage, referenceTotal } from './reference.js'
import { discountVectors } from './vectors.js'

const now = '2026-11-20T12:00:00Z'

function discountOf(coupon: RedeemableCoupon, order: RedeemableOrder): Discount {
  const verdict = evaluateRedemption({ coupon, code: {}, order, now })
  if (!verdict.redeemable) throw new Error(verdict.reasons.map(({ reason }) => reason).join())
  return verdict.discount
}

describe('a discount', () => {
  it.each(discountVectors)('agrees with $source', (vector) => {
    const { coupon, amount, currency, amountOff, total } = vector
    expect(discountOf(coupon, { amount, currency })).toMatchObject({ amountOff, total, currency })
  })

  it('agrees with exact fractions for every amount and percentage', () => {
    const minor = fc.integer({ min: 0, max: 99_999_999_999 })
    const currency = fc.constantFrom('USD', 'JPY', 'KWD', 'CLF')
    const percent = fc.integer({ min: 0, max: 1_000_000 })
    fc.assert(
      fc.property(minor, currency, percent, (amountMinor, code, tenThousandths) => {
        const percentText = (tenThousandths / 10_000).toFixed(4)
        const order = { amount: fromMinorUnits(amountMinor, code), currency: code }
        const { amountOffMinor, totalMinor } = discountOf(
          { percentOff: Number(percentText) },
          order,
        )
        const expected = referencePercentage(BigInt(amountMinor), percentText)
        expect(BigInt(amountOffMinor)).toBe(expected)
        expect(amountOffMinor + totalMinor).toBe(amountMinor)
        expect(totalMinor).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 2000 },
    )
  })

  it('is never more than the order, whatever the flat amount', () => {
    const amount = fc.integer({ min: 0, max: 1_000_000 })
    fc.assert(
      fc.property(amount, amount, (paid, off) => {
        const coupon: RedeemableCoupon = {
          couponType: 'FLAT',
          amountOff: fromMinorUnits(off, 'USD'),
          currency: 'USD',
        }
        const order = { amount: fromMinorUnits(paid, 'USD'), currency: 'USD' }
        expect(discountOf(coupon, order)).toMatchObject({
          amountOffMinor: off < paid ? off : paid,
          totalMinor: off < paid ? paid - off : 0,
        })
      }),
    )
  })

  it('rounds an order computed with floats to cents first, so that half a cent still rounds up', () => {
    const order = { amount: 34.89999999999999, currency: 'USD' }
    expect(discountOf({ percentOff: 15 }, order).amountOff).toBe(5.24)
  })

  it('is the same in major and in minor units', () => {
    expect(discountOf({ percentOff: 15 }, { amount: 34.9, currency: 'usd' })).toEqual({
      amountOff: 5.24,
      amountOffMinor: 524,
      base: 34.9,
      baseMinor: 3490,
      total: 29.66,
      totalMinor: 2966,
      currency: 'USD',
      duration: 'forever',
      months: null,
    })
  })
})

describe('the duration of a discount', () => {
  it.each([
    [{ duration: 'once' }, { duration: 'once', months: null }],
    [{ duration: 'forever' }, { duration: 'forever', months: null }],
    [
      { duration: 'forever', durationInMonths: 6 },
      { duration: 'forever', months: null },
    ],
    [
      { duration: 'repeating', durationInMonths: 3 },
      { duration: 'repeating', months: 3 },
    ],
    [{}, { duration: 'forever', months: null }],
  ] as const)('%o is %o', (terms, expected) => {
    const coupon = { percentOff: 10, ...terms }
    expect(discountOf(coupon, { amount: 10, currency: 'USD' })).toMatchObject(expected)
  })
})

describe('a coupon limited to products', () => {
  const coupon: RedeemableCoupon = { percentOff: 50, limitToProducts: true, productIds: ['a', 'b'] }
  const currency = 'USD'

  it.each([
    [
      'only the eligible items',
      [
        { productId: 'a', amount: 10 },
        { productId: 'x', amount: 90 },
      ],
      5,
    ],
    ['every piece of an item', [{ productId: 'a', amount: 10, quantity: 3 }], 15],
    [
      'all eligible items',
      [
        { productId: 'a', amount: 10 },
        { productId: 'b', amount: 20 },
      ],
      15,
    ],
    ['no more than the order', [{ productId: 'a', amount: 500 }], 50],
  ])('counts %s', (_, items, amountOff) => {
    expect(discountOf(coupon, { amount: 100, currency, items }).amountOff).toBe(amountOff)
  })

  it.each([
    ['1,000 units at 0.005 USD', { amount: 0.005, quantity: 1000 }, 5],
    ['1,000 units at 0.004 USD', { amount: 0.004, quantity: 1000 }, 4],
    ['3 units at 8.2645 USD', { amount: 8.2645, quantity: 3 }, 24.79],
    ['1.5 hours at 20 USD', { amount: 20, quantity: 1.5 }, 30],
    ['a third of an hour at 90 USD', { amount: 90, quantity: 0.333_333 }, 30],
    ['0.1 units at 0.1 USD', { amount: 0.1, quantity: 0.1 }, 0.01],
  ])('multiplies %s before rounding', (_, item, base) => {
    const items = [
      { productId: 'a', ...item },
      { productId: 'x', amount: 60 },
    ]
    expect(discountOf(coupon, { amount: 100, currency, items }).base).toBe(base)
  })

  it('adds up items exactly and rounds the total once, for any prices and quantities', () => {
    const line = fc.record({
      price: fc.integer({ min: 0, max: 9_999_999 }),
      units: fc.integer({ min: 1, max: 99_999 }),
    })
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), (lines) => {
        const texts = lines.map(({ price, units }) => {
          return [(price / 100_000).toFixed(5), (units / 1000).toFixed(3)] as const
        })
        const items = lines.map(({ price, units }) => {
          return { productId: 'a', amount: price / 100_000, quantity: units / 1000 }
        })
        const order = { amount: 1_000_000_000, currency, items }
        const cents = referenceTotal(texts, currency)
        expect(BigInt(discountOf(coupon, order).baseMinor)).toBe(cents)
      }),
    )
  })

  it('ignores items that it does not apply to, such as a gift card', () => {
    const items = [
      { productId: 'a', amount: 45 },
      { productId: 'gift-card', amount: -5 },
    ]
    expect(discountOf(coupon, { amount: 40, currency, items }).amountOff).toBe(20)
    expect(discountOf({ percentOff: 10 }, { amount: 40, currency, items }).amountOff).toBe(4)
  })

  it('deducts a flat amount from the eligible items only', () => {
    const flat: RedeemableCoupon = { ...coupon, couponType: 'FLAT', amountOff: 30, currency }
    const items = [
      { productId: 'a', amount: 20 },
      { productId: 'x', amount: 80 },
    ]
    expect(discountOf(flat, { amount: 100, currency, items })).toMatchObject({
      amountOff: 20,
      base: 20,
      total: 80,
    })
  })

  it('applies to the whole order when all of its products are eligible', () => {
    expect(discountOf(coupon, { amount: 100, currency, productIds: ['a'] }).amountOff).toBe(50)
  })

  it('requires items instead of guessing the share of the eligible products', () => {
    expect(() => discountOf(coupon, { amount: 100, currency, productIds: ['a', 'x'] })).toThrow(
      expect.objectContaining({ code: 'ITEMS_REQUIRED', field: 'order.items' }),
    )
  })

  it('ignores its product list when limitToProducts is false', () => {
    const free = { ...coupon, limitToProducts: false }
    expect(discountOf(free, { amount: 100, currency, productIds: ['x'] }).amountOff).toBe(50)
  })
})
