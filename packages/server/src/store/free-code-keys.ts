import type { SqlScalar } from './database.js'
import type { TenantSession } from './tenant.js'
import { changeRows } from './webhook-events.js'

/** Removes codes of deleted coupons that still hold the given keys or external ids, and returns their number. */
export async function freeCodeKeys(
  tenant: Pick<TenantSession, 'session' | 'programId' | 'clock' | 'onEvent'>,
  keys: readonly SqlScalar[],
  externalIds: readonly SqlScalar[] = [],
): Promise<number> {
  const text = `DELETE FROM promotional_codes p USING coupons c
    WHERE p.program_id = $1 AND (p.code_key = ANY($2::text[]) OR p.external_id = ANY($3::text[]))
      AND c.program_id = p.program_id AND c.id = p.coupon_id AND c.deleted_at IS NOT NULL`
  const values = [tenant.programId, keys as readonly string[], externalIds as readonly string[]]
  const event = { event: 'promocode.deleted', id: 'p.id' } as const
  return (await changeRows(tenant, { text, values }, event)).length
}
