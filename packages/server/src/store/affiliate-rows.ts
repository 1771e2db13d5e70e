import type { AffiliateLinkRecord } from '@referly-kit/types'
import type { AffiliateChange, AffiliateIdentity, AffiliateRecord } from '../domain/records.js'
import { createRecordReader, createRowWriter, toSelectList, type RowOf } from './columns.js'
import type { SqlScalar } from './database.js'
import { equals, toWhere, type Condition } from './statements.js'
import { selectRows, type TenantSession } from './tenant.js'

const changeableColumns = {
  firstName: { name: 'first_name', kind: 'text' },
  lastName: { name: 'last_name', kind: 'text' },
  email: { name: 'email', kind: 'text' },
  commissionRate: { name: 'commission_rate', kind: 'decimal' },
  status: { name: 'status', kind: 'text' },
} as const

const identityColumns = {
  id: { name: 'id', kind: 'uuid' },
  ...changeableColumns,
  revision: { name: 'revision', kind: 'integer' },
} as const

const emailKey = { name: 'email_key', kind: 'emailKey', from: 'email', isSelected: false } as const
const updatedAt = { name: 'updated_at', kind: 'instant' } as const

const columns = {
  programId: { name: 'program_id', kind: 'uuid' },
  id: { name: 'id', kind: 'uuid' },
  ...changeableColumns,
  emailKey,
  createdAt: { name: 'created_at', kind: 'instant' },
  updatedAt,
} as const

const totals = {
  numberOfReferredUsers: { name: 'referrals', kind: 'bigint' },
  commissionMinor: { name: 'commission_minor', kind: 'bigint' },
} as const

const linkColumns = {
  affiliateId: { name: 'affiliate_id', kind: 'uuid' },
  id: { name: 'id', kind: 'uuid' },
  link: { name: 'link', kind: 'text' },
  createdAt: { name: 'created_at', kind: 'instant' },
  updatedAt,
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
export const toAffiliateRow: (affiliate: AffiliateRecord) => Record<string, SqlScalar> =
  createRowWriter<StoredAffiliate>(columns)

/** Turns the properties that an update can change into their columns. */
export const toAffiliateChange: (change: AffiliateChange) => Record<string, SqlScalar> =
  createRowWriter<AffiliateChange>({ ...changeableColumns, emailKey, updatedAt })

/** Reads affiliates with their links and totals, oldest first. Conditions use the alias `a`. */
export async function readAffiliates(
  tenant: TenantSession,
  conditions: readonly Condition[],
  limit: number,
): Promise<readonly AffiliateRecord[]> {
  const { session, programId } = tenant
  const where = toWhere([equals('a.program_id', programId), ...conditions])
  const text = `${select} WHERE ${where.text} ORDER BY a.id LIMIT ${limit}`
  const rows = (await session.query<Parameters<typeof toStored>[0]>(text, where.values)).map(
    toStored,
  )
  const links = await readLinksOf(
    tenant,
    rows.map(({ id }) => id),
  )
  return rows.map((stored) => ({
    ...stored,
    name: `${stored.firstName} ${stored.lastName}`,
    emailVerified: null,
    image: null,
    detailsComplete: false,
    numberOfClicks: 0,
    affiliateLinks: links.get(stored.id) ?? [],
  }))
}

async function readLinksOf(
  tenant: TenantSession,
  ids: readonly string[],
): Promise<ReadonlyMap<string, AffiliateLinkRecord[]>> {
  if (ids.length === 0) return new Map()
  const rows = await selectRows<RowOf<typeof linkColumns>>(tenant, {
    columns: toSelectList(linkColumns),
    table: 'affiliate_links',
    conditions: [['affiliate_id = ANY(?::uuid[])', ids]],
  })
  const links = new Map<string, AffiliateLinkRecord[]>()
  for (const { affiliateId, ...link } of rows.map(toLink)) {
    const record = { ...link, userId: affiliateId, programId: tenant.programId }
    const others = links.get(affiliateId)
    if (others === undefined) links.set(affiliateId, [record])
    else others.push(record)
  }
  return links
}

type LinkOfAffiliate = Pick<AffiliateLinkRecord, 'id' | 'link' | 'createdAt' | 'updatedAt'> & {
  readonly affiliateId: string
}

const toLink = createRecordReader<LinkOfAffiliate, typeof linkColumns>(linkColumns)

/** The rows to read, and the clauses around them. */
interface IdentitySelection {
  readonly conditions: readonly Condition[]
  /** Tables to join, and the lock to take. */
  readonly join?: string
  readonly lock?: string
}

/** Reads affiliates without their links and totals. Conditions use the alias `a`. */
export async function readIdentities(
  { session, programId }: TenantSession,
  { conditions, join = '', lock = '' }: IdentitySelection,
): Promise<readonly AffiliateIdentity[]> {
  const where = toWhere([equals('a.program_id', programId), ...conditions])
  const text = `SELECT ${toSelectList(identityColumns, 'a')} FROM affiliates a ${join}
    WHERE ${where.text} ${lock}`
  return (await session.query<RowOf<typeof identityColumns>>(text, where.values)).map(toIdentity)
}
