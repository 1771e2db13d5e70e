import type { GivenRequest, JsonObject } from '../contract-case.js'

/** A percentage coupon. */
export const ownCoupon: GivenRequest = {
  as: 'own',
  operation: 'createCoupon',
  body: { name: 'Own', percentOff: 20 },
}

/** A code of `ownCoupon`, assigned to John. */
export const codeOfOwnCoupon: GivenRequest = {
  as: 'code',
  operation: 'createPromotionalCode',
  body: { couponId: '{own.id}', code: 'OWN-{unique}', affiliateId: '{affiliate.id}' },
}

/** Returns a code of the Spring coupon, assigned to John. */
export function createOwnCode(properties: JsonObject = {}): GivenRequest {
  return {
    as: 'own',
    operation: 'createPromotionalCode',
    body: {
      couponId: '{coupon.id}',
      code: 'OWN-{unique}',
      affiliateId: '{affiliate.id}',
      ...properties,
    },
  }
}

/** The body of a sale with the code of `codeOfOwnCoupon` or `createOwnCode`. */
export const bodyWithCode: JsonObject = {
  totalEarned: 100,
  promoCode: 'OWN-{unique}',
  name: 'Ada',
}

/** A sale with that code. John earns 25%. */
export const saleWithCode: GivenRequest = {
  as: 'sale',
  operation: 'createSale',
  body: bodyWithCode,
}

/** An affiliate with one link, `own-{unique}`, who earns 10%. */
export const ownAffiliate: GivenRequest = {
  as: 'own',
  operation: 'createAffiliate',
  body: {
    firstName: 'Grace',
    lastName: 'Own',
    email: 'own-{unique}@example.com',
    commissionRate: 10,
    affiliateLink: 'own-{unique}',
  },
}

/** Another link of `ownAffiliate`. */
export const secondLink: GivenRequest = {
  as: 'second',
  operation: 'createLink',
  body: { link: 'second-{unique}', affiliateId: '{own.id}' },
}

/** The properties of `ownReferral`. */
export const ownCustomer = {
  name: 'Ada',
  email: 'own-{unique}@example.com',
  referredUserExternalId: 'own-{unique}',
} as const

/** A referral of John. */
export const ownReferral: GivenRequest = {
  as: 'own',
  operation: 'createReferral',
  body: { ...ownCustomer, affiliateId: '{affiliate.id}' },
}

/** A sale of John, who earns 25%. */
export const ownSale: GivenRequest = {
  as: 'own',
  operation: 'createSale',
  body: {
    totalEarned: 100,
    referralId: '{referral.id}',
    externalId: 'own-{unique}',
    externalInvoiceId: 'invoice-{unique}',
  },
}
