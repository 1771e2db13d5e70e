import type { SearchRecords } from '../../domain/search-ports.js'
import { createRecordReader, toSelectList, type RowOf } from '../columns.js'
import {
  by,
  byId,
  toContains,
  toEqual,
  toFullName,
  toNameKey,
  toPattern,
  type SearchList,
} from './list.js'

type AffiliateFound = SearchRecords['affiliates']

const own = {
  id: { name: 'id', kind: 'uuid' },
  firstName: { name: 'first_name', kind: 'text' },
  lastName: { name: 'last_name', kind: 'text' },
  email: { name: 'email', kind: 'text' },
  commissionRate: { name: 'commission_rate', kind: 'decimal' },
  status: { name: 'status', kind: 'text' },
  createdAt: { name: 'created_at', kind: 'instant' },
} as const

const columns = {
  ...own,
  numberOfReferredUsers: { name: 'referrals', kind: 'bigint' },
  commissionMinor: { name: 'commission_minor', kind: 'bigint' },
} as const

const toRecord = createRecordReader<AffiliateFound, typeof columns>(columns)

function toSums(table: string, value: string): string {
  return `LEFT JOIN (SELECT n.affiliate_id, ${value} AS value FROM ${table} n
    WHERE n.program_id = $1 GROUP BY n.affiliate_id) n ON n.affiliate_id = a.id`
}

/** Affiliates with their referrals and commission. */
export const affiliateList: SearchList<AffiliateFound> = {
  table: 'affiliates',
  alias: 'a',
  idType: 'uuid',
  joins: '',
  toSelect: () => `${toSelectList(own, 'a')},
    (SELECT count(*) FROM referrals r WHERE r.program_id = $1 AND r.affiliate_id = a.id) AS referrals,
    (SELECT coalesce(sum(s.commission_minor), 0) FROM sales s
      WHERE s.program_id = $1 AND s.affiliate_id = a.id) AS commission_minor`,
  toRecord: (row) => toRecord(row as RowOf<typeof columns>),
  toParts({ sort }) {
    switch (sort) {
      case 'NAME': {
        const { sql, type } = toNameKey(toFullName('a'))
        return by(sql, type)
      }
      case 'EMAIL':
        return by('a.email_key', 'text')
      case 'RATE':
        return by('a.commission_rate', 'numeric')
      case 'REFERRED':
        return by('coalesce(n.value, 0)', 'bigint', toSums('referrals', 'count(*)'))
      case 'EARNED':
        return by('coalesce(n.value, 0)', 'numeric', toSums('sales', 'sum(n.commission_minor)'))
      case 'STATUS':
        return by('a.status', 'text')
      default:
        return byId
    }
  },
  toFilters: ({ status, withoutCodeOf }, { bind }) => [
    ...toEqual('a.status', status, bind),
    ...(withoutCodeOf === undefined
      ? []
      : [
          `NOT EXISTS (SELECT FROM promotional_codes n WHERE n.program_id = $1
            AND n.affiliate_id = a.id AND n.coupon_id = ${bind(withoutCodeOf)})`,
        ]),
  ],
  toWord: (word, bind) => [
    toContains(toFullName('a'), word, bind),
    `a.email_key LIKE ${bind(toPattern(word.toLowerCase()))}`,
    `a.id IN (SELECT l.affiliate_id FROM affiliate_links l
      WHERE l.program_id = $1 AND (${toContains('l.link', word, bind)}))`,
  ],
}
