import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Discount,
  type OrderItem,
  type RedeemableCoupon,
  type RedeemableOrder,
  evaluateRedemption,
  fromMinorUnits,
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
  it.each(discountVectors)('matches $source', (vector) => {
    const { coupon, amount, currency, amountOff, total } = vector
    expect(discountOf(coupon, { amount, currency })).toMatchObject({ amountOff, total, currency })
  })

  it('matches exact fractions for every amount and percentage', () => {
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

  it('never exceeds the order, whatever the flat amount', () => {
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

  it('rounds an order computed with floating-point numbers to cents first', () => {
    const order = { amount: 34.89999999999999, currency: 'USD' }
    expect(discountOf({ percentOff: 15 }, order).amountOff).toBe(5.24)
  })

  it('has every amount in major and minor units', () => {
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
  ] as const)('of the coupon %o is %o', (terms, expected) => {
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
    ['an item by its quantity', [{ productId: 'a', amount: 10, quantity: 3 }], 15],
    [
      'all eligible items',
      [
        { productId: 'a', amount: 10 },
        { productId: 'b', amount: 20 },
      ],
      15,
    ],
    ['no more than the order', [{ productId: 'a', amount: 500 }], 50],
  ])('discounts %s', (_, items, amountOff) => {
    expect(discountOf(coupon, { amount: 100, currency, items }).amountOff).toBe(amountOff)
  })

  it.each([
    ['1,000 pieces at 0.005 USD', 'USD', [{ amount: 0.005, quantity: 1000 }], 5],
    ['1,000 pieces at 0.004 USD', 'USD', [{ amount: 0.004, quantity: 1000 }], 4],
    ['3 pieces at 8.2645 EUR', 'EUR', [{ amount: 8.2645, quantity: 3 }], 24.79],
    ['2 pieces at 10.5 JPY', 'JPY', [{ amount: 10.5, quantity: 2 }], 21],
    ['3 pieces at 0.3335 KWD', 'KWD', [{ amount: 0.3335, quantity: 3 }], 1.001],
    ['a single piece at half a cent', 'USD', [{ amount: 0.005 }], 0.01],
    ['two lines at half a cent each', 'USD', [{ amount: 0.005 }, { amount: 0.005 }], 0.01],
    ['a price with an exponent', 'USD', [{ amount: 1e-7, quantity: 10_000_000 }], 1],
  ])('adds up %s exactly, and rounds once', (_, code, lines, base) => {
    const items = lines.map((line) => ({ productId: 'a', ...line }))
    expect(discountOf(coupon, { amount: 100, currency: code, items }).base).toBe(base)
  })

  it('matches exact fractions for every price, quantity, and number of items', () => {
    const price = fc.nat({ max: 9_999_999 }).map((n) => (n / 10_000).toFixed(4))
    const quantity = fc.integer({ min: 1, max: 99_999 }).map((n) => (n / 100).toFixed(2))
    const lines = fc.array(fc.tuple(price, quantity), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(lines, fc.constantFrom('USD', 'JPY', 'KWD', 'CLF'), (texts, code) => {
        const items = texts.map(([amount, pieces]) => ({
          productId: 'a',
          amount: Number(amount),
          quantity: Number(pieces),
        }))
        const { baseMinor } = discountOf(coupon, { amount: 9_999_999, currency: code, items })
        expect(BigInt(baseMinor)).toBe(referenceTotal(texts, code))
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    [1.5, 20, 30],
    [0.25, 99.99, 25],
    [0.1, 0.1, 0.01],
    [2.675, 100, 267.5],
  ])('multiplies %d hours by a price of %d', (quantity, amount, base) => {
    const items = [{ productId: 'a', amount, quantity }]
    expect(discountOf(coupon, { amount: 1000, currency, items }).base).toBe(base)
  })

  it.each([
    ['a gift card', { productId: 'gift-card', amount: -5 }],
    ['a line without a price', { productId: 'note', amount: undefined }],
    ['a line without a quantity', { productId: 'bundle', amount: 0, quantity: 0 }],
  ])('ignores the amount of %s that is not eligible', (_, line) => {
    const items = [{ productId: 'a', amount: 45 }, line as OrderItem]
    expect(discountOf(coupon, { amount: 40, currency, items }).base).toBe(40)
    expect(discountOf({ percentOff: 10 }, { amount: 40, currency, items }).amountOff).toBe(4)
  })

  it('takes a flat amount off the eligible items only', () => {
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

  it('discounts the whole order if every product is eligible', () => {
    expect(discountOf(coupon, { amount: 100, currency, productIds: ['a'] }).amountOff).toBe(50)
  })

  it('requires items instead of guessing the share of the eligible products', () => {
    expect(() => discountOf(coupon, { amount: 100, currency, productIds: ['a', 'x'] })).toThrow(
      expect.objectContaining({ code: 'ITEMS_REQUIRED', field: 'order.items' }),
    )
  })

  it('ignores productIds if limitToProducts is false', () => {
    const free = { ...coupon, limitToProducts: false }
    expect(discountOf(free, { amount: 100, currency, productIds: ['x'] }).amountOff).toBe(50)
  })
})
