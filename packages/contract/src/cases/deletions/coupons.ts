import type { ContractCase, ExpectedAnswer } from '../../contract-case.js'
import { unknownId } from '../accepted-bodies.js'
import { ownCoupon, codeOfOwnCoupon, saleWithCode } from '../given.js'

const lookup: ExpectedAnswer = {
  operation: 'listCoupons',
  query: { id: '{own.id}' },
  status: 200,
  shape: 'single',
}

const noCoupon: ExpectedAnswer = { ...lookup, shape: 'empty' }

/** The cases about deleting coupons. */
export const couponDeletions: readonly ContractCase[] = [
  {
    name: 'deleteCoupon deletes a coupon and its codes',
    given: [ownCoupon, codeOfOwnCoupon],
    operation: 'deleteCoupon',
    body: { couponId: '{own.id}' },
    status: 200,
    shape: 'single',
    shows: { deletedCoupon: { id: '{own.id}', name: 'Own' } },
    afterwards: [
      noCoupon,
      {
        operation: 'listPromotionalCodes',
        query: { code: 'OWN-{unique}' },
        status: 200,
        shape: 'empty',
      },
      {
        operation: 'createSale',
        body: { totalEarned: 100, promoCode: 'OWN-{unique}', name: 'Ada' },
        preferredStatus: 400,
        status: 400,
      },
    ],
  },
  {
    name: 'deleteCoupon frees the texts of its codes',
    given: [ownCoupon, codeOfOwnCoupon],
    operation: 'deleteCoupon',
    body: { couponId: '{own.id}' },
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
    name: 'deleteCoupon keeps the sales made with its codes',
    given: [ownCoupon, codeOfOwnCoupon, saleWithCode],
    operation: 'deleteCoupon',
    body: { couponId: '{own.id}' },
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
    name: 'deleteCoupon does not find an unknown coupon',
    operation: 'deleteCoupon',
    body: { couponId: unknownId },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'deleteCoupon does not find a coupon that was already deleted',
    given: [ownCoupon, { operation: 'deleteCoupon', body: { couponId: '{own.id}' } }],
    operation: 'deleteCoupon',
    body: { couponId: '{own.id}' },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'deleteCoupon rejects a number as couponId',
    operation: 'deleteCoupon',
    body: { couponId: 5 },
    status: 400,
  },
]
