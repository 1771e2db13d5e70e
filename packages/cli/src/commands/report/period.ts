import { isNotFoundError, type ReferlyClient } from '@referly-kit/client'
import type { ReportMeasure } from '@referly-kit/types'
import { readConnection, type Connection } from '../../api/connection.js'
import { createCouponLookup, readCoupon } from '../../api/find-coupon.js'
import type { Context } from '../../context.js'
import { writeList } from '../../terminal/records.js'
import type { ReportFlags } from './index.js'
import { createPeriodColumns, toTrends } from './period-columns.js'
import type { PeriodQuery, PeriodReport } from './report-rows.js'

/** Prints a report on the sales of a period. */
export async function reportPeriod(flags: ReportFlags, context: Context): Promise<void> {
  const { output } = context
  const connection = await readConnection(flags, context)
  const { createClient } = await import('../../api/client.js')
  const client = createClient(connection)
  const query = await toQuery(flags, connection, context)
  const read = (asked: PeriodQuery): Promise<PeriodReport> =>
    readReport(asked, { client, context, currency: flags.currency ?? connection.currency })
  const isTable = flags.json !== true && flags.format === 'table'
  const hasTrend =
    isTable && output.width !== undefined && query.every !== undefined && query.by !== undefined
  // On a terminal, each subject has one row, with a sparkline of its periods.
  const report = await read(hasTrend ? { ...query, every: undefined } : query)
  const trends = hasTrend
    ? toTrends(await read({ ...query, compare: undefined }), query.every ?? 'DAY', toSort(query))
    : undefined
  const columns = createPeriodColumns(report, { flags, sort: toSort(query), trends })
  await writeList(report.data, columns, { flags, output })
  const { from, to, timeZone } = report
  output.note(`${from} to ${to}, days in ${timeZone}.`)
}

function toSort({ sort = 'REVENUE' }: PeriodQuery): ReportMeasure {
  return sort
}

interface ReadOptions {
  readonly client: ReferlyClient
  readonly context: Context
  readonly currency: string | undefined
}

/** Reads a report from the kit API, or computes what Referly's API allows. */
async function readReport(query: PeriodQuery, options: ReadOptions): Promise<PeriodReport> {
  const { client, context } = options
  const { signal } = context
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  try {
    return await client.kit.performance.report(Object.fromEntries(given), { signal })
  } catch (error) {
    // Every error of the kit API has a code.
    if (!isNotFoundError(error) || error.errorBody?.code !== undefined) throw error
    const { readHostedReport } = await import('./hosted-report.js')
    return readHostedReport(query, options)
  }
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
