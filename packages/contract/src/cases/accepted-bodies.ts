import type { JsonObject, OperationId } from '../contract-case.js'

/** An id that no record has. */
export const unknownId = '0197a3c0-5f00-7000-8000-0000000000ff'

/** An id that no sale has. */
export const unknownSaleId = 9_007_199_254_740_991

/**
 * A minimal valid body for each operation that has one. Those that change a record name one that does not exist, so
 * that the records of other cases are left unchanged.
 */
export const acceptedBodies: readonly (readonly [OperationId, JsonObject])[] = [
  ['createCoupon', { name: 'Spring', percentOff: 20 }],
  ['updateCoupon', { couponId: unknownId }],
  ['deleteCoupon', { couponId: unknownId }],
  ['createPromotionalCode', { couponId: '{coupon.id}', code: 'LEAST-{unique}' }],
  ['updatePromotionalCode', { promotionalCodeId: unknownId }],
  ['deletePromotionalCode', { promotionalCodeId: unknownId }],
  ['createAffiliate', { firstName: 'Least', lastName: 'Doe', email: '{unique}@example.com' }],
  ['updateAffiliate', { affiliateId: unknownId }],
  ['deleteAffiliate', { id: unknownId }],
  ['createLink', { link: 'least-{unique}', affiliateId: '{affiliate.id}' }],
  ['updateLink', { id: unknownId, newLink: 'least-{unique}' }],
  ['deleteLink', { id: unknownId }],
  [
    'createReferral',
    {
      name: 'Least',
      email: '{unique}@example.com',
      referredUserExternalId: '{unique}',
      affiliateId: '{affiliate.id}',
    },
  ],
  ['updateReferral', { referralId: unknownId }],
  ['deleteReferral', { referralId: unknownId }],
  ['createSale', { totalEarned: 20, referralId: '{referral.id}' }],
  ['updateSale', { saleId: unknownSaleId }],
  ['refundSale', { saleId: unknownSaleId }],
  ['deleteSale', { saleId: unknownSaleId }],
]
