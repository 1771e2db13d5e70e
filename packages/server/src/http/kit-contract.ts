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
      "id": "listApiKeys",
      "method": "GET",
      "path": "/keys",
      "noun": "key",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "kind": {
            "$ref": "kit.ApiKeyKind#"
          },
          "state": {
            "$ref": "kit.ApiKeyState#"
          },
          "limit": {
            "type": "integer",
            "default": 100,
            "maximum": 1000,
            "minimum": 1
          },
          "cursor": {
            "type": "string",
            "maxLength": 500,
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "page"
    },
    {
      "id": "createApiKey",
      "method": "POST",
      "path": "/keys",
      "noun": "key",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "body": {
        "$ref": "kit.NewApiKey#"
      },
      "status": 201,
      "answer": "json"
    },
    {
      "id": "revokeApiKey",
      "method": "DELETE",
      "path": "/keys/:keyId",
      "noun": "key",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "params": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "keyId"
        ],
        "properties": {
          "keyId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "getBackup",
      "method": "GET",
      "path": "/backup",
      "noun": "backup",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "status": 200,
      "answer": "file"
    },
    {
      "id": "searchCodes",
      "method": "GET",
      "path": "/search/codes",
      "noun": "search",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "q": {
            "type": "string",
            "maxLength": 200,
            "minLength": 1
          },
          "id": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          },
          "couponId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          },
          "affiliateId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          },
          "status": {
            "$ref": "kit.CodeStatus#"
          },
          "redeemed": {
            "type": "boolean"
          },
          "assigned": {
            "type": "boolean"
          },
          "expiresBefore": {
            "type": "string",
            "format": "date-time",
            "minLength": 1
          },
          "sort": {
            "$ref": "kit.CodeSort#"
          },
          "order": {
            "type": "string",
            "enum": [
              "ASC",
              "DESC"
            ],
            "default": "ASC",
            "minLength": 1
          },
          "limit": {
            "type": "integer",
            "default": 100,
            "maximum": 1000,
            "minimum": 1
          },
          "cursor": {
            "type": "string",
            "maxLength": 5000,
            "minLength": 1
          },
          "skip": {
            "type": "integer",
            "default": 0,
            "maximum": 1000000,
            "minimum": 0
          },
          "includeTotal": {
            "type": "boolean",
            "default": false
          }
        }
      },
      "status": 200,
      "answer": "page"
    },
    {
      "id": "searchCoupons",
      "method": "GET",
      "path": "/search/coupons",
      "noun": "search",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "q": {
            "type": "string",
            "maxLength": 200,
            "minLength": 1
          },
          "id": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          },
          "status": {
            "$ref": "kit.CouponStatus#"
          },
          "hasActiveCodes": {
            "type": "boolean"
          },
          "sort": {
            "$ref": "kit.CouponSort#"
          },
          "order": {
            "type": "string",
            "enum": [
              "ASC",
              "DESC"
            ],
            "default": "ASC",
            "minLength": 1
          },
          "limit": {
            "type": "integer",
            "default": 100,
            "maximum": 1000,
            "minimum": 1
          },
          "cursor": {
            "type": "string",
            "maxLength": 5000,
            "minLength": 1
          },
          "skip": {
            "type": "integer",
            "default": 0,
            "maximum": 1000000,
            "minimum": 0
          },
          "includeTotal": {
            "type": "boolean",
            "default": false
          }
        }
      },
      "status": 200,
      "answer": "page"
    },
    {
      "id": "searchAffiliates",
      "method": "GET",
      "path": "/search/affiliates",
      "noun": "search",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "q": {
            "type": "string",
            "maxLength": 200,
            "minLength": 1
          },
          "id": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          },
          "status": {
            "$ref": "kit.AffiliateStatus#"
          },
          "withoutCodeOf": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          },
          "sort": {
            "$ref": "kit.AffiliateSort#"
          },
          "order": {
            "type": "string",
            "enum": [
              "ASC",
              "DESC"
            ],
            "default": "ASC",
            "minLength": 1
          },
          "limit": {
            "type": "integer",
            "default": 100,
            "maximum": 1000,
            "minimum": 1
          },
          "cursor": {
            "type": "string",
            "maxLength": 5000,
            "minLength": 1
          },
          "skip": {
            "type": "integer",
            "default": 0,
            "maximum": 1000000,
            "minimum": 0
          },
          "includeTotal": {
            "type": "boolean",
            "default": false
          }
        }
      },
      "status": 200,
      "answer": "page"
    },
    {
      "id": "searchReferrals",
      "method": "GET",
      "path": "/search/referrals",
      "noun": "search",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "q": {
            "type": "string",
            "maxLength": 200,
            "minLength": 1
          },
          "id": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          },
          "affiliateId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          },
          "status": {
            "$ref": "kit.ReferralStatus#"
          },
          "sort": {
            "$ref": "kit.ReferralSort#"
          },
          "order": {
            "type": "string",
            "enum": [
              "ASC",
              "DESC"
            ],
            "default": "ASC",
            "minLength": 1
          },
          "limit": {
            "type": "integer",
            "default": 100,
            "maximum": 1000,
            "minimum": 1
          },
          "cursor": {
            "type": "string",
            "maxLength": 5000,
            "minLength": 1
          },
          "skip": {
            "type": "integer",
            "default": 0,
            "maximum": 1000000,
            "minimum": 0
          },
          "includeTotal": {
            "type": "boolean",
            "default": false
          }
        }
      },
      "status": 200,
      "answer": "page"
    },
    {
      "id": "searchSales",
      "method": "GET",
      "path": "/search/sales",
      "noun": "search",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "q": {
            "type": "string",
            "maxLength": 200,
            "minLength": 1
          },
          "id": {
            "type": "integer",
            "format": "int64"
          },
          "affiliateId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
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
          "status": {
            "$ref": "kit.SaleStatus#"
          },
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
          "sort": {
            "$ref": "kit.SaleSort#"
          },
          "order": {
            "type": "string",
            "enum": [
              "ASC",
              "DESC"
            ],
            "default": "ASC",
            "minLength": 1
          },
          "limit": {
            "type": "integer",
            "default": 100,
            "maximum": 1000,
            "minimum": 1
          },
          "cursor": {
            "type": "string",
            "maxLength": 5000,
            "minLength": 1
          },
          "skip": {
            "type": "integer",
            "default": 0,
            "maximum": 1000000,
            "minimum": 0
          },
          "includeTotal": {
            "type": "boolean",
            "default": false
          }
        }
      },
      "status": 200,
      "answer": "page"
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
      "id": "listBalances",
      "method": "GET",
      "path": "/balances",
      "noun": "balance",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "affiliateId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          },
          "affiliateEmail": {
            "type": "string",
            "minLength": 1
          },
          "limit": {
            "type": "integer",
            "default": 100,
            "maximum": 1000,
            "minimum": 1
          },
          "cursor": {
            "type": "string",
            "maxLength": 500,
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "page"
    },
    {
      "id": "getBalanceTotals",
      "method": "GET",
      "path": "/balances/totals",
      "noun": "balance",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "listLedgerEntries",
      "method": "GET",
      "path": "/ledger-entries",
      "noun": "ledgerEntry",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "affiliateId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          },
          "affiliateEmail": {
            "type": "string",
            "minLength": 1
          },
          "saleId": {
            "type": "integer",
            "format": "int64"
          },
          "payoutId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          },
          "kind": {
            "$ref": "kit.LedgerEntryKind#"
          },
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
          "sort": {
            "type": "string",
            "enum": [
              "OLDEST",
              "NEWEST"
            ],
            "default": "OLDEST",
            "minLength": 1
          },
          "limit": {
            "type": "integer",
            "default": 100,
            "maximum": 1000,
            "minimum": 1
          },
          "cursor": {
            "type": "string",
            "maxLength": 500,
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "page"
    },
    {
      "id": "createAdjustment",
      "method": "POST",
      "path": "/adjustments",
      "noun": "adjustment",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "body": {
        "$ref": "kit.NewAdjustment#"
      },
      "status": 201,
      "answer": "json"
    },
    {
      "id": "listCommissions",
      "method": "GET",
      "path": "/commissions",
      "noun": "commission",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "affiliateId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          },
          "affiliateEmail": {
            "type": "string",
            "minLength": 1
          },
          "approvalStatus": {
            "$ref": "kit.ApprovalStatus#"
          },
          "limit": {
            "type": "integer",
            "default": 100,
            "maximum": 1000,
            "minimum": 1
          },
          "cursor": {
            "type": "string",
            "maxLength": 500,
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "page"
    },
    {
      "id": "releaseCommission",
      "method": "POST",
      "path": "/commissions/:saleId/release",
      "noun": "commission",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "params": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "saleId"
        ],
        "properties": {
          "saleId": {
            "type": "integer",
            "format": "int64"
          }
        }
      },
      "body": {
        "$ref": "kit.CommissionDecision#"
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "declineCommission",
      "method": "POST",
      "path": "/commissions/:saleId/decline",
      "noun": "commission",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "params": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "saleId"
        ],
        "properties": {
          "saleId": {
            "type": "integer",
            "format": "int64"
          }
        }
      },
      "body": {
        "$ref": "kit.CommissionDecision#"
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "createRefund",
      "method": "POST",
      "path": "/refunds",
      "noun": "refund",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "body": {
        "$ref": "kit.NewRefund#"
      },
      "status": 201,
      "answer": "json"
    },
    {
      "id": "listRefunds",
      "method": "GET",
      "path": "/refunds",
      "noun": "refund",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "saleId": {
            "type": "integer",
            "format": "int64"
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
          "sort": {
            "type": "string",
            "enum": [
              "OLDEST",
              "NEWEST"
            ],
            "default": "OLDEST",
            "minLength": 1
          },
          "limit": {
            "type": "integer",
            "default": 100,
            "maximum": 1000,
            "minimum": 1
          },
          "cursor": {
            "type": "string",
            "maxLength": 500,
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "page"
    },
    {
      "id": "previewPayout",
      "method": "GET",
      "path": "/payouts/preview",
      "noun": "payout",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "until": {
            "type": "string",
            "format": "date",
            "minLength": 1
          },
          "affiliateId": {
            "type": "array",
            "maxItems": 1000,
            "items": {
              "type": "string",
              "format": "uuid"
            }
          },
          "limit": {
            "type": "integer",
            "default": 100,
            "maximum": 1000,
            "minimum": 1
          },
          "cursor": {
            "type": "string",
            "maxLength": 500,
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "page"
    },
    {
      "id": "getPayoutPreviewTotal",
      "method": "GET",
      "path": "/payouts/preview/total",
      "noun": "payout",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "until": {
            "type": "string",
            "format": "date",
            "minLength": 1
          },
          "affiliateId": {
            "type": "array",
            "maxItems": 1000,
            "items": {
              "type": "string",
              "format": "uuid"
            }
          }
        }
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "createPayout",
      "method": "POST",
      "path": "/payouts",
      "noun": "payout",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "body": {
        "$ref": "kit.NewPayout#"
      },
      "status": 201,
      "answer": "json"
    },
    {
      "id": "listPayouts",
      "method": "GET",
      "path": "/payouts",
      "noun": "payout",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "sort": {
            "type": "string",
            "enum": [
              "OLDEST",
              "NEWEST"
            ],
            "default": "OLDEST",
            "minLength": 1
          },
          "limit": {
            "type": "integer",
            "default": 100,
            "maximum": 1000,
            "minimum": 1
          },
          "cursor": {
            "type": "string",
            "maxLength": 500,
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "page"
    },
    {
      "id": "getPayout",
      "method": "GET",
      "path": "/payouts/:payoutId",
      "noun": "payout",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "params": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "payoutId"
        ],
        "properties": {
          "payoutId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "listPayoutItems",
      "method": "GET",
      "path": "/payouts/:payoutId/items",
      "noun": "payout",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "status": {
            "$ref": "kit.PayoutStatus#"
          },
          "limit": {
            "type": "integer",
            "default": 100,
            "maximum": 1000,
            "minimum": 1
          },
          "cursor": {
            "type": "string",
            "maxLength": 500,
            "minLength": 1
          }
        }
      },
      "params": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "payoutId"
        ],
        "properties": {
          "payoutId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "page"
    },
    {
      "id": "getPayoutFile",
      "method": "GET",
      "path": "/payouts/:payoutId/file",
      "noun": "payout",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "format"
        ],
        "properties": {
          "format": {
            "$ref": "kit.PayoutFileFormat#"
          },
          "part": {
            "type": "integer",
            "default": 1,
            "maximum": 1000000,
            "minimum": 1
          }
        }
      },
      "params": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "payoutId"
        ],
        "properties": {
          "payoutId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "file"
    },
    {
      "id": "markPayout",
      "method": "POST",
      "path": "/payouts/:payoutId/mark",
      "noun": "payout",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "params": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "payoutId"
        ],
        "properties": {
          "payoutId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          }
        }
      },
      "body": {
        "$ref": "kit.PayoutMark#"
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "listStatements",
      "method": "GET",
      "path": "/statements",
      "noun": "statement",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "from",
          "to"
        ],
        "properties": {
          "affiliateId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          },
          "affiliateEmail": {
            "type": "string",
            "minLength": 1
          },
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
          "limit": {
            "type": "integer",
            "default": 100,
            "maximum": 1000,
            "minimum": 1
          },
          "cursor": {
            "type": "string",
            "maxLength": 500,
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
    },
    {
      "id": "listWebhooks",
      "method": "GET",
      "path": "/webhooks",
      "noun": "webhook",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "limit": {
            "type": "integer",
            "default": 100,
            "maximum": 1000,
            "minimum": 1
          },
          "cursor": {
            "type": "string",
            "maxLength": 500,
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "page"
    },
    {
      "id": "createWebhook",
      "method": "POST",
      "path": "/webhooks",
      "noun": "webhook",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "body": {
        "$ref": "kit.NewWebhook#"
      },
      "status": 201,
      "answer": "json"
    },
    {
      "id": "getWebhook",
      "method": "GET",
      "path": "/webhooks/:webhookId",
      "noun": "webhook",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "params": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "webhookId"
        ],
        "properties": {
          "webhookId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "updateWebhook",
      "method": "PATCH",
      "path": "/webhooks/:webhookId",
      "noun": "webhook",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "params": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "webhookId"
        ],
        "properties": {
          "webhookId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          }
        }
      },
      "body": {
        "$ref": "kit.WebhookUpdate#"
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "deleteWebhook",
      "method": "DELETE",
      "path": "/webhooks/:webhookId",
      "noun": "webhook",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "params": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "webhookId"
        ],
        "properties": {
          "webhookId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          }
        }
      },
      "status": 204,
      "answer": "json"
    },
    {
      "id": "rotateWebhook",
      "method": "POST",
      "path": "/webhooks/:webhookId/rotate",
      "noun": "webhook",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "params": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "webhookId"
        ],
        "properties": {
          "webhookId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          }
        }
      },
      "body": {
        "$ref": "kit.WebhookRotation#"
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "testWebhook",
      "method": "POST",
      "path": "/webhooks/:webhookId/test",
      "noun": "webhook",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "params": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "webhookId"
        ],
        "properties": {
          "webhookId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          }
        }
      },
      "body": {
        "$ref": "kit.WebhookTest#"
      },
      "status": 201,
      "answer": "json"
    },
    {
      "id": "resendWebhook",
      "method": "POST",
      "path": "/webhooks/:webhookId/resend",
      "noun": "webhook",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "params": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "webhookId"
        ],
        "properties": {
          "webhookId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          }
        }
      },
      "body": {
        "$ref": "kit.WebhookResend#"
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "listWebhookDeliveries",
      "method": "GET",
      "path": "/webhook-deliveries",
      "noun": "webhookDelivery",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "webhookId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          },
          "state": {
            "$ref": "kit.WebhookDeliveryState#"
          },
          "event": {
            "$ref": "kit.WebhookEventName#"
          },
          "since": {
            "type": "string",
            "format": "date-time",
            "minLength": 1
          },
          "limit": {
            "type": "integer",
            "default": 100,
            "maximum": 1000,
            "minimum": 1
          },
          "cursor": {
            "type": "string",
            "maxLength": 500,
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "page"
    },
    {
      "id": "getWebhookDelivery",
      "method": "GET",
      "path": "/webhook-deliveries/:deliveryId",
      "noun": "webhookDelivery",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "params": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "deliveryId"
        ],
        "properties": {
          "deliveryId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "resendWebhookDelivery",
      "method": "POST",
      "path": "/webhook-deliveries/:deliveryId/resend",
      "noun": "webhookDelivery",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "params": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "deliveryId"
        ],
        "properties": {
          "deliveryId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "json"
    },
    {
      "id": "createWebhookListener",
      "method": "POST",
      "path": "/webhook-listeners",
      "noun": "webhookListener",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {}
      },
      "body": {
        "$ref": "kit.NewWebhookListener#"
      },
      "status": 201,
      "answer": "json"
    },
    {
      "id": "listWebhookListenerEvents",
      "method": "GET",
      "path": "/webhook-listeners/:listenerId/events",
      "noun": "webhookListener",
      "query": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "after": {
            "type": "integer",
            "format": "int64",
            "default": 0,
            "minimum": 0
          },
          "wait": {
            "type": "integer",
            "default": 25,
            "maximum": 25,
            "minimum": 0
          }
        }
      },
      "params": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "listenerId"
        ],
        "properties": {
          "listenerId": {
            "type": "string",
            "format": "uuid",
            "minLength": 1
          }
        }
      },
      "status": 200,
      "answer": "json"
    }
  ],
  "schemas": {
    "kit.CodeStatus": {
      "$id": "kit.CodeStatus",
      "type": "string",
      "enum": [
        "ACTIVE",
        "DISABLED",
        "EXPIRED",
        "USED_UP"
      ]
    },
    "kit.CouponStatus": {
      "$id": "kit.CouponStatus",
      "type": "string",
      "enum": [
        "VALID",
        "ENDED"
      ]
    },
    "kit.AffiliateStatus": {
      "$id": "kit.AffiliateStatus",
      "type": "string",
      "enum": [
        "ACTIVE",
        "INACTIVE",
        "INVITED",
        "DECLINED",
        "DEACTIVATED",
        "BANNED"
      ]
    },
    "kit.ReferralStatus": {
      "$id": "kit.ReferralStatus",
      "type": "string",
      "enum": [
        "ACTIVE",
        "INACTIVE",
        "SUBMITTED",
        "DECLINED"
      ]
    },
    "kit.SaleStatus": {
      "$id": "kit.SaleStatus",
      "type": "string",
      "enum": [
        "ACTIVE",
        "REFUNDED"
      ]
    },
    "kit.CodeSort": {
      "$id": "kit.CodeSort",
      "type": "string",
      "enum": [
        "CODE",
        "COUPON",
        "AFFILIATE",
        "REDEEMED",
        "LIMIT",
        "EXPIRES",
        "STATUS",
        "CREATED"
      ],
      "default": "CREATED"
    },
    "kit.CouponSort": {
      "$id": "kit.CouponSort",
      "type": "string",
      "enum": [
        "NAME",
        "DISCOUNT",
        "DURATION",
        "CODES",
        "REDEEMED",
        "ENDS",
        "STATUS",
        "CREATED"
      ],
      "default": "CREATED"
    },
    "kit.AffiliateSort": {
      "$id": "kit.AffiliateSort",
      "type": "string",
      "enum": [
        "NAME",
        "EMAIL",
        "RATE",
        "REFERRED",
        "EARNED",
        "STATUS",
        "CREATED"
      ],
      "default": "CREATED"
    },
    "kit.ReferralSort": {
      "$id": "kit.ReferralSort",
      "type": "string",
      "enum": [
        "NAME",
        "EMAIL",
        "AFFILIATE",
        "STATUS",
        "CREATED"
      ],
      "default": "CREATED"
    },
    "kit.SaleSort": {
      "$id": "kit.SaleSort",
      "type": "string",
      "enum": [
        "ID",
        "CUSTOMER",
        "AFFILIATE",
        "TOTAL",
        "COMMISSION",
        "STATUS",
        "CREATED"
      ],
      "default": "CREATED"
    },
    "kit.ProgramUpdate": {
      "$id": "kit.ProgramUpdate",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "name": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500,
          "pattern": "\\S"
        },
        "currency": {
          "type": "string",
          "pattern": "^[A-Za-z]{3}$"
        },
        "timeZone": {
          "type": "string",
          "minLength": 1,
          "maxLength": 500,
          "pattern": "\\S"
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
    "kit.ApiKeyKind": {
      "$id": "kit.ApiKeyKind",
      "type": "string",
      "enum": [
        "KEY",
        "SESSION"
      ]
    },
    "kit.ApiKeyState": {
      "$id": "kit.ApiKeyState",
      "type": "string",
      "enum": [
        "ACTIVE",
        "ENDED"
      ]
    },
    "kit.NewApiKey": {
      "$id": "kit.NewApiKey",
      "type": "object",
      "required": [
        "label"
      ],
      "additionalProperties": false,
      "properties": {
        "label": {
          "type": "string",
          "minLength": 1,
          "maxLength": 100,
          "pattern": "\\S"
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
          "maxLength": 500,
          "pattern": "\\S"
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
          "maxLength": 255,
          "pattern": "\\S"
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
          "maxLength": 500,
          "pattern": "\\S"
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
          "maxLength": 500,
          "pattern": "\\S"
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
    },
    "kit.LedgerEntryKind": {
      "$id": "kit.LedgerEntryKind",
      "type": "string",
      "enum": [
        "EARNED",
        "HELD",
        "RELEASED",
        "DECLINED",
        "REFUNDED",
        "CLAWED_BACK",
        "ADJUSTED",
        "IN_PAYOUT",
        "PAYOUT_FAILED",
        "PAID"
      ]
    },
    "kit.NewAdjustment": {
      "$id": "kit.NewAdjustment",
      "type": "object",
      "required": [
        "affiliateId",
        "amount",
        "note",
        "idempotencyKey"
      ],
      "additionalProperties": false,
      "properties": {
        "affiliateId": {
          "type": "string",
          "format": "uuid"
        },
        "amount": {
          "type": "number"
        },
        "note": {
          "type": "string",
          "minLength": 1,
          "maxLength": 1000,
          "pattern": "\\S"
        },
        "idempotencyKey": {
          "type": "string",
          "minLength": 1,
          "maxLength": 200,
          "pattern": "\\S"
        }
      }
    },
    "kit.ApprovalStatus": {
      "$id": "kit.ApprovalStatus",
      "type": "string",
      "enum": [
        "ACCEPTED",
        "ON_HOLD",
        "DECLINED"
      ]
    },
    "kit.CommissionDecision": {
      "$id": "kit.CommissionDecision",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "note": {
          "type": "string",
          "minLength": 1,
          "maxLength": 1000,
          "pattern": "\\S"
        }
      }
    },
    "kit.RefundReason": {
      "$id": "kit.RefundReason",
      "type": "string",
      "enum": [
        "REQUESTED",
        "DISPUTE",
        "DUPLICATE",
        "FRAUD",
        "OTHER"
      ]
    },
    "kit.NewRefund": {
      "$id": "kit.NewRefund",
      "type": "object",
      "required": [
        "saleId",
        "idempotencyKey"
      ],
      "additionalProperties": false,
      "properties": {
        "saleId": {
          "type": "integer",
          "format": "int64",
          "minimum": 1
        },
        "amount": {
          "type": "number",
          "minimum": 0
        },
        "reason": {
          "$ref": "kit.RefundReason#"
        },
        "note": {
          "type": "string",
          "minLength": 1,
          "maxLength": 1000,
          "pattern": "\\S"
        },
        "idempotencyKey": {
          "type": "string",
          "minLength": 1,
          "maxLength": 200,
          "pattern": "\\S"
        }
      }
    },
    "kit.PayoutStatus": {
      "$id": "kit.PayoutStatus",
      "type": "string",
      "enum": [
        "PENDING",
        "PAID",
        "FAILED"
      ]
    },
    "kit.PayoutFileFormat": {
      "$id": "kit.PayoutFileFormat",
      "type": "string",
      "enum": [
        "BANK",
        "PAYPAL",
        "WISE"
      ]
    },
    "kit.NewPayout": {
      "$id": "kit.NewPayout",
      "type": "object",
      "required": [
        "idempotencyKey"
      ],
      "additionalProperties": false,
      "properties": {
        "until": {
          "type": "string",
          "format": "date"
        },
        "affiliateIds": {
          "type": "array",
          "minItems": 1,
          "maxItems": 1000,
          "items": {
            "type": "string",
            "format": "uuid"
          }
        },
        "currency": {
          "type": "string",
          "pattern": "^[A-Za-z]{3}$"
        },
        "idempotencyKey": {
          "type": "string",
          "minLength": 1,
          "maxLength": 200,
          "pattern": "\\S"
        }
      }
    },
    "kit.PayoutMark": {
      "$id": "kit.PayoutMark",
      "type": "object",
      "required": [
        "status"
      ],
      "additionalProperties": false,
      "properties": {
        "status": {
          "type": "string",
          "enum": [
            "PAID",
            "FAILED"
          ]
        },
        "affiliateIds": {
          "type": "array",
          "minItems": 1,
          "maxItems": 1000,
          "items": {
            "type": "string",
            "format": "uuid"
          }
        },
        "reason": {
          "type": "string",
          "minLength": 1,
          "maxLength": 1000,
          "pattern": "\\S"
        }
      }
    },
    "kit.WebhookEventName": {
      "$id": "kit.WebhookEventName",
      "type": "string",
      "enum": [
        "affiliate.created",
        "affiliate.updated",
        "affiliate.deleted",
        "referral.created",
        "referral.updated",
        "referral.deleted",
        "sale.created",
        "sale.updated",
        "sale.deleted",
        "coupon.created",
        "coupon.updated",
        "coupon.deleted",
        "promocode.created",
        "promocode.updated",
        "promocode.deleted",
        "payout.created",
        "payout.paid",
        "commission.held",
        "commission.released"
      ]
    },
    "kit.NewWebhook": {
      "$id": "kit.NewWebhook",
      "type": "object",
      "required": [
        "url",
        "events"
      ],
      "additionalProperties": false,
      "properties": {
        "url": {
          "type": "string",
          "minLength": 1,
          "maxLength": 2000,
          "pattern": "\\S"
        },
        "description": {
          "type": "string",
          "minLength": 1,
          "maxLength": 200,
          "pattern": "\\S"
        },
        "events": {
          "type": "array",
          "minItems": 1,
          "maxItems": 19,
          "uniqueItems": true,
          "items": {
            "$ref": "kit.WebhookEventName#"
          }
        },
        "maxPerSecond": {
          "type": "integer",
          "maximum": 1000,
          "minimum": 1
        },
        "concurrency": {
          "type": "integer",
          "maximum": 50,
          "minimum": 1
        }
      }
    },
    "kit.WebhookUpdate": {
      "$id": "kit.WebhookUpdate",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "url": {
          "type": "string",
          "minLength": 1,
          "maxLength": 2000,
          "pattern": "\\S"
        },
        "description": {
          "type": "string",
          "nullable": true,
          "minLength": 1,
          "maxLength": 200,
          "pattern": "\\S"
        },
        "events": {
          "type": "array",
          "minItems": 1,
          "maxItems": 19,
          "uniqueItems": true,
          "items": {
            "$ref": "kit.WebhookEventName#"
          }
        },
        "enabled": {
          "type": "boolean"
        },
        "maxPerSecond": {
          "type": "integer",
          "maximum": 1000,
          "minimum": 1
        },
        "concurrency": {
          "type": "integer",
          "maximum": 50,
          "minimum": 1
        }
      }
    },
    "kit.WebhookRotation": {
      "$id": "kit.WebhookRotation",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "overlapHours": {
          "type": "integer",
          "default": 24,
          "maximum": 168,
          "minimum": 0
        }
      }
    },
    "kit.WebhookTest": {
      "$id": "kit.WebhookTest",
      "type": "object",
      "required": [
        "event"
      ],
      "additionalProperties": false,
      "properties": {
        "event": {
          "$ref": "kit.WebhookEventName#"
        }
      }
    },
    "kit.WebhookResend": {
      "$id": "kit.WebhookResend",
      "type": "object",
      "required": [
        "since"
      ],
      "additionalProperties": false,
      "properties": {
        "since": {
          "type": "string",
          "format": "date-time"
        }
      }
    },
    "kit.WebhookDeliveryState": {
      "$id": "kit.WebhookDeliveryState",
      "type": "string",
      "enum": [
        "PENDING",
        "SENDING",
        "SUCCEEDED",
        "FAILED"
      ]
    },
    "kit.NewWebhookListener": {
      "$id": "kit.NewWebhookListener",
      "type": "object",
      "required": [
        "events"
      ],
      "additionalProperties": false,
      "properties": {
        "events": {
          "type": "array",
          "minItems": 1,
          "maxItems": 19,
          "uniqueItems": true,
          "items": {
            "$ref": "kit.WebhookEventName#"
          }
        }
      }
    }
  }
}
