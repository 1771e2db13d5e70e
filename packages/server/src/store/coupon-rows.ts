import type { Coupon } from '@referly-kit/types'
import type { SqlValue } from './database.js'
import { toInstantColumn, toIsoInstant } from './instants.js'
import { type Condition, equals, fromDecimalText, toDecimalText, toWhere } from './statements.js'
import type { TenantSession } from './tenant.js'

interface CouponRow {
  readonly program_id: string
  readonly id: string
  readonly name: string
  readonly external_id: string | null
  readonly coupon_type: Coupon['couponType']
  readonly percent_off: string | null
  readonly amount_off: string | null
  readonly currency: string | null
  readonly duration: Coupon['duration']
  readonly duration_in_months: number | null
  readonly max_redemptions: number | null
  readonly limit_to_products: boolean
  readonly product_ids: string[]
  readonly valid: boolean
  readonly redeem_by: string | null
  readonly integration_type: string | null
  readonly created_at: string
  readonly updated_at: string
}

const columns = `program_id, id, name, external_id, coupon_type, percent_off, amount_off, currency, duration,
  duration_in_months, max_redemptions, limit_to_products, product_ids, valid, ${toInstantColumn('redeem_by')},
  integration_type, ${toInstantColumn('created_at')}, ${toInstantColumn('updated_at')}`

/** Reads coupons without their codes, oldest first. */
export async function readPlainCoupons(
  { session, programId }: TenantSession,
  conditions: readonly Condition[],
  limit?: number,
): Promise<readonly Coupon[]> {
  const where = toWhere([equals('program_id', programId), ...conditions])
  const end = limit === undefined ? '' : ` LIMIT ${limit}`
  const text = `SELECT ${columns} FROM coupons WHERE ${where.text} ORDER BY id${end}`
  return (await session.query<CouponRow>(text, where.values)).map(toCoupon)
}

/** The row of a new coupon. */
export function toCouponRow(coupon: Coupon): Record<string, SqlValue> {
  return {
    program_id: coupon.affiliateProgramId,
    id: coupon.id,
    name: coupon.name,
    external_id: coupon.externalId ?? null,
    coupon_type: coupon.couponType,
    percent_off: toDecimalText(coupon.percentOff),
    amount_off: toDecimalText(coupon.amountOff),
    currency: coupon.currency ?? null,
    duration: coupon.duration,
    duration_in_months: coupon.durationInMonths ?? null,
    max_redemptions: coupon.maxRedemptions ?? null,
    limit_to_products: coupon.limitToProducts,
    product_ids: coupon.productIds,
    valid: coupon.valid,
    redeem_by: coupon.redeemBy ?? null,
    integration_type: coupon.integrationType ?? null,
    created_at: coupon.createdAt,
    updated_at: coupon.updatedAt,
  }
}

function toCoupon(row: CouponRow): Coupon {
  return {
    id: row.id,
    name: row.name,
    externalId: row.external_id,
    couponType: row.coupon_type,
    percentOff: fromDecimalText(row.percent_off),
    amountOff: fromDecimalText(row.amount_off),
    currency: row.currency,
    duration: row.duration,
    durationInMonths: row.duration_in_months,
    maxRedemptions: row.max_redemptions,
    limitToProducts: row.limit_to_products,
    productIds: row.product_ids,
    valid: row.valid,
    redeemBy: row.redeem_by === null ? null : toIsoInstant(row.redeem_by),
    integrationType: row.integration_type,
    affiliateProgramId: row.program_id,
    createdAt: toIsoInstant(row.created_at),
    updatedAt: toIsoInstant(row.updated_at),
  }
}
