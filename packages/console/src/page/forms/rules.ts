// Generated from specs/referly.yaml and specs/kit.yaml by `pnpm generate`. Do not edit.
import type { FieldRule } from './check-field.js'

type Rules = Readonly<Record<string, FieldRule>>

/** The rules of the fields of `NewCoupon`. */
export const newCouponRules: Rules = {
  "name": {
    "type": "string",
    "isRequired": true
  },
  "externalId": {
    "type": "string"
  },
  "couponType": {
    "type": "string"
  },
  "percentOff": {
    "type": "number",
    "least": 1,
    "most": 100
  },
  "amountOff": {
    "type": "number",
    "above": 0
  },
  "currency": {
    "type": "string",
    "pattern": "^[A-Za-z]{3}$"
  },
  "duration": {
    "type": "string"
  },
  "durationInMonths": {
    "type": "integer",
    "least": 1
  },
  "maxRedemptions": {
    "type": "integer",
    "least": 1,
    "most": 2147483647
  },
  "redeemBy": {
    "type": "date-time"
  },
  "integrationType": {
    "type": "string"
  }
}

/** The rules of the fields of `CouponUpdate`. */
export const couponUpdateRules: Rules = {
  "couponId": {
    "type": "string",
    "isRequired": true
  },
  "name": {
    "type": "string"
  },
  "couponType": {
    "type": "string"
  },
  "percentOff": {
    "type": "number",
    "least": 1,
    "most": 100
  },
  "amountOff": {
    "type": "number",
    "above": 0
  },
  "currency": {
    "type": "string",
    "pattern": "^[A-Za-z]{3}$"
  },
  "duration": {
    "type": "string"
  },
  "durationInMonths": {
    "type": "integer",
    "least": 1
  },
  "maxRedemptions": {
    "type": "integer",
    "least": 1,
    "most": 2147483647
  },
  "redeemBy": {
    "type": "date-time"
  }
}

/** The rules of the fields of `NewPromotionalCode`. */
export const newPromotionalCodeRules: Rules = {
  "couponId": {
    "type": "string",
    "isRequired": true
  },
  "code": {
    "type": "string",
    "longest": 500
  },
  "affiliateId": {
    "type": "string"
  },
  "affiliateEmail": {
    "type": "email"
  },
  "externalId": {
    "type": "string"
  },
  "expiresAt": {
    "type": "date-time"
  },
  "maxRedemptions": {
    "type": "integer",
    "least": 1,
    "most": 2147483647
  },
  "minimumAmount": {
    "type": "number",
    "least": 0
  },
  "minimumAmountCurrency": {
    "type": "string",
    "pattern": "^[A-Za-z]{3}$"
  },
  "customerId": {
    "type": "string"
  },
  "prefix": {
    "type": "string",
    "pattern": "^[A-Za-z0-9-]*$"
  },
  "randomCharsLength": {
    "type": "integer",
    "least": 1,
    "most": 24
  },
  "randomCharsCase": {
    "type": "string"
  }
}

/** The rules of the fields of `PromotionalCodeUpdate`. */
export const promotionalCodeUpdateRules: Rules = {
  "promotionalCodeId": {
    "type": "string",
    "isRequired": true
  },
  "code": {
    "type": "string",
    "longest": 500
  },
  "expiresAt": {
    "type": "date-time"
  },
  "maxRedemptions": {
    "type": "integer",
    "least": 1,
    "most": 2147483647
  },
  "minimumAmount": {
    "type": "number",
    "least": 0
  },
  "minimumAmountCurrency": {
    "type": "string",
    "pattern": "^[A-Za-z]{3}$"
  },
  "customerId": {
    "type": "string"
  },
  "affiliateId": {
    "type": "string"
  }
}

/** The rules of the fields of `NewAffiliate`. */
export const newAffiliateRules: Rules = {
  "firstName": {
    "type": "string",
    "isRequired": true
  },
  "lastName": {
    "type": "string",
    "isRequired": true
  },
  "email": {
    "type": "email",
    "isRequired": true
  },
  "commissionRate": {
    "type": "number",
    "least": 0,
    "most": 100
  },
  "affiliateLink": {
    "type": "string",
    "pattern": "^[A-Za-z0-9-]+$"
  }
}

