import type { Coupon, PromotionalCode } from '@referly-kit/types'
import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  evaluateCode,
  evaluateRedemption,
  refusalReasons,
  type RedeemableCode,
  type RedeemableCoupon,
  type RedeemableOrder,
  type RedemptionHistory,
  type RedemptionRequest,
  type RefusalReason,
} from '../src/index.js'

const now = '2026-11-20T12:00:00.000Z'
const coupon: RedeemableCoupon = { id: 'coupon_1', percentOff: 20 }
const code: RedeemableCode = { code: 'SAVE20', couponId: 'coupon_1' }
const order: RedeemableOrder = { amount: 100, currency: 'USD' }

interface Change {
  readonly coupon?: RedeemableCoupon
  readonly code?: RedeemableCode
  readonly order?: Partial<RedeemableOrder>
  readonly history?: RedemptionHistory
}

function requestOf(change: Change): RedemptionRequest {
  return {
    coupon: { ...coupon, ...change.coupon },
    code: { ...code, ...change.code },
    order: { ...order, ...change.order },
    history: change.history,
    now,
  }
}

function reasonsOf(change: Change): readonly RefusalReason[] {
  const verdict = evaluateRedemption(requestOf(change))
  return verdict.redeemable ? [] : verdict.reasons.map(({ reason }) => reason)
}

const flat: RedeemableCoupon = { couponType: 'FLAT', amountOff: 5, currency: 'USD' }
const limited: RedeemableCoupon = { limitToProducts: true, productIds: ['pro'] }
const toCustomer: RedeemableCode = { limitToCustomers: true, customerId: 'cus_1' }
const toCustomerEmail: RedeemableCode = { limitToCustomers: true, customerId: 'Ann@Example.com' }
const toAffiliate: RedeemableCode = {
  limitToAffiliate: true,
  affiliateId: 'aff_1',
  affiliate: { email: 'john@example.com' },
}

const allowed: readonly (readonly [string, Change])[] = [
  ['nothing is limited', {}],
  ['every flag has its default', { code: { active: true }, coupon: { valid: true } }],
  ['every limit is null', { code: { maxRedemptions: null, expiresAt: null, minimumAmount: null } }],
  ['the code names no coupon', { code: { couponId: null } }],
  ['the code expires right now', { code: { expiresAt: now } }],
  [
    'the code expires right now in another time zone',
    { code: { expiresAt: '2026-11-20T17:30:00+05:30' } },
  ],
  ['the coupon expires right now', { coupon: { redeemBy: new Date(now) } }],
  ['one redemption of the code is left', { code: { maxRedemptions: 5, timesRedeemed: 4 } }],
  [
    'one redemption of the coupon is left',
    { coupon: { maxRedemptions: 5 }, history: { couponRedemptions: 4 } },
  ],
  ['the order is exactly the minimum', { code: { minimumAmount: 100 } }],
  [
    'the minimum has the same currency in another letter case',
    { code: { minimumAmount: 100, minimumAmountCurrency: 'usd' } },
  ],
  [
    'a minimum of zero is in another currency',
    { code: { minimumAmount: 0, minimumAmountCurrency: 'EUR' } },
  ],
  ['a flat coupon has the currency of the order', { coupon: flat, order: { currency: 'usd' } }],
  [
    'a percentage coupon happens to name another currency',
    { coupon: { percentOff: 20, currency: 'EUR' } },
  ],
  ['it is the first order', { code: { firstTimeOrder: true }, history: { customerOrders: 0 } }],
  [
    'it is the customer the code is limited to',
    { code: toCustomer, order: { customerId: 'cus_1' } },
  ],
  [
    'a customer without an id has the email in the code',
    { code: toCustomerEmail, order: { email: 'ann@example.com' } },
  ],
  ['a customer is named but the limit is off', { code: { customerId: 'cus_1' } }],
  [
    'it is the affiliate the code is limited to',
    { code: toAffiliate, order: { affiliateId: 'aff_1' } },
  ],
  [
    'an affiliate without an id has the email in the code',
    { code: toAffiliate, order: { email: 'John@example.com' } },
  ],
  ['one product is eligible', { coupon: limited, order: { productIds: ['pro'] } }],
]

