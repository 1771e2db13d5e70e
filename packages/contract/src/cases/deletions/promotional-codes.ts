import type { ContractCase, ExpectedAnswer } from '../../contract-case.js'
import { unknownId } from '../accepted-bodies.js'
import { createOwnCode, bodyWithCode, saleWithCode } from '../given.js'

const noCode: ExpectedAnswer = {
  operation: 'listPromotionalCodes',
  query: { code: 'OWN-{unique}' },
  status: 200,
  shape: 'empty',
}

/** The cases about deleting promotional codes. */
export const promotionalCodeDeletions: readonly ContractCase[] = [
  {
    name: 'deletePromotionalCode deletes a code, but not its coupon',
    given: [createOwnCode()],
    operation: 'deletePromotionalCode',
    body: { promotionalCodeId: '{own.id}' },
    status: 200,
    shape: 'single',
    shows: { deletedCode: { id: '{own.id}', code: 'OWN-{unique}' } },
    afterwards: [
      noCode,
      { operation: 'createSale', body: bodyWithCode, preferredStatus: 400, status: 400 },
      {
        operation: 'listCoupons',
        query: { id: '{coupon.id}' },
        status: 200,
        shape: 'single',
        shows: { id: '{coupon.id}' },
      },
    ],
  },
  {
    name: 'deletePromotionalCode frees the text of the code',
    given: [createOwnCode(), saleWithCode],
    operation: 'deletePromotionalCode',
    body: { promotionalCodeId: '{own.id}' },
    status: 200,
    shape: 'single',
    afterwards: [
      {
        operation: 'createPromotionalCode',
        body: { couponId: '{coupon.id}', code: 'OWN-{unique}' },
        status: 200,
        shape: 'single',
        shows: { code: 'OWN-{unique}', timesRedeemed: 0 },
      },
    ],
  },
  {
    name: 'deletePromotionalCode keeps the sales made with the code',
    given: [createOwnCode(), saleWithCode],
    operation: 'deletePromotionalCode',
    body: { promotionalCodeId: '{own.id}' },
    status: 200,
    shape: 'single',
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
    name: 'deletePromotionalCode does not find an unknown code',
    operation: 'deletePromotionalCode',
    body: { promotionalCodeId: unknownId },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'deletePromotionalCode does not find a code that was already deleted',
    given: [
      createOwnCode(),
      { operation: 'deletePromotionalCode', body: { promotionalCodeId: '{own.id}' } },
    ],
    operation: 'deletePromotionalCode',
    body: { promotionalCodeId: '{own.id}' },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'deletePromotionalCode rejects a number as promotionalCodeId',
    operation: 'deletePromotionalCode',
    body: { promotionalCodeId: 5 },
    status: 400,
  },
]
