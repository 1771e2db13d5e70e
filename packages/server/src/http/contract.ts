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
          "minLength": 1,
          "maxLength": 500
        },
        "externalId": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500
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
            "type": "string",
            "maxLength": 500
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
          "type": "string",
          "maxLength": 500
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
                  "type": "string",
                  "maxLength": 500
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
          "type": "string",
          "maxLength": 500
        },
        "code": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500
        },
        "affiliateId": {
          "type": "string",
          "maxLength": 500
        },
        "affiliateEmail": {
          "type": "string",
          "format": "email"
        },
        "externalId": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500
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
          "type": "string",
          "maxLength": 500
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
              "type": "string",
              "maxLength": 500
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
          "minLength": 1,
          "maxLength": 500
        },
        "lastName": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500
        },
        "email": {
          "type": "string",
          "format": "email"
        },
        "commissionRate": {
          "type": "number",
          "maximum": 100,
          "minimum": 0
        },
        "affiliateLink": {
          "type": "string",
          "maxLength": 500
        }
      }
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
          "minLength": 1,
          "maxLength": 500
        },
        "email": {
          "type": "string",
          "format": "email"
        },
        "referredUserExternalId": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500
        },
        "affiliateId": {
          "type": "string",
          "maxLength": 500
        },
        "affiliateEmail": {
          "type": "string",
          "maxLength": 500
        },
        "promoCode": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500
        },
        "plan": {
          "type": "string",
          "maxLength": 500
        },
        "status": {
          "type": "string",
          "maxLength": 500
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
                  "type": "string",
                  "maxLength": 500
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
                  "type": "string",
                  "maxLength": 500
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
                  "type": "string",
                  "maxLength": 500
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
          "type": "string",
          "maxLength": 500
        },
        "email": {
          "type": "string",
          "maxLength": 500
        },
        "promoCode": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500
        },
        "name": {
          "type": "string",
          "maxLength": 500
        },
        "externalId": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500
        },
        "externalInvoiceId": {
          "type": "string",
          "maxLength": 500
        },
        "commissionRate": {
          "type": "number",
          "maximum": 100,
          "minimum": 0
        },
        "product": {
          "type": "object",
          "properties": {
            "productId": {
              "type": "string",
              "maxLength": 500
            },
            "quantity": {
              "type": "number"
            },
            "price": {
              "type": "number"
            },
            "name": {
              "type": "string",
              "maxLength": 500
            }
          }
        },
        "tax": {
          "type": "number",
          "minimum": 0
        },
        "shipping": {
          "type": "number",
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
                  "type": "string",
                  "maxLength": 500
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
                  "type": "string",
                  "maxLength": 500
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
                  "type": "string",
                  "maxLength": 500
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
