import type { AffiliateLinkFilter } from '@referly-kit/types'
import type { LinkOwner, LinkStore } from '../domain/ports.js'
import type { LinkRecord, NewLinkRecord } from '../domain/records.js'
import { StaleTermsError } from '../domain/stale-terms.js'
import { toEmailKey, toIsoInstant, toSelectList } from './columns.js'
import { isForeignKeyViolation, type SqlScalar } from './database.js'
import { toDuplicateLinkError } from './duplicates.js'
import { readPages, toPageConditions } from './pages.js'
import { equals, equalsId, insertRow, toWhere, type Condition } from './statements.js'
import type { TenantSession } from './tenant.js'
import { changeRows, insertWithEvent, type RowEvent } from './webhook-events.js'

interface LinkRow {
  readonly id: string
  readonly link: string
  readonly created_at: string
  readonly updated_at: string
  readonly affiliate_id: string
  readonly first_name: string
  readonly last_name: string
  readonly email: string
  readonly referrals: string
  readonly sales: string
  readonly revenue_minor: string
}

type OwnerRow = Pick<LinkRow, 'id' | 'affiliate_id'>

const instants = {
  createdAt: { name: 'created_at', kind: 'instant' },
  updatedAt: { name: 'updated_at', kind: 'instant' },
} as const

// A refunded sale has no revenue, but still happened.
const select = `SELECT l.id, l.link, ${toSelectList(instants, 'l')}, l.affiliate_id,
  a.first_name, a.last_name, a.email,
  (SELECT count(*) FROM referrals r
    WHERE r.program_id = l.program_id AND r.affiliate_link_id = l.id) AS referrals,
  (SELECT count(*) FROM sales s
    WHERE s.program_id = l.program_id AND s.affiliate_link_id = l.id) AS sales,
  (SELECT coalesce(sum(s.total_minor), 0) FROM sales s
    WHERE s.program_id = l.program_id AND s.affiliate_link_id = l.id
      AND s.status = 'ACTIVE') AS revenue_minor
  FROM affiliate_links l
  JOIN affiliates a ON a.program_id = l.program_id AND a.id = l.affiliate_id`

async function findOwner(
  { session, programId }: TenantSession,
  link: string,
): Promise<LinkOwner | undefined> {
  const text = 'SELECT id, affiliate_id FROM affiliate_links WHERE program_id = $1 AND link = $2'
  const [row] = await session.query<OwnerRow>(text, [programId, link])
  return row && { id: row.id, affiliateId: row.affiliate_id }
}

// A change of a link is also a change of its affiliate.
const linkChange: RowEvent = { event: 'affiliate.updated', id: 'affiliate_id' }

/** Creates the storage of the links of one program's affiliates. */
export function createLinkStore(tenant: TenantSession): LinkStore {
  const { programId } = tenant
  return {
    insert: (link) => insertLink(tenant, link),
    findOwner: (link) => findOwner(tenant, link),
    list: (filter) =>
      readPages({
        tenant,
        table: 'affiliate_links',
        read: (page) =>
          readLinks(
            tenant,
            [...toConditions(filter), ...toPageConditions('l.id', page)],
            page.limit,
          ),
      }),
    async find(key) {
      const [found] = await readLinks(tenant, toConditions(key), 1)
      return found
    },
    async rename(id, link, updatedAt) {
      const text = `UPDATE affiliate_links SET link = $3, updated_at = $4 WHERE program_id = $1 AND id = $2`
      const values = [programId, id, link, updatedAt]
      try {
        return (await changeRows(tenant, { text, values }, linkChange)).length > 0
      } catch (error) {
        throw toDuplicateLinkError(error, link, 'link.newLink') ?? error
      }
    },
    delete: (id, affiliateId) => deleteLink(tenant, id, affiliateId),
  }
}

async function insertLink(tenant: TenantSession, link: NewLinkRecord): Promise<void> {
  const row = toLinkRow(tenant.programId, link)
  try {
    if (link.isPartOfUpdate) await insertRow(tenant.session, 'affiliate_links', row)
    else await insertWithEvent(tenant, { table: 'affiliate_links', row }, linkChange)
  } catch (error) {
    // The affiliate was deleted after it was read.
    if (isForeignKeyViolation(error)) throw new StaleTermsError()
    throw toDuplicateLinkError(error, link.link, link.field) ?? error
  }
}

async function deleteLink(
  tenant: TenantSession,
  id: string,
  affiliateId: string,
): Promise<'deleted' | 'last' | 'missing'> {
  const { session, programId } = tenant
  const text = `SELECT id FROM affiliate_links WHERE program_id = $1 AND affiliate_id = $2 LIMIT 2`
  const [first, second] = await session.query<{ id: string }>(text, [programId, affiliateId])
  if (first?.id === id && second === undefined) return 'last'
  const deletion = 'DELETE FROM affiliate_links WHERE program_id = $1 AND id = $2'
  const deleted = await changeRows(tenant, { text: deletion, values: [programId, id] }, linkChange)
  return deleted.length > 0 ? 'deleted' : 'missing'
}

/** Turns a new link into its row. */
export function toLinkRow(
  programId: string,
  { id, affiliateId, link, createdAt }: NewLinkRecord,
): Record<string, SqlScalar> {
  return {
    program_id: programId,
    id,
    affiliate_id: affiliateId,
    link,
    created_at: createdAt,
    updated_at: createdAt,
  }
}

type Optional<T> = { readonly [Property in keyof T]: T[Property] | undefined }

function toConditions({
  id,
  link,
  affiliateId,
  affiliateEmail,
}: Optional<AffiliateLinkFilter>): readonly Condition[] {
  return [
    equalsId('l.id', id),
    equals('l.link', link),
    equalsId('l.affiliate_id', affiliateId),
    equals('a.email_key', affiliateEmail === undefined ? undefined : toEmailKey(affiliateEmail)),
  ]
}

async function readLinks(
  { session, programId }: TenantSession,
  conditions: readonly Condition[],
  limit: number,
): Promise<readonly LinkRecord[]> {
  const where = toWhere([equals('l.program_id', programId), ...conditions])
  const text = `${select} WHERE ${where.text} ORDER BY l.id LIMIT ${limit}`
  return (await session.query<LinkRow>(text, where.values)).map(toLink)
}

function toLink(row: LinkRow): LinkRecord {
  return {
    id: row.id,
    link: row.link,
    createdAt: toIsoInstant(row.created_at),
    updatedAt: toIsoInstant(row.updated_at),
    affiliate: {
      id: row.affiliate_id,
      name: `${row.first_name} ${row.last_name}`,
      email: row.email,
    },
    referrals: Number(row.referrals),
    sales: Number(row.sales),
    revenueMinor: Number(row.revenue_minor),
  }
}
