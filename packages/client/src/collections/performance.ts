import type { PromotionalCode, Sale } from '@referly-kit/types'

/** Every `PerformanceSubject`. */
export const performanceSubjects = ['affiliate', 'coupon', 'code'] as const

/** The subject of each row of a performance report. */
export type PerformanceSubject = (typeof performanceSubjects)[number]

/** The performance of one affiliate, coupon, or code. */
export interface PerformanceRow {
  /** The id of the affiliate, coupon, or promotional code; null for codes without an affiliate. */
  readonly id: string | null
  /** The name of the affiliate or coupon where the response embeds it, or the code itself; otherwise null. */
  readonly name: string | null
  /** The number of codes in this row. */
  readonly codes: number
  /** The redemptions of all these codes. */
  readonly redemptions: number
  /** The sales credited to the affiliate, through codes and links alike; null by coupon and by code. */
  readonly sales: number | null
  /** The revenue of these sales in major units; null by coupon and by code, because a sale does not show its code. */
  readonly revenue: number | null
}

/** Adds up codes, and sales by affiliate, into rows: most redemptions first, then by name. */
export function toPerformance(
  by: PerformanceSubject,
  codes: readonly PromotionalCode[],
  sales: readonly Sale[],
): PerformanceRow[] {
  const rows = new Map<string | null, Row>()
  for (const code of codes) {
    const [id, name = null] = toSubject[by](code)
    const none = by === 'affiliate' && id !== null ? 0 : null
    const row = rows.get(id) ?? { id, name, codes: 0, redemptions: 0, sales: none, revenue: none }
    rows.set(id, row)
    row.name ??= name
    row.codes++
    row.redemptions += code.timesRedeemed
  }
  for (const { affiliateId, totalEarned } of sales) {
    const row = rows.get(affiliateId)
    if (!row) continue
    row.sales = Number(row.sales) + 1
    // Whole ten-thousandths, because 0.1 + 0.2 is not 0.3; no currency has more than four decimals.
    row.revenue = Math.round((Number(row.revenue) + totalEarned) * 10_000) / 10_000
  }
  return [...rows.values()].toSorted(compareRows)
}

type Row = { -readonly [Name in keyof PerformanceRow]: PerformanceRow[Name] }

type ToSubject = (
  code: PromotionalCode,
) => readonly [id: string | null, name: string | null | undefined]

const toSubject: Readonly<Record<PerformanceSubject, ToSubject>> = {
  affiliate: ({ affiliateId = null, affiliate }) => [
    affiliateId,
    affiliate && `${affiliate.firstName} ${affiliate.lastName}`,
  ],
  coupon: ({ couponId, coupon }) => [couponId, coupon?.name],
  code: ({ id, code }) => [id, code],
}

function compareRows(a: PerformanceRow, b: PerformanceRow): number {
  const [first, second] = [toLabel(a), toLabel(b)]
  return b.redemptions - a.redemptions || Number(first > second) - Number(first < second)
}

function toLabel({ name, id }: PerformanceRow): string {
  return name ?? id ?? ''
}
