import type { PerformanceSums, Span } from '@referly-kit/redemption'
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

/** A question about sales. */
export interface ReportQuestion extends ReportOrder {
  readonly spans: readonly Span[]
  /** The subject of each row; without one, each span has a row. */
  readonly by: ReportSubject | undefined
  readonly filter: ReportFilter
  /** The maximum number of subjects in each span. */
  readonly limit?: number | undefined
  /** The only subjects to return; null is for sales without one. */
  readonly ids?: readonly (string | null)[] | undefined
}

/** The sums of one subject in one span. */
export interface SubjectSums extends Omit<PerformanceSums, 'currency'> {
  /** Index of the span. */
  readonly place: number
  readonly id: string | null
  readonly name: string | null
}

/** A record that sales can belong to. */
export interface NamedSubject {
  readonly id: string
  readonly name: string
}

/** Subjects that are records, so that there can be some without sales. */
export type RecordedSubject = Exclude<ReportSubject, 'PRODUCT'>

/** A question about records without sales and redemptions in a span. */
export interface UnusedQuestion {
  readonly span: Span
  readonly by: RecordedSubject
  readonly filter: ReportFilter
}
