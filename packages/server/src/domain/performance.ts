import {
  addDays,
  addSums,
  createPeriods,
  createSums,
  isRedemptionInputError,
  largestMinorAmount,
  toComparedPeriod,
  toLocalDate,
  toMeasures,
  toMinorUnits,
  toSpan,
  type Period,
} from '@referly-kit/redemption'
import type { PerformanceQuery, PerformanceReport, ReportSubject } from '@referly-kit/types'
import type { Call } from './call.js'
import { createInputError, createUnknownError } from './input.js'
import { toJsonBytes, type JsonPieces, type TextPage } from './listings.js'
import type {
  NamedSubject,
  RecordedSubject,
  ReportFilter,
  ReportPeriod,
  ReportQuestion,
} from './report-records.js'

/** The properties that follow the rows of a report. */
type ReportFacts = Omit<PerformanceReport, 'data' | 'nextCursor'>

/** A report to compute. */
interface Report extends ReportFacts {
  readonly periods: readonly Period[]
  readonly compare: PerformanceQuery['compare']
  readonly every: PerformanceQuery['every']
  /** The query for each group of periods. */
  readonly question: Omit<ReportQuestion, 'periods' | 'by'>
  /** The subject of each row; without one, each period has a row. */
  readonly by: ReportSubject | undefined
}

/** Adds up sales by subject and period. */
export async function getPerformance(
  call: Call,
  { query }: { readonly query: PerformanceQuery },
): Promise<TextPage<ReportFacts>> {
  assertUnused(query)
  const filter = await readReportFilter(call, query)
  const report = withFields(() => toReport(call, query, filter))
  const { currency, timeZone, from, to } = report
  return {
    pieces: readPieces(call, report, query.unused === true),
    more: { currency, timeZone, from, to },
  }
}

function readPieces(call: Call, report: Report, isUnused: boolean): JsonPieces {
  if (isUnused) return readUnused(call, report)
  const { by } = report
  return by === undefined ? readTotals(call, report) : readRows(call, report, by)
}

/**
 * Finds the records that a report is limited to. Ids are not looked up, because deleted records
 * also have sales.
 *
 * @throws ServerError `INVALID_INPUT` for a code, email, or link that does not exist.
 */
async function readReportFilter(call: Call, query: PerformanceQuery): Promise<ReportFilter> {
  const { couponId, productId } = query
  return {
    couponId,
    productId,
    promotionalCodeId: query.promotionalCodeId ?? (await findCodeId(call, query.code)),
    affiliateId: query.affiliateId ?? (await findAffiliateId(call, query.affiliateEmail)),
    linkId: query.linkId ?? (await findLinkId(call, query.link)),
  }
}

async function findCodeId({ data }: Call, code: string | undefined): Promise<string | undefined> {
  if (code === undefined) return undefined
  const found = await data.promotionalCodes.find(code)
  if (found !== undefined) return found.code.id
  throw createUnknownError('query.code', 'a code in the program', code)
}

async function findAffiliateId(
  { data }: Call,
  email: string | undefined,
): Promise<string | undefined> {
  if (email === undefined) return undefined
  const found = await data.affiliates.find({ email })
  if (found !== undefined) return found.id
  throw createUnknownError(
    'query.affiliateEmail',
    'the email of an affiliate in the program',
    email,
  )
}

async function findLinkId({ data }: Call, link: string | undefined): Promise<string | undefined> {
  if (link === undefined) return undefined
  const found = await data.links.findOwner(link)
  if (found !== undefined) return found.id
  throw createUnknownError('query.link', 'a link in the program', link)
}

/** Runs a calculation, and renames the fields in its errors to those of the request. */
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
    sort: query.sort ?? 'REVENUE',
    isAscending: query.order === 'ASC',
    limit: by === undefined ? undefined : limit,
    money: {
      unitsPerMajor: toMinorUnits(1, program.currency),
      largestMinor: largestMinorAmount,
    },
    filter,
  }
  const periods = createPeriods({ from, to, every })
  const { currency } = program
  return { periods, question, by, every, compare, timeZone, from, to, currency }
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

