import { createPeriods, type ReportInterval } from '@referly-kit/redemption'
import type { ReportMeasure } from '@referly-kit/types'
import { measureNames, type PeriodReport } from './report-rows.js'

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/**
 * Draws numbers as a line of bars, the largest as a full one.
 *
 * @example
 * toSparkline([0, 5, 10]) //=> '▁▅█'
 */
export function toSparkline(values: readonly number[]): string {
  const most = Math.max(...values, 0)
  return values
    .map((value) => bars[most === 0 ? 0 : Math.round((value / most) * (bars.length - 1))])
    .join('')
}

/** Draws the periods of each subject as a sparkline. Periods without a row are zero. */
export function toTrends(
  { data, from, to }: PeriodReport,
  every: ReportInterval,
  sort: ReportMeasure,
): ReadonlyMap<string | null, string> {
  const places = new Map(createPeriods({ from, to, every }).map((period, at) => [period.from, at]))
  const values = new Map<string | null, number[]>()
  for (const row of data) {
    const own = values.get(row.id) ?? Array.from(places, () => 0)
    values.set(row.id, own)
    own[places.get(row.from) ?? 0] = row[measureNames[sort]] ?? 0
  }
  return new Map([...values].map(([id, numbers]) => [id, toSparkline(numbers)]))
}
