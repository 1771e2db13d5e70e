import type { SearchRecords } from '../../domain/search-ports.js'
import { createRecordReader, toSelectList, type RowOf } from '../columns.js'
import {
  by,
  byAffiliate,
  byId,
  ownerColumns,
  ownerJoins,
  refersToAffiliate,
  toContains,
  toEqual,
  toNameKey,
  toPattern,
  type SearchList,
} from './list.js'

type SaleFound = SearchRecords['sales']

const own = {
  id: { name: 'id', kind: 'bigint' },
  name: { name: 'name', kind: 'text' },
  email: { name: 'email', kind: 'text' },
  affiliateId: { name: 'affiliate_id', kind: 'uuid' },
  promoCode: { name: 'promo_code', kind: 'text' },
  externalId: { name: 'external_id', kind: 'text' },
  totalMinor: { name: 'total_minor', kind: 'bigint' },
  commissionMinor: { name: 'commission_minor', kind: 'bigint' },
  status: { name: 'status', kind: 'text' },
  createdAt: { name: 'created_at', kind: 'instant' },
} as const

const columns = {
  ...own,
  affiliateName: { name: 'affiliate_name', kind: 'text' },
  affiliateEmail: { name: 'affiliate_email', kind: 'text' },
} as const

const toRecord = createRecordReader<SaleFound, typeof columns>(columns)

/** Sales, including those of deleted affiliates and codes. */
export const saleList: SearchList<SaleFound> = {
  table: 'sales',
  alias: 's',
  idType: 'bigint',
  joins: ownerJoins('s'),
  toSelect: () => `${toSelectList(own, 's')}, ${ownerColumns}`,
  toRecord: (row) => toRecord(row as RowOf<typeof columns>),
  toParts({ sort }) {
    switch (sort) {
      case 'CUSTOMER':
        return [{ keys: [toNameKey(`coalesce(nullif(s.name, ''), s.email, '')`)] }]
      case 'AFFILIATE':
        return byAffiliate('s')
      case 'TOTAL':
        return by('s.total_minor', 'bigint')
      case 'COMMISSION':
        return by('s.commission_minor', 'bigint')
      case 'STATUS':
        return by('s.status', 'text')
      case 'CREATED':
        return by('s.created_at', 'timestamptz')
      default:
        return byId
    }
  },
  toFilters(filter, { bind }) {
    const { affiliateId, couponId, promotionalCodeId, status, start, end } = filter
    return [
      ...toEqual('s.affiliate_id', affiliateId, bind),
      ...toEqual('s.coupon_id', couponId, bind),
      ...toEqual('s.promotional_code_id', promotionalCodeId, bind),
      ...toEqual('s.status', status, bind),
      ...(start === undefined ? [] : [`s.created_at >= ${bind(start)}`]),
      ...(end === undefined ? [] : [`s.created_at < ${bind(end)}`]),
    ]
  },
  toWord: (word, bind) => [
    ...(/^\d{1,15}$/.test(word) ? [`s.id = ${bind(word)}`] : []),
    toContains('s.name', word, bind),
    `s.email_key LIKE ${bind(toPattern(word.toLowerCase()))}`,
    toContains('s.promo_code', word, bind),
    toContains('s.external_id', word, bind),
    refersToAffiliate('s.affiliate_id', word, bind),
  ],
}