const totalsAtOnce = 1000

/** Reads the totals of all sales, which have a row for each period. */
async function* readTotals(call: Call, report: Report): AsyncGenerator<Uint8Array> {
  const { periods, currency, question } = report
  for (let start = 0; start < periods.length; start += totalsAtOnce) {
    const part = periods.slice(start, start + totalsAtOnce)
    const asked = toQuestionPeriods(report, part)
    const totals = [...part, ...(asked.compared ?? [])].map(() => createSums(currency))
    for (const { at, ...sums } of await call.data.reports.readTotals({ ...question, ...asked })) {
      totals[at] = addSums(totals[at] ?? createSums(currency), { ...sums, currency })
    }
    const measures = totals.map(toMeasures)
    const rows = part.map(({ from, to }, at) => {
      const row = { from, to, id: null, name: null, ...measures[at] }
      const other = asked.compared?.[at]
      if (other === undefined) return row
      const compared = { from: other.from, to: other.to, ...measures[part.length + at] }
      return { ...row, compared }
    })
    yield toJsonBytes(rows, JSON.stringify, start === 0 ? '' : ',')
  }
}

// The database sorts the rows of a group of periods in memory.
const periodsAtOnce = { DAY: 14, WEEK: 6, MONTH: 1 } as const

async function* readRows(
  call: Call,
  report: Report,
  by: ReportSubject,
): AsyncGenerator<Uint8Array> {
  const { periods, every = 'MONTH', question } = report
  const size = periodsAtOnce[every]
  const top = await readTop(call, report, by)
  let isFirst = true
  for (let start = 0; start < periods.length; start += size) {
    const pieces = call.data.reports.listRows({
      ...question,
      by,
      ...top,
      ...toQuestionPeriods(report, periods.slice(start, start + size)),
    })
    let lead = isFirst ? '' : ','
    for await (const piece of pieces) {
      if (piece.length === 0) continue
      yield lead === '' ? piece : Buffer.concat([Buffer.from(lead), piece])
      lead = ''
      isFirst = false
    }
  }
}

/** Limits every period of a report to the first subjects of the whole report. */
async function readTop(
  call: Call,
  { question, periods, from, to, timeZone }: Report,
  by: ReportSubject,
): Promise<Partial<ReportQuestion>> {
  if (question.limit === undefined || periods.length === 1) return {}
  const whole = [toReportPeriod({ from, to }, timeZone)]
  const ids = await call.data.reports.findFirst({ ...question, by, periods: whole })
  return { limit: undefined, ids }
}

function toQuestionPeriods(
  { timeZone, compare, every }: Report,
  periods: readonly Period[],
): Pick<ReportQuestion, 'periods' | 'compared'> {
  const compared =
    compare &&
    periods.map((period) => toReportPeriod(toComparedPeriod(period, { compare, every }), timeZone))
  return { periods: periods.map((period) => toReportPeriod(period, timeZone)), compared }
}

function toReportPeriod({ from, to }: Period, timeZone: string): ReportPeriod {
  return { from, to, ...toSpan({ from, to }, timeZone) }
}

async function* readUnused(call: Call, report: Report): AsyncGenerator<Uint8Array> {
  const { from, to, timeZone, question, currency } = report
  const { filter, limit = Infinity } = question
  const by = report.by as RecordedSubject
  const pages = call.data.reports.listUnused({ span: toSpan({ from, to }, timeZone), by, filter })
  const measures = toMeasures(createSums(currency))
  let count = 0
  for await (const page of pages) {
    const shown = page.slice(0, limit - count)
    const toJson = ({ id, name }: NamedSubject): string =>
      JSON.stringify({ from, to, id, name, ...measures })
    yield toJsonBytes(shown, toJson, count === 0 ? '' : ',')
    count += shown.length
    if (count >= limit) return
  }
}
