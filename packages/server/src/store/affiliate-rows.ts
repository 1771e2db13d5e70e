import type { AffiliateIdentity } from '../domain/store.js'
import { type Condition, equals, toWhere } from './statements.js'
import type { TenantSession } from './tenant.js'

interface IdentityRow {
  readonly id: string
  readonly first_name: string
  readonly last_name: string
  readonly email: string
  readonly commission_rate: string
}

/** Reads affiliates without their totals. */
export async function readIdentities(
  { session, programId }: TenantSession,
  conditions: readonly Condition[],
): Promise<readonly AffiliateIdentity[]> {
  const where = toWhere([equals('program_id', programId), ...conditions])
  const text = `SELECT id, first_name, last_name, email, commission_rate FROM affiliates
    WHERE ${where.text}`
  return (await session.query<IdentityRow>(text, where.values)).map(toIdentity)
}

function toIdentity(row: IdentityRow): AffiliateIdentity {
  return {
    id: row.id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    commissionRate: Number(row.commission_rate),
  }
}
