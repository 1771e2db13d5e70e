import type { ContractCase, ExpectedAnswer, GivenRequest } from '../../contract-case.js'
import { unknownSaleId } from '../accepted-bodies.js'
import { ownSale } from '../given.js'

const refund: GivenRequest = { operation: 'refundSale', body: { saleId: '{own.id}' } }

const lookup: ExpectedAnswer = {
  operation: 'listSales',
  query: { id: '{own.id}' },
  status: 200,
  shape: 'one',
}

/** The cases about updating sales. */
export const saleUpdates: readonly ContractCase[] = [
  {
    name: 'updateSale changes the total and recalculates the commission',
    given: [ownSale],
    operation: 'updateSale',
    body: { saleId: '{own.id}', totalEarned: 80.5 },
    status: 200,
    shape: 'single',
    // 25% of 80.50, rounded half up.
    shows: { id: '{own.id}', totalEarned: 80.5, commissionRate: 25, commissionEarned: 20.13 },
    afterwards: [{ ...lookup, shows: { totalEarned: 80.5, commissionEarned: 20.13 } }],
  },
  {
    name: 'updateSale deducts tax and shipping from a changed total',
    given: [
      {
        as: 'own',
        operation: 'createSale',
        body: { totalEarned: 100, referralId: '{referral.id}', tax: 8, shipping: 2 },
      },
    ],
    operation: 'updateSale',
    body: { saleId: '{own.id}', totalEarned: 50 },
    status: 200,
    shape: 'single',
    shows: { totalEarned: 50, taxAmount: 8, shippingAmount: 2, commissionEarned: 10 },
  },
  {
    name: 'updateSale changes the rate and recalculates the commission',
    given: [ownSale],
    operation: 'updateSale',
    body: { saleId: '{own.id}', commissionRate: 10 },
    status: 200,
    shape: 'single',
    shows: { totalEarned: 100, commissionRate: 10, commissionEarned: 10 },
  },
  {
    name: 'updateSale changes every property',
    given: [ownSale],
    operation: 'updateSale',
    body: {
      saleId: '{own.id}',
      name: 'Łucja',
      email: 'all-{unique}@example.com',
      totalEarned: 80,
      commissionRate: 30,
      commissionEarned: 7.5,
    },
    status: 200,
    shape: 'single',
    shows: {
      id: '{own.id}',
      affiliateId: '{affiliate.id}',
      externalId: 'own-{unique}',
      name: 'Łucja',
      email: 'all-{unique}@example.com',
      totalEarned: 80,
      commissionRate: 30,
      commissionEarned: 7.5,
      status: 'ACTIVE',
    },
  },
  {
    name: 'updateSale accepts an update without changes',
    given: [ownSale],
    operation: 'updateSale',
    body: { saleId: '{own.id}' },
    status: 200,
    shape: 'single',
    shows: { id: '{own.id}', totalEarned: 100, commissionEarned: 25 },
  },
  {
    name: 'updateSale ignores an unknown property',
    given: [ownSale],
    operation: 'updateSale',
    body: { saleId: '{own.id}', color: 'red' },
    status: 200,
    shape: 'single',
  },
  {
    name: 'updateSale rejects a refunded sale',
    given: [ownSale, refund],
    operation: 'updateSale',
    body: { saleId: '{own.id}', totalEarned: 80 },
    preferredStatus: 400,
    status: 400,
    afterwards: [{ ...lookup, shows: { totalEarned: 100, commissionEarned: 0 } }],
  },
  {
    name: 'updateSale does not find an unknown sale',
    operation: 'updateSale',
    body: { saleId: unknownSaleId, totalEarned: 80 },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'updateSale rejects an update without saleId',
    operation: 'updateSale',
    body: { totalEarned: 80 },
    status: 400,
  },
]
