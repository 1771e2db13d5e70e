import type { ReferralSummary } from '@referly-kit/types'
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

const own = {
  id: { name: 'id', kind: 'uuid' },
  name: { name: 'name', kind: 'text' },
  email: { name: 'email', kind: 'text' },
  externalId: { name: 'external_id', kind: 'text' },
  affiliateId: { name: 'affiliate_id', kind: 'uuid' },
  status: { name: 'status', kind: 'text' },
  createdAt: { name: 'created_at', kind: 'instant' },
} as const

const columns = {
  ...own,
  affiliateName: { name: 'affiliate_name', kind: 'text' },
  affiliateEmail: { name: 'affiliate_email', kind: 'text' },
} as const

const toRecord = createRecordReader<ReferralSummary, typeof columns>(columns)

/** Referrals, including those of deleted affiliates. */
export const referralList: SearchList<ReferralSummary> = {
  table: 'referrals',
  alias: 'r',
  idType: 'uuid',
  joins: ownerJoins('r'),
  toSelect: () => `${toSelectList(own, 'r')}, ${ownerColumns}`,
  toRecord: (row) => toRecord(row as RowOf<typeof columns>),
  toParts({ sort }) {
    switch (sort) {
      case 'NAME':
        return [{ keys: [toNameKey('r.name')] }]
      case 'EMAIL':
        return by('r.email_key', 'text')
      case 'AFFILIATE':
        return byAffiliate('r')
      case 'STATUS':
        return by('r.status', 'text')
      default:
        return byId
    }
  },
  toFilters: ({ affiliateId, status }, { bind }) => [
    ...toEqual('r.affiliate_id', affiliateId, bind),
    ...toEqual('r.status', status, bind),
  ],
  toWord: (word, bind) => [
    toContains('r.name', word, bind),
    `r.email_key LIKE ${bind(toPattern(word.toLowerCase()))}`,
    toContains('r.external_id', word, bind),
    refersToAffiliate('r.affiliate_id', word, bind),
  ],
}
