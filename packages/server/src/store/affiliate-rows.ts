import type { AffiliateIdentity, AffiliateRecord } from '../domain/records.js'
import { createRecordReader, createRowWriter, toSelectList, type RowOf } from './columns.js'
import type { SqlValue } from './database.js'
import { equals, toWhere, type Condition } from './statements.js'
import type { TenantSession } from './tenant.js'

const identityColumns = {
  id: { name: 'id', kind: 'uuid' },
  firstName: { name: 'first_name', kind: 'text' },
  lastName: { name: 'last_name', kind: 'text' },
  email: { name: 'email', kind: 'text' },
  commissionRate: { name: 'commission_rate', kind: 'decimal' },
} as const

const columns = {
  programId: { name: 'program_id', kind: 'uuid' },
  ...identityColumns,
  emailKey: { name: 'email_key', kind: 'emailKey', from: 'email', isSelected: false },
  link: { name: 'link', kind: 'text' },
  status: { name: 'status', kind: 'text' },
  createdAt: { name: 'created_at', kind: 'instant' },
  updatedAt: { name: 'updated_at', kind: 'instant' },
} as const

const totals = {
  numberOfReferredUsers: { name: 'referrals', kind: 'bigint' },
  commissionMinor: { name: 'commission_minor', kind: 'bigint' },
} as const

type StoredAffiliate = Pick<AffiliateRecord, Exclude<keyof typeof columns, 'emailKey'>>

const toStored = createRecordReader<
  Pick<AffiliateRecord, keyof StoredAffiliate | keyof typeof totals>,
  Omit<typeof columns, 'emailKey'> & typeof totals
>({ ...columns, ...totals })
const toIdentity = createRecordReader<AffiliateIdentity, typeof identityColumns>(identityColumns)

const select = `SELECT ${toSelectList(columns, 'a')},
  (SELECT count(*) FROM referrals r
    WHERE r.program_id = a.program_id AND r.affiliate_id = a.id) AS referrals,
  (SELECT coalesce(sum(s.commission_minor), 0) FROM sales s
    WHERE s.program_id = a.program_id AND s.affiliate_id = a.id) AS commission_minor
  FROM affiliates a`

/** Turns a new affiliate into its row. */
export const toAffiliateRow: (affiliate: AffiliateRecord) => Record<string, SqlValue> =
  createRowWriter<StoredAffiliate>(columns)

/** Reads affiliates with their totals, oldest first. Conditions use the alias `a`. */
export async function readAffiliates(
  { session, programId }: TenantSession,
  conditions: readonly Condition[],
  limit: number,
): Promise<readonly AffiliateRecord[]> {
  const where = toWhere([equals('a.program_id', programId), ...conditions])
  const text = `${select} WHERE ${where.text} ORDER BY a.id LIMIT ${limit}`
  return (await session.query<Parameters<typeof toStored>[0]>(text, where.values)).map((row) => {
    const stored = toStored(row)
    return {
      ...stored,
      name: `${stored.firstName} ${stored.lastName}`,
      emailVerified: null,
      image: null,
      detailsComplete: false,
      numberOfClicks: 0,
    }
  })
}

/** Reads affiliates without their totals. */
export async function readIdentities(
  { session, programId }: TenantSession,
  conditions: readonly Condition[],
): Promise<readonly AffiliateIdentity[]> {
  const where = toWhere([equals('program_id', programId), ...conditions])
  const text = `SELECT ${toSelectList(identityColumns)} FROM affiliates
    WHERE ${where.text}`
  return (await session.query<RowOf<typeof identityColumns>>(text, where.values)).map(toIdentity)
}