const refused: readonly (readonly [string, RefusalReason, Change])[] = [
  ['it belongs to another coupon', 'CODE_OF_OTHER_COUPON', { code: { couponId: 'coupon_2' } }],
  ['it is not active', 'CODE_INACTIVE', { code: { active: false } }],
  [
    'it expired a millisecond ago',
    'CODE_EXPIRED',
    { code: { expiresAt: '2026-11-20T11:59:59.999Z' } },
  ],
  [
    'it expired an hour ago in another time zone',
    'CODE_EXPIRED',
    { code: { expiresAt: '2026-11-20T16:30:00+05:30' } },
  ],
  ['it is used up', 'CODE_LIMIT_REACHED', { code: { maxRedemptions: 5, timesRedeemed: 5 } }],
  ['it is over its limit', 'CODE_LIMIT_REACHED', { code: { maxRedemptions: 5, timesRedeemed: 9 } }],
  ['its limit is zero', 'CODE_LIMIT_REACHED', { code: { maxRedemptions: 0, timesRedeemed: 0 } }],
  ['its number of redemptions is unknown', 'CODE_LIMIT_REACHED', { code: { maxRedemptions: 5 } }],
  ['its coupon is not valid', 'COUPON_INVALID', { coupon: { valid: false } }],
  [
    'its coupon expired a millisecond ago',
    'COUPON_EXPIRED',
    { coupon: { redeemBy: '2026-11-20T11:59:59.999Z' } },
  ],
  [
    'its coupon is used up by other codes',
    'COUPON_LIMIT_REACHED',
    {
      coupon: { maxRedemptions: 5 },
      code: { timesRedeemed: 0, maxRedemptions: 5 },
      history: { couponRedemptions: 5 },
    },
  ],
  [
    'the number of redemptions of its coupon is unknown',
    'COUPON_LIMIT_REACHED',
    { coupon: { maxRedemptions: 5 } },
  ],
  [
    'another customer orders',
    'CUSTOMER_NOT_ALLOWED',
    { code: toCustomer, order: { customerId: 'CUS_1' } },
  ],
  ['the customer is unknown', 'CUSTOMER_NOT_ALLOWED', { code: toCustomer }],
  [
    'the id differs although the email matches',
    'CUSTOMER_NOT_ALLOWED',
    { code: toCustomerEmail, order: { customerId: 'cus_2', email: 'ann@example.com' } },
  ],
  [
    'it is limited to customers but names none',
    'CUSTOMER_NOT_ALLOWED',
    { code: { limitToCustomers: true }, order: { customerId: 'cus_1' } },
  ],
  [
    'another affiliate orders',
    'AFFILIATE_NOT_ALLOWED',
    { code: toAffiliate, order: { affiliateId: 'aff_2', email: 'john@example.com' } },
  ],
  ['the affiliate is unknown', 'AFFILIATE_NOT_ALLOWED', { code: toAffiliate }],
  [
    'it is the second order',
    'NOT_FIRST_ORDER',
    { code: { firstTimeOrder: true }, history: { customerOrders: 1 } },
  ],
  [
    'the number of earlier orders is unknown',
    'NOT_FIRST_ORDER',
    { code: { firstTimeOrder: true } },
  ],
  [
    'the order is a cent below the minimum',
    'BELOW_MINIMUM_AMOUNT',
    { code: { minimumAmount: 100.01 } },
  ],
  [
    'the minimum is in another currency',
    'MINIMUM_AMOUNT_CURRENCY_DIFFERS',
    { code: { minimumAmount: 1, minimumAmountCurrency: 'EUR' } },
  ],
  [
    'a flat coupon has another currency',
    'CURRENCY_DIFFERS',
    { coupon: flat, order: { currency: 'EUR' } },
  ],
  [
    'no product is eligible',
    'NO_ELIGIBLE_PRODUCT',
    { coupon: limited, order: { productIds: ['x'] } },
  ],
  ['no product is named', 'NO_ELIGIBLE_PRODUCT', { coupon: limited }],
  ['there are no items', 'NO_ELIGIBLE_PRODUCT', { coupon: limited, order: { items: [] } }],
]

describe('a code can be used when', () => {
  it.each(allowed)('%s', (_, change) => {
    expect(reasonsOf(change)).toEqual([])
  })
})

