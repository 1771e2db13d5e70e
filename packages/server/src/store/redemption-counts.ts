import type { RedeemedCode, RedemptionCount } from '../domain/ports.js'
import { lapse } from './held-uses.js'
import type { TenantSession } from './tenant.js'

/** Takes back one redemption from a code and its coupon, if they still exist. */
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
 * Returns their counts by id, after the uses of lapsed reservations were released. Deleted ones are left out.
 */
export async function lockCounts(
  tenant: TenantSession,
  codes: readonly RedeemedCode[],
): Promise<Counts> {
  const couponIds = new Set(codes.map(({ couponId }) => couponId))
  const codeIds = new Set(codes.map(({ codeId }) => codeId))
  const lock = async (): Promise<Counts> => {
    const [ofCoupons, ofCodes] = await Promise.all([
      lockRows(tenant, 'coupons', couponIds),
      lockRows(tenant, 'promotional_codes', codeIds),
    ])
    return new Map([...ofCoupons, ...ofCodes])
  }
  const counts = await lock()
  const held = [...couponIds].filter((id) => (counts.get(id)?.timesHeld ?? 0) > 0)
  const isLapsed = held.length > 0 && (await lapse(tenant, held)) > 0
  return isLapsed ? lock() : counts
}

interface CountRow {
  readonly id: string
  readonly revision: number
  readonly times_redeemed: number
  readonly times_held: number
  readonly max_redemptions: number | null
}

async function lockRows(
  { session, programId }: TenantSession,
  table: 'coupons' | 'promotional_codes',
  ids: ReadonlySet<string>,
): Promise<Counts> {
  const text = `SELECT id, revision, times_redeemed, times_held, max_redemptions FROM ${table}
    WHERE program_id = $1 AND id = ANY($2::uuid[]) ${table === 'coupons' ? 'AND deleted_at IS NULL' : ''}
    ORDER BY id FOR NO KEY UPDATE`
  const rows = await session.query<CountRow>(text, [programId, [...ids]])
  return new Map(
    rows.map(({ id, revision, times_redeemed, times_held, max_redemptions }) => [
      id,
      {
        revision,
        timesRedeemed: times_redeemed,
        timesHeld: times_held,
        maxRedemptions: max_redemptions,
      },
    ]),
  )
}

/** Adds one redemption for each of the codes to locked codes and coupons. */
export async function addRedemptions(
  { session, programId }: TenantSession,
  codes: readonly RedeemedCode[],
): Promise<void> {
  const toUpdate = (table: string, place: number): string =>
    `UPDATE ${table} SET times_redeemed = times_redeemed + added.times
      FROM unnest($${place}::uuid[], $${place + 1}::integer[]) AS added (id, times)
      WHERE ${table}.program_id = $1 AND ${table}.id = added.id`
  // The rows are locked, so the order of the updates does not matter.
  const text = `WITH of_coupons AS (${toUpdate('coupons', 2)}) ${toUpdate('promotional_codes', 4)}`
  const ofCoupons = countEach(codes.map(({ couponId }) => couponId))
  const ofCodes = countEach(codes.map(({ codeId }) => codeId))
  await session.query(text, [programId, ...ofCoupons, ...ofCodes])
}

/** Returns the different ids, and how often each of them occurs. */
function countEach(ids: readonly string[]): readonly [readonly string[], readonly number[]] {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return [[...counts.keys()], [...counts.values()]]
}
