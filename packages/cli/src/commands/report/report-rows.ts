import type { PerformanceQuery, ReportRow } from '@referly-kit/types'

/** A question about a period. Options that were not given are undefined. */
export type PeriodQuery = {
  readonly [Name in keyof PerformanceQuery]: PerformanceQuery[Name] | undefined
}

/** The measures of a report. Those that the API does not report are null. */
export type KnownMeasures<Row> = {
  readonly [Name in keyof Row]: Row[Name] extends number ? number | null : Row[Name]
}

/** A row of a report on a period. */
export interface PeriodRow extends KnownMeasures<Omit<ReportRow, 'compared'>> {
  readonly compared?: KnownMeasures<NonNullable<ReportRow['compared']>>
}

/** The measures by which rows are sorted, and their properties. */
export const measureNames = {
  REDEMPTIONS: 'redemptions',
  SALES: 'sales',
  REVENUE: 'revenue',
  REFUNDS: 'refunds',
  NET_REVENUE: 'netRevenue',
  COMMISSION: 'commission',
  NEW_CUSTOMERS: 'newCustomers',
  AVERAGE_ORDER: 'averageOrder',
} as const

/** A report on a period. */
export interface PeriodReport {
  readonly data: readonly PeriodRow[]
  /** Undefined when neither the API nor the configuration has it. */
  readonly currency: string | undefined
  readonly timeZone: string
  readonly from: string
  readonly to: string
}
