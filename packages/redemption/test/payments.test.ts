import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  evaluatePayment,
  evaluateRedemption,
  fromMinorUnits,
  isRedemptionInputError,
  type OrderItem,
  type RedeemableCoupon,
  type RefusalReason,
} from '../src/index.js'

const now = '2026-11-20T12:00:00Z'
const currencies = ['USD', 'JPY', 'KWD', 'CLF'] as const

function reasonsOf(
  coupon: RedeemableCoupon,
  minimumAmount: number,
  payment: { amount: number; currency?: string; productIds?: readonly string[] },
): readonly RefusalReason[] {
  const verdict = evaluatePayment({
    coupon,
    code: { minimumAmount },
    payment: { currency: 'USD', ...payment },
    now,
  })
  return verdict.redeemable ? [] : verdict.reasons.map(({ reason }) => reason)
}

const percentCoupons = fc
  .integer({ min: 0, max: 1_000_000 })
  .map((tenThousandths): RedeemableCoupon => ({ percentOff: tenThousandths / 10_000 }))
const limits = fc.constantFrom({}, { limitToProducts: true, productIds: ['a', 'b'] })

describe('a payment made with a code', () => {
  it('is accepted whenever the checkout allowed the order', () => {
    const lines = fc.array(
      fc.record({
        productId: fc.constantFrom('a', 'b', 'c'),
        minor: fc.integer({ min: 0, max: 400 }),
      }),
      { minLength: 1, maxLength: 4 },
    )
    const coupons = fc.oneof(percentCoupons, fc.integer({ min: 0, max: 900 }))
    const inputs = fc.tuple(coupons, limits, fc.constantFrom(...currencies), lines)
    fc.assert(
      fc.property(inputs, fc.integer({ min: 0, max: 900 }), (input, minimum) => {
        const [terms, limit, currency, chosen] = input
        const coupon =
          typeof terms === 'number'
            ? {
                couponType: 'FLAT' as const,
                amountOff: fromMinorUnits(terms, currency),
                currency,
                ...limit,
              }
            : { ...terms, ...limit }
        const items = chosen.map(({ productId, minor }): OrderItem => {
          return { productId, amount: fromMinorUnits(minor, currency) }
        })
        const amount = fromMinorUnits(
          chosen.reduce((sum, { minor }) => sum + minor, 0),
          currency,
        )
        const code = { minimumAmount: fromMinorUnits(minimum, currency) }
        const checkout = evaluateRedemption({
          coupon,
          code,
          order: { amount, currency, items },
          now,
        })
        fc.pre(checkout.redeemable)
        for (const productIds of [undefined, items.map(({ productId }) => productId)]) {
          const payment = { amount: checkout.discount.total, currency, productIds }
          expect(evaluatePayment({ coupon, code, payment, now })).toEqual({ redeemable: true })
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('is refused for its amount exactly when every order of at least the minimum costs more', () => {
    const inputs = fc.tuple(
      fc.oneof(percentCoupons, fc.integer({ min: 0, max: 60 })),
      fc.constantFrom(...currencies),
      fc.integer({ min: 1, max: 50 }),
    )
    fc.assert(
      fc.property(inputs, ([terms, currency, minimum]) => {
        const coupon: RedeemableCoupon =
          typeof terms === 'number'
            ? { couponType: 'FLAT', amountOff: fromMinorUnits(terms, currency), currency }
            : terms
        const totals = Array.from({ length: 120 }, (_, above) => {
          const order = { amount: fromMinorUnits(minimum + above, currency), currency }
          const verdict = evaluateRedemption({ coupon, code: {}, order, now })
          return verdict.redeemable ? verdict.discount.totalMinor : Infinity
        })
        const least = Math.min(...totals)
        for (let paid = 0; paid <= minimum; paid++) {
          const amount = fromMinorUnits(paid, currency)
          const refused = reasonsOf(coupon, fromMinorUnits(minimum, currency), { amount, currency })
          expect(refused).toEqual(paid < least ? ['BELOW_MINIMUM_AMOUNT'] : [])
        }
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['20% off', { percentOff: 20 }, 40],
    ['a third off, rounded half up', { percentOff: 33.33 }, 33.33],
    ['a flat discount', { couponType: 'FLAT', amountOff: 15, currency: 'USD' }, 35],
    [
      'a flat discount above the minimum',
      { couponType: 'FLAT', amountOff: 80, currency: 'USD' },
      0,
    ],
    ['100% off', { percentOff: 100 }, 0],
    ['a product limit', { percentOff: 20, limitToProducts: true, productIds: ['a'] }, 40],
  ] as const)('with %s and a minimum of 50 may be as small as it can get', (_, coupon, least) => {
    expect(reasonsOf(coupon, 50, { amount: least })).toEqual([])
    if (least > 0) {
      expect(reasonsOf(coupon, 50, { amount: least - 0.01 })).toEqual(['BELOW_MINIMUM_AMOUNT'])
    }
  })

  it('is refused with both amounts when it is too small', () => {
    const verdict = evaluatePayment({
      coupon: { percentOff: 20 },
      code: { minimumAmount: 50 },
      payment: { amount: 39.99, currency: 'USD' },
      now,
    })
    expect(verdict).toMatchObject({
      reasons: [
        {
          rule: 'code.minimumAmount',
          message:
            'An order of at least 50.00 USD costs 40.00 USD or more after the discount, but 39.99 USD was paid.',
          expected: 40,
          received: 39.99,
        },
      ],
    })
  })

  it('can be larger than any discounted order, because shipping and tax are not discounted', () => {
    expect(reasonsOf({ percentOff: 100 }, 50, { amount: 4.9 })).toEqual([])
  })

  it('is checked against the product limit only when its products are known', () => {
    const coupon = { percentOff: 20, limitToProducts: true, productIds: ['a'] }
    expect(reasonsOf(coupon, 0, { amount: 5 })).toEqual([])
    expect(reasonsOf(coupon, 0, { amount: 5, productIds: ['b', 'a'] })).toEqual([])
    expect(reasonsOf(coupon, 0, { amount: 5, productIds: ['b'] })).toEqual(['NO_ELIGIBLE_PRODUCT'])
  })

  it('obeys the rules about the code, the customer, and currencies', () => {
    const verdict = evaluatePayment({
      coupon: { couponType: 'FLAT', amountOff: 5, currency: 'EUR' },
      code: {
        active: false,
        firstTimeOrder: true,
        minimumAmount: 10,
        minimumAmountCurrency: 'GBP',
        limitToCustomers: true,
        customerId: 'c1',
      },
      history: { customerOrders: 2 },
      payment: { amount: 5, currency: 'USD', customerId: 'c2' },
      now,
    })
    expect(verdict.redeemable ? [] : verdict.reasons.map(({ reason }) => reason)).toEqual([
      'CODE_INACTIVE',
      'CUSTOMER_NOT_ALLOWED',
      'NOT_FIRST_ORDER',
      'MINIMUM_AMOUNT_CURRENCY_DIFFERS',
      'CURRENCY_DIFFERS',
    ])
  })

  it.each([
    [{ amount: -1, currency: 'USD' }, 'payment.amount'],
    [{ amount: 1, currency: 'US' }, 'payment.currency'],
    [{ amount: 1, currency: 'USD', productIds: 'a' }, 'payment.productIds'],
  ])('with the invalid input %o names the field', (payment, field) => {
    const evaluate = () =>
      evaluatePayment({ coupon: { percentOff: 1 }, code: {}, payment: payment as never, now })
    expect(evaluate).toThrow(field)
    try {
      evaluate()
    } catch (error) {
      expect(isRedemptionInputError(error) && error.field).toBe(field)
    }
  })
})
