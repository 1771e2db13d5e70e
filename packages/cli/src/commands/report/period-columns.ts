import { createPeriods, toPercentChange, type ReportInterval } from '@referly-kit/redemption'
import type { ReportMeasure } from '@referly-kit/types'
import {
  createAmountColumns,
  createCountColumn,
  type AmountColumn,
  type ListColumn,
} from '../../terminal/records.js'
import type { ReportFlags } from './index.js'
import { measureNames, type PeriodReport, type PeriodRow } from './report-rows.js'

/** Options for `createPeriodColumns`. */
export interface ColumnOptions {
  readonly flags: ReportFlags
  readonly sort: ReportMeasure
  /** The sparkline of each subject. */
  readonly trends?: ReadonlyMap<string | null, string> | undefined
}

type Column = ListColumn<PeriodRow>

const counts = [
  ['redemptions', 'Redemptions', 'redemptions'],
  ['sales', 'Sales', 'sales'],
  ['new_customers', 'New', 'newCustomers'],
] as const

const amounts = [
  ['revenue', 'Revenue', 'revenue'],
  ['refunds', 'Refunds', 'refunds'],
  ['net_revenue', 'Net', 'netRevenue'],
  ['commission', 'Commission', 'commission'],
  ['average_order', 'Average', 'averageOrder'],
] as const

/** Creates the columns of a report on a period. */
export function createPeriodColumns(
  { data, currency }: PeriodReport,
  { flags, sort, trends }: ColumnOptions,
): readonly Column[] {
  const columns: Column[] = []
  if (flags.every !== undefined && trends === undefined) {
    columns.push(...createDayColumns(flags.every))
  }
  if (flags.by !== 'program') columns.push(...createSubjectColumns(flags.by))
  const measures = [
    ...counts.map(([name, title, property]) =>
      createCountColumn<PeriodRow>(name, title, (row) => row[property]),
    ),
    ...createAmountColumns(
      toAmounts('', (row) => row),
      data,
      currency,
    ),
  ]
  // On a narrow terminal, the measure that the rows are sorted by stays, with its change and trend.
  const isSorted = ({ name }: Column): boolean => name === sort.toLowerCase()
  columns.push(
    ...measures.map((column): Column => {
      return isSorted(column) ? column : { ...column, ifNarrow: 'omit' }
    }),
  )
  if (flags.compare !== undefined) columns.push(...createComparedColumns(data, sort, currency))
  if (trends !== undefined) {
    columns.push({ name: 'trend', title: 'Trend', cell: ({ id }) => trends.get(id) ?? '' })
  }
  return columns
}

type Amounts = Pick<PeriodRow, (typeof amounts)[number][2]>

function toAmounts(
  prefix: string,
  of: (row: PeriodRow) => Amounts | undefined,
): readonly AmountColumn<PeriodRow>[] {
  return amounts.map(([name, title, property]) => {
    return { name: `${prefix}${name}`, title, amount: (row) => of(row)?.[property] ?? null }
  })
}

function createDayColumns(every: NonNullable<ReportFlags['every']>): readonly Column[] {
  const title = { day: 'Day', week: 'Week', month: 'Month' }[every]
  const length = every === 'month' ? 7 : 10
  return [
    { name: 'from', title, cell: ({ from }) => from.slice(0, length), csvCell: ({ from }) => from },
    { name: 'to', title: '', isCsvOnly: true, cell: ({ to }) => to },
  ]
}

function createSubjectColumns(by: string): readonly Column[] {
  return [
    {
      name: by,
      title: `${by.charAt(0).toUpperCase()}${by.slice(1)}`,
      cell: ({ name, id }) => name ?? id ?? `no ${by}`,
      csvCell: ({ name, id }) => name ?? id ?? '',
      ...(by === 'code' ? {} : { ifNarrow: 'cut' }),
    },
    { name: 'id', title: '', isCsvOnly: true, cell: ({ id }) => id ?? '' },
  ]
}

/** A table shows the change in the measure it is sorted by, and CSV has all earlier measures. */
function createComparedColumns(
  data: readonly PeriodRow[],
  sort: ReportMeasure,
  currency: string | undefined,
): readonly Column[] {
  const before = toAmounts('earlier_', ({ compared }) => compared)
  const earlier: readonly Column[] = [
    { name: 'earlier_from', title: '', cell: ({ compared }) => compared?.from ?? '' },
    { name: 'earlier_to', title: '', cell: ({ compared }) => compared?.to ?? '' },
    ...counts.map(([name, title, own]) =>
      createCountColumn<PeriodRow>(
        `earlier_${name}`,
        title,
        ({ compared }) => compared?.[own] ?? null,
      ),
    ),
    ...createAmountColumns(before, data, currency).filter(({ name }) => name !== 'currency'),
  ]
  return [createChangeColumn(sort), ...earlier.map((column) => ({ ...column, isCsvOnly: true }))]
}

function createChangeColumn(sort: ReportMeasure): Column {
  const property = measureNames[sort]
  const toChange = ({ compared, [property]: current }: PeriodRow): number | null =>
    toPercentChange(current ?? 0, compared?.[property] ?? 0)
  const toChangeText = (row: PeriodRow): string => {
    const percent = toChange(row)
    if (percent === null) return row[property] ? 'new' : '-'
    return `${percent > 0 ? '+' : ''}${percent.toFixed(1)}%`
  }
  return {
    name: 'change_percent',
    title: 'Change',
    align: 'right',
    cell: toChangeText,
    csvCell: (row) => String(toChange(row) ?? ''),
  }
}

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
