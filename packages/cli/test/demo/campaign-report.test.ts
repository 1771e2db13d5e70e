import type { Coupon } from '@referly-kit/types'
import { describe, expect, it } from 'vitest'
import {
  reportColumns,
  toReport,
  toTotals,
  type ReportRecords,
} from '../../src/demo/campaign-report.js'
import { layOutTable } from '../../src/terminal/table.js'

const coupon = { percentOff: 25 } as Coupon
const records: ReportRecords = {
  affiliates: [
    { id: '1', firstName: 'Ann', lastName: 'Lee', totalCommissionEarned: 0.08 },
    { id: '2', firstName: 'Bo\u001B[2J', lastName: 'Day', totalCommissionEarned: 0 },
  ],
  codes: [
    { code: 'SAVEBO1111', affiliateId: '2', timesRedeemed: 0, active: false, coupon },
    { code: 'SAVEANN2222', affiliateId: '1', timesRedeemed: 2, active: true, coupon },
    { code: 'NOBODYS', affiliateId: null, timesRedeemed: 9, active: true },
  ],
  sales: [
    { affiliateId: '1', totalEarned: 0.1 },
    { affiliateId: '1', totalEarned: 0.2 },
    { affiliateId: '1', totalEarned: 50, status: 'REFUNDED' },
  ],
}

describe('the report', () => {
  it('has one row for each code of an affiliate, with exact sums', () => {
    expect(toReport(records)).toEqual([
      {
        affiliate: 'Bo\u001B[2J Day',
        code: 'SAVEBO1111',
        discount: 25,
        isActive: false,
        redemptions: 0,
        revenue: 0,
        commission: 0,
      },
      {
        affiliate: 'Ann Lee',
        code: 'SAVEANN2222',
        discount: 25,
        isActive: true,
        redemptions: 2,
        revenue: 30,
        commission: 8,
      },
    ])
  })

  it('is a table that control characters cannot break', async () => {
    const { lines } = await layOutTable(reportColumns, toReport(records))
    expect(lines).toEqual([
      'Affiliate   Code         Discount  State     Redemptions  Revenue  Commission',
      'Bo�[2J Day  SAVEBO1111        25%  disabled            0     0.00        0.00',
      'Ann Lee     SAVEANN2222       25%  active              2     0.30        0.08',
    ])
  })

  it('is summed up in one sentence', () => {
    expect(toTotals(toReport(records))).toBe(
      '2 codes, 2 redemptions, 0.30 USD in revenue, 0.08 USD in commissions.',
    )
  })
})
