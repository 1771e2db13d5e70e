import type { Affiliate, PromotionalCode, Sale } from '@referly-kit/types'

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
  /**
   * The sales credited to the affiliates of this row, through codes and links alike, except refunded ones. A sale does
   * not show its code, so this is null when an affiliate of this row has codes in other rows too.
   */
  readonly sales: number | null
  /** The revenue of these sales in major units; null when `sales` is. */
  readonly revenue: number | null
  /** The commission that the affiliates of this row earned, in major units; null when `sales` is. */
  readonly commission: number | null
}

/** The records that a report is made of. */
export interface PerformanceRecords {
  readonly codes: readonly PromotionalCode[]
  readonly sales: readonly Sale[]
  readonly affiliates: readonly Affiliate[]
}

/** Adds up records into rows: most redemptions first, then by name. */
export function toPerformance(
  by: PerformanceSubject,
  { codes, sales, affiliates }: PerformanceRecords,
): PerformanceRow[] {
  const rows = new Map<string | null, Row>()
  const rowsOf = new Map<string | null | undefined, Set<Row>>()
  for (const code of codes) {
    const [id, name = null] = toSubject[by](code)
    const row = rows.get(id) ?? { id, name, codes: 0, redemptions: 0, ...noSales }
    rows.set(id, row)
    row.name ??= name
    row.codes++
    row.redemptions += code.timesRedeemed
    const { affiliateId } = code
    rowsOf.set(affiliateId, (rowsOf.get(affiliateId) ?? new Set()).add(row))
  }
  const add = (affiliateId: string, amount: keyof typeof noSales, value: number): void => {
    for (const row of rowsOf.get(affiliateId) ?? []) {
      // Whole ten-thousandths, because 0.1 + 0.2 is not 0.3; no currency has more than four decimals.
      row[amount] = Math.round((Number(row[amount]) + value) * 10_000) / 10_000
    }
  }
  for (const { affiliateId, totalEarned, status } of sales) {
    if (status === 'REFUNDED') continue
    add(affiliateId, 'sales', 1)
    add(affiliateId, 'revenue', totalEarned)
  }
  for (const { id, totalCommissionEarned } of affiliates) {
    add(id, 'commission', totalCommissionEarned)
  }
  for (const [affiliateId, own] of rowsOf) {
    if (!affiliateId || own.size < 2) continue
    for (const row of own) row.sales = row.revenue = row.commission = null
  }
  return [...rows.values()].toSorted(compareRows)
}

const noSales = { sales: 0, revenue: 0, commission: 0 }

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
  return b.redemptions - a.redemptions || toLabel(a).localeCompare(toLabel(b), 'en')
}

function toLabel({ name, id }: PerformanceRow): string {
  return name ?? id ?? ''
}
