import type { ContractCase } from '../contract-case.js'

const nobody = '0197a3c0-5f00-7000-8000-0000000000ff'

/** Promotional codes that clash with what is there, or refer to what is not. */
export const promotionalCodeConflicts: readonly ContractCase[] = [
  {
    name: 'createPromotionalCode refuses a code that is taken in another letter case',
    operation: 'createPromotionalCode',
    body: { couponId: '{coupon.id}', code: '{code.lowerCaseCode}' },
    preferredStatus: 409,
    status: 409,
  },
  {
    name: 'createPromotionalCode refuses the code of a disabled one',
    operation: 'createPromotionalCode',
    body: { couponId: '{coupon.id}', code: '{disabledCode.code}' },
    preferredStatus: 409,
    status: 409,
  },
  {
    name: 'createPromotionalCode refuses an externalId that is taken',
    operation: 'createPromotionalCode',
    body: { couponId: '{coupon.id}', code: 'EXT-{unique}', externalId: '{code.externalId}' },
    preferredStatus: 409,
    status: 409,
  },
  {
    name: 'createPromotionalCode refuses a coupon that nobody has',
    operation: 'createPromotionalCode',
    body: { couponId: nobody, code: 'NO-{unique}' },
    preferredStatus: 400,
    status: 400,
  },
  {
    name: 'createPromotionalCode refuses an affiliate that nobody is',
    operation: 'createPromotionalCode',
    body: { couponId: '{coupon.id}', code: 'NO-{unique}', affiliateId: nobody },
    preferredStatus: 400,
    status: 400,
  },
  {
    name: 'createPromotionalCode refuses to promise more than its coupon',
    operation: 'createPromotionalCode',
    body: { couponId: '{flatCoupon.id}', code: 'MORE-{unique}', maxRedemptions: 1000 },
    preferredStatus: 400,
    status: 400,
  },
]
