import type { StoredCode } from '../domain/records.js'
import { StaleTermsError } from '../domain/stale-terms.js'
import type { TenantSession } from './tenant.js'

/** Counts on the coupon first and then on the code, so that two redemptions cannot deadlock. */
export async function redeem(
  tenant: TenantSession,
  { code, revision, parent }: StoredCode,
): Promise<boolean> {
  const coupon = { table: 'coupons', id: code.couponId, revision: parent.revision }
  const own = { table: 'promotional_codes', id: code.id, revision }
  return (await count(tenant, coupon)) && count(tenant, own)
}

interface Counted {
  readonly table: string
  readonly id: string
  readonly revision: number
}

async function count(
  { session, programId }: TenantSession,
  { table, id, revision }: Counted,
): Promise<boolean> {
  const text = `UPDATE ${table} SET times_redeemed = times_redeemed + 1
    WHERE program_id = $1 AND id = $2 AND revision = $3
      AND (max_redemptions IS NULL OR times_redeemed < max_redemptions) RETURNING id`
  if ((await session.query(text, [programId, id, revision])).length === 1) return true
  const check = `SELECT id FROM ${table} WHERE program_id = $1 AND id = $2 AND revision = $3`
  const [unchanged] = await session.query(check, [programId, id, revision])
  if (unchanged === undefined) throw new StaleTermsError()
  return false
}

/** Takes one redemption back from a code and its coupon, as far as they still exist. */
export async function giveBack(
  { session, programId }: TenantSession,
  codeId: string,
  couponId: string,
): Promise<void> {
  for (const [table, id] of [
    ['coupons', couponId],
    ['promotional_codes', codeId],
  ] as const) {
    const text = `UPDATE ${table} SET times_redeemed = times_redeemed - 1
      WHERE program_id = $1 AND id = $2 AND times_redeemed > 0`
    await session.query(text, [programId, id])
  }
}