/** The rules of the fields of `AffiliateUpdate`. */
export const affiliateUpdateRules: Rules = {
  "affiliateId": {
    "type": "string",
    "isRequired": true
  },
  "firstName": {
    "type": "string"
  },
  "lastName": {
    "type": "string"
  },
  "email": {
    "type": "email"
  },
  "commissionRate": {
    "type": "number",
    "least": 0,
    "most": 100
  },
  "affiliateStatus": {
    "type": "string"
  },
  "affiliateLink": {
    "type": "string",
    "pattern": "^[A-Za-z0-9-]+$"
  }
}

/** The rules of the fields of `NewSale`. */
export const newSaleRules: Rules = {
  "totalEarned": {
    "type": "number",
    "isRequired": true,
    "least": 0
  },
  "referralId": {
    "type": "string"
  },
  "email": {
    "type": "email"
  },
  "promoCode": {
    "type": "string"
  },
  "name": {
    "type": "string"
  },
  "externalId": {
    "type": "string"
  },
  "externalInvoiceId": {
    "type": "string"
  },
  "commissionRate": {
    "type": "number",
    "least": 0,
    "most": 100
  },
  "tax": {
    "type": "number",
    "least": 0
  },
  "shipping": {
    "type": "number",
    "least": 0
  }
}

/** The rules of the fields of `SaleUpdate`. */
export const saleUpdateRules: Rules = {
  "saleId": {
    "type": "integer",
    "isRequired": true
  },
  "name": {
    "type": "string"
  },
  "email": {
    "type": "email"
  },
  "totalEarned": {
    "type": "number",
    "least": 0
  },
  "commissionRate": {
    "type": "number",
    "least": 0,
    "most": 100
  },
  "commissionEarned": {
    "type": "number",
    "least": 0
  }
}

/** The rules of the fields of `NewRefund`. */
export const newRefundRules: Rules = {
  "saleId": {
    "type": "integer",
    "isRequired": true,
    "least": 1
  },
  "amount": {
    "type": "number",
    "least": 0
  },
  "note": {
    "type": "string",
    "longest": 1000
  },
  "idempotencyKey": {
    "type": "string",
    "isRequired": true,
    "longest": 200
  }
}

/** The rules of the fields of `NewAdjustment`. */
export const newAdjustmentRules: Rules = {
  "affiliateId": {
    "type": "string",
    "isRequired": true
  },
  "amount": {
    "type": "number",
    "isRequired": true
  },
  "note": {
    "type": "string",
    "isRequired": true,
    "longest": 1000
  },
  "idempotencyKey": {
    "type": "string",
    "isRequired": true,
    "longest": 200
  }
}

/** The rules of the fields of `ProgramUpdate`. */
export const programUpdateRules: Rules = {
  "name": {
    "type": "string"
  },
  "currency": {
    "type": "string",
    "pattern": "^[A-Za-z]{3}$"
  },
  "timeZone": {
    "type": "string"
  },
  "holdingDays": {
    "type": "integer",
    "least": 0,
    "most": 90
  },
  "commissionRate": {
    "type": "number",
    "least": 0,
    "most": 100
  },
  "siteUrl": {
    "type": "string"
  },
  "minimumPayout": {
    "type": "number",
    "least": 0,
    "most": 1000000
  }
}

/** The rules of the fields of `NewWebhook`. */
export const newWebhookRules: Rules = {
  "url": {
    "type": "string",
    "isRequired": true,
    "longest": 2000
  },
  "description": {
    "type": "string",
    "longest": 200
  },
  "maxPerSecond": {
    "type": "integer",
    "least": 1,
    "most": 1000
  },
  "concurrency": {
    "type": "integer",
    "least": 1,
    "most": 50
  }
}

/** The rules of the fields of `WebhookUpdate`. */
export const webhookUpdateRules: Rules = {
  "url": {
    "type": "string",
    "longest": 2000
  },
  "description": {
    "type": "string",
    "longest": 200
  },
  "maxPerSecond": {
    "type": "integer",
    "least": 1,
    "most": 1000
  },
  "concurrency": {
    "type": "integer",
    "least": 1,
    "most": 50
  }
}
