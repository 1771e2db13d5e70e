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
    }
  }
}
