import type { ReportSubject } from '@referly-kit/types'
import type {
  ReportFilter,
  ReportPeriod,
  ReportQuestion,
  TotalQuestion,
  UnusedQuestion,
} from '../domain/report-records.js'
import type { SqlValue } from './database.js'
import { subjects, type SubjectSql } from './report-subjects.js'
import type { Where } from './statements.js'

/** Adds a value to a statement and returns its place. */
type Bind = (value: SqlValue) => string

/** The beginning and the end of a period, as SQL. */
interface Bounds {
  readonly start: string
  readonly end: string
  /** The beginnings of all periods, if each is added up separately. */
  readonly starts?: string
}

/** Creates a function that adds a value to a statement and returns its place. */
function createBind(values: SqlValue[]): Bind {
  return (value) => `$${values.push(value)}`
}

/** The parts of a statement. */
export interface SumContext {
  /** Undefined for the totals of all sales. */
  readonly subject: SubjectSql | undefined
  readonly values: SqlValue[]
  readonly bind: Bind
  /** False when no customer signed up with a code in any of the periods. */
  readonly hasReferrals: boolean
}

/** Creates the parts of the statement for a query. */
export function createSumContext(
  programId: string,
  by: ReportSubject | undefined,
  hasReferrals: boolean,
): SumContext {
  const values: SqlValue[] = [programId]
  const subject = by === undefined ? undefined : subjects[by]
  return { subject, values, bind: createBind(values), hasReferrals }
}

/** The sales to add up. */
type SumQuestion = TotalQuestion & Pick<Partial<ReportQuestion>, 'ids'>

/**
 * Returns the statement that adds up each period. Without subjects, a period can have two rows, one of them for
 * sign-ups.
 *
 * Several periods are read one after the other, each as a range of the index on time. For one period alone, PostgreSQL
 * can use several processes.
 */
export function toPeriodSums(question: SumQuestion, context: SumContext): string {
  const { bind } = context
  const starts = question.periods.map(({ start }) => start.toISOString())
  const ends = question.periods.map(({ end }) => end.toISOString())
  if (starts.length === 1) {
    const bounds: Bounds = { start: bind(starts[0] ?? null), end: bind(ends[0] ?? null) }
    return `SELECT 1 AS place, sums.* FROM (${toSums(question, context, bounds)}) AS sums`
  }
  if (isNarrow(question) && isContinuous(question.periods)) {
    // Reading the few sales of an affiliate once for each period would take longer.
    const times = `${bind(starts)}::timestamptz[]`
    const end = bind(ends.at(-1) ?? null)
    return toSums(question, context, { start: `(${times})[1]`, end, starts: times })
  }
  const sums = toSums(question, context, { start: 'periods.start_at', end: 'periods.end_at' })
  return `SELECT periods.place::integer, sums.*
    FROM unnest(${bind(starts)}::timestamptz[], ${bind(ends)}::timestamptz[])
      WITH ORDINALITY AS periods (start_at, end_at, place) CROSS JOIN LATERAL (${sums}) AS sums`
}

/** Returns whether a report is on one affiliate or code, which an index finds. */
export function isNarrow({
  filter: { affiliateId, promotionalCodeId },
}: Pick<ReportQuestion, 'filter'>): boolean {
  return affiliateId !== undefined || promotionalCodeId !== undefined
}

function isContinuous(periods: readonly ReportPeriod[]): boolean {
  return periods.every(
    ({ start }, at) => (periods[at - 1]?.end ?? start).getTime() === start.getTime(),
  )
}

/** The columns that are added up. */
export const sumColumns = [
  'sales',
  'redemptions',
  'revenue_minor',
  'refunds_minor',
  'commission_minor',
  'new_customers',
] as const

/**
 * Returns the statement that adds up one period.
 *
 * Amounts are added as floating-point numbers, which takes half the time of `sum(bigint)` and a third of its memory. It
 * is exact: sums of whole numbers are exact up to 2^53, and those above 10^15 are refused.
 */
