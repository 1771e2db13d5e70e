import {
  addDays,
  createPeriods,
  createSums,
  isRedemptionInputError,
  toComparedPeriod,
  toLocalDate,
  toMeasures,
  toSpan,
  type Measures,
  type Period,
} from '@referly-kit/redemption'
import type { PerformanceQuery, PerformanceReport, ReportRow } from '@referly-kit/types'
import type { Call } from './call.js'
import { createInputError } from './input.js'
import type { RecordPage } from './listings.js'
import { readReportFilter } from './report-filter.js'
import type {
  RecordedSubject,
  ReportFilter,
  ReportQuestion,
  SubjectSums,
} from './report-records.js'

/** The properties of a report that follow its rows. */
type ReportFacts = Omit<PerformanceReport, 'data' | 'nextCursor'>

/** A report to compute. */
interface Report extends ReportFacts {
  readonly periods: readonly Period[]
  readonly compare: PerformanceQuery['compare']
  readonly every: PerformanceQuery['every']
  /** The question about each group of periods, without their spans. */
  readonly question: Omit<ReportQuestion, 'spans'>
}

/** Adds up sales by subject and period. */
export async function getPerformance(
  call: Call,
  { query }: { readonly query: PerformanceQuery },
): Promise<RecordPage<ReportRow, ReportFacts>> {
  assertUnused(query)
  const filter = await readReportFilter(call, query)
  const report = withFields(() => toReport(call, query, filter))
  const { currency, timeZone, from, to } = report
  return {
    pages: query.unused === true ? readUnused(call, report) : readRows(call, report),
    toMore: () => ({ currency, timeZone, from, to }),
  }
}

/** Runs a calculation, and names the fields in its errors as the request does. */
function withFields<T>(calculate: () => T): T {
  try {
    return calculate()
  } catch (error) {
    if (!isRedemptionInputError(error)) throw error
    const { field, expected, received, hint } = error
    throw createInputError({ field: `query.${field}`, expected, received, hint }, error)
  }
}

const usualDays = 30

function toReport({ program, now }: Call, query: PerformanceQuery, filter: ReportFilter): Report {
  const { timeZone = program.timeZone, by, every, compare, limit } = query
  const today = toLocalDate(now, timeZone)
  const to = query.to ?? (query.from !== undefined && query.from > today ? query.from : today)
  const from = query.from ?? addDays(to, 1 - usualDays)
  const question = {
    by,
    sort: query.sort ?? 'REVENUE',
    isAscending: query.order === 'ASC',
    limit: by === undefined ? undefined : limit,
    filter,
  }
  const periods = createPeriods({ from, to, every })
  return { periods, question, every, compare, timeZone, from, to, currency: program.currency }
}

function assertUnused({ unused, by, every, compare }: PerformanceQuery): void {
  if (unused !== true) return
  const field = 'query.unused'
  if (by === undefined || by === 'PRODUCT') {
    const expected = 'used with `by` COUPON, CODE, AFFILIATE, or LINK'
    throw createInputError({ field, expected, received: `used with ${by ?? 'the whole program'}` })
  }
  if (every === undefined && compare === undefined) return
  const expected = 'used without `every` and `compare`'
  throw createInputError({ field, expected })
}

// Rows of one page are in memory at once, so periods with many subjects are read a few at a time.
const periodsAtOnce = { DAY: 14, WEEK: 4, MONTH: 1 } as const
const rowsAtOnce = 1000

async function* readRows(call: Call, report: Report): AsyncGenerator<readonly ReportRow[]> {
  const { periods, every = 'MONTH', question } = report
  const size = question.by === undefined ? rowsAtOnce : periodsAtOnce[every]
  const top = await readTop(call, report)
  for (let start = 0; start < periods.length; start += size) {
    const rows = await readPeriods(call, { ...report, ...top }, periods.slice(start, start + size))
    for (let at = 0; at < rows.length; at += rowsAtOnce) yield rows.slice(at, at + rowsAtOnce)
  }
}

/** Limits every period of a report to the first subjects of the whole report. */
async function readTop(call: Call, report: Report): Promise<Partial<Report>> {
  const { question, periods, from, to } = report
  if (question.limit === undefined || periods.length === 1) return {}
  const spans = [toSpan({ from, to }, report.timeZone)]
  const first = await call.data.reports.sum({ ...question, spans })
  return { question: { ...question, limit: undefined, ids: first.map(({ id }) => id) } }
}

async function readPeriods(
  call: Call,
  report: Report,
  periods: readonly Period[],
): Promise<readonly ReportRow[]> {
  const { timeZone, compare, every, question } = report
  const spans = periods.map((period) => toSpan(period, timeZone))
  const current = await call.data.reports.sum({ ...question, spans })
  if (compare === undefined) return current.map((sums) => toRow(report, sums, periods))
  const others = periods.map((period) => toComparedPeriod(period, { compare, every }))
  const earlier = await call.data.reports.sum({
    ...question,
    limit: undefined,
    ids: question.limit === undefined ? question.ids : current.map(({ id }) => id),
    spans: others.map((period) => toSpan(period, timeZone)),
  })
  return pairSums(current, earlier).map(([one, other]) => ({
    ...toRow(report, one, periods),
    compared: { ...toPeriod(others, other), ...toReportMeasures(report, other) },
  }))
}

/** Pairs the sums of each subject in a span with its earlier ones. Subjects that have only one of both are included. */
function pairSums(
  current: readonly SubjectSums[],
  earlier: readonly SubjectSums[],
): readonly (readonly [SubjectSums, SubjectSums])[] {
  const toKey = ({ place, id }: SubjectSums): string => `${place} ${id}`
  const rest = new Map(earlier.map((sums) => [toKey(sums), sums]))
  const pairs: (readonly [SubjectSums, SubjectSums])[] = []
  for (const one of current) {
    pairs.push([one, rest.get(toKey(one)) ?? { ...one, ...noSales }])
    rest.delete(toKey(one))
  }
  for (const other of rest.values()) pairs.push([{ ...other, ...noSales }, other])
  // Sorting is stable, so that within a span, subjects without current sales come last.
  return pairs.toSorted(([one], [other]) => one.place - other.place)
}

const { currency: _currency, ...noSales } = createSums('USD')

function toRow(report: Report, sums: SubjectSums, periods: readonly Period[]): ReportRow {
  const { id, name } = sums
  return { ...toPeriod(periods, sums), id, name, ...toReportMeasures(report, sums) }
}

function toPeriod(periods: readonly Period[], { place }: SubjectSums): Period {
  const { from = '', to = '' } = periods[place] ?? {}
  return { from, to }
}

function toReportMeasures({ currency }: Report, sums: SubjectSums): Measures {
  return toMeasures({ ...sums, currency })
}

async function* readUnused(call: Call, report: Report): AsyncGenerator<readonly ReportRow[]> {
  const { from, to, timeZone, question } = report
  const { filter, limit = Infinity } = question
  const by = question.by as RecordedSubject
  const pages = call.data.reports.listUnused({ span: toSpan({ from, to }, timeZone), by, filter })
  let count = 0
  for await (const page of pages) {
    const shown = page.slice(0, limit - count)
    count += shown.length
    yield shown.map(({ id, name }) =>
      toRow(report, { ...noSales, place: 0, id, name }, [{ from, to }]),
    )
    if (count >= limit) return
  }
}
