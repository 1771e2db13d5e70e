import type { ReferralRecord, ReferralStore } from '../domain/store.js'
import type { SqlValue } from './database.js'
import { readPages, toPageConditions } from './pages.js'
import { type Condition, equals, equalsId, insertRow, toEmailKey, toWhere } from './statements.js'
import { type TenantSession, equalsAffiliateEmail } from './tenant.js'

interface ReferralRow {
  readonly id: string
  readonly affiliate_id: string
  readonly promotional_code_id: string | null
  readonly name: string
  readonly email: string
  readonly external_id: string
  readonly plan: string | null
  readonly status: string
  readonly created_at: Date
}

const columns =
  'id, affiliate_id, promotional_code_id, name, email, external_id, plan, status, created_at'

/** Keeps the referrals of one program in the database. */
export function createReferralStore(tenant: TenantSession): ReferralStore {
  return {
    insert: (referral) => insertRow(tenant.session, 'referrals', toRow(tenant.programId, referral)),
    list: ({ id, affiliateId, affiliateEmail, externalId }) =>
      readPages({
        tenant,
        table: 'referrals',
        read: (page) =>
          readReferrals(
            tenant,
            [
              equalsId('id', id),
              equalsId('affiliate_id', affiliateId),
              equalsAffiliateEmail('referrals', affiliateEmail),
              equals('external_id', externalId),
              ...toPageConditions('id', page),
            ],
            page.limit,
          ),
      }),
    async find({ id, email }) {
      // The first referral of a customer wins: later ones do not take the sales away from it.
      const key = email === undefined ? undefined : toEmailKey(email)
      const [referral] = await readReferrals(
        tenant,
        [equalsId('id', id), equals('email_key', key)],
        1,
      )
      return referral
    },
  }
}

async function readReferrals(
  { session, programId }: TenantSession,
  conditions: readonly Condition[],
  limit: number,
): Promise<readonly ReferralRecord[]> {
  const where = toWhere([equals('program_id', programId), ...conditions])
  const text = `SELECT ${columns} FROM referrals WHERE ${where.text} ORDER BY id LIMIT ${limit}`
  return (await session.query<ReferralRow>(text, where.values)).map(toReferral)
}

function toRow(programId: string, referral: ReferralRecord): Record<string, SqlValue> {
  return {
    program_id: programId,
    id: referral.id,
    affiliate_id: referral.affiliateId,
    promotional_code_id: referral.promotionalCodeId,
    name: referral.name,
    email: referral.email,
    email_key: toEmailKey(referral.email),
    external_id: referral.referredUserExternalId,
    plan: referral.plan ?? null,
    status: referral.status,
    created_at: referral.createdAt,
  }
}

function toReferral(row: ReferralRow): ReferralRecord {
  return {
    id: row.id,
    affiliateId: row.affiliate_id,
    name: row.name,
    email: row.email,
    referredUserExternalId: row.external_id,
    ...(row.plan === null ? {} : { plan: row.plan }),
    status: row.status,
    promotionalCodeId: row.promotional_code_id,
    createdAt: row.created_at.toISOString(),
  }
}
