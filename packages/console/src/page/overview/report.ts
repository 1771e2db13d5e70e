import type { ReportMeasures, ReportRow } from '@referly-kit/types'
import { useEffect, useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toProblem } from '../problems.js'
import { onChange } from '../records/changes.js'
import { ranges, toDayRange, toEarlierRange, type DayRange, type RangeDays } from './range.js'

/** The figures of the overview. */
export interface OverviewReport {
  readonly range: DayRange
  readonly currency: string
  readonly total: ReportMeasures
  /** The same figures for as many days before that range. */
  readonly before: ReportMeasures | undefined
  readonly periods: readonly ReportMeasures[]
  readonly earlierPeriods: readonly ReportMeasures[]
  readonly topCodes: readonly ReportRow[]
  readonly topAffiliates: readonly ReportRow[]
}

/** The report of the chosen range, or the reason why it could not be read. */
export interface ReportState {
  readonly report: OverviewReport | undefined
  readonly problem: string | undefined
}

/** Number of rows in the lists of top codes and affiliates. */
const topCount = 5

/** Loads the report of a range. The previous one is shown until the new one has arrived. */
export function useReport(days: RangeDays, timeZone: string): ReportState {
  const [state, setState] = useState<ReportState>({ report: undefined, problem: undefined })
  useEffect(() => {
    let isCurrent = true
    const load = (): void => {
      readReport(days, timeZone).then(
        (report) => isCurrent && setState({ report, problem: undefined }),
        (error: unknown) =>
          isCurrent && setState({ report: undefined, problem: toProblem(error).message }),
      )
    }
    load()
    const stop = onChange(load)
    return () => {
      isCurrent = false
      stop()
    }
  }, [days, timeZone])
  return state
}

async function readReport(days: RangeDays, timeZone: string): Promise<OverviewReport> {
  const range = toDayRange(days, new Date(), timeZone)
  const earlier = toEarlierRange(range, days)
  const { report } = referly.kit.performance
  const top = { ...range, sort: 'NET_REVENUE', limit: topCount } as const
  const every = ranges[days]
  const [total, before, periods, earlierPeriods, codes, affiliates] = await Promise.all([
    report(range),
    report(earlier),
    report({ ...range, every }),
    report({ ...earlier, every }),
    report({ ...top, by: 'CODE' }),
    report({ ...top, by: 'AFFILIATE' }),
  ])
  const [sum] = total.data
  if (sum === undefined) throw new Error('The report has no total.')
  return {
    range,
    currency: total.currency,
    total: sum,
    before: before.data[0],
    periods: periods.data,
    earlierPeriods: earlierPeriods.data,
    topCodes: codes.data.filter(isNamed),
    topAffiliates: affiliates.data.filter(isNamed),
  }
}

function isNamed({ id, sales, redemptions }: ReportRow): boolean {
  return id !== null && sales + redemptions > 0
}
