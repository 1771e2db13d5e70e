import { toCodeKey } from '@referly-kit/codegen-structure'
import type { CodeSummary } from '@referly-kit/types'
import { createRecordReader, toSelectList, type RowOf } from '../columns.js'
import {
  by,
  byAffiliate,
  byId,
  byOptional,
  refersToAffiliate,
  toContains,
  toEqual,
  toFullName,
  toNameKey,
  toPattern,
  type BindNow,
  type SearchList,
  type SortPart,
} from './list.js'

const own = {
  id: { name: 'id', kind: 'uuid' },
  code: { name: 'code', kind: 'text' },
  couponId: { name: 'coupon_id', kind: 'uuid' },
  affiliateId: { name: 'affiliate_id', kind: 'uuid' },
  externalId: { name: 'external_id', kind: 'text' },
  active: { name: 'active', kind: 'boolean' },
  expiresAt: { name: 'expires_at', kind: 'instant' },
  maxRedemptions: { name: 'max_redemptions', kind: 'integer' },
  timesRedeemed: { name: 'times_redeemed', kind: 'integer' },
  createdAt: { name: 'created_at', kind: 'instant' },
} as const

const columns = {
  ...own,
  couponName: { name: 'coupon_name', kind: 'text' },
  affiliateName: { name: 'affiliate_name', kind: 'text' },
  affiliateEmail: { name: 'affiliate_email', kind: 'text' },
  status: { name: 'status', kind: 'text' },
} as const

const toRecord = createRecordReader<CodeSummary, typeof columns>(columns)

const toCurrent = (now: string): string =>
  `p.active AND (p.expires_at IS NULL OR p.expires_at >= ${now}::timestamptz)`

/** The condition of each status, in the order in which codes are sorted by it. */
const statuses: Readonly<Record<string, (bindNow: BindNow) => string>> = {
  ACTIVE: (bindNow) => `${toCurrent(bindNow())}
    AND (p.max_redemptions IS NULL OR p.times_redeemed < p.max_redemptions)`,
  DISABLED: () => 'NOT p.active',
  EXPIRED: (bindNow) => `p.active AND p.expires_at < ${bindNow()}::timestamptz`,
  USED_UP: (bindNow) => `${toCurrent(bindNow())}
    AND p.max_redemptions IS NOT NULL AND p.times_redeemed >= p.max_redemptions`,
}

function toStatus(bindNow: BindNow): string {
  const now = bindNow()
  const cases = Object.entries(statuses).map(
    ([status, toCondition]) => `WHEN ${toCondition(() => now)} THEN '${status}'`,
  )
  return `(CASE ${cases.join(' ')} END)`
}

/** Each status is a separate part, so that the first codes of one are found without sorting all. */
const byStatus: readonly SortPart[] = Object.values(statuses).map((condition) => ({
  keys: [],
  condition,
}))

/** Codes that were never redeemed are a separate part, so that the first of them are found without sorting all. */
const byRedemptions: readonly SortPart[] = [
  { keys: [], condition: () => 'p.times_redeemed = 0' },
  {
    keys: [{ sql: 'p.times_redeemed', type: 'bigint' }],
    condition: () => 'p.times_redeemed > 0',
  },
]

const byCoupon: readonly SortPart[] = [
  {
    join: 'JOIN coupons n ON n.program_id = p.program_id AND n.id = p.coupon_id',
    keys: [toNameKey('n.name'), { sql: 'n.id', type: 'uuid' }],
  },
]

/** Codes, without those of deleted coupons. */
export const codeList: SearchList<CodeSummary> = {
  table: 'promotional_codes',
  alias: 'p',
  idType: 'uuid',
  joins: `JOIN coupons c ON c.program_id = p.program_id AND c.id = p.coupon_id
    LEFT JOIN affiliates a ON a.program_id = p.program_id AND a.id = p.affiliate_id`,
  toSelect: (bindNow) => `${toSelectList(own, 'p')}, c.name AS coupon_name,
    ${toFullName('a')} AS affiliate_name, a.email AS affiliate_email, ${toStatus(bindNow)} AS status`,
  toRecord: (row) => toRecord(row as RowOf<typeof columns>),
  toParts({ sort, isDescending }) {
    switch (sort) {
      case 'CODE':
        return by('p.code_key', 'text')
      case 'COUPON':
        return byCoupon
      case 'AFFILIATE':
        return byAffiliate('p')
      case 'REDEEMED':
        return isDescending ? byRedemptions.toReversed() : byRedemptions
      case 'LIMIT':
        return byOptional('p.max_redemptions', 'bigint')
      case 'EXPIRES':
        return byOptional('p.expires_at', 'timestamptz')
      case 'STATUS':
        return isDescending ? byStatus.toReversed() : byStatus
      default:
        return byId
    }
  },
  toFilters(filter, { bind, now }) {
    const { redeemed, assigned, status, expiresBefore } = filter
    return [
      `p.coupon_id NOT IN (SELECT d.id FROM coupons d WHERE d.program_id = $1 AND d.deleted_at IS NOT NULL)`,
      ...toEqual('p.coupon_id', filter.couponId, bind),
      ...toEqual('p.affiliate_id', filter.affiliateId, bind),
      ...(redeemed === undefined ? [] : [`p.times_redeemed ${redeemed ? '>' : '='} 0`]),
      ...(assigned === undefined ? [] : [`p.affiliate_id IS ${assigned ? 'NOT ' : ''}NULL`]),
      ...(expiresBefore === undefined ? [] : [`p.expires_at < ${bind(expiresBefore)}`]),
      ...(status === undefined ? [] : [statuses[status]?.(() => bind(now)) ?? 'false']),
    ]
  },
  toWord: (word, bind) => [
    `p.code_key LIKE ${bind(toPattern(toCodeKey(word)))}`,
    `p.coupon_id IN (SELECT w.id FROM coupons w WHERE w.program_id = $1 AND (${toContains('w.name', word, bind)}))`,
    refersToAffiliate('p.affiliate_id', word, bind),
  ],
}
