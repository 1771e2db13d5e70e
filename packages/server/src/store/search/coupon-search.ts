import type { CouponSummary } from '@referly-kit/types'
import { createRecordReader, toSelectList, type RowOf } from '../columns.js'
import {
  by,
  byId,
  byOptional,
  toContains,
  toNameKey,
  type BindNow,
  type SearchList,
} from './list.js'

const own = {
  id: { name: 'id', kind: 'uuid' },
  name: { name: 'name', kind: 'text' },
  externalId: { name: 'external_id', kind: 'text' },
  couponType: { name: 'coupon_type', kind: 'text' },
  percentOff: { name: 'percent_off', kind: 'decimal' },
  amountOff: { name: 'amount_off', kind: 'decimal' },
  currency: { name: 'currency', kind: 'text' },
  duration: { name: 'duration', kind: 'text' },
  durationInMonths: { name: 'duration_in_months', kind: 'integer' },
  maxRedemptions: { name: 'max_redemptions', kind: 'integer' },
  redeemBy: { name: 'redeem_by', kind: 'instant' },
  timesRedeemed: { name: 'times_redeemed', kind: 'integer' },
  createdAt: { name: 'created_at', kind: 'instant' },
} as const

const columns = {
  ...own,
  status: { name: 'status', kind: 'text' },
  codes: { name: 'codes', kind: 'integer' },
  activeCodes: { name: 'active_codes', kind: 'integer' },
} as const

const toRecord = createRecordReader<CouponSummary, typeof columns>(columns)

function toStatus(bindNow: BindNow): string {
  return `(CASE WHEN c.valid AND (c.redeem_by IS NULL OR c.redeem_by >= ${bindNow()}::timestamptz)
    THEN 'VALID' ELSE 'ENDED' END)`
}

const counted = `LEFT JOIN (SELECT n.coupon_id, count(*) AS codes FROM promotional_codes n
  WHERE n.program_id = $1 GROUP BY n.coupon_id) n ON n.coupon_id = c.id`

// The number of payments that a coupon discounts.
const months = `(CASE c.duration WHEN 'once' THEN 0 WHEN 'forever' THEN 1000000 ELSE c.duration_in_months END)`

/** Coupons with counts of their codes. */
export const couponList: SearchList<CouponSummary> = {
  table: 'coupons',
  alias: 'c',
  idType: 'uuid',
  // Both are counted from indexes alone. Few codes are disabled.
  joins: `CROSS JOIN LATERAL (SELECT
      (SELECT count(*) FROM promotional_codes n WHERE n.program_id = $1 AND n.coupon_id = c.id)::integer AS codes,
      (SELECT count(*) FROM promotional_codes n
        WHERE n.program_id = $1 AND n.coupon_id = c.id AND NOT n.active)::integer AS stopped) s`,
  toSelect: (bindNow) =>
    `${toSelectList(own, 'c')}, s.codes, s.codes - s.stopped AS active_codes, ${toStatus(bindNow)} AS status`,
  toRecord: (row) => toRecord(row as RowOf<typeof columns>),
  toParts({ sort }, bindNow) {
    switch (sort) {
      case 'NAME': {
        const { sql, type } = toNameKey('c.name')
        return by(sql, type)
      }
      case 'DISCOUNT':
        return by('coalesce(c.percent_off, c.amount_off)', 'numeric')
      case 'DURATION':
        return by(months, 'bigint')
      case 'CODES':
        return by('coalesce(n.codes, 0)', 'bigint', counted)
      case 'REDEEMED':
        return by('c.times_redeemed', 'bigint')
      case 'ENDS':
        return byOptional('c.redeem_by', 'timestamptz')
      case 'STATUS':
        return by(toStatus(bindNow), 'text')
      default:
        return byId
    }
  },
  toFilters({ status, hasActiveCodes }, { bind, now }) {
    const active = `EXISTS (SELECT FROM promotional_codes n
      WHERE n.program_id = $1 AND n.coupon_id = c.id AND n.active)`
    return [
      'c.deleted_at IS NULL',
      ...(status === undefined ? [] : [`${toStatus(() => bind(now))} = ${bind(status)}`]),
      ...(hasActiveCodes === undefined ? [] : [hasActiveCodes ? active : `NOT ${active}`]),
    ]
  },
  toWord: (word, bind) => [
    toContains('c.name', word, bind),
    toContains('c.external_id', word, bind),
  ],
}
