// Generated from specs/kit.yaml by `pnpm generate`. Do not edit.
import type { Contract, KitOperation } from './operations.js'

/** The kit API's operations and the schemas of their bodies. */
export const kitContract: Contract<KitOperation> = {
  "operations": [
    {
      "id": "getProgram",
      "method": "GET",
      "path": "/program",
      "noun": "program",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "updateProgram",
      "method": "PATCH",
      "path": "/program",
      "noun": "program",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "body": {
        "$ref": "kit.ProgramUpdate#"
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "getPerformance",
      "method": "GET",
      "path": "/performance",
      "noun": "performance",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "from": {
            "type": "string",
            "format": "date",
            "minLength": 1
          },
          "to": {
            "type": "string",
            "format": "date",
            "minLength": 1
          },
          "timeZone": {
            "type": "string",
            "minLength": 1
          },
          "by": {
            "$ref": "kit.ReportSubject#"
          },
          "every": {
            "$ref": "kit.ReportInterval#"
          },
          "compare": {
            "$ref": "kit.ReportComparison#"
          },
          "sort": {
            "$ref": "kit.ReportMeasure#"
          },
          "order": {
            "type": "string",
            "enum": [
              "ASC",
              "DESC"
            ],
            "default": "DESC",
            "minLength": 1
          },
          "limit": {
            "type": "integer",
            "maximum": 1000,
            "minimum": 1
          },
          "unused": {
            "type": "boolean",
            "default": false
          },
          "couponId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          },
          "promotionalCodeId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          },
          "code": {
            "type": "string",
            "minLength": 1
          },
          "affiliateId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          },
          "affiliateEmail": {
            "type": "string",
            "minLength": 1
          },
          "linkId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          },
          "link": {
            "type": "string",
            "minLength": 1
          },
          "productId": {
            "type": "string",
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "page"
    },
    {
      "id": "createQuote",
      "method": "POST",
      "path": "/quotes",
      "noun": "quote",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "body": {
        "$ref": "kit.NewQuote#"
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "createReservation",
      "method": "POST",
      "path": "/reservations",
      "noun": "reservation",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "body": {
        "$ref": "kit.NewReservation#"
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "getReservation",
      "method": "GET",
      "path": "/reservations/:reservationId",
      "noun": "reservation",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "params": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "reservationId"
        ],
        "properties": {
          "reservationId": {
            "type": "string",
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "releaseReservation",
      "method": "DELETE",
      "path": "/reservations/:reservationId",
      "noun": "reservation",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "params": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "reservationId"
        ],
        "properties": {
          "reservationId": {
            "type": "string",
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "createKitSale",
      "method": "POST",
      "path": "/sales",
      "noun": "sale",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "body": {
        "$ref": "kit.NewKitSale#"
      },
      "status": 200,
      "answer": "json"
    }
  ],
  "schemas": {
    "kit.ProgramUpdate": {
      "$id": "kit.ProgramUpdate",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "name": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500
        },
        "currency": {
          "type": "string",
          "pattern": "^[A-Za-z]{3}$"
        },
        "timeZone": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500
        },
        "holdingDays": {
          "type": "integer",
          "maximum": 90,
          "minimum": 0
        },
        "commissionRate": {
          "type": "number",
          "maximum": 100,
          "minimum": 0
        },
        "deductTax": {
          "type": "boolean"
        },
        "deductShipping": {
          "type": "boolean"
        },
        "limitToAffiliate": {
          "$ref": "kit.LimitToAffiliate#"
        },
        "refundReturnsRedemption": {
          "type": "boolean"
        },
        "siteUrl": {
          "type": "string",
          "nullable": true,
          "maxLength": 500
        },
        "approval": {
          "$ref": "kit.Approval#"
        },
        "minimumPayout": {
          "type": "number",
          "maximum": 1000000,
          "minimum": 0
        },
        "selfReferral": {
          "$ref": "kit.SelfReferral#"
        }
      }
    },
    "kit.LimitToAffiliate": {
      "$id": "kit.LimitToAffiliate",
      "type": "string",
      "enum": [
        "REDEEM",
        "ATTRIBUTION"
      ]
    },
    "kit.Approval": {
      "$id": "kit.Approval",
      "type": "string",
      "enum": [
        "AUTOMATIC",
        "MANUAL"
      ]
    },
    "kit.SelfReferral": {
      "$id": "kit.SelfReferral",
      "type": "string",
      "enum": [
        "OFF",
        "HOLD",
        "REJECT"
      ]
    },
    "kit.ReportSubject": {
      "$id": "kit.ReportSubject",
      "type": "string",
      "enum": [
        "COUPON",
        "CODE",
        "AFFILIATE",
        "LINK",
        "PRODUCT"
      ]
    },
    "kit.ReportInterval": {
      "$id": "kit.ReportInterval",
      "type": "string",
      "enum": [
        "DAY",
        "WEEK",
        "MONTH"
      ]
    },
    "kit.ReportComparison": {
      "$id": "kit.ReportComparison",
      "type": "string",
      "enum": [
        "PREVIOUS",
        "YEAR"
      ]
    },
    "kit.ReportMeasure": {
      "$id": "kit.ReportMeasure",
      "type": "string",
      "enum": [
        "REDEMPTIONS",
        "SALES",
        "REVENUE",
        "REFUNDS",
        "NET_REVENUE",
        "COMMISSION",
        "NEW_CUSTOMERS",
        "AVERAGE_ORDER"
      ],
      "default": "REVENUE"
    },
    "kit.NewQuote": {
      "$id": "kit.NewQuote",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "promoCode",
        "order"
      ],
      "properties": {
        "promoCode": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500
        },
        "order": {
          "$ref": "kit.Order#"
        },
        "customer": {
          "$ref": "kit.Customer#"
        },
        "referralId": {
          "type": "string",
          "maxLength": 500
        }
      }
    },
    "kit.Order": {
      "$id": "kit.Order",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "amount",
        "currency"
      ],
      "properties": {
        "amount": {
          "type": "number",
          "minimum": 0
        },
        "currency": {
          "type": "string",
          "pattern": "^[A-Za-z]{3}$"
        },
        "items": {
          "type": "array",
          "maxItems": 1000,
          "items": {
            "$ref": "kit.OrderItem#"
          }
        },
        "productIds": {
          "type": "array",
          "maxItems": 1000,
          "items": {
            "type": "string",
            "maxLength": 500
          }
        }
      }
    },
    "kit.OrderItem": {
      "$id": "kit.OrderItem",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "productId",
        "amount"
      ],
      "properties": {
        "productId": {
          "type": "string",
          "maxLength": 500
        },
        "amount": {
          "type": "number"
        },
        "quantity": {
          "type": "number"
        }
      }
    },
    "kit.Customer": {
      "$id": "kit.Customer",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "email": {
          "type": "string",
          "format": "email"
        },
        "customerId": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500
        },
        "orders": {
          "type": "integer",
          "minimum": 0
        }
      }
    },
    "kit.NewReservation": {
      "$id": "kit.NewReservation",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "promoCode",
        "order",
        "idempotencyKey"
      ],
      "properties": {
        "promoCode": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500
        },
        "order": {
          "$ref": "kit.Order#"
        },
        "customer": {
          "$ref": "kit.Customer#"
        },
        "referralId": {
          "type": "string",
          "maxLength": 500
        },
        "idempotencyKey": {
          "type": "string",
          "minLength": 1,
          "maxLength": 255
        },
        "holdSeconds": {
          "type": "integer",
          "default": 900,
          "maximum": 86400,
          "minimum": 1
        }
      }
    },
    "kit.NewKitSale": {
      "$id": "kit.NewKitSale",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "totalEarned"
      ],
      "properties": {
        "reservationId": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500
        },
        "occurredAt": {
          "type": "string",
          "format": "date-time"
        },
        "totalEarned": {
          "type": "number",
          "minimum": 0
        },
        "promoCode": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500
        },
        "referralId": {
          "type": "string",
          "maxLength": 500
        },
        "name": {
          "type": "string",
          "maxLength": 500
        },
        "email": {
          "type": "string",
          "format": "email"
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
        "tax": {
          "type": "number",
          "minimum": 0
        },
        "shipping": {
          "type": "number",
          "minimum": 0
        },
        "product": {
          "$ref": "kit.SoldProduct#"
        }
      }
    },
    "kit.SoldProduct": {
      "$id": "kit.SoldProduct",
      "type": "object",
      "additionalProperties": false,
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
    }
  }
}
