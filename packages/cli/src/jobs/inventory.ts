import type { ReferlyClient } from '@referly-kit/client'
import { toCodeKey } from '@referly-kit/codegen-structure'
import type { PromotionalCode } from '@referly-kit/types'
import type { PlanRow } from '../plans/plan-file.js'

/** What exists at the API of what a plan is about. */
export interface Inventory {
  /** The record that has a row's code, whosever it is. */
  readonly found: ReadonlyMap<PlanRow, FoundCode>
  /** The codes that a row's affiliate has on the row's coupon besides the row's own; only of rows that have some. */
  readonly others: ReadonlyMap<PlanRow, readonly string[]>
  /** Coupons of which no code exists, so that nothing says that they do. */
  readonly unseenCoupons: readonly string[]
}

/** What is kept of a record. */
export type FoundCode = Pick<PromotionalCode, 'id' | 'couponId' | 'createdAt'> & {
  readonly email: string | undefined
}

/**
 * Reads all codes of a plan's coupons as they arrive, and keeps what concerns the plan, so that it
 * takes the memory of the plan and not that of the answer.
 */
export async function readInventory(
  client: ReferlyClient,
  rows: readonly PlanRow[],
  signal: AbortSignal,
): Promise<Inventory> {
  const byCode = new Map(rows.map((row) => [toCodeKey(row.code), row]))
  const found = new Map<PlanRow, FoundCode>()
  const others = new Map<PlanRow, string[]>()
  const unseen = new Set<string>()
  for (const [couponId, byEmail] of toRowsOfCoupons(rows)) {
    unseen.add(couponId)
    for await (const record of client.promotionalCodes.iterate({ couponId }, { signal })) {
      unseen.delete(couponId)
      const row = byCode.get(toCodeKey(record.code))
      const owner = byEmail.get(record.affiliate?.email.toLowerCase() ?? '')
      // The same code listed once more is another one.
      const isOwn = owner !== undefined && owner === row && !found.has(row)
      if (row !== undefined) found.set(row, toFoundCode(record, row))
      if (owner !== undefined && !isOwn) {
        others.set(owner, [...(others.get(owner) ?? []), record.code])
      }
    }
  }
  return { found, others, unseenCoupons: [...unseen] }
}

/** Keeps of a record what a job needs; text that the row has too is kept once. */
export function toFoundCode(record: PromotionalCode, row: PlanRow): FoundCode {
  const { id, couponId, createdAt, affiliate } = record
  return {
    id,
    createdAt,
    couponId: couponId === row.couponId ? row.couponId : couponId,
    email: affiliate?.email === row.email ? row.email : affiliate?.email,
  }
}

function toRowsOfCoupons(rows: readonly PlanRow[]): ReadonlyMap<string, Map<string, PlanRow>> {
  const coupons = new Map<string, Map<string, PlanRow>>()
  for (const row of rows) {
    const byEmail = coupons.get(row.couponId) ?? new Map<string, PlanRow>()
    coupons.set(row.couponId, byEmail.set(row.email.toLowerCase(), row))
  }
  return coupons
}
