import { isUuid } from '../domain/identifiers.js'
import type { AffiliateRecord, AffiliateStore } from '../domain/store.js'
import { readIdentities } from './affiliate-rows.js'
import type { Owners } from './owners.js'
import { readPages, toPageConditions } from './pages.js'
import { equals, equalsId, insertRow, toDecimalText, toEmailKey, toWhere } from './statements.js'
import type { TenantSession } from './tenant.js'

interface AffiliateRow {
  readonly id: string
  readonly program_id: string
  readonly first_name: string
  readonly last_name: string
  readonly email: string
  readonly commission_rate: string
  readonly link: string
  readonly status: string
  readonly created_at: Date
  readonly updated_at: Date
  readonly referrals: string
  readonly commission_minor: string
}

const select = `SELECT a.id, a.program_id, a.first_name, a.last_name, a.email, a.commission_rate, a.link,
  a.status, a.created_at, a.updated_at,
  (SELECT count(*) FROM referrals r
    WHERE r.program_id = a.program_id AND r.affiliate_id = a.id) AS referrals,
  (SELECT coalesce(sum(s.commission_minor), 0) FROM sales s
    WHERE s.program_id = a.program_id AND s.affiliate_id = a.id) AS commission_minor
  FROM affiliates a`

/** Keeps the affiliates of one program in the database. */
export function createAffiliateStore(tenant: TenantSession, owners: Owners): AffiliateStore {
  const { session, programId } = tenant
  return {
    insert: (affiliate) => insertRow(session, 'affiliates', toRow(affiliate)),
    list: ({ id, email }) =>
      readPages({
        table: 'affiliates',
        tenant,
        async read(page) {
          const where = toWhere([
            equals('a.program_id', programId),
            equalsId('a.id', id),
            equals('a.email_key', email && toEmailKey(email)),
            ...toPageConditions('a.id', page),
          ])
          const text = `${select} WHERE ${where.text} ORDER BY a.id LIMIT ${page.limit}`
          return (await session.query<AffiliateRow>(text, where.values)).map(toAffiliate)
        },
      }),
    async find({ id, email, link }) {
      if (id !== undefined) {
        if (!isUuid(id)) return undefined
        const key = id.toLowerCase()
        return (await owners.affiliates.find(tenant, key))?.record
      }
      const [affiliate] = await readIdentities(tenant, [
        equals('email_key', email && toEmailKey(email)),
        equals('link', link),
      ])
      return affiliate
    },
  }
}

function toRow(affiliate: AffiliateRecord): Record<string, string | null> {
  return {
    program_id: affiliate.programId,
    id: affiliate.id,
    first_name: affiliate.firstName,
    last_name: affiliate.lastName,
    email: affiliate.email,
    email_key: toEmailKey(affiliate.email),
    commission_rate: toDecimalText(affiliate.commissionRate),
    link: affiliate.link,
    status: affiliate.status,
    created_at: affiliate.createdAt,
    updated_at: affiliate.updatedAt,
  }
}

function toAffiliate(row: AffiliateRow): AffiliateRecord {
  return {
    id: row.id,
    firstName: row.first_name,
    lastName: row.last_name,
    name: `${row.first_name} ${row.last_name}`,
    email: row.email,
    emailVerified: null,
    image: null,
    detailsComplete: false,
    programId: row.program_id,
    commissionRate: Number(row.commission_rate),
    link: row.link,
    status: row.status,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    numberOfReferredUsers: Number(row.referrals),
    numberOfClicks: 0,
    commissionMinor: Number(row.commission_minor),
  }
}
