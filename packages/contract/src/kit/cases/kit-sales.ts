import type { KitCase } from '../kit-case.js'
import { givenCode, held, reservationId } from './given-code.js'

const payment = {
  totalEarned: 47.92,
  name: 'Bo',
  email: 'bo@example.com',
  externalId: 'pi-{unique}',
  externalInvoiceId: 'in-{unique}',
  commissionRate: 10,
  tax: 4.92,
  shipping: 3,
  product: { productId: 'tea', name: 'Tea', price: 9.95, quantity: 2 },
}

/** Cases of sales from a checkout. */
export const kitSaleCases: readonly KitCase[] = [
  {
    name: 'createKitSale redeems a reservation',
    operation: 'createKitSale',
    given: [...givenCode({ maxRedemptions: 1 }), held],
    body: { ...payment, reservationId, promoCode: 'spring20' },
    status: 200,
    shows: {
      id: 1,
      externalId: 'pi-{unique}',
      affiliateId: '{affiliate.id}',
      reservationId,
      redemption: 'COUNTED',
      commissionEarned: 4,
      currency: 'USD',
    },
    afterwards: [
      {
        operation: 'getReservation',
        params: { reservationId },
        status: 200,
        shows: { status: 'REDEEMED', saleId: 1 },
      },
    ],
  },
  {
    name: 'createKitSale dates a late payment by the time of the payment',
    operation: 'createKitSale',
    given: givenCode(),
    body: {
      ...payment,
      promoCode: 'spring20',
      referralId: '{affiliate.id}',
      occurredAt: '2026-03-01T10:30:00+01:00',
    },
    status: 200,
    shows: { reservationId: null, redemption: 'COUNTED', occurredAt: '2026-03-01T09:30:00.000Z' },
  },
  {
    name: 'createKitSale rejects an unknown reservation',
    operation: 'createKitSale',
    body: { ...payment, reservationId: 'nothing' },
    isAskedForStatus: true,
    status: 400,
    shows: { code: 'INVALID_INPUT', field: 'sale.reservationId', received: '"nothing"' },
  },
  {
    name: 'createKitSale rejects the reservation of another sale',
    operation: 'createKitSale',
    given: [
      ...givenCode(),
      held,
      { kit: 'createKitSale', body: { totalEarned: 1, name: 'Bo', reservationId } },
    ],
    body: { ...payment, reservationId },
    isAskedForStatus: true,
    status: 409,
    shows: { code: 'RESERVATION_REDEEMED', field: 'sale.reservationId' },
  },
  {
    name: 'createKitSale rejects a code that has been used up',
    operation: 'createKitSale',
    given: [...givenCode({ maxRedemptions: 1 }), held],
    body: { ...payment, promoCode: 'spring20' },
    isAskedForStatus: true,
    status: 409,
    shows: { code: 'LIMIT_REACHED', field: 'sale.promoCode' },
  },
]
