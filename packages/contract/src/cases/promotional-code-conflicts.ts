import type { ContractCase } from '../contract-case.js'

const nobody = '0197a3c0-5f00-7000-8000-0000000000ff'

/** Promotional codes that clash with what is there, or refer to what is not. */
export const promotionalCodeConflicts: readonly ContractCase[] = [
  {
    name: 'createPromotionalCode refuses a code that already exists in another letter case',
    operation: 'createPromotionalCode',
    body: { couponId: '{coupon.id}', code: '{code.lowerCaseCode}' },
    preferredStatus: 409,
    status: 409,
  },
  {
    name: 'createPromotionalCode refuses the code of a disabled code',
    operation: 'createPromotionalCode',
    body: { couponId: '{coupon.id}', code: '{disabledCode.code}' },
    preferredStatus: 409,
    status: 409,
  },
  {
    name: 'createPromotionalCode refuses an externalId that already exists',
    operation: 'createPromotionalCode',
    body: { couponId: '{coupon.id}', code: 'EXT-{unique}', externalId: '{code.externalId}' },
    preferredStatus: 409,
    status: 409,
  },
  {
    name: 'createPromotionalCode refuses an unknown coupon',
    operation: 'createPromotionalCode',
    body: { couponId: nobody, code: 'NO-{unique}' },
    preferredStatus: 400,
    status: 400,
  },
  {
    name: 'createPromotionalCode refuses an unknown affiliate',
    operation: 'createPromotionalCode',
    body: { couponId: '{coupon.id}', code: 'NO-{unique}', affiliateId: nobody },
    preferredStatus: 400,
    status: 400,
  },
  {
    name: 'createPromotionalCode refuses a higher limit than its coupon has',
    operation: 'createPromotionalCode',
    body: { couponId: '{flatCoupon.id}', code: 'MORE-{unique}', maxRedemptions: 1000 },
    preferredStatus: 400,
    status: 400,
  },
]
