import type { JsonObject, OperationId } from '../contract-case.js'

/** A minimal valid body for each operation that creates a record. */
export const acceptedBodies: readonly (readonly [OperationId, JsonObject])[] = [
  ['createCoupon', { name: 'Spring', percentOff: 20 }],
  ['createPromotionalCode', { couponId: '{coupon.id}', code: 'LEAST-{unique}' }],
  ['createAffiliate', { firstName: 'Least', lastName: 'Doe', email: '{unique}@example.com' }],
  [
    'createReferral',
    {
      name: 'Least',
      email: '{unique}@example.com',
      referredUserExternalId: '{unique}',
      affiliateId: '{affiliate.id}',
    },
  ],
  ['createSale', { totalEarned: 20, referralId: '{referral.id}' }],
]
