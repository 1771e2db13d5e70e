import { readCoupon, type CouponLookup } from '../api/find-coupon.js'
import { CliError } from '../errors.js'
import { toRowKey, type KeyedRow } from './plan-file.js'

/** The IDs of the coupons that a plan refers to by name. */
export type CouponIds = Readonly<Record<string, string>>

/**
 * Looks up every coupon in a plan, and returns the IDs of those that the plan names.
 *
 * @throws CliError `INVALID_USAGE` when a coupon does not exist, or its name is ambiguous
 */
export async function readCouponIds(
  rows: readonly KeyedRow[],
  lookup: CouponLookup,
): Promise<CouponIds> {
  const ids: Record<string, string> = {}
  for (const reference of new Set(rows.map(({ couponId }) => couponId))) {
    const { id } = await readCoupon(reference, lookup)
    if (id !== reference) ids[reference] = id
  }
  return ids
}

/**
 * Replaces the names of coupons in a plan with their IDs.
 *
 * @throws CliError `INVALID_CSV` when an affiliate then has two rows for the same coupon
 */
export function replaceCouponNames(rows: readonly KeyedRow[], ids: CouponIds): readonly KeyedRow[] {
  if (Object.keys(ids).length === 0) return rows
  const lines = new Map<string, number>()
  return rows.map((row) => {
    const couponId = Object.hasOwn(ids, row.couponId) ? ids[row.couponId] : undefined
    const own = couponId === undefined ? row : { ...row, couponId }
    const mark = `${row.email.toLowerCase()} ${own.couponId}`
    const other = lines.get(mark)
    if (other !== undefined) {
      const message = `The email ${row.email} is on lines ${other} and ${row.line} for the same coupon: one has its name, the other its ID. Keep one of the two rows.`
      throw new CliError('INVALID_CSV', message)
    }
    lines.set(mark, row.line)
    return own === row ? row : { ...own, key: toRowKey(own) }
  })
}
