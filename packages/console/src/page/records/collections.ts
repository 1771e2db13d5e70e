import type { CodeSummary, CouponSummary, Webhook } from '@referly-kit/types'
import { referly } from '../api.js'
import { createCollection, type Collection } from './collection.js'

/** A coupon with counts of its codes. */
export interface CouponRow extends CouponSummary {
  readonly valid: boolean
}

/** A code with the names of its coupon and affiliate. */
export type CodeRow = CodeSummary

const page = { limit: 1000 }

/** Every endpoint that events are sent to. */
export const webhooks: Collection<Webhook> = createCollection(() =>
  referly.kit.webhooks.iterate(page),
)

/** Adds whether a coupon can be redeemed. */
export function toCouponRow(coupon: CouponSummary): CouponRow {
  return { ...coupon, valid: coupon.status === 'VALID' }
}

/** Reads a coupon. */
export async function readCoupon(id: string): Promise<CouponRow | undefined> {
  const { data } = await referly.kit.search.coupons.list({ id })
  return data[0] && toCouponRow(data[0])
}