function toSums({ filter, ids }: SumQuestion, context: SumContext, bounds: Bounds): string {
  const { subject, bind } = context
  const { starts } = bounds
  const toKeys = (alias: string, id: string | undefined): string =>
    (starts === undefined ? '' : `width_bucket(${alias}.created_at, ${starts}) AS place, `) +
    (id === undefined ? '' : `${id} AS id, `)
  const keys = [starts && 'place', subject && 'id'].filter((key) => key !== undefined)
  const group = keys.length === 0 ? '' : `GROUP BY ${keys.map((_, at) => at + 1).join(', ')}`
  const only = ids && subject && toIdList(ids, subject, bind)
  const sales = toCondition(toSaleConditions(filter, bind), bounds, {
    alias: 's',
    only: only && subject && [subject.sale, only],
  })
  const ofSales = `SELECT ${toKeys('s', subject?.sale)}count(*)::float8 AS sales,
      (count(*) FILTER (WHERE s.is_redemption))::float8 AS redemptions,
      COALESCE(sum(s.total_minor::float8), 0) AS revenue_minor,
      COALESCE(sum(s.refunded_minor::float8), 0) AS refunds_minor,
      COALESCE(sum(s.commission_minor::float8), 0) AS commission_minor,
      (count(*) FILTER (WHERE s.is_new_customer))::float8 AS new_customers
    FROM sales s WHERE ${sales} ${group}`
  if (!context.hasReferrals || filter.productId !== undefined) return ofSales
  const referrals = toCondition(toReferralConditions(filter, bind), bounds, {
    alias: 'r',
    only: only && subject && [subject.referral, only],
  })
  const parts = `${ofSales} UNION ALL SELECT ${toKeys('r', subject?.referral)}0, count(*)::float8, 0, 0, 0, 0
      FROM referrals r ${codeOfReferral} WHERE ${referrals} ${group}`
  if (subject === undefined) return parts
  const sums = sumColumns.map((name) => `sum(${name}) AS ${name}`)
  return `SELECT ${[...keys, ...sums].join(', ')} FROM (${parts}) AS parts ${group}`
}

// A referral with a code is a redemption, which the customer's first sale with the code does not count again.
const codeOfReferral = `JOIN promotional_codes c
  ON c.program_id = r.program_id AND c.id = r.promotional_code_id`

function toIdList(ids: readonly (string | null)[], { type }: SubjectSql, bind: Bind): IdList {
  const known = ids.filter((id) => id !== null)
  return { list: `${bind(known)}::${type}[]`, hasNull: known.length < ids.length }
}

interface IdList {
  readonly list: string
  readonly hasNull: boolean
}

function toCondition(
  conditions: readonly string[],
  { start, end }: Bounds,
  { alias, only }: { readonly alias: string; readonly only: readonly [string, IdList] | undefined },
): string {
  const all = [
    `${alias}.program_id = $1`,
    `${alias}.created_at >= ${start}`,
    `${alias}.created_at < ${end}`,
    ...conditions,
  ]
  if (only !== undefined) {
    const [column, { list, hasNull }] = only
    all.push(
      hasNull ? `(${column} = ANY(${list}) OR ${column} IS NULL)` : `${column} = ANY(${list})`,
    )
  }
  return all.join(' AND ')
}

function toSaleConditions(filter: ReportFilter, bind: Bind): readonly string[] {
  return toConditions(bind, [
    ['s.coupon_id', filter.couponId],
    ['s.promotional_code_id', filter.promotionalCodeId],
    ['s.affiliate_id', filter.affiliateId],
    ['s.affiliate_link_id', filter.linkId],
    [`s.product->>'productId'`, filter.productId],
  ])
}

function toReferralConditions(filter: ReportFilter, bind: Bind): readonly string[] {
  return toConditions(bind, [
    ['c.coupon_id', filter.couponId],
    ['r.promotional_code_id', filter.promotionalCodeId],
    ['r.affiliate_id', filter.affiliateId],
    ['r.affiliate_link_id', filter.linkId],
  ])
}

function toConditions(
  bind: Bind,
  columns: readonly (readonly [column: string, value: string | undefined])[],
): readonly string[] {
  return columns.flatMap(([column, value]) =>
    value === undefined ? [] : [`${column} = ${bind(value)}`],
  )
}

/** Creates the statement that lists the subjects with sales or redemptions in a span. */
export function toUsedStatement(programId: string, { span, by, filter }: UnusedQuestion): Where {
  const values: SqlValue[] = [programId]
  const bind = createBind(values)
  const bounds: Bounds = {
    start: bind(span.start.toISOString()),
    end: bind(span.end.toISOString()),
  }
  const subject = subjects[by]
  const sales = toCondition(toSaleConditions(filter, bind), bounds, { alias: 's', only: undefined })
  const parts = [`SELECT ${subject.sale} AS id FROM sales s WHERE ${sales}`]
  if (filter.productId === undefined) {
    const referrals = toCondition(toReferralConditions(filter, bind), bounds, {
      alias: 'r',
      only: undefined,
    })
    parts.push(`SELECT ${subject.referral} FROM referrals r ${codeOfReferral} WHERE ${referrals}`)
  }
  return { text: `${parts.join(' UNION ')}`, values }
}
