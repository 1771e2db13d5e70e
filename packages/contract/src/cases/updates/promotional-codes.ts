import type { ContractCase, ExpectedAnswer } from '../../contract-case.js'
import { unknownId } from '../accepted-bodies.js'
import { createOwnCode, bodyWithCode, saleWithCode } from '../given.js'

const lookup: ExpectedAnswer = {
  operation: 'listPromotionalCodes',
  query: { code: 'OWN-{unique}' },
  status: 200,
  shape: 'single',
}

const noCode: ExpectedAnswer = { ...lookup, shape: 'empty' }

const updates: readonly ContractCase[] = [
  {
    name: 'updatePromotionalCode disables a createOwnCode(), which keeps its text reserved',
    given: [createOwnCode()],
    operation: 'updatePromotionalCode',
    body: { promotionalCodeId: '{own.id}', active: false },
    status: 200,
    shape: 'single',
    shows: { id: '{own.id}', code: 'OWN-{unique}', active: false },
    afterwards: [
      { ...lookup, shows: { id: '{own.id}', active: false } },
      { operation: 'createSale', body: bodyWithCode, preferredStatus: 400, status: 400 },
      {
        operation: 'createPromotionalCode',
        body: { couponId: '{coupon.id}', code: 'own-{unique}' },
        preferredStatus: 409,
        status: 409,
      },
    ],
  },
  {
    name: 'updatePromotionalCode enables a code',
    given: [createOwnCode({ active: false })],
    operation: 'updatePromotionalCode',
    body: { promotionalCodeId: '{own.id}', active: true },
    status: 200,
    shape: 'single',
    shows: { active: true },
    afterwards: [
      {
        operation: 'createSale',
        body: bodyWithCode,
        status: 200,
        shape: 'single',
        shows: { affiliateId: '{affiliate.id}' },
      },
      { ...lookup, shows: { timesRedeemed: 1 } },
    ],
  },
  {
    name: 'updatePromotionalCode changes every property',
    given: [
      {
        as: 'own',
        operation: 'createPromotionalCode',
        body: { couponId: '{coupon.id}', code: 'OWN-{unique}' },
      },
    ],
    operation: 'updatePromotionalCode',
    body: {
      promotionalCodeId: '{own.id}',
      code: 'All-{unique}',
      affiliateId: '{affiliate.id}',
      active: false,
      expiresAt: '2098-12-31T23:59:59.000Z',
      maxRedemptions: 7,
      firstTimeOrder: true,
      minimumAmount: 49.5,
      minimumAmountCurrency: 'USD',
      limitToCustomers: true,
      customerId: 'customer-1',
      limitToAffiliate: true,
    },
    status: 200,
    shape: 'single',
    shows: {
      id: '{own.id}',
      couponId: '{coupon.id}',
      code: 'All-{unique}',
      affiliateId: '{affiliate.id}',
      affiliate: { email: '{affiliate.email}' },
      active: false,
      expiresAt: '2098-12-31T23:59:59.000Z',
      maxRedemptions: 7,
      firstTimeOrder: true,
      minimumAmount: 49.5,
      minimumAmountCurrency: 'USD',
      limitToCustomers: true,
      customerId: 'customer-1',
      limitToAffiliate: true,
    },
  },
  {
    name: 'updatePromotionalCode changes the text of a createOwnCode() and frees the old one',
    given: [createOwnCode()],
    operation: 'updatePromotionalCode',
    body: { promotionalCodeId: '{own.id}', code: 'New-{unique}' },
    status: 200,
    shape: 'single',
    shows: { id: '{own.id}', code: 'New-{unique}' },
    afterwards: [
      noCode,
      {
        ...lookup,
        query: { code: 'new-{unique}' },
        shows: { id: '{own.id}', code: 'New-{unique}' },
      },
      {
        operation: 'createPromotionalCode',
        body: { couponId: '{coupon.id}', code: 'OWN-{unique}' },
        status: 200,
        shape: 'single',
      },
    ],
  },
  {
    name: 'updatePromotionalCode changes the letter case of a code',
    given: [createOwnCode()],
    operation: 'updatePromotionalCode',
    body: { promotionalCodeId: '{own.id}', code: 'own-{unique}' },
    status: 200,
    shape: 'single',
    shows: { id: '{own.id}', code: 'own-{unique}' },
  },
  {
    name: 'updatePromotionalCode removes limits, dates, and the affiliate with null',
    given: [
      createOwnCode({
        expiresAt: '2098-12-31T23:59:59.000Z',
        maxRedemptions: 7,
        minimumAmount: 49.5,
        minimumAmountCurrency: 'USD',
        customerId: 'customer-1',
      }),
    ],
    operation: 'updatePromotionalCode',
    body: {
      promotionalCodeId: '{own.id}',
      affiliateId: null,
      expiresAt: null,
      maxRedemptions: null,
      minimumAmount: null,
      minimumAmountCurrency: null,
      customerId: null,
    },
    status: 200,
    shape: 'single',
    shows: {
      affiliateId: null,
      affiliate: null,
      expiresAt: null,
      maxRedemptions: null,
      minimumAmount: null,
      minimumAmountCurrency: null,
      customerId: null,
    },
  },
  {
    name: 'updatePromotionalCode accepts an update without changes',
    given: [createOwnCode()],
    operation: 'updatePromotionalCode',
    body: { promotionalCodeId: '{own.id}' },
    status: 200,
    shape: 'single',
    shows: { id: '{own.id}', code: 'OWN-{unique}', active: true },
  },
  {
    name: 'updatePromotionalCode ignores an unknown property',
    given: [createOwnCode()],
    operation: 'updatePromotionalCode',
    body: { promotionalCodeId: '{own.id}', color: 'red' },
    status: 200,
    shape: 'single',
  },
]

