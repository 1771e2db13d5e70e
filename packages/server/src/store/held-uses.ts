import type { StoredCode } from '../domain/records.js'
import { StaleTermsError } from '../domain/stale-terms.js'
import type { TenantSession } from './tenant.js'

/**
 * Takes one use of a coupon and then of its code, in this order, so that two calls cannot deadlock. Returns false when
 * a limit is reached, even without the reservations that have lapsed.
 *
 * @throws StaleTermsError when the code or its coupon has changed since it was read.
 */
export async function takeUse(
  tenant: TenantSession,
  { code, revision, parent }: StoredCode,
  count: 'times_redeemed' | 'times_held',
): Promise<boolean> {
  const coupon = { table: 'coupons', id: code.couponId, revision: parent.revision }
  const own = { table: 'promotional_codes', id: code.id, revision }
  for (const counted of [coupon, own]) {
    const isTaken =
      (await addOne(tenant, counted, count)) ||
      ((await reclaimLapsed(tenant, code.couponId)) && (await addOne(tenant, counted, count)))
    if (!isTaken) return false
  }
  return true
}

interface Counted {
  readonly table: string
  readonly id: string
  readonly revision: number
}

async function addOne(
  { session, programId }: TenantSession,
  { table, id, revision }: Counted,
  count: string,
): Promise<boolean> {
  const text = `UPDATE ${table} SET ${count} = ${count} + 1
    WHERE program_id = $1 AND id = $2 AND revision = $3
      AND (max_redemptions IS NULL OR times_redeemed + times_held < max_redemptions) RETURNING id`
  if ((await session.query(text, [programId, id, revision])).length === 1) return true
  const check = `SELECT id FROM ${table} WHERE program_id = $1 AND id = $2 AND revision = $3`
  const [unchanged] = await session.query(check, [programId, id, revision])
  if (unchanged === undefined) throw new StaleTermsError()
  return false
}

/** Locks a coupon until the end of the transaction, and with it all of its reservations. */
export async function lockCoupon(
  { session, programId }: TenantSession,
  couponId: string,
): Promise<void> {
  const text = 'SELECT id FROM coupons WHERE program_id = $1 AND id = $2 FOR NO KEY UPDATE'
  await session.query(text, [programId, couponId])
}

/** Releases the uses that lapsed reservations of a coupon hold, and returns whether there were any. */
export async function reclaimLapsed(tenant: TenantSession, couponId: string): Promise<boolean> {
  await lockCoupon(tenant, couponId)
  return (await lapse(tenant, [couponId])) > 0
}

/**
 * Ends the reservations of locked coupons that have lapsed, and takes their uses off the counts, in one statement.
 * Returns the number of uses.
 */
export function lapse(tenant: TenantSession, couponIds: readonly string[]): Promise<number> {
  const update = `UPDATE reservations SET status = 'LAPSED'
    WHERE program_id = $1 AND coupon_id = ANY($2::uuid[]) AND status = 'HELD' AND expires_at < $3`
  return endReservations(tenant, { update, values: [couponIds, tenant.clock().toISOString()] })
}

/** Redeems locked reservations by sales, and takes the uses that they hold off the counts, in one statement. */
export async function redeemReservations(
  tenant: TenantSession,
  ids: readonly string[],
  saleIds: readonly string[],
): Promise<void> {
  const update = `UPDATE reservations SET status = 'REDEEMED', sale_id = sold.sale_id
    FROM (SELECT r.id, r.status, new.sale_id FROM reservations r
      JOIN unnest($2::uuid[], $3::bigint[]) AS new (id, sale_id) ON new.id = r.id
      WHERE r.program_id = $1) AS sold
    WHERE reservations.program_id = $1 AND reservations.id = sold.id`
  await endReservations(tenant, { update, values: [ids, saleIds], isHeld: `sold.status = 'HELD'` })
}

/** Releases a reservation of a locked coupon, unless it is over. */
export async function releaseReservation(tenant: TenantSession, id: string): Promise<void> {
  const update = `UPDATE reservations SET status = 'RELEASED'
    WHERE program_id = $1 AND id = $2 AND status = 'HELD'`
  await endReservations(tenant, { update, values: [id] })
}

/** An update of reservations that ends them. */
interface ReservationEnd {
  readonly update: string
  readonly values: readonly (string | readonly string[])[]
  /** The condition that a reservation was held before. Default: all were. */
  readonly isHeld?: string
}

/** Ends reservations, and takes the uses that they held off the counts of their codes and coupons. */
async function endReservations(
  { session, programId }: TenantSession,
  { update, values, isHeld = 'true' }: ReservationEnd,
): Promise<number> {
  const text = `WITH ended AS (
      ${update}
      RETURNING reservations.coupon_id, reservations.promotional_code_id,
        reservations.holds_use AND ${isHeld} AS held
    ), codes AS (
      UPDATE promotional_codes AS p SET times_held = p.times_held - by_code.uses
      FROM (SELECT promotional_code_id AS id, count(*)::integer AS uses FROM ended WHERE held GROUP BY 1) AS by_code
      WHERE p.program_id = $1 AND p.id = by_code.id
    ), coupons_of AS (
      UPDATE coupons AS c SET times_held = c.times_held - by_coupon.uses
      FROM (SELECT coupon_id AS id, count(*)::integer AS uses FROM ended WHERE held GROUP BY 1) AS by_coupon
      WHERE c.program_id = $1 AND c.id = by_coupon.id
    )
    SELECT count(*)::integer AS uses FROM ended WHERE held`
  const [total] = await session.query<{ uses: number }>(text, [programId, ...values])
  return total?.uses ?? 0
}
