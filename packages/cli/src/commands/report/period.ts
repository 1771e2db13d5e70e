import { isNotFoundError, type ReferlyClient } from '@referly-kit/client'
import type { PerformanceQuery, ReportMeasure } from '@referly-kit/types'
import { readConnection, type Connection } from '../../api/connection.js'
import { createCouponLookup, readCoupon } from '../../api/find-coupon.js'
import type { Context } from '../../context.js'
import { writeList } from '../../terminal/records.js'
import { writeStreamedList } from '../../terminal/streamed-list.js'
import type { ReportFlags } from './index.js'
import { createPeriodColumns, toTrends } from './period-columns.js'
import type { PeriodQuery, PeriodReport, PeriodRow } from './report-rows.js'

/** Prints a report on the sales of a period. */
export async function reportPeriod(flags: ReportFlags, context: Context): Promise<void> {
  const { output } = context
  const connection = await readConnection(flags, context)
  const { createClient } = await import('../../api/client.js')
  const client = createClient(connection)
  const query = await toQuery(flags, connection, context)
  const options = { client, context, currency: flags.currency ?? connection.currency }
  const isTable = flags.json !== true && flags.format === 'table'
  const streamed =
    isTable || query.by === undefined ? undefined : await streamReport(query, flags, options)
  const { from, to, timeZone, currency } = streamed ?? (await printReport(query, flags, options))
  if (flags.currency !== undefined && flags.currency !== currency) {
    output.note(
      `Amounts are in ${currency}, the currency of the program. --currency has no effect.`,
    )
  }
  output.note(`${from} to ${to}, days in ${timeZone}.`)
}

interface ReadOptions {
  readonly client: ReferlyClient
  readonly context: Context
  readonly currency: string | undefined
}

type ReportRange = Omit<PeriodReport, 'data'>

/**
 * Prints rows as they arrive. The total of the same sales is read first: it has the currency, which the first row
 * already needs, and the days, so that both agree even if a day ends in between. Returns undefined for Referly's API.
 */
async function streamReport(
  query: PeriodQuery,
  flags: ReportFlags,
  { client, context }: ReadOptions,
): Promise<ReportRange | undefined> {
  const { signal, output } = context
  const {
    by: _by,
    every: _every,
    compare: _compare,
    limit: _limit,
    unused: _unused,
    ...sales
  } = query
  const { performance } = client.kit
  const total = await callKit(() => performance.report(toGiven(sales), { signal }))
  if (total === undefined) return undefined
  const { from, to, timeZone } = total
  const rows = performance.rows(toGiven({ ...query, from, to, timeZone }), { signal })
  const columns = createPeriodColumns({ ...total, data: [] }, { flags, sort: toSort(query) })
  await writeStreamedList<PeriodRow>(rows, columns, { flags, output })
  return total
}

async function printReport(
  query: PeriodQuery,
  flags: ReportFlags,
  options: ReadOptions,
): Promise<ReportRange> {
  const { output } = options.context
  const { by, every, compare } = query
  const isTable = flags.json !== true && flags.format === 'table'
  const hasTrend = isTable && output.width !== undefined && every !== undefined && by !== undefined
  // On a terminal, each subject has one row, with a sparkline of its periods.
  const report = await readReport(hasTrend ? { ...query, every: undefined } : query, options)
  const trends = hasTrend
    ? toTrends(await readReport({ ...query, compare: undefined }, options), every, toSort(query))
    : undefined
  const columns = createPeriodColumns(report, { flags, sort: toSort(query), trends })
  await writeList(report.data, columns, { flags, output })
  if (isTable && compare !== undefined && report.data.length > 0) {
    output.note(toCompareNote(report, toSort(query), compare))
  }
  return report
}

/** States the measure of the column "Change", and the period it is compared with. */
function toCompareNote(
  { data }: PeriodReport,
  sort: ReportMeasure,
  compare: NonNullable<PeriodQuery['compare']>,
): string {
  const ranges = new Set(data.map(({ compared }) => `${compared?.from} to ${compared?.to}`))
  const [range] = ranges
  const earlier = compare === 'YEAR' ? 'the same period a year earlier' : 'the previous period'
  const measure = sort.toLowerCase().replace('_', ' ')
  return `Change: ${measure} compared with ${ranges.size === 1 ? range : earlier}.`
}

function toSort({ sort = 'REVENUE' }: PeriodQuery): ReportMeasure {
  return sort
}

/** Reads a report from the kit API, or computes what Referly's API allows. */
async function readReport(query: PeriodQuery, options: ReadOptions): Promise<PeriodReport> {
  const { client, context } = options
  const { signal } = context
  const report = await callKit(() => client.kit.performance.report(toGiven(query), { signal }))
  if (report !== undefined) return report
  const { readHostedReport } = await import('./hosted-report.js')
  return readHostedReport(query, options)
}

/** Calls the kit API. Returns undefined for Referly's API, which does not have it. */
async function callKit<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch (error) {
    // Every error of the kit API has a code.
    if (!isNotFoundError(error) || error.errorBody?.code !== undefined) throw error
    return undefined
  }
}

function toGiven(query: Partial<PeriodQuery>): PerformanceQuery {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))
}

async function toQuery(
  flags: ReportFlags,
  connection: Connection,
  context: Context,
): Promise<PeriodQuery> {
  const { by, every, compare, sort, from, to, timeZone, top, unused, coupon } = flags
  const { code, affiliate: affiliateEmail, link, product: productId } = flags
  const found =
    coupon === undefined
      ? undefined
      : await readCoupon(coupon, await createCouponLookup(connection, context))
  // The choices of the options are the values of the API.
  return {
    from,
    to,
    timeZone,
    code,
    affiliateEmail,
    link,
    productId,
    limit: top,
    unused,
    by: by === 'program' ? undefined : by.toUpperCase(),
    every: every?.toUpperCase(),
    compare: compare?.toUpperCase(),
    sort: sort?.toUpperCase().replace('-', '_'),
    couponId: found?.id,
  } as PeriodQuery
}