const conflicts: readonly ContractCase[] = [
  {
    name: 'updatePromotionalCode rejects a duplicate createOwnCode() in another letter case',
    given: [createOwnCode()],
    operation: 'updatePromotionalCode',
    body: { promotionalCodeId: '{own.id}', code: '{code.lowerCaseCode}' },
    preferredStatus: 409,
    status: 409,
    afterwards: [{ ...lookup, shows: { id: '{own.id}', code: 'OWN-{unique}' } }],
  },
  {
    name: 'updatePromotionalCode rejects the createOwnCode() of a disabled promotional code',
    given: [createOwnCode()],
    operation: 'updatePromotionalCode',
    body: { promotionalCodeId: '{own.id}', code: '{disabledCode.code}' },
    preferredStatus: 409,
    status: 409,
  },
  {
    name: 'updatePromotionalCode rejects an unknown affiliate',
    given: [createOwnCode()],
    operation: 'updatePromotionalCode',
    body: { promotionalCodeId: '{own.id}', affiliateId: unknownId },
    preferredStatus: 400,
    status: 400,
  },
  {
    name: 'updatePromotionalCode accepts a maxRedemptions that equals the redemptions',
    given: [createOwnCode(), saleWithCode, saleWithCode],
    operation: 'updatePromotionalCode',
    body: { promotionalCodeId: '{own.id}', maxRedemptions: 2 },
    status: 200,
    shape: 'single',
    shows: { maxRedemptions: 2, timesRedeemed: 2 },
    afterwards: [
      { operation: 'createSale', body: bodyWithCode, preferredStatus: 409, status: 409 },
    ],
  },
  {
    name: 'updatePromotionalCode rejects a maxRedemptions below the redemptions and names both',
    given: [createOwnCode(), saleWithCode, saleWithCode],
    operation: 'updatePromotionalCode',
    body: { promotionalCodeId: '{own.id}', maxRedemptions: 1 },
    preferredStatus: 400,
    status: 400,
    mentions: ['1', '2'],
  },
  {
    name: 'updatePromotionalCode does not find an unknown code',
    operation: 'updatePromotionalCode',
    body: { promotionalCodeId: unknownId, active: false },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'updatePromotionalCode rejects an update without promotionalCodeId',
    operation: 'updatePromotionalCode',
    body: { active: false },
    status: 400,
  },
]

/** The cases about updating promotional codes. */
export const promotionalCodeUpdates: readonly ContractCase[] = [...updates, ...conflicts]
