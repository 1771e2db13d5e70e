import type { ReferlyClient } from '@referly-kit/client'
import {
  addDays,
  addSums,
  createPeriods,
  createSums,
  isRedemptionInputError,
  toComparedPeriod,
  toLocalDate,
  toMeasures,
  toMinorUnits,
  toSpan,
  type Period,
  type PerformanceSums,
} from '@referly-kit/redemption'
import type { Sale } from '@referly-kit/types'
import { readAffiliate } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { toDecimals } from '../../terminal/amounts.js'
import { measureNames, type PeriodQuery, type PeriodReport, type PeriodRow } from './report-rows.js'

/** Options for `readHostedReport`. */
export interface HostedOptions {
  readonly client: ReferlyClient
  readonly context: Context
  readonly currency: string | undefined
}

/**
 * Computes a report from the lists of Referly's API. A sale there has an affiliate and a day, but neither a code nor a
 * link, and redemptions have no day.
 *
 * @throws CliError `INVALID_USAGE` for a question that its API cannot answer
 */
export async function readHostedReport(
  query: PeriodQuery,
  { client, context, currency }: HostedOptions,
): Promise<PeriodReport> {
  assertAnswerable(query)
  const { from, to, timeZone } = withFlags(() => toRange(query))
  const { signal, output } = context
  const { affiliateEmail } = query
  const own = affiliateEmail && (await readAffiliate(affiliateEmail, { client, signal })).id
  // A customer who is new to the program has no earlier sale with any affiliate.
  const sales = await client.sales.list({}, { signal })
  const names = new Map<string, string>()
  if (query.by === 'AFFILIATE') {
    for (const { id, firstName, lastName } of await client.affiliates.list({}, { signal })) {
      names.set(id, `${firstName} ${lastName}`)
    }
  }
  output.note(
    "Referly's API does not report the day or the sale of a redemption, so redemptions are unknown.",
  )
  const all = toBooks(sales, currency)
  const entries = all.entries.filter(({ affiliateId }) => !own || affiliateId === own)
  const books = { ...all, entries, timeZone, names }
  return { data: toRows({ ...query, from, to }, books), currency, timeZone, from, to }
}

/** Returns the days of a report, and checks them before anything is read. */
function toRange({
  from,
  to,
  timeZone,
  every,
}: PeriodQuery): Period & { readonly timeZone: string } {
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const last = to ?? toLocalDate(new Date(), zone)
  const range = { from: from ?? addDays(last, -29), to: last }
  createPeriods({ ...range, every })
  toSpan(range, zone)
  return { ...range, timeZone: zone }
}

const flagOf: Readonly<Record<string, string>> = {
  from: '--from',
  to: '--to',
  timeZone: '--time-zone',
}

/** Runs a calculation, and names the flags in its errors. */
function withFlags<T>(calculate: () => T): T {
  try {
    return calculate()
  } catch (error) {
    if (!isRedemptionInputError(error)) throw error
    const { field, expected, received, hint } = error
    throw new CliError(
      'INVALID_USAGE',
      { field: flagOf[field] ?? field, expected, received, hint },
      error,
    )
  }
}

function assertAnswerable({
  by,
  unused,
  code,
  couponId,
  link,
  productId,
  sort,
}: PeriodQuery): void {
  const isOfSales = by === undefined || by === 'AFFILIATE'
  const filter = [code, couponId, link, productId].find((value) => value !== undefined)
  if (!isOfSales || filter !== undefined || unused === true) {
    const message =
      "Referly's API does not report the code, coupon, link, or product of a sale. Use --by affiliate or --by program, or leave the period out."
    throw new CliError('INVALID_USAGE', message)
  }
  if (sort !== 'REDEMPTIONS') return
  const message = "Referly's API does not report the day of a redemption. Sort by another measure."
  throw new CliError('INVALID_USAGE', message)
}

