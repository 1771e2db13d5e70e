import type { Coupon, PromotionalCode } from '@referly-kit/types'

import type { CouponStore } from '../domain/store.js'
import type { SqlValue } from './database.js'
import { readPlainCodes } from './promotional-code-rows.js'
import type { Condition } from './statements.js'
import {
  equals,
  equalsId,
  fromDecimalText,
  insertRow,
  toDecimalText,
  toWhere,
} from './statements.js'
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
  readonly redeem_by: Date | null
  readonly integration_type: string | null
  readonly created_at: Date
  readonly updated_at: Date
}

const columns = `program_id, id, name, external_id, coupon_type, percent_off, amount_off, currency, duration,
  duration_in_months, max_redemptions, limit_to_products, product_ids, valid, redeem_by, integration_type,
  created_at, updated_at`

/** Keeps the coupons of one programme in the database. */
export function createCouponStore(tenant: TenantSession): CouponStore {
  const { session, programId } = tenant
  return {
    insert: (coupon) => insertRow(session, 'coupons', toRow(coupon)),
    async list({ id, externalId, name }) {
      const coupons = await readPlainCoupons(tenant, [
        equalsId('id', id),
        equals('external_id', externalId),
        equals('name', name),
      ])
      return embedCodes(tenant, coupons)
    },
    async find(id) {
      const [coupon] = await readPlainCoupons(tenant, [equalsId('id', id)])
      return coupon
    },
    async readRedemptions(id) {
      const text = 'SELECT times_redeemed FROM coupons WHERE program_id = $1 AND id = $2'
      const [row] = await session.query<{ times_redeemed: number }>(text, [programId, id])
      return row?.times_redeemed ?? 0
    },
  }
}

/** Reads coupons without their codes, oldest first. */
export async function readPlainCoupons(
  { session, programId }: TenantSession,
  conditions: readonly Condition[],
): Promise<readonly Coupon[]> {
  const where = toWhere([equals('program_id', programId), ...conditions])
  const text = `SELECT ${columns} FROM coupons WHERE ${where.text} ORDER BY id`
  return (await session.query<CouponRow>(text, where.values)).map(toCoupon)
}

async function embedCodes(
  tenant: TenantSession,
  coupons: readonly Coupon[],
): Promise<readonly Coupon[]> {
  const ids = coupons.map(({ id }) => id)
  const codes = await readPlainCodes(tenant, [['coupon_id = ANY(?::uuid[])', ids]])
  const byCoupon = groupByCoupon(codes)
  return coupons.map((coupon) => ({ ...coupon, promotionalCodes: byCoupon.get(coupon.id) ?? [] }))
}

function toRow(coupon: Coupon): Record<string, SqlValue> {
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
    redeemBy: row.redeem_by?.toISOString() ?? null,
    integrationType: row.integration_type,
    affiliateProgramId: row.program_id,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

function groupByCoupon(codes: readonly PromotionalCode[]): Map<string, PromotionalCode[]> {
  const groups = new Map<string, PromotionalCode[]>()
  for (const code of codes) {
    const group = groups.get(code.couponId)
    if (group === undefined) groups.set(code.couponId, [code])
    else group.push(code)
  }
  return groups
}
