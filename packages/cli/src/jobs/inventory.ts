import type { ReferlyClient } from '@referly-kit/client'
import { toCodeKey } from '@referly-kit/codegen-structure/codes'
import type { KeyedRow } from '../plans/plan-file.js'
import { toFoundCode, type FoundCode } from './outcomes.js'

/** The codes on the server that concern a plan. */
export interface Inventory {
  /** The record with the code of a row, regardless of its affiliate. */
  readonly found: ReadonlyMap<KeyedRow, FoundCode>
  /** Other codes that the affiliate of a row has on the same coupon; absent when there are none. */
  readonly others: ReadonlyMap<KeyedRow, readonly string[]>
  /** Coupons without any code, so that no code proves that they exist. */
  readonly unseenCoupons: readonly string[]
}

/**
 * Reads all codes of the coupons in a plan as they arrive. Only what concerns the plan is kept, so
 * that memory depends on the plan and not on the response.
 */
export async function readInventory(
  client: ReferlyClient,
  rows: readonly KeyedRow[],
  signal: AbortSignal,
): Promise<Inventory> {
  const byCode = new Map(rows.map((row) => [toCodeKey(row.code), row]))
  const found = new Map<KeyedRow, FoundCode>()
  const others = new Map<KeyedRow, string[]>()
  const unseen = new Set<string>()
  for (const [couponId, byEmail] of groupByCoupon(rows)) {
    unseen.add(couponId)
    for await (const record of client.promotionalCodes.iterate({ couponId }, { signal })) {
      unseen.delete(couponId)
      const row = byCode.get(toCodeKey(record.code))
      const owner = byEmail.get(record.affiliate?.email.toLowerCase() ?? '')
      // A second record with the same code is another code.
      const isOwn = owner !== undefined && owner === row && !found.has(row)
      if (row !== undefined) found.set(row, toFoundCode(record, row))
      if (owner !== undefined && !isOwn) {
        others.set(owner, [...(others.get(owner) ?? []), record.code])
      }
    }
  }
  return { found, others, unseenCoupons: [...unseen] }
}

function groupByCoupon(rows: readonly KeyedRow[]): ReadonlyMap<string, Map<string, KeyedRow>> {
  const coupons = new Map<string, Map<string, KeyedRow>>()
  for (const row of rows) {
    const byEmail = coupons.get(row.couponId) ?? new Map<string, KeyedRow>()
    coupons.set(row.couponId, byEmail.set(row.email.toLowerCase(), row))
  }
  return coupons
}