describe('a code is refused when', () => {
  it.each(refused)('%s: %s', (_, reason, change) => {
    expect(reasonsOf(change)).toEqual([reason])
  })

  it('any reason applies, and all of them are in the table above', () => {
    const seen = new Set(refused.map(([, reason]) => reason))
    expect(refusalReasons.filter((reason) => !seen.has(reason))).toEqual([])
  })
})

describe('a refusal', () => {
  it('names every reason, in the order of refusalReasons', () => {
    const reasons = reasonsOf({
      coupon: {
        ...flat,
        ...limited,
        valid: false,
        redeemBy: '2020-01-01T00:00:00Z',
        maxRedemptions: 0,
      },
      code: {
        ...toCustomer,
        ...toAffiliate,
        couponId: 'coupon_2',
        active: false,
        expiresAt: '2020-01-01T00:00:00Z',
        maxRedemptions: 0,
        firstTimeOrder: true,
        minimumAmount: 500,
      },
      order: { currency: 'EUR' },
    })
    const both = new Set<RefusalReason>(['MINIMUM_AMOUNT_CURRENCY_DIFFERS'])
    expect(reasons).toEqual(refusalReasons.filter((reason) => !both.has(reason)))
  })

  it('names the rule, the expected value, and the received value', () => {
    const verdict = evaluateRedemption(requestOf({ code: { minimumAmount: 150.5 } }))
    expect(verdict).toEqual({
      redeemable: false,
      reasons: [
        {
          reason: 'BELOW_MINIMUM_AMOUNT',
          rule: 'code.minimumAmount',
          message: 'The order must be 150.50 USD or more, but is 100.00 USD.',
          expected: 150.5,
          received: 100,
        },
      ],
    })
  })

  it.each([
    [1, 'The code is for first orders only, and the customer already has 1 order.'],
    [2, 'The code is for first orders only, and the customer already has 2 orders.'],
  ])('counts the orders of a customer: %d', (customerOrders, message) => {
    const change = { code: { firstTimeOrder: true }, history: { customerOrders } }
    expect(evaluateRedemption(requestOf(change))).toMatchObject({ reasons: [{ message }] })
  })

  it('names the number that was missing', () => {
    const verdict = evaluateRedemption(requestOf({ coupon: { maxRedemptions: 5 } }))
    expect(verdict).toMatchObject({
      reasons: [
        {
          message: 'Redemptions are limited to 5, but history.couponRedemptions was not given.',
          received: null,
        },
      ],
    })
  })

  it('describes a limit of one redemption in plain words', () => {
    const verdict = evaluateRedemption(requestOf({ code: { maxRedemptions: 1, timesRedeemed: 1 } }))
    expect(verdict).toMatchObject({ reasons: [{ message: '1 of 1 redemption has been used.' }] })
  })

  it('never names a customer or affiliate in its message', () => {
    const verdict = evaluateRedemption(requestOf({ code: { ...toCustomer, ...toAffiliate } }))
    const messages = verdict.redeemable ? [] : verdict.reasons.map(({ message }) => message)
    expect(messages).toHaveLength(2)
    expect(messages.join()).not.toMatch(/cus_1|aff_1|@/)
  })
})

describe('evaluateCode', () => {
  it('checks a code before an order exists', () => {
    expect(evaluateCode({ coupon, code, now })).toEqual({ redeemable: true })
  })

  it('names every reason of the code and its coupon', () => {
    const verdict = evaluateCode({ coupon: { valid: false }, code: { active: false }, now })
    expect(verdict).toMatchObject({
      redeemable: false,
      reasons: [{ reason: 'CODE_INACTIVE' }, { reason: 'COUPON_INVALID' }],
    })
  })

  it('checks the redeemer only when one is given', () => {
    expect(evaluateCode({ coupon, code: toCustomer, now }).redeemable).toBe(true)
    expect(evaluateCode({ coupon, code: toCustomer, redeemer: {}, now }).redeemable).toBe(false)
  })
})

describe('the types', () => {
  it('accept records as Referly returns them', () => {
    expectTypeOf<Coupon>().toExtend<RedeemableCoupon>()
    expectTypeOf<PromotionalCode>().toExtend<RedeemableCode>()
  })

  it('reject input without the current time', () => {
    // @ts-expect-error now is required: the package has no clock
    expect(() => evaluateCode({ coupon, code })).toThrow()
  })
})
