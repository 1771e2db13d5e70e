import type { ContractCase, ExpectedAnswer, GivenRequest } from '../contract-case.js'
import { unknownSaleId } from './accepted-bodies.js'
import { ownSale } from './given.js'

const refund: GivenRequest = { operation: 'refundSale', body: { saleId: '{own.id}' } }

const lookup: ExpectedAnswer = {
  operation: 'listSales',
  query: { id: '{own.id}' },
  status: 200,
  shape: 'one',
}

/** The cases about refunding sales. */
export const refundCases: readonly ContractCase[] = [
  {
    name: 'refundSale sets the commission to zero and the status to REFUNDED',
    given: [ownSale],
    operation: 'refundSale',
    body: { saleId: '{own.id}' },
    status: 200,
    shape: 'single',
    shows: { success: true, alreadyRefunded: false },
    afterwards: [
      { ...lookup, shows: { totalEarned: 100, commissionEarned: 0, status: 'REFUNDED' } },
    ],
  },
  {
    name: 'refundSale changes nothing the second time',
    given: [ownSale, refund],
    operation: 'refundSale',
    body: { saleId: '{own.id}' },
    preferredExample: 'repeated',
    status: 200,
    shape: 'single',
    shows: { success: true, alreadyRefunded: true },
    afterwards: [{ ...lookup, shows: { commissionEarned: 0, status: 'REFUNDED' } }],
  },
  {
    name: 'refundSale undoes the redemption of the code',
    given: [
      {
        as: 'code',
        operation: 'createPromotionalCode',
        body: {
          couponId: '{coupon.id}',
          code: 'OWN-{unique}',
          affiliateId: '{affiliate.id}',
          maxRedemptions: 1,
        },
      },
      {
        as: 'own',
        operation: 'createSale',
        body: { totalEarned: 100, promoCode: 'OWN-{unique}', name: 'Ada' },
      },
    ],
    operation: 'refundSale',
    body: { saleId: '{own.id}' },
    status: 200,
    shape: 'single',
    afterwards: [
      {
        operation: 'listPromotionalCodes',
        query: { id: '{code.id}' },
        status: 200,
        shape: 'single',
        shows: { timesRedeemed: 0 },
      },
      {
        operation: 'createSale',
        body: { totalEarned: 50, promoCode: 'OWN-{unique}', name: 'Bob' },
        status: 200,
        shape: 'single',
        shows: { totalEarned: 50 },
      },
    ],
  },
  {
    name: 'refundSale keeps the unique keys of the sale',
    given: [ownSale],
    operation: 'refundSale',
    body: { saleId: '{own.id}' },
    status: 200,
    shape: 'single',
    afterwards: [
      {
        operation: 'createSale',
        body: { totalEarned: 100, referralId: '{referral.id}', externalId: 'own-{unique}' },
        status: 200,
        shape: 'single',
        shows: { id: '{own.id}', status: 'REFUNDED' },
      },
    ],
  },
  {
    name: 'refundSale does not find an unknown sale and gives the reason',
    operation: 'refundSale',
    body: { saleId: unknownSaleId },
    preferredStatus: 404,
    status: 404,
    shows: { reason: 'SALE_NOT_FOUND' },
  },
  {
    name: 'refundSale does not find a deleted sale',
    given: [ownSale, { operation: 'deleteSale', body: { saleId: '{own.id}' } }],
    operation: 'refundSale',
    body: { saleId: '{own.id}' },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'refundSale rejects a string as saleId and gives the reason',
    operation: 'refundSale',
    body: { saleId: '1' },
    status: 400,
    shows: { reason: 'INVALID_REQUEST' },
  },
]
