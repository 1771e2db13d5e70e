import type { JsonObject } from '../../contract-case.js'
import type { KitGiven } from '../kit-case.js'

/** An order of 59.90 USD. */
export const order: JsonObject = { amount: 59.9, currency: 'USD' }

/** A code with 20% off, of an affiliate with a rate of 25%. */
export function givenCode(more: JsonObject = {}, coupon: JsonObject = {}): readonly KitGiven[] {
  const person = { firstName: 'Ada', lastName: 'Lim', email: 'ada@example.com', commissionRate: 25 }
  return [
    { referly: 'createAffiliate', body: person, as: 'affiliate' },
    { referly: 'createCoupon', body: { name: 'x', percentOff: 20, ...coupon }, as: 'coupon' },
    {
      referly: 'createPromotionalCode',
      body: {
        couponId: '{coupon.id}',
        affiliateId: '{affiliate.id}',
        code: 'SPRING20',
        ...more,
      },
    },
  ]
}

/** A use that is held. */
export const held: KitGiven = {
  kit: 'createReservation',
  body: { promoCode: 'spring20', order, idempotencyKey: 'cart-1' },
  as: 'held',
}

/** The placeholder for the id of `held`. */
export const reservationId: string = '{held.reservation.id}'
