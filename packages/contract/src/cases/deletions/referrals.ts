import type { ContractCase, ExpectedAnswer, GivenRequest } from '../../contract-case.js'
import { unknownId } from '../accepted-bodies.js'
import { ownCustomer, ownReferral } from '../given.js'

const sale: GivenRequest = {
  as: 'sale',
  operation: 'createSale',
  body: { totalEarned: 100, referralId: '{own.id}' },
}

const lookup: ExpectedAnswer = {
  operation: 'listReferrals',
  query: { id: '{own.id}' },
  status: 200,
  shape: 'one',
}

/** The cases about deleting referrals. */
export const referralDeletions: readonly ContractCase[] = [
  {
    name: 'deleteReferral deletes a referral and frees its unique keys',
    given: [ownReferral],
    operation: 'deleteReferral',
    body: { referralId: '{own.id}' },
    status: 204,
    afterwards: [
      { ...lookup, shape: 'empty' },
      {
        operation: 'createReferral',
        body: { ...ownCustomer, affiliateId: '{affiliate.id}', plan: 'new' },
        status: 200,
        shape: 'single',
        shows: { ...ownCustomer, plan: 'new' },
      },
    ],
  },
  {
    name: 'deleteReferral keeps the sales of the referral',
    given: [ownReferral, sale],
    operation: 'deleteReferral',
    body: { referralId: '{own.id}' },
    status: 204,
    afterwards: [
      {
        operation: 'listSales',
        query: { id: '{sale.id}' },
        status: 200,
        shape: 'one',
        shows: { affiliateId: '{affiliate.id}', totalEarned: 100, commissionEarned: 25 },
      },
    ],
  },
  {
    name: 'deleteReferral does not find an unknown referral',
    operation: 'deleteReferral',
    body: { referralId: unknownId },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'deleteReferral does not find a referral that was already deleted',
    given: [ownReferral, { operation: 'deleteReferral', body: { referralId: '{own.id}' } }],
    operation: 'deleteReferral',
    body: { referralId: '{own.id}' },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'deleteReferral rejects a number as referralId',
    operation: 'deleteReferral',
    body: { referralId: 5 },
    status: 400,
  },
]
