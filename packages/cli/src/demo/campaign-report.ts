import type { Affiliate, PromotionalCode, Sale } from '@referly-kit/types'
import { toAmountText } from '../terminal/amounts.js'
import type { TableColumn } from '../terminal/table.js'
import { toCountText } from '../terminal/text.js'

/** The records of a report, as the API returns them. */
export interface ReportRecords {
  readonly affiliates: readonly Pick<
    Affiliate,
    'id' | 'firstName' | 'lastName' | 'totalCommissionEarned'
  >[]
  readonly codes: readonly Pick<
    PromotionalCode,
    'code' | 'affiliateId' | 'timesRedeemed' | 'active' | 'coupon'
  >[]
  readonly sales: readonly Pick<Sale, 'affiliateId' | 'totalEarned' | 'status'>[]
}

/** The result of one affiliate's code, with money in hundredths. */
export interface ReportRow {
  readonly affiliate: string
  readonly code: string
  /** In percent. */
  readonly discount: number
  readonly isActive: boolean
  readonly redemptions: number
  readonly revenue: number
  readonly commission: number
}

/**
 * Adds up the results of each code, in the order given. Codes without an affiliate are left out.
 *
 * Sales are counted by affiliate, so revenue and commission are exact as long as no affiliate has
 * two codes. Refunded sales do not count.
 */
export function toReport({ affiliates, codes, sales }: ReportRecords): readonly ReportRow[] {
  const revenueOf = new Map<string, number>()
  for (const { affiliateId, totalEarned, status } of sales) {
    if (status === 'REFUNDED') continue
    revenueOf.set(affiliateId, (revenueOf.get(affiliateId) ?? 0) + toHundredths(totalEarned))
  }
  const affiliateOf = new Map(affiliates.map((affiliate) => [affiliate.id, affiliate]))
  return codes.flatMap(({ code, affiliateId, timesRedeemed, active, coupon }) => {
    const affiliate = affiliateOf.get(affiliateId ?? '')
    return affiliate === undefined
      ? []
      : {
          affiliate: `${affiliate.firstName} ${affiliate.lastName}`,
          code,
          discount: coupon?.percentOff ?? 0,
          isActive: active,
          redemptions: timesRedeemed,
          revenue: revenueOf.get(affiliate.id) ?? 0,
          commission: toHundredths(affiliate.totalCommissionEarned),
        }
  })
}

/** The columns of a report. */
export const reportColumns: readonly TableColumn<ReportRow>[] = [
  { title: 'Affiliate', ifNarrow: 'cut', cell: (row) => row.affiliate },
  { title: 'Code', cell: (row) => row.code },
  { title: 'Discount', align: 'right', cell: (row) => `${row.discount}%` },
  { title: 'State', cell: (row) => (row.isActive ? 'active' : 'disabled') },
  { title: 'Redemptions', align: 'right', cell: (row) => String(row.redemptions) },
  { title: 'Revenue', align: 'right', cell: (row) => toMoney(row.revenue) },
  { title: 'Commission', align: 'right', cell: (row) => toMoney(row.commission) },
]

/** The currency of quickstart's program. */
const currency = 'USD'

/** Sums up a report in one sentence. */
export function toTotals(rows: readonly ReportRow[]): string {
  const sum = (of: (row: ReportRow) => number): number =>
    rows.reduce((total, row) => total + of(row), 0)
  const redemptions = sum((row) => row.redemptions)
  const revenue = toMoney(sum((row) => row.revenue))
  const commission = toMoney(sum((row) => row.commission))
  const counts = `${toCountText(rows.length, 'code')}, ${toCountText(redemptions, 'redemption')}`
  return `${counts}, ${revenue} ${currency} in revenue, ${commission} ${currency} in commissions.`
}

/** Sums of whole hundredths are exact. */
function toHundredths(amount: number): number {
  return Math.round(amount * 100)
}

function toMoney(hundredths: number): string {
  return toAmountText(hundredths / 100, currency)
}
