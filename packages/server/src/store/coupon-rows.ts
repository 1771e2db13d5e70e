import type { Coupon } from '@referly-kit/types'
import { createRecordReader, createRowWriter, toSelectList, type RowOf } from './columns.js'
import type { SqlValue } from './database.js'
import type { Condition } from './statements.js'
import { selectRows, type TenantSession } from './tenant.js'

/** A coupon without its promotional codes. */
export type PlainCoupon = Omit<Coupon, 'promotionalCodes'>

const columns = {
  affiliateProgramId: { name: 'program_id', kind: 'uuid' },
  id: { name: 'id', kind: 'uuid' },
  name: { name: 'name', kind: 'text' },
  externalId: { name: 'external_id', kind: 'text' },
  couponType: { name: 'coupon_type', kind: 'text' },
  percentOff: { name: 'percent_off', kind: 'decimal' },
  amountOff: { name: 'amount_off', kind: 'decimal' },
  currency: { name: 'currency', kind: 'text' },
  duration: { name: 'duration', kind: 'text' },
  durationInMonths: { name: 'duration_in_months', kind: 'integer' },
  maxRedemptions: { name: 'max_redemptions', kind: 'integer' },
  limitToProducts: { name: 'limit_to_products', kind: 'boolean' },
  productIds: { name: 'product_ids', kind: 'texts' },
  valid: { name: 'valid', kind: 'boolean' },
  redeemBy: { name: 'redeem_by', kind: 'instant' },
  integrationType: { name: 'integration_type', kind: 'text' },
  createdAt: { name: 'created_at', kind: 'instant' },
  updatedAt: { name: 'updated_at', kind: 'instant' },
} as const

const selectList = toSelectList(columns)
const toCoupon = createRecordReader<PlainCoupon, typeof columns>(columns)

/** Turns a new coupon into its row. */
export const toCouponRow: (coupon: PlainCoupon) => Record<string, SqlValue> =
  createRowWriter<PlainCoupon>(columns)

/** Reads coupons without their codes, oldest first. A coupon is not valid after its `redeemBy`, whatever is stored. */
export async function readPlainCoupons(
  tenant: TenantSession,
  conditions: readonly Condition[],
  limit?: number,
): Promise<readonly PlainCoupon[]> {
  const selection = { columns: selectList, table: 'coupons', conditions, limit }
  const now = tenant.clock().getTime()
  return (await selectRows<RowOf<typeof columns>>(tenant, selection)).map((row) => {
    const coupon = toCoupon(row)
    const lastInstant = toLastInstant(coupon)
    return lastInstant !== undefined && lastInstant < now ? { ...coupon, valid: false } : coupon
  })
}

/** Returns the last instant at which a coupon is valid, in milliseconds, if it has one. */
export function toLastInstant({ redeemBy }: PlainCoupon): number | undefined {
  return redeemBy === undefined || redeemBy === null ? undefined : Date.parse(redeemBy)
}
