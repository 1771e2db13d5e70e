import type { PromotionalCode, Sale } from '@referly-kit/types'

/** Every `PerformanceSubject`. */
export const performanceSubjects: readonly ['affiliate', 'coupon', 'code'] = [
  'affiliate',
  'coupon',
  'code',
]

/** What the rows of a report on performance stand for. */
export type PerformanceSubject = (typeof performanceSubjects)[number]

/** How well the codes of one affiliate or coupon, or one code, do. */
export interface PerformanceRow {
  /** Id of the affiliate, coupon or promotional code; null for the codes that no affiliate has. */
  readonly id: string | null
  /** The affiliate's or coupon's name where the answer embeds it, or the code itself; else null. */
  readonly name: string | null
  /** How many codes are counted together. */
  readonly codes: number
  /** How often they have been used, all together. */
  readonly redemptions: number
  /** How many sales are credited to the affiliate, through codes and links alike; null by coupon and by code. */
  readonly sales: number | null
  /** What customers paid in these sales, in major units; null by coupon and by code, since no sale names its code. */
  readonly revenue: number | null
}

/** Adds up codes, and sales by affiliate, into rows: most redemptions first, then by name. */
export function toPerformance(
  by: PerformanceSubject,
  codes: readonly PromotionalCode[],
  sales: readonly Sale[],
): PerformanceRow[] {
  const groups = groupBy(codes, (code) => toSubjectId(by, code))
  const salesOf = groupBy(sales, (sale) => sale.affiliateId)
  const rows = [...groups].map(([id, group]): PerformanceRow => {
    const credited = by === 'affiliate' && id !== null ? (salesOf.get(id) ?? []) : undefined
    return {
      id,
      name: group.map((code) => toName(by, code)).find((name) => name !== null) ?? null,
      codes: group.length,
      redemptions: group.reduce((sum, code) => sum + code.timesRedeemed, 0),
      sales: credited?.length ?? null,
      revenue: credited === undefined ? null : toRevenue(credited),
    }
  })
  return rows.toSorted(compareRows)
}

/** Adds whole ten-thousandths, because 0.1 + 0.2 is not 0.3; no currency has more than four decimals. */
function toRevenue(sales: readonly Sale[]): number {
  return sales.reduce((sum, sale) => sum + Math.round(sale.totalEarned * 10_000), 0) / 10_000
}

function toSubjectId(by: PerformanceSubject, code: PromotionalCode): string | null {
  if (by === 'affiliate') return code.affiliateId ?? null
  return by === 'coupon' ? code.couponId : code.id
}

function toName(by: PerformanceSubject, code: PromotionalCode): string | null {
  if (by === 'code') return code.code
  if (by === 'coupon') return code.coupon?.name ?? null
  const affiliate = code.affiliate ?? undefined
  return affiliate === undefined ? null : `${affiliate.firstName} ${affiliate.lastName}`
}

function groupBy<T, K>(items: readonly T[], toKey: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = toKey(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

function compareRows(a: PerformanceRow, b: PerformanceRow): number {
  const names = [a.name ?? a.id ?? '', b.name ?? b.id ?? ''] as const
  return b.redemptions - a.redemptions || (names[0] < names[1] ? -1 : Number(names[0] > names[1]))
}
