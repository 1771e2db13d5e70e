import type { RedeemedCode, RedemptionCount } from '../domain/ports.js'
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

type Counts = ReadonlyMap<string, RedemptionCount>

/**
 * Locks the coupons of codes and then the codes, each in the order of their ids, so that two batches cannot deadlock.
 * Returns their counts by id. Those that were deleted are left out.
 */
export async function lockCounts(
  tenant: TenantSession,
  codes: readonly RedeemedCode[],
): Promise<Counts> {
  const couponIds = new Set(codes.map(({ couponId }) => couponId))
  const codeIds = new Set(codes.map(({ codeId }) => codeId))
  const [ofCoupons, ofCodes] = await Promise.all([
    lockRows(tenant, 'coupons', couponIds),
    lockRows(tenant, 'promotional_codes', codeIds),
  ])
  return new Map([...ofCoupons, ...ofCodes])
}

interface CountRow {
  readonly id: string
  readonly revision: number
  readonly times_redeemed: number
}

async function lockRows(
  { session, programId }: TenantSession,
  table: 'coupons' | 'promotional_codes',
  ids: ReadonlySet<string>,
): Promise<Counts> {
  const text = `SELECT id, revision, times_redeemed FROM ${table}
    WHERE program_id = $1 AND id = ANY($2::uuid[]) ${table === 'coupons' ? 'AND deleted_at IS NULL' : ''}
    ORDER BY id FOR NO KEY UPDATE`
  const rows = await session.query<CountRow>(text, [programId, [...ids]])
  return new Map(
    rows.map(({ id, revision, times_redeemed: timesRedeemed }) => [
      id,
      { revision, timesRedeemed },
    ]),
  )
}

/** Adds one redemption for each of the codes to locked codes and coupons. */
export async function addRedemptions(
  { session, programId }: TenantSession,
  codes: readonly RedeemedCode[],
): Promise<void> {
  const add = async (table: string, ids: readonly string[]): Promise<void> => {
    const text = `UPDATE ${table} SET times_redeemed = times_redeemed + redeemed.times
      FROM (SELECT id, count(*)::integer AS times FROM unnest($2::uuid[]) AS id GROUP BY id) AS redeemed
      WHERE ${table}.program_id = $1 AND ${table}.id = redeemed.id`
    await session.query(text, [programId, ids])
  }
  await Promise.all([
    add(
      'coupons',
      codes.map(({ couponId }) => couponId),
    ),
    add(
      'promotional_codes',
      codes.map(({ codeId }) => codeId),
    ),
  ])
}
