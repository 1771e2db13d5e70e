import type { ContractCase, ExpectedAnswer, GivenRequest } from '../../contract-case.js'
import { unknownId } from '../accepted-bodies.js'
import { ownAffiliate } from '../given.js'

const code: GivenRequest = {
  as: 'code',
  operation: 'createPromotionalCode',
  body: { couponId: '{coupon.id}', code: 'OWN-{unique}', affiliateId: '{own.id}' },
}

const sale: GivenRequest = {
  as: 'sale',
  operation: 'createSale',
  body: { totalEarned: 100, referralId: '{own.id}', name: 'Ada' },
}

const lookup: ExpectedAnswer = {
  operation: 'listAffiliates',
  query: { id: '{own.id}' },
  status: 200,
  shape: 'one',
}

/** The cases about deleting affiliates. */
export const affiliateDeletions: readonly ContractCase[] = [
  {
    name: 'deleteAffiliate deletes an affiliate and their links',
    given: [ownAffiliate],
    operation: 'deleteAffiliate',
    body: { id: '{own.id}' },
    status: 204,
    afterwards: [
      { ...lookup, shape: 'empty' },
      { operation: 'listLinks', query: { link: 'own-{unique}' }, status: 200, shape: 'empty' },
      {
        operation: 'createAffiliate',
        body: {
          firstName: 'Grace',
          lastName: 'Again',
          email: 'own-{unique}@example.com',
          affiliateLink: 'own-{unique}',
        },
        status: 200,
        shape: 'single',
        shows: { lastName: 'Again' },
      },
    ],
  },
  {
    name: 'deleteAffiliate keeps the sales and the commission of the affiliate',
    given: [ownAffiliate, sale],
    operation: 'deleteAffiliate',
    body: { id: '{own.id}' },
    status: 204,
    afterwards: [
      {
        operation: 'listSales',
        query: { id: '{sale.id}' },
        status: 200,
        shape: 'one',
        shows: { affiliateId: '{own.id}', totalEarned: 100, commissionEarned: 10 },
      },
    ],
  },
  {
    name: 'deleteAffiliate keeps the codes of the affiliate, without an affiliate',
    given: [ownAffiliate, code],
    operation: 'deleteAffiliate',
    body: { id: '{own.id}' },
    status: 204,
    afterwards: [
      {
        operation: 'listPromotionalCodes',
        query: { code: 'OWN-{unique}' },
        status: 200,
        shape: 'single',
        shows: { code: 'OWN-{unique}', affiliateId: null, affiliate: null },
      },
    ],
  },
  {
    name: 'deleteAffiliate does not find an unknown affiliate',
    operation: 'deleteAffiliate',
    body: { id: unknownId },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'deleteAffiliate does not find an affiliate that was already deleted',
    given: [ownAffiliate, { operation: 'deleteAffiliate', body: { id: '{own.id}' } }],
    operation: 'deleteAffiliate',
    body: { id: '{own.id}' },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'deleteAffiliate rejects a number as id',
    operation: 'deleteAffiliate',
    body: { id: 5 },
    status: 400,
  },
]
