import type { ContractCase, ExpectedAnswer, GivenRequest } from '../../contract-case.js'
import { unknownId } from '../accepted-bodies.js'
import { ownCoupon, codeOfOwnCoupon, saleWithCode } from '../given.js'

const flat: GivenRequest = {
  as: 'own',
  operation: 'createCoupon',
  body: { name: 'Own', couponType: 'FLAT', amountOff: 10, currency: 'USD' },
}

const repeating: GivenRequest = {
  as: 'own',
  operation: 'createCoupon',
  body: { name: 'Own', percentOff: 20, duration: 'repeating', durationInMonths: 3 },
}

const lookup: ExpectedAnswer = {
  operation: 'listCoupons',
  query: { id: '{own.id}' },
  status: 200,
  shape: 'single',
}

const updates: readonly ContractCase[] = [
  {
    name: 'updateCoupon changes the coupon and nothing else',
    given: [repeating],
    operation: 'updateCoupon',
    body: { couponId: '{own.id}', percentOff: 25 },
    status: 200,
    shape: 'single',
    shows: {
      id: '{own.id}',
      name: 'Own',
      percentOff: 25,
      duration: 'repeating',
      durationInMonths: 3,
    },
    afterwards: [{ ...lookup, shows: { percentOff: 25, durationInMonths: 3 } }],
  },
  {
    name: 'updateCoupon changes the terms of all codes of the coupon',
    given: [
      ownCoupon,
      codeOfOwnCoupon,
      {
        operation: 'createPromotionalCode',
        body: {
          couponId: '{own.id}',
          code: 'SECOND-{unique}',
          externalId: 'second-{unique}',
          expiresAt: '2098-12-31T23:59:59.000Z',
          maxRedemptions: 7,
          minimumAmount: 49.5,
          minimumAmountCurrency: 'USD',
          customerId: 'customer-1',
        },
      },
    ],
    operation: 'updateCoupon',
    body: { couponId: '{own.id}', percentOff: 25 },
    status: 200,
    shape: 'single',
    afterwards: [
      {
        operation: 'listPromotionalCodes',
        query: { couponId: '{own.id}' },
        status: 200,
        shape: 'list',
        shows: { coupon: { id: '{own.id}', percentOff: 25 } },
      },
    ],
  },
  {
    name: 'updateCoupon changes every property and keeps the others',
    given: [
      {
        ...flat,
        body: { ...flat.body, externalId: 'ext-{unique}', integrationType: 'stripe' },
      },
    ],
    operation: 'updateCoupon',
    body: {
      couponId: '{own.id}',
      name: 'Everything',
      couponType: 'PERCENTAGE',
      percentOff: 100,
      duration: 'repeating',
      durationInMonths: 6,
      maxRedemptions: 2147483647,
      limitToProducts: true,
      productIds: ['basic', 'pro'],
      valid: false,
      redeemBy: '2099-12-31T23:59:59.000Z',
    },
    status: 200,
    shape: 'single',
    shows: {
      id: '{own.id}',
      name: 'Everything',
      couponType: 'PERCENTAGE',
      percentOff: 100,
      amountOff: null,
      currency: null,
      duration: 'repeating',
      durationInMonths: 6,
      maxRedemptions: 2147483647,
      limitToProducts: true,
      productIds: ['basic', 'pro'],
      valid: false,
      redeemBy: '2099-12-31T23:59:59.000Z',
      externalId: 'ext-{unique}',
      integrationType: 'stripe',
    },
  },
  {
    name: 'updateCoupon changes a coupon to a flat amount',
    given: [ownCoupon],
    operation: 'updateCoupon',
    body: { couponId: '{own.id}', couponType: 'FLAT', amountOff: 5.5, currency: 'USD' },
    status: 200,
    shape: 'single',
    shows: { couponType: 'FLAT', amountOff: 5.5, currency: 'USD', percentOff: null },
  },
  {
    name: 'updateCoupon changes a flat amount without couponType',
    given: [flat],
    operation: 'updateCoupon',
    body: { couponId: '{own.id}', amountOff: 12 },
    status: 200,
    shape: 'single',
    shows: { couponType: 'FLAT', amountOff: 12, currency: 'USD' },
  },
  ...['once', 'forever'].map((duration): ContractCase => ({
    name: `updateCoupon changes the duration to ${duration} and clears durationInMonths`,
    given: [repeating],
    operation: 'updateCoupon',
    body: { couponId: '{own.id}', duration },
    status: 200,
    shape: 'single',
    shows: { duration, durationInMonths: null },
  })),
  {
    name: 'updateCoupon removes the limit and the date with null',
    given: [
      {
        as: 'own',
        operation: 'createCoupon',
        body: {
          name: 'Own',
          percentOff: 20,
          maxRedemptions: 5,
          redeemBy: '2099-12-31T23:59:59.000Z',
        },
      },
    ],
    operation: 'updateCoupon',
    body: { couponId: '{own.id}', maxRedemptions: null, redeemBy: null },
    status: 200,
    shape: 'single',
    shows: { maxRedemptions: null, redeemBy: null, percentOff: 20 },
    afterwards: [{ ...lookup, shows: { maxRedemptions: null, redeemBy: null } }],
  },
  {
    name: 'updateCoupon accepts an update without changes',
    given: [ownCoupon],
    operation: 'updateCoupon',
    body: { couponId: '{own.id}' },
    status: 200,
    shape: 'single',
    shows: { id: '{own.id}', name: 'Own', percentOff: 20 },
  },
  {
    name: 'updateCoupon ignores an unknown property',
    given: [ownCoupon],
    operation: 'updateCoupon',
    body: { couponId: '{own.id}', color: 'red' },
    status: 200,
    shape: 'single',
  },
]

const limits: readonly ContractCase[] = [
  {
    name: 'updateCoupon accepts a maxRedemptions that equals the redemptions',
    given: [ownCoupon, codeOfOwnCoupon, saleWithCode, saleWithCode],
    operation: 'updateCoupon',
    body: { couponId: '{own.id}', maxRedemptions: 2 },
    status: 200,
    shape: 'single',
    shows: { maxRedemptions: 2 },
    afterwards: [
      {
        operation: 'createSale',
        body: { totalEarned: 100, promoCode: 'OWN-{unique}', name: 'Ada' },
        preferredStatus: 409,
        status: 409,
      },
    ],
  },
  {
    name: 'updateCoupon rejects a maxRedemptions below the redemptions and names both',
    given: [ownCoupon, codeOfOwnCoupon, saleWithCode, saleWithCode],
    operation: 'updateCoupon',
    body: { couponId: '{own.id}', maxRedemptions: 1 },
    preferredStatus: 400,
    status: 400,
    mentions: ['1', '2'],
    afterwards: [{ ...lookup, shows: { maxRedemptions: null } }],
  },
  {
    name: 'updateCoupon does not find an unknown coupon',
    operation: 'updateCoupon',
    body: { couponId: unknownId, percentOff: 25 },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'updateCoupon does not find a deleted coupon',
    given: [ownCoupon, { operation: 'deleteCoupon', body: { couponId: '{own.id}' } }],
    operation: 'updateCoupon',
    body: { couponId: '{own.id}', percentOff: 25 },
    preferredStatus: 404,
    status: 404,
  },
]

/** The cases about updating coupons. */
export const couponUpdates: readonly ContractCase[] = [...updates, ...limits]
