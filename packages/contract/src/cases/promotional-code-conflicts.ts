import type { ContractCase } from '../contract-case.js'

const nobody = '0197a3c0-5f00-7000-8000-0000000000ff'

/** Promotional codes that conflict with existing records, or refer to unknown ones. */
export const promotionalCodeConflicts: readonly ContractCase[] = [
  {
    name: 'createPromotionalCode rejects a duplicate code in another letter case',
    operation: 'createPromotionalCode',
    body: { couponId: '{coupon.id}', code: '{code.lowerCaseCode}' },
    preferredStatus: 409,
    status: 409,
  },
  {
    name: 'createPromotionalCode rejects the code of a disabled promotional code',
    operation: 'createPromotionalCode',
    body: { couponId: '{coupon.id}', code: '{disabledCode.code}' },
    preferredStatus: 409,
    status: 409,
  },
  {
    name: 'createPromotionalCode rejects a duplicate externalId',
    operation: 'createPromotionalCode',
    body: { couponId: '{coupon.id}', code: 'EXT-{unique}', externalId: '{code.externalId}' },
    preferredStatus: 409,
    status: 409,
  },
  {
    name: 'createPromotionalCode rejects an unknown coupon',
    operation: 'createPromotionalCode',
    body: { couponId: nobody, code: 'NO-{unique}' },
    preferredStatus: 400,
    status: 400,
  },
  {
    name: 'createPromotionalCode rejects an unknown affiliate',
    operation: 'createPromotionalCode',
    body: { couponId: '{coupon.id}', code: 'NO-{unique}', affiliateId: nobody },
    preferredStatus: 400,
    status: 400,
  },
  {
    name: 'createPromotionalCode rejects a higher limit than that of its coupon',
    operation: 'createPromotionalCode',
    body: { couponId: '{flatCoupon.id}', code: 'MORE-{unique}', maxRedemptions: 1000 },
    preferredStatus: 400,
    status: 400,
  },
]
