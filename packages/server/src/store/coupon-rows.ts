import type { Coupon } from '@referly-kit/types'
import type { StoredCoupon } from '../domain/records.js'
import { createRecordReader, createRowWriter, toSelectList, type RowOf } from './columns.js'
import type { SqlValue } from './database.js'
import { selectRows, type RowSelection, type TenantSession } from './tenant.js'

/** A coupon without its promotional codes. */
export type PlainCoupon = Omit<Coupon, 'promotionalCodes'>

const changeableColumns = {
  name: { name: 'name', kind: 'text' },
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
  updatedAt: { name: 'updated_at', kind: 'instant' },
} as const

const columns = {
  affiliateProgramId: { name: 'program_id', kind: 'uuid' },
  id: { name: 'id', kind: 'uuid' },
  externalId: { name: 'external_id', kind: 'text' },
  integrationType: { name: 'integration_type', kind: 'text' },
  createdAt: { name: 'created_at', kind: 'instant' },
  ...changeableColumns,
} as const

const state = {
  timesRedeemed: { name: 'times_redeemed', kind: 'integer' },
  revision: { name: 'revision', kind: 'integer' },
} as const

type State = Omit<StoredCoupon, 'coupon' | 'isOn'>

const selectList = toSelectList({ ...columns, ...state })
const toCoupon = createRecordReader<PlainCoupon, typeof columns>(columns)
const toState = createRecordReader<State, typeof state>(state)

/** Turns a new coupon into its row. */
export const toCouponRow: (coupon: PlainCoupon) => Record<string, SqlValue> =
  createRowWriter<PlainCoupon>(columns)

/** Turns the properties that an update can change into their columns. */
export const toCouponChange: (coupon: PlainCoupon) => Record<string, SqlValue> =
  createRowWriter<Pick<PlainCoupon, keyof typeof changeableColumns>>(changeableColumns)

/**
 * Reads coupons that are not deleted, without their codes, oldest first. A coupon is not valid after its `redeemBy`,
 * whatever is stored.
 */
export async function readCoupons(
  tenant: TenantSession,
  selection: RowSelection,
): Promise<readonly StoredCoupon[]> {
  const now = tenant.clock()
  return (await readStoredCoupons(tenant, selection)).map(({ coupon, ...rest }) => ({
    coupon: toCurrentCoupon(coupon, now),
    ...rest,
  }))
}

/** Returns a coupon as it is at an instant. */
export function toCurrentCoupon(coupon: PlainCoupon, now: Date): PlainCoupon {
  const lastInstant = toLastInstant(coupon)
  const isOver = lastInstant !== undefined && lastInstant < now.getTime()
  return isOver ? { ...coupon, valid: false } : coupon
}

/** Reads coupons like `readCoupons`, but with `valid` as it is stored, so that an update does not change it. */
export async function readStoredCoupons(
  tenant: TenantSession,
  { conditions, ...selection }: RowSelection,
): Promise<readonly StoredCoupon[]> {
  const rows = await selectRows<RowOf<typeof columns & typeof state>>(tenant, {
    columns: selectList,
    table: 'coupons',
    conditions: [...conditions, ['deleted_at IS NULL']],
    ...selection,
  })
  return rows.map((row) => {
    const coupon = toCoupon(row)
    return { coupon, isOn: coupon.valid, ...toState(row) }
  })
}

/** Returns the last instant at which a coupon is valid, in milliseconds, if it has one. */
export function toLastInstant({ redeemBy }: PlainCoupon): number | undefined {
  return redeemBy === undefined || redeemBy === null ? undefined : Date.parse(redeemBy)
}
