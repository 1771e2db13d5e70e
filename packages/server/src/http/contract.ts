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
      },
      "status": 200,
      "errorBody": "Error"
    },
    {
      "id": "updateCoupon",
      "method": "PUT",
      "path": "/coupons",
      "noun": "coupon",
      "body": {
        "$ref": "CouponUpdate#"
      },
      "status": 200,
      "errorBody": "Error"
    },
    {
      "id": "deleteCoupon",
      "method": "DELETE",
      "path": "/coupons",
      "noun": "coupon",
      "body": {
        "$ref": "CouponDelete#"
      },
      "status": 200,
      "errorBody": "Error"
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
      },
      "status": 200,
      "errorBody": "Error"
    },
    {
      "id": "updatePromotionalCode",
      "method": "PUT",
      "path": "/promotional-codes",
      "noun": "promotionalCode",
      "body": {
        "$ref": "PromotionalCodeUpdate#"
      },
      "status": 200,
      "errorBody": "Error"
    },
    {
      "id": "deletePromotionalCode",
      "method": "DELETE",
      "path": "/promotional-codes",
      "noun": "promotionalCode",
      "body": {
        "$ref": "PromotionalCodeDelete#"
      },
      "status": 200,
      "errorBody": "Error"
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
      },
      "status": 200,
      "errorBody": "Error"
    },
    {
      "id": "updateAffiliate",
      "method": "PUT",
      "path": "/affiliates",
      "noun": "affiliate",
      "body": {
        "$ref": "AffiliateUpdate#"
      },
      "status": 200,
      "errorBody": "Error"
    },
    {
      "id": "deleteAffiliate",
      "method": "DELETE",
      "path": "/affiliates",
      "noun": "affiliate",
      "body": {
        "$ref": "AffiliateDelete#"
      },
      "status": 204,
      "errorBody": "Error"
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
      },
      "status": 200,
      "errorBody": "Error"
    },
    {
      "id": "updateLink",
      "method": "PUT",
      "path": "/links",
      "noun": "link",
      "body": {
        "$ref": "AffiliateLinkUpdate#"
      },
      "status": 200,
      "errorBody": "Error"
    },
    {
      "id": "deleteLink",
      "method": "DELETE",
      "path": "/links",
      "noun": "link",
      "body": {
        "$ref": "AffiliateLinkDelete#"
      },
      "status": 200,
      "errorBody": "Error"
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
      },
      "status": 200,
      "errorBody": "Error"
    },
    {
      "id": "updateReferral",
      "method": "PUT",
      "path": "/referrals",
      "noun": "referral",
      "body": {
        "$ref": "ReferralUpdate#"
      },
      "status": 200,
      "errorBody": "Error"
    },
    {
      "id": "deleteReferral",
      "method": "DELETE",
      "path": "/referrals",
      "noun": "referral",
      "body": {
        "$ref": "ReferralDelete#"
      },
      "status": 204,
      "errorBody": "Error"
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
      },
      "status": 200,
      "errorBody": "Error"
    },
    {
      "id": "updateSale",
      "method": "PUT",
      "path": "/sales",
      "noun": "sale",
      "body": {
        "$ref": "SaleUpdate#"
      },
      "status": 200,
      "errorBody": "Error"
    },
    {
      "id": "refundSale",
      "method": "PATCH",
      "path": "/sales",
      "noun": "sale",
      "body": {
        "$ref": "SaleRefund#"
      },
      "status": 200,
      "errorBody": "SaleRefundError"
    },
    {
      "id": "deleteSale",
      "method": "DELETE",
      "path": "/sales",
      "noun": "sale",
      "body": {
        "$ref": "SaleDelete#"
      },
      "status": 204,
      "errorBody": "Error"
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
          "maxLength": 500,
          "pattern": "\\S"
        },
        "externalId": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500,
          "pattern": "\\S"
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
    "CouponUpdate": {
      "$id": "CouponUpdate",
      "type": "object",
      "required": [
        "couponId"
      ],
      "properties": {
        "couponId": {
          "type": "string",
          "maxLength": 500
        },
        "name": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500,
          "pattern": "\\S"
        },
        "couponType": {
          "type": "string",
          "enum": [
            "PERCENTAGE",
            "FLAT"
          ]
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
          ]
        },
        "durationInMonths": {
          "type": "integer",
          "minimum": 1
        },
        "maxRedemptions": {
          "type": "integer",
          "nullable": true,
          "maximum": 2147483647,
          "minimum": 1
        },
        "limitToProducts": {
          "type": "boolean"
        },
        "productIds": {
          "type": "array",
          "items": {
            "type": "string",
            "maxLength": 500
          }
        },
        "valid": {
          "type": "boolean"
        },
        "redeemBy": {
          "type": "string",
          "format": "date-time",
          "nullable": true
        }
      },
      "allOf": [
        {
          "oneOf": [
            {
              "title": "SameTypeCoupon",
              "type": "object",
              "properties": {
                "couponType": {
                  "type": "string",
                  "enum": [
                    null
                  ]
                }
              }
            },
            {
              "title": "PercentageCoupon",
              "type": "object",
              "required": [
                "couponType",
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
    "CouponDelete": {
      "$id": "CouponDelete",
      "type": "object",
      "required": [
        "couponId"
      ],
      "properties": {
        "couponId": {
          "type": "string",
          "maxLength": 500
        }
      }
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
          "maxLength": 500,
          "pattern": "\\S"
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
    "PromotionalCodeUpdate": {
      "$id": "PromotionalCodeUpdate",
      "type": "object",
      "required": [
        "promotionalCodeId"
      ],
      "properties": {
        "promotionalCodeId": {
          "type": "string",
          "maxLength": 500
        },
        "code": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500
        },
        "active": {
          "type": "boolean"
        },
        "expiresAt": {
          "type": "string",
          "format": "date-time",
          "nullable": true
        },
        "maxRedemptions": {
          "type": "integer",
          "nullable": true,
          "maximum": 2147483647,
          "minimum": 1
        },
        "firstTimeOrder": {
          "type": "boolean"
        },
        "minimumAmount": {
          "type": "number",
          "format": "float",
          "nullable": true,
          "minimum": 0
        },
        "minimumAmountCurrency": {
          "type": "string",
          "pattern": "^[A-Za-z]{3}$",
          "nullable": true
        },
        "limitToCustomers": {
          "type": "boolean"
        },
        "customerId": {
          "type": "string",
          "nullable": true,
          "maxLength": 500
        },
        "limitToAffiliate": {
          "type": "boolean"
        },
        "affiliateId": {
          "type": "string",
          "nullable": true,
          "maxLength": 500
        }
      }
    },
    "PromotionalCodeDelete": {
      "$id": "PromotionalCodeDelete",
      "type": "object",
      "required": [
        "promotionalCodeId"
      ],
      "properties": {
        "promotionalCodeId": {
          "type": "string",
          "maxLength": 500
        }
      }
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
          "maxLength": 500,
          "pattern": "\\S"
        },
        "lastName": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500,
          "pattern": "\\S"
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
    "AffiliateUpdate": {
      "$id": "AffiliateUpdate",
      "type": "object",
      "required": [
        "affiliateId"
      ],
      "properties": {
        "affiliateId": {
          "type": "string",
          "maxLength": 500
        },
        "firstName": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500,
          "pattern": "\\S"
        },
        "lastName": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500,
          "pattern": "\\S"
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
        "affiliateStatus": {
          "type": "string",
          "enum": [
            "ACTIVE",
            "INACTIVE",
            "INVITED",
            "DECLINED",
            "DEACTIVATED",
            "BANNED",
            "active",
            "inactive",
            "invited",
            "declined",
            "deactivated",
            "banned"
          ]
        },
        "affiliateLink": {
          "type": "string",
          "pattern": "^[A-Za-z0-9-]+$"
        }
      }
    },
    "AffiliateDelete": {
      "$id": "AffiliateDelete",
      "type": "object",
      "required": [
        "id"
      ],
      "properties": {
        "id": {
          "type": "string",
          "maxLength": 500
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
          "type": "string",
          "maxLength": 500
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
                  "type": "string",
                  "maxLength": 500
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
                  "type": "string",
                  "maxLength": 500
                }
              }
            }
          ]
        }
      ]
    },
    "AffiliateLinkUpdate": {
      "$id": "AffiliateLinkUpdate",
      "type": "object",
      "required": [
        "newLink"
      ],
      "properties": {
        "id": {
          "type": "string",
          "maxLength": 500
        },
        "link": {
          "type": "string",
          "maxLength": 500
        },
        "newLink": {
          "type": "string",
          "pattern": "^[A-Za-z0-9-]+$"
        }
      },
      "allOf": [
        {
          "anyOf": [
            {
              "title": "UpdateById",
              "type": "object",
              "required": [
                "id"
              ],
              "properties": {
                "id": {
                  "type": "string",
                  "maxLength": 500
                }
              }
            },
            {
              "title": "UpdateByLink",
              "type": "object",
              "required": [
                "link"
              ],
              "properties": {
                "link": {
                  "type": "string",
                  "maxLength": 500
                }
              }
            }
          ]
        }
      ]
    },
    "AffiliateLinkDelete": {
      "$id": "AffiliateLinkDelete",
      "type": "object",
      "properties": {
        "id": {
          "type": "string",
          "maxLength": 500
        },
        "link": {
          "type": "string",
          "maxLength": 500
        }
      },
      "allOf": [
        {
          "anyOf": [
            {
              "title": "DeleteById",
              "type": "object",
              "required": [
                "id"
              ],
              "properties": {
                "id": {
                  "type": "string",
                  "maxLength": 500
                }
              }
            },
            {
              "title": "DeleteByLink",
              "type": "object",
              "required": [
                "link"
              ],
              "properties": {
                "link": {
                  "type": "string",
                  "maxLength": 500
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
          "minLength": 1,
          "maxLength": 500,
          "pattern": "\\S"
        },
        "email": {
          "type": "string",
          "format": "email"
        },
        "referredUserExternalId": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500,
          "pattern": "\\S"
        },
        "affiliateId": {
          "type": "string",
          "maxLength": 500
        },
        "affiliateEmail": {
          "type": "string",
          "format": "email"
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
    "ReferralUpdate": {
      "$id": "ReferralUpdate",
      "type": "object",
      "required": [
        "referralId"
      ],
      "properties": {
        "referralId": {
          "type": "string",
          "maxLength": 500
        },
        "name": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500,
          "pattern": "\\S"
        },
        "email": {
          "type": "string",
          "format": "email"
        },
        "referredUserExternalId": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500,
          "pattern": "\\S"
        },
        "plan": {
          "type": "string",
          "maxLength": 500
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
      }
    },
    "ReferralDelete": {
      "$id": "ReferralDelete",
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
          "format": "email"
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
          "maxLength": 500,
          "pattern": "\\S"
        },
        "externalInvoiceId": {
          "type": "string",
          "maxLength": 500
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
    "Product": {
      "$id": "Product",
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
          "type": "number",
          "format": "float"
        },
        "name": {
          "type": "string",
          "maxLength": 500
        }
      }
    },
    "SaleUpdate": {
      "$id": "SaleUpdate",
      "type": "object",
      "required": [
        "saleId"
      ],
      "properties": {
        "saleId": {
          "type": "integer"
        },
        "name": {
          "type": "string",
          "maxLength": 500
        },
        "email": {
          "type": "string",
          "format": "email"
        },
        "totalEarned": {
          "type": "number",
          "format": "float",
          "minimum": 0
        },
        "commissionRate": {
          "type": "number",
          "format": "float",
          "maximum": 100,
          "minimum": 0
        },
        "commissionEarned": {
          "type": "number",
          "minimum": 0
        }
      }
    },
    "SaleDelete": {
      "$id": "SaleDelete",
      "type": "object",
      "required": [
        "saleId"
      ],
      "properties": {
        "saleId": {
          "type": "integer"
        }
      }
    },
    "SaleRefund": {
      "$id": "SaleRefund",
      "type": "object",
      "required": [
        "saleId"
      ],
      "properties": {
        "saleId": {
          "type": "integer"
        }
      }
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
