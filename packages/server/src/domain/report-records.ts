import type { PerformanceSums, Period, Span } from '@referly-kit/redemption'
import type { ReportMeasure, ReportSubject } from '@referly-kit/types'

/** The sales to count. A missing property does not limit them. */
export interface ReportFilter {
  readonly couponId?: string | undefined
  readonly promotionalCodeId?: string | undefined
  readonly affiliateId?: string | undefined
  readonly linkId?: string | undefined
  readonly productId?: string | undefined
}

/** The order of the subjects within a span. */
export interface ReportOrder {
  readonly sort: ReportMeasure
  readonly isAscending: boolean
}

/** A period of a report, with its start and end. */
export interface ReportPeriod extends Period, Span {}

/** The amounts of a report. */
export interface ReportMoney {
  /** The number of minor units in a major unit of the currency. */
  readonly unitsPerMajor: number
  /** The largest amount that is exact, in minor units. */
  readonly largestMinor: number
}

/** A query for the totals of all sales in each period. */
export interface TotalQuestion {
  readonly periods: readonly ReportPeriod[]
  /** The period that each one is compared with. */
  readonly compared?: readonly ReportPeriod[] | undefined
  readonly filter: ReportFilter
}

/** A part of the totals of a period. */
export interface PartialSums extends Omit<PerformanceSums, 'currency'> {
  /** The index of the period; the compared periods follow the others. */
  readonly at: number
}

/** A query for totals of sales by subject. */
export interface ReportQuestion extends TotalQuestion, ReportOrder {
  /** The subject of each row. */
  readonly by: ReportSubject
  readonly money: ReportMoney
  /** The maximum number of subjects, in a report of one period. */
  readonly limit?: number | undefined
  /** The only subjects to return; null is for sales without one. */
  readonly ids?: readonly (string | null)[] | undefined
}

/** A record that sales can belong to. */
export interface NamedSubject {
  readonly id: string
  readonly name: string
}

/** Subjects that are records, which may have no sales. */
export type RecordedSubject = Exclude<ReportSubject, 'PRODUCT'>

/** A query for records without sales and redemptions in a span. */
export interface UnusedQuestion {
  readonly span: Span
  readonly by: RecordedSubject
  readonly filter: ReportFilter
}
