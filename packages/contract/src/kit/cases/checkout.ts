import type { JsonObject } from '../../contract-case.js'
import type { KitCase, KitExpected } from '../kit-case.js'
import { givenCode, held, order, reservationId } from './given-code.js'
import { kitSaleCases } from './kit-sales.js'

const discount = { amountOff: 11.98, amountOffMinor: 1198, total: 47.92, totalMinor: 4792 }

const items = [
  { productId: 'tea', amount: 9.95, quantity: 2 },
  { productId: 'pot', amount: 40 },
]

const quoteCases: readonly KitCase[] = [
  {
    name: 'createQuote returns the discount',
    operation: 'createQuote',
    given: givenCode(),
    body: { promoCode: ' spring20 ', order },
    status: 200,
    shows: { redeemable: true, reasons: [], promoCode: 'SPRING20', discount },
  },
  {
    name: 'createQuote applies a coupon to the eligible items',
    operation: 'createQuote',
    given: givenCode({}, { limitToProducts: true, productIds: ['pot'] }),
    body: {
      promoCode: 'SPRING20',
      order: { ...order, items },
      customer: { email: 'bo@example.com', customerId: 'u1', orders: 1 },
      referralId: '{affiliate.id}',
    },
    status: 200,
    shows: { discount: { base: 40, amountOff: 8, total: 51.9 } },
  },
  {
    name: 'createQuote returns every reason against a code',
    operation: 'createQuote',
    given: givenCode({ active: false, minimumAmount: 100 }),
    body: { promoCode: 'SPRING20', order },
    status: 200,
    shows: {
      redeemable: false,
      reasons: [
        {
          reason: 'CODE_INACTIVE',
          rule: 'code.active',
          message: 'The code is not active.',
          expected: true,
          received: false,
        },
        {
          reason: 'BELOW_MINIMUM_AMOUNT',
          rule: 'code.minimumAmount',
          message: 'The order must be 100.00 USD or more, but is 59.90 USD.',
          expected: 100,
          received: 59.9,
        },
      ],
    },
  },
  {
    name: 'createQuote refuses a code that does not exist',
    operation: 'createQuote',
    body: { promoCode: 'NOBODY', order },
    status: 200,
    shows: {
      redeemable: false,
      reasons: [
        {
          reason: 'CODE_NOT_FOUND',
          rule: 'code',
          message: 'The program has no such code.',
          expected: null,
          received: 'NOBODY',
        },
      ],
    },
  },
  {
    name: 'createQuote rejects another currency',
    operation: 'createQuote',
    body: { promoCode: 'SPRING20', order: { amount: 1, currency: 'EUR' } },
    isAskedForStatus: true,
    status: 400,
    shows: { code: 'INVALID_INPUT', field: 'quote.order.currency', received: '"EUR"' },
  },
]

const gone: KitExpected = {
  operation: 'createReservation',
  body: { promoCode: 'SPRING20', order, idempotencyKey: 'cart-2' },
  status: 200,
  shows: {
    redeemable: false,
    reasons: [
      {
        reason: 'CODE_LIMIT_REACHED',
        rule: 'code.maxRedemptions',
        message: '0 of 1 redemption has been used, and reservations hold 1.',
        expected: 1,
        received: 1,
      },
    ],
  },
}

const reservationCases: readonly KitCase[] = [
  {
    name: 'createReservation holds a use',
    operation: 'createReservation',
    given: givenCode({ maxRedemptions: 1 }),
    body: {
      promoCode: 'spring20',
      order,
      customer: { email: 'bo@example.com' },
      referralId: '{affiliate.id}',
      idempotencyKey: 'cart-1',
      holdSeconds: 60,
    },
    status: 200,
    shows: {
      redeemable: true,
      reservation: { status: 'HELD', email: 'bo@example.com', discount, saleId: null },
    },
    afterwards: [gone],
  },
  {
    name: 'createReservation returns the first reservation for a repeated key',
    operation: 'createReservation',
    given: [...givenCode({ maxRedemptions: 1 }), held],
    body: { promoCode: 'spring20', order, idempotencyKey: 'cart-1' },
    status: 200,
    shows: { reservation: { id: reservationId } },
  },
  ...[
    ['a hold of more than a day', { holdSeconds: 86_401 }, 'reservation.holdSeconds'],
    ['an empty key', { idempotencyKey: '' }, 'reservation.idempotencyKey'],
  ].map(([what, more, field]): KitCase => ({
    name: `createReservation rejects ${String(what)}`,
    operation: 'createReservation',
    body: { promoCode: 'SPRING20', order, idempotencyKey: 'cart-1', ...(more as JsonObject) },
    status: 400,
    shows: { code: 'INVALID_INPUT', field: field as string },
  })),
  {
    name: 'getReservation returns a reservation',
    operation: 'getReservation',
    given: [...givenCode(), held],
    params: { reservationId },
    status: 200,
    shows: { id: reservationId, status: 'HELD', idempotencyKey: 'cart-1', discount },
  },
  {
    name: 'releaseReservation frees the use',
    operation: 'releaseReservation',
    given: [...givenCode({ maxRedemptions: 1 }), held],
    params: { reservationId },
    status: 200,
    shows: { id: reservationId, status: 'RELEASED' },
    afterwards: [{ ...gone, shows: { redeemable: true, reservation: { status: 'HELD' } } }],
  },
  {
    name: 'releaseReservation rejects a reservation with a sale',
    operation: 'releaseReservation',
    given: [
      ...givenCode(),
      held,
      { kit: 'createKitSale', body: { totalEarned: 1, name: 'Bo', reservationId } },
    ],
    params: { reservationId },
    isAskedForStatus: true,
    status: 409,
    shows: { code: 'RESERVATION_REDEEMED' },
  },
  ...(['getReservation', 'releaseReservation'] as const).map((operation): KitCase => ({
    name: `${operation} does not find an unknown id`,
    operation,
    params: { reservationId: '0197a3c0-5f00-7000-8000-0000000000ff' },
    isAskedForStatus: true,
    status: 404,
    shows: { code: 'NOT_FOUND', field: 'reservation.reservationId' },
  })),
]

/** Cases of quotes, reservations, and sales from a checkout. */
export const checkoutCases: readonly KitCase[] = [
  ...quoteCases,
  ...reservationCases,
  ...kitSaleCases,
]
