import type { ReferlyClient } from '@referly-kit/client'
import { toCodeKey } from '@referly-kit/codegen-structure'
import type { PromotionalCode } from '@referly-kit/types'
import type { PlanRow } from '../plan-file.js'

/** What exists at the API of what a plan is about. */
export interface Inventory {
  /** The record that has a row's code, whosever it is. */
  readonly found: ReadonlyMap<PlanRow, FoundCode>
  /** All codes that a row's affiliate has on the row's coupon. */
  readonly owned: ReadonlyMap<PlanRow, readonly string[]>
}

/** What is kept of a record. */
export type FoundCode = Pick<PromotionalCode, 'id' | 'code' | 'couponId' | 'createdAt'> & {
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
  const byOwner = new Map(rows.map((row) => [toOwner(row.couponId, row.email), row]))
  const found = new Map<PlanRow, FoundCode>()
  const owned = new Map<PlanRow, string[]>()
  for (const couponId of new Set(rows.map((row) => row.couponId))) {
    for await (const record of client.promotionalCodes.iterate({ couponId }, { signal })) {
      const row = byCode.get(toCodeKey(record.code))
      if (row !== undefined) found.set(row, toFoundCode(record))
      const owner = byOwner.get(toOwner(couponId, record.affiliate?.email ?? ''))
      if (owner !== undefined) owned.set(owner, [...(owned.get(owner) ?? []), record.code])
    }
  }
  return { found, owned }
}

/** Keeps of a record what a job needs. */
export function toFoundCode({
  id,
  code,
  couponId,
  createdAt,
  affiliate,
}: PromotionalCode): FoundCode {
  return { id, code, couponId, createdAt, email: affiliate?.email }
}

function toOwner(couponId: string, email: string): string {
  return `${couponId} ${email.toLowerCase()}`
}
