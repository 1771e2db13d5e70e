import { describe, expect, it } from 'vitest'
import {
  evaluateRedemption,
  isRedemptionInputError,
  RedemptionInputError,
  type RedemptionInputErrorCode,
  type RedemptionRequest,
} from '../src/index.js'

const request: RedemptionRequest = {
  coupon: { percentOff: 20 },
  code: {},
  order: { amount: 100, currency: 'USD' },
  now: '2026-11-20T12:00:00Z',
}

const limited = { percentOff: 20, limitToProducts: true, productIds: ['a'] }

type Case = readonly [string, RedemptionInputErrorCode, Record<string, unknown>]

const invalid: readonly Case[] = [
  ['coupon', 'INVALID_INPUT', { coupon: undefined }],
  ['code', 'INVALID_INPUT', { code: 'SAVE20' }],
  ['order', 'INVALID_INPUT', { order: null }],
  ['order.items', 'INVALID_INPUT', { order: { ...request.order, items: 'a' } }],
  ['order.items[0]', 'INVALID_INPUT', { order: { ...request.order, items: ['a'] } }],
  ['order.productIds', 'INVALID_INPUT', { order: { ...request.order, productIds: 'a' } }],
  ['order.amount', 'INVALID_AMOUNT', { order: { amount: '34.90', currency: 'USD' } }],
  ['order.amount', 'INVALID_AMOUNT', { order: { amount: Number.NaN, currency: 'USD' } }],
  ['order.amount', 'INVALID_AMOUNT', { order: { amount: -1, currency: 'USD' } }],
  ['order.amount', 'AMOUNT_TOO_LARGE', { order: { amount: 1e15, currency: 'USD' } }],
  ['order.currency', 'INVALID_CURRENCY', { order: { amount: 1, currency: '$' } }],
  ['code.minimumAmount', 'INVALID_AMOUNT', { code: { minimumAmount: Number.NaN } }],
  [
    'code.minimumAmountCurrency',
    'INVALID_CURRENCY',
    { code: { minimumAmount: 1, minimumAmountCurrency: 'dollar' } },
  ],
  ['code.timesRedeemed', 'INVALID_COUNT', { code: { timesRedeemed: -1 } }],
  ['code.maxRedemptions', 'INVALID_COUNT', { code: { maxRedemptions: 1.5 } }],
  ['coupon.maxRedemptions', 'INVALID_COUNT', { coupon: { percentOff: 1, maxRedemptions: '9' } }],
  ['history.couponRedemptions', 'INVALID_COUNT', { history: { couponRedemptions: Number.NaN } }],
  ['history.customerOrders', 'INVALID_COUNT', { history: { customerOrders: -1 } }],
  [
    'order.items[0].quantity',
    'INVALID_COUNT',
    {
      coupon: limited,
      order: { ...request.order, items: [{ productId: 'a', amount: 1, quantity: 0 }] },
    },
  ],
  [
    'order.items[0].amount',
    'INVALID_AMOUNT',
    { coupon: limited, order: { ...request.order, items: [{ productId: 'a', amount: -1 }] } },
  ],
  ['coupon.percentOff', 'INVALID_PERCENT', { coupon: { percentOff: 100.5 } }],
  ['coupon.percentOff', 'INVALID_PERCENT', { coupon: { percentOff: Number.NaN } }],
  ['coupon.percentOff', 'INVALID_COUPON', { coupon: {} }],
  ['coupon.amountOff', 'INVALID_COUPON', { coupon: { couponType: 'FLAT', currency: 'USD' } }],
  ['coupon.currency', 'INVALID_COUPON', { coupon: { couponType: 'FLAT', amountOff: 5 } }],
  ['coupon.couponType', 'INVALID_COUPON', { coupon: { couponType: 'FREE', percentOff: 5 } }],
  ['coupon.duration', 'INVALID_COUPON', { coupon: { percentOff: 5, duration: 'weekly' } }],
  [
    'coupon.durationInMonths',
    'INVALID_COUPON',
    { coupon: { percentOff: 5, duration: 'repeating' } },
  ],
  [
    'coupon.durationInMonths',
    'INVALID_COUNT',
    { coupon: { percentOff: 5, duration: 'repeating', durationInMonths: 0 } },
  ],
]

const badInstants: readonly (readonly [string, unknown])[] = [
  ['an invalid Date', new Date(Number.NaN)],
  ['nothing', undefined],
  ['a number', 1_700_000_000],
  ['not a date', 'tomorrow'],
  ['a bare date', '2026-11-30'],
  ['a date-time without offset', '2026-11-30T12:00:00'],
  ['a day that does not exist', '2026-02-30T12:00:00Z'],
  ['an hour that does not exist', '2026-11-30T24:00:00Z'],
  ['an offset that does not exist', '2026-11-30T12:00:00+24:00'],
]

/** Calls without types, as invalid input arrives in practice. */
function evaluateUntyped(change: Record<string, unknown>): unknown {
  return evaluateRedemption({ ...request, ...change } as RedemptionRequest)
}

function catchError(change: Record<string, unknown>): unknown {
  try {
    return evaluateUntyped(change)
  } catch (error) {
    return error
  }
}

describe('invalid input', () => {
  it.each(invalid)('in %s is a %s error that names the field', (field, code, change) => {
    const error = catchError(change)
    expect(error).toBeInstanceOf(RedemptionInputError)
    expect(error).toMatchObject({ name: 'RedemptionInputError', code, field })
    expect(String(error)).toContain(`\`${field}\` must be `)
  })

  it('can be told apart from other errors by a guard', () => {
    expect(isRedemptionInputError(catchError({ coupon: {} }))).toBe(true)
    expect(isRedemptionInputError(new TypeError('other'))).toBe(false)
  })

  it('names the expected and the received value in one sentence', () => {
    expect(catchError({ order: { amount: '34.90', currency: 'USD' } })).toMatchObject({
      message: '`order.amount` must be a number of at least 0, but was "34.90".',
    })
  })
})

describe('a time', () => {
  it.each(badInstants)('is refused when it is %s', (_, instant) => {
    expect(catchError({ now: instant })).toMatchObject({ code: 'INVALID_DATE', field: 'now' })
  })

  it.each([
    ['code.expiresAt', { code: { expiresAt: '2026-11-30' } }],
    ['coupon.redeemBy', { coupon: { percentOff: 1, redeemBy: '2026-11-30' } }],
  ])('is refused by its name in %s', (field, change) => {
    expect(catchError(change)).toMatchObject({ code: 'INVALID_DATE', field })
  })

  it.each([
    '2026-11-20T12:00:00Z',
    '2026-11-20t12:00:00z',
    '2026-11-20 12:00:00+00:00',
    '2026-11-20T12:00:00.123456Z',
    '2024-02-29T23:59:59-23:59',
  ])('is read from %s', (instant) => {
    expect(catchError({ now: instant })).toMatchObject({ redeemable: true })
  })
})
