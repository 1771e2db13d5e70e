// Generated from specs/referly.yaml by `pnpm generate`. Do not edit.
import type { Contract } from './operations.js'

/** The contract's operations and the schemas of their bodies. */
export const contract: Contract = {
  "operations": [
    {
      "id": "listCoupons",
      "method": "GET",
      "path": "/coupons",
      "noun": "coupon",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "id": {
            "type": "string",
            "minLength": 1
          },
          "externalId": {
            "type": "string",
            "minLength": 1
          },
          "name": {
            "type": "string",
            "minLength": 1
          }
        }
      }
    },
    {
      "id": "createCoupon",
      "method": "POST",
      "path": "/coupons",
      "noun": "coupon",
      "body": {
        "$ref": "NewCoupon#"
      }
    },
    {
      "id": "updateCoupon",
      "method": "POST",
      "path": "/coupons",
      "noun": "coupon",
      "body": {
        "$ref": "CouponUpdate#"
      }
    },
    {
      "id": "deleteCoupon",
      "method": "POST",
      "path": "/coupons",
      "noun": "coupon",
      "body": {
        "$ref": "CouponDelete#"
      }
    },
    {
      "id": "listPromotionalCodes",
      "method": "GET",
      "path": "/promotional-codes",
      "noun": "promotionalCode",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "id": {
            "type": "string",
            "minLength": 1
          },
          "code": {
            "type": "string",
            "minLength": 1
          },
          "externalId": {
            "type": "string",
            "minLength": 1
          },
          "couponId": {
            "type": "string",
            "minLength": 1
          },
          "affiliateId": {
            "type": "string",
            "minLength": 1
          },
          "affiliateEmail": {
            "type": "string",
            "format": "email",
            "minLength": 1
          }
        }
      }
    },
    {
      "id": "createPromotionalCode",
      "method": "POST",
      "path": "/promotional-codes",
      "noun": "promotionalCode",
      "body": {
        "$ref": "NewPromotionalCode#"
      }
    },
    {
      "id": "updatePromotionalCode",
      "method": "POST",
      "path": "/promotional-codes",
      "noun": "promotionalCode",
      "body": {
        "$ref": "PromotionalCodeUpdate#"
      }
    },
    {
      "id": "deletePromotionalCode",
      "method": "POST",
      "path": "/promotional-codes",
      "noun": "promotionalCode",
      "body": {
        "$ref": "PromotionalCodeDelete#"
      }
    },
    {
      "id": "listAffiliates",
      "method": "GET",
      "path": "/affiliates",
      "noun": "affiliate",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "id": {
            "type": "string",
            "minLength": 1
          },
          "email": {
            "type": "string",
            "format": "email",
            "minLength": 1
          }
        }
      }
    },
    {
      "id": "createAffiliate",
      "method": "POST",
      "path": "/affiliates",
      "noun": "affiliate",
      "body": {
        "$ref": "NewAffiliate#"
      }
    },
    {
      "id": "updateAffiliate",
      "method": "POST",
      "path": "/affiliates",
      "noun": "affiliate",
      "body": {
        "$ref": "AffiliateUpdate#"
      }
    },
    {
      "id": "deleteAffiliate",
      "method": "POST",
      "path": "/affiliates",
      "noun": "affiliate",
      "body": {
        "$ref": "AffiliateDelete#"
      }
    },
    {
      "id": "listLinks",
      "method": "GET",
      "path": "/links",
      "noun": "link",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "id": {
            "type": "string",
            "minLength": 1
          },
          "link": {
            "type": "string",
            "minLength": 1
          },
          "affiliateId": {
            "type": "string",
            "minLength": 1
          },
          "affiliateEmail": {
            "type": "string",
            "format": "email",
            "minLength": 1
          }
        }
      }
    },
    {
      "id": "createLink",
      "method": "POST",
      "path": "/links",
      "noun": "link",
      "body": {
        "$ref": "NewAffiliateLink#"
      }
    },
    {
      "id": "updateLink",
      "method": "POST",
      "path": "/links",
      "noun": "link",
      "body": {
        "$ref": "AffiliateLinkUpdate#"
      }
    },
    {
      "id": "deleteLink",
      "method": "POST",
      "path": "/links",
      "noun": "link",
      "body": {
        "$ref": "AffiliateLinkDelete#"
      }
    },
    {
      "id": "listReferrals",
      "method": "GET",
      "path": "/referrals",
      "noun": "referral",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "id": {
            "type": "string",
            "minLength": 1
          },
          "affiliateId": {
            "type": "string",
            "minLength": 1
          },
          "affiliateEmail": {
            "type": "string",
            "format": "email",
            "minLength": 1
          },
          "externalId": {
            "type": "string",
            "minLength": 1
          }
        }
      }
    },
    {
      "id": "createReferral",
      "method": "POST",
      "path": "/referrals",
      "noun": "referral",
      "body": {
        "$ref": "NewReferral#"
      }
    },
    {
      "id": "updateReferral",
      "method": "POST",
      "path": "/referrals",
      "noun": "referral",
      "body": {
        "$ref": "ReferralUpdate#"
      }
    },
    {
      "id": "deleteReferral",
      "method": "POST",
      "path": "/referrals",
      "noun": "referral",
      "body": {
        "$ref": "ReferralDelete#"
      }
    },
    {
      "id": "listSales",
      "method": "GET",
      "path": "/sales",
      "noun": "sale",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "id": {
            "type": "integer",
            "format": "int64"
          },
          "affiliateId": {
            "type": "string",
            "minLength": 1
          },
          "affiliateEmail": {
            "type": "string",
            "format": "email",
            "minLength": 1
          },
          "referralId": {
            "type": "string",
            "minLength": 1
          },
          "saleExternalId": {
            "type": "string",
            "minLength": 1
          },
          "saleExternalInvoiceId": {
            "type": "string",
            "minLength": 1
          }
        }
      }
    },
    {
      "id": "createSale",
      "method": "POST",
      "path": "/sales",
      "noun": "sale",
      "body": {
        "$ref": "NewSale#"
      }
    },
    {
      "id": "updateSale",
      "method": "POST",
      "path": "/sales",
      "noun": "sale",
      "body": {
        "$ref": "SaleUpdate#"
      }
    },
    {
      "id": "refundSale",
      "method": "POST",
      "path": "/sales",
      "noun": "sale",
      "body": {
        "$ref": "SaleRefund#"
      }
    },
    {
      "id": "deleteSale",
      "method": "POST",
      "path": "/sales",
      "noun": "sale",
      "body": {
        "$ref": "SaleDelete#"
      }
    }
  ],
  "schemas": {
    "NewCoupon": {
      "$id": "NewCoupon",
      "type": "object",
      "required": [
        "name"
      ],
      "properties": {
        "name": {
          "type": "string",
          "minLength": 1
        },
        "externalId": {
          "type": "string",
          "minLength": 1
        },
        "couponType": {
          "type": "string",
          "enum": [
            "PERCENTAGE",
            "FLAT"
          ],
          "default": "PERCENTAGE"
        },
        "percentOff": {
          "type": "number",
          "format": "float",
          "maximum": 100,
          "minimum": 1
        },
        "amountOff": {
          "type": "number",
          "format": "float",
          "exclusiveMinimum": 0
        },
        "currency": {
          "type": "string",
          "pattern": "^[A-Za-z]{3}$"
        },
        "duration": {
          "type": "string",
          "enum": [
            "once",
            "forever",
            "repeating"
          ],
          "default": "forever"
        },
        "durationInMonths": {
          "type": "integer",
          "minimum": 1
        },
        "maxRedemptions": {
          "type": "integer",
          "maximum": 2147483647,
          "minimum": 1
        },
        "limitToProducts": {
          "type": "boolean",
          "default": false
        },
        "productIds": {
          "type": "array",
          "items": {
            "type": "string"
          }
        },
        "valid": {
          "type": "boolean",
          "default": true
        },
        "redeemBy": {
          "type": "string",
          "format": "date-time"
        },
        "integrationType": {
          "type": "string"
        }
      },
      "allOf": [
        {
          "oneOf": [
            {
              "title": "PercentageCoupon",
              "type": "object",
              "required": [
                "percentOff"
              ],
              "properties": {
                "couponType": {
                  "type": "string",
                  "enum": [
                    "PERCENTAGE"
                  ]
                },
                "percentOff": {
                  "type": "number"
                }
              }
            },
            {
              "title": "FlatCoupon",
              "type": "object",
              "required": [
                "couponType",
                "amountOff",
                "currency"
              ],
              "properties": {
                "couponType": {
                  "type": "string",
                  "enum": [
                    "FLAT"
                  ]
                },
                "amountOff": {
                  "type": "number"
                },
                "currency": {
                  "type": "string"
                }
              }
            }
          ]
        },
        {
          "oneOf": [
            {
              "title": "OnceOrForeverCoupon",
              "type": "object",
              "properties": {
                "duration": {
                  "type": "string",
                  "enum": [
                    "once",
                    "forever"
                  ]
                }
              }
            },
            {
              "title": "RepeatingCoupon",
              "type": "object",
              "required": [
                "duration",
                "durationInMonths"
              ],
              "properties": {
                "duration": {
                  "type": "string",
                  "enum": [
                    "repeating"
                  ]
                },
                "durationInMonths": {
                  "type": "integer"
                }
              }
            }
          ]
        }
      ]
    },
    "NewPromotionalCode": {
      "$id": "NewPromotionalCode",
      "type": "object",
      "required": [
        "couponId"
      ],
      "properties": {
        "couponId": {
          "type": "string"
        },
        "code": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500
        },
        "affiliateId": {
          "type": "string"
        },
        "affiliateEmail": {
          "type": "string",
          "format": "email"
        },
        "externalId": {
          "type": "string",
          "minLength": 1
        },
        "active": {
          "type": "boolean",
          "default": true
        },
        "expiresAt": {
          "type": "string",
          "format": "date-time"
        },
        "maxRedemptions": {
          "type": "integer",
          "maximum": 2147483647,
          "minimum": 1
        },
        "firstTimeOrder": {
          "type": "boolean",
          "default": false
        },
        "minimumAmount": {
          "type": "number",
          "format": "float",
          "minimum": 0
        },
        "minimumAmountCurrency": {
          "type": "string",
          "pattern": "^[A-Za-z]{3}$"
        },
        "limitToCustomers": {
          "type": "boolean",
          "default": false
        },
        "customerId": {
          "type": "string"
        },
        "limitToAffiliate": {
          "type": "boolean",
          "default": false
        },
        "isAutoGenerated": {
          "type": "boolean",
          "default": false
        },
        "prefix": {
          "type": "string",
          "pattern": "^[A-Za-z0-9-]*$"
        },
        "randomCharsLength": {
          "type": "integer",
          "default": 4,
          "maximum": 24,
          "minimum": 1
        },
        "randomCharsCase": {
          "type": "string",
          "enum": [
            "uppercase",
            "lowercase",
            "mixed"
          ],
          "default": "mixed"
        },
        "codeStructure": {
          "$ref": "CodeStructure#"
        }
      },
      "oneOf": [
        {
          "title": "ManualCode",
          "type": "object",
          "required": [
            "code"
          ],
          "properties": {
            "code": {
              "type": "string"
            },
            "isAutoGenerated": {
              "type": "boolean",
              "enum": [
                false
              ]
            }
          }
        },
        {
          "title": "AutoGeneratedCode",
          "type": "object",
          "required": [
            "isAutoGenerated",
            "codeStructure"
          ],
          "properties": {
            "isAutoGenerated": {
              "type": "boolean",
              "enum": [
                true
              ]
            },
            "codeStructure": {
              "$ref": "CodeStructure#"
            }
          }
        }
      ]
    },
    "NewAffiliate": {
      "$id": "NewAffiliate",
      "type": "object",
      "required": [
        "firstName",
        "lastName",
        "email"
      ],
      "properties": {
        "firstName": {
          "type": "string",
          "minLength": 1
        },
        "lastName": {
          "type": "string",
          "minLength": 1
        },
        "email": {
          "type": "string",
          "format": "email"
        },
        "commissionRate": {
          "type": "number",
          "format": "float",
          "maximum": 100,
          "minimum": 0
        },
        "affiliateLink": {
          "type": "string",
          "pattern": "^[A-Za-z0-9-]+$"
        }
      }
    },
    "NewAffiliateLink": {
      "$id": "NewAffiliateLink",
      "type": "object",
      "required": [
        "link"
      ],
      "properties": {
        "link": {
          "type": "string",
          "pattern": "^[A-Za-z0-9-]+$"
        },
        "affiliateId": {
          "type": "string"
        },
        "affiliateEmail": {
          "type": "string",
          "format": "email"
        }
      },
      "allOf": [
        {
          "anyOf": [
            {
              "title": "LinkByAffiliateId",
              "type": "object",
              "required": [
                "affiliateId"
              ],
              "properties": {
                "affiliateId": {
                  "type": "string"
                }
              }
            },
            {
              "title": "LinkByAffiliateEmail",
              "type": "object",
              "required": [
                "affiliateEmail"
              ],
              "properties": {
                "affiliateEmail": {
                  "type": "string"
                }
              }
            }
          ]
        }
      ]
    },
    "NewReferral": {
      "$id": "NewReferral",
      "type": "object",
      "required": [
        "name",
        "email",
        "referredUserExternalId"
      ],
      "properties": {
        "name": {
          "type": "string",
          "minLength": 1
        },
        "email": {
          "type": "string",
          "format": "email"
        },
        "referredUserExternalId": {
          "type": "string",
          "minLength": 1
        },
        "affiliateId": {
          "type": "string"
        },
        "affiliateEmail": {
          "type": "string",
          "format": "email"
        },
        "promoCode": {
          "type": "string",
          "minLength": 1
        },
        "plan": {
          "type": "string"
        },
        "status": {
          "type": "string",
          "enum": [
            "ACTIVE",
            "INACTIVE",
            "active",
            "inactive"
          ]
        }
      },
      "allOf": [
        {
          "anyOf": [
            {
              "title": "ReferralByAffiliateId",
              "type": "object",
              "required": [
                "affiliateId"
              ],
              "properties": {
                "affiliateId": {
                  "type": "string"
                }
              }
            },
            {
              "title": "ReferralByAffiliateEmail",
              "type": "object",
              "required": [
                "affiliateEmail"
              ],
              "properties": {
                "affiliateEmail": {
                  "type": "string"
                }
              }
            },
            {
              "title": "ReferralByPromoCode",
              "type": "object",
              "required": [
                "promoCode"
              ],
              "properties": {
                "promoCode": {
                  "type": "string"
                }
              }
            }
          ]
        }
      ]
    },
    "NewSale": {
      "$id": "NewSale",
      "type": "object",
      "required": [
        "totalEarned"
      ],
      "properties": {
        "totalEarned": {
          "type": "number",
          "format": "float",
          "minimum": 0
        },
        "referralId": {
          "type": "string"
        },
        "email": {
          "type": "string",
          "format": "email"
        },
        "promoCode": {
          "type": "string",
          "minLength": 1
        },
        "name": {
          "type": "string"
        },
        "externalId": {
          "type": "string",
          "minLength": 1
        },
        "externalInvoiceId": {
          "type": "string"
        },
        "commissionRate": {
          "type": "number",
          "format": "float",
          "maximum": 100,
          "minimum": 0
        },
        "product": {
          "$ref": "Product#"
        },
        "tax": {
          "type": "number",
          "format": "float",
          "minimum": 0
        },
        "shipping": {
          "type": "number",
          "format": "float",
          "minimum": 0
        }
      },
      "allOf": [
        {
          "anyOf": [
            {
              "title": "SaleByReferralId",
              "type": "object",
              "required": [
                "referralId"
              ],
              "properties": {
                "referralId": {
                  "type": "string"
                }
              }
            },
            {
              "title": "SaleByEmail",
              "type": "object",
              "required": [
                "email"
              ],
              "properties": {
                "email": {
                  "type": "string"
                }
              }
            },
            {
              "title": "SaleByPromoCode",
              "type": "object",
              "required": [
                "promoCode"
              ],
              "properties": {
                "promoCode": {
                  "type": "string"
                }
              }
            }
          ]
        }
      ]
    },
    "CodeStructure": {
      "$id": "CodeStructure",
      "type": "object",
      "properties": {
        "firstName": {
          "type": "boolean"
        },
        "lastName": {
          "type": "boolean"
        },
        "email": {
          "type": "boolean"
        },
        "discountAmount": {
          "type": "boolean"
        },
        "couponName": {
          "type": "boolean"
        },
        "randomChars": {
          "type": "boolean"
        }
      }
    }
  }
}