/** A sale with its sums. */
interface Entry {
  readonly at: number
  readonly affiliateId: string
  readonly sums: PerformanceSums
}

interface Books {
  readonly entries: readonly Entry[]
  readonly currency: string
}

/** Currencies with as many decimals as the amounts have, for programs whose currency is unknown. */
const currencyOfDecimals = ['JPY', 'USD', 'USD', 'KWD', 'CLF'] as const

function toBooks(sales: readonly Sale[], known: string | undefined): Books {
  const amounts = sales.flatMap(({ totalEarned, commissionEarned = 0 }) => [
    totalEarned,
    commissionEarned,
  ])
  const currency = known ?? currencyOfDecimals[Math.max(2, toDecimals(amounts))] ?? 'USD'
  const seen = new Set<string>()
  const entries = sales
    .toSorted((one, other) => one.id - other.id)
    .map((sale): Entry => {
      const { totalEarned, commissionEarned = 0, status, email, referralId, affiliateId } = sale
      const customers = [email?.toLowerCase(), referralId].filter((key) => key !== undefined)
      const isNew = customers.length > 0 && customers.every((key) => !seen.has(key))
      for (const key of customers) seen.add(key)
      const revenueMinor = toMinorUnits(totalEarned, currency)
      const sums: PerformanceSums = {
        ...createSums(currency),
        sales: 1,
        revenueMinor,
        refundsMinor: status === 'REFUNDED' ? revenueMinor : 0,
        commissionMinor: toMinorUnits(commissionEarned, currency),
        newCustomers: isNew ? 1 : 0,
      }
      return { at: Date.parse(sale.createdAt), affiliateId, sums }
    })
  return { entries, currency }
}

interface Ledger extends Books {
  readonly timeZone: string
  readonly names: ReadonlyMap<string, string>
}

type Query = PeriodQuery & Period

function toRows(query: Query, books: Ledger): readonly PeriodRow[] {
  const { from, to, every, compare, limit = Infinity } = query
  const whole = toPeriodRows({ from, to }, query, books)
  const top = new Set(whole.slice(0, limit).map(({ id }) => id))
  return createPeriods({ from, to, every }).flatMap((period) => {
    const rows = toPeriodRows(period, query, books)
    const shown = limit === Infinity ? rows : rows.filter(({ id }) => top.has(id))
    if (compare === undefined) return shown
    const other = toComparedPeriod(period, { compare, every })
    const earlier = new Map(toPeriodRows(other, query, books).map((row) => [row.id, row]))
    return shown.map((row) => {
      const {
        id: _id,
        name: _name,
        ...compared
      } = earlier.get(row.id) ?? toRow(other, row, createSums(books.currency))
      return { ...row, compared }
    })
  })
}

/** Adds up one period. The largest rows come first. */
function toPeriodRows(
  period: Period,
  { by, sort = 'REVENUE' }: Query,
  { entries, currency, timeZone, names }: Ledger,
): readonly PeriodRow[] {
  const { start, end } = toSpan(period, timeZone)
  const sums = new Map<string | null, PerformanceSums>()
  if (by === undefined) sums.set(null, createSums(currency))
  for (const { at, affiliateId, sums: own } of entries) {
    if (at < start.getTime() || at >= end.getTime()) continue
    const id = by === undefined ? null : affiliateId
    sums.set(id, addSums(sums.get(id) ?? createSums(currency), own))
  }
  const rows = [...sums].map(([id, own]) =>
    toRow(period, { id, name: names.get(id ?? '') ?? null }, own),
  )
  const measure = measureNames[sort]
  return rows.toSorted((one, other) => (other[measure] ?? 0) - (one[measure] ?? 0))
}

function toRow(
  { from, to }: Period,
  { id, name }: Pick<PeriodRow, 'id' | 'name'>,
  sums: PerformanceSums,
): PeriodRow {
  return { from, to, id, name, ...toMeasures(sums), redemptions: null }
}
