import type {
  ReportFilter,
  ReportOrder,
  ReportQuestion,
  UnusedQuestion,
} from '../domain/report-records.js'
import type { SqlValue } from './database.js'
import type { Where } from './statements.js'

type Subject = NonNullable<ReportQuestion['by']>

/** The columns of a subject, and the tables that have its name. */
interface SubjectSql {
  /** Its id in a sale `s`. */
  readonly sale: string
  /** Its id in a referral `r`, whose code is `c`. */
  readonly referral: string
  readonly type: 'uuid' | 'text'
  readonly name: string
  /** Table and alias. */
  readonly tables: readonly (readonly [table: string, alias: string])[]
}

const subjects: Readonly<Record<Subject, SubjectSql>> = {
  COUPON: {
    sale: 's.coupon_id',
    referral: 'c.coupon_id',
    type: 'uuid',
    name: 'n.name',
    tables: [['coupons', 'n']],
  },
  CODE: {
    sale: 's.promotional_code_id',
    referral: 'r.promotional_code_id',
    type: 'uuid',
    // A sale keeps the text of its code, for codes that were deleted.
    name: `COALESCE(n.code,
      (SELECT f.promo_code FROM sales f WHERE f.program_id = $1 AND f.id = g.first_id))`,
    tables: [['promotional_codes', 'n']],
  },
  AFFILIATE: {
    sale: 's.affiliate_id',
    referral: 'r.affiliate_id',
    type: 'uuid',
    name: `COALESCE(n.first_name || ' ' || n.last_name, d.first_name || ' ' || d.last_name)`,
    tables: [
      ['affiliates', 'n'],
      ['deleted_affiliates', 'd'],
    ],
  },
  LINK: {
    sale: 's.affiliate_link_id',
    referral: 'r.affiliate_link_id',
    type: 'uuid',
    name: 'n.link',
    tables: [['affiliate_links', 'n']],
  },
  PRODUCT: {
    sale: `s.product->>'productId'`,
    referral: 'NULL',
    type: 'text',
    name: 'g.id',
    tables: [],
  },
}

const whole: SubjectSql = {
  sale: 'NULL',
  referral: 'NULL',
  type: 'uuid',
  name: 'NULL',
  tables: [],
}

const orders: Readonly<Record<ReportOrder['sort'], string>> = {
  REDEMPTIONS: 'redemptions',
  SALES: 'sales',
  REVENUE: 'revenue_minor',
  REFUNDS: 'refunds_minor',
  NET_REVENUE: 'revenue_minor - refunds_minor',
  COMMISSION: 'commission_minor',
  NEW_CUSTOMERS: 'new_customers',
  AVERAGE_ORDER: 'revenue_minor / NULLIF(sales, 0)',
}

/** Adds a value to a statement and returns its place. */
type Bind = (value: SqlValue) => string

/** The beginning and the end of a span, as SQL. */
type Bounds = readonly [start: string, end: string]

/** Creates a function that adds a value to a statement and returns its place. */
function createBind(values: SqlValue[]): Bind {
  return (value) => `$${values.push(value)}`
}

/**
 * Creates the statement of a question.
 *
 * Several spans are read one after the other, each as a range of the index on time. For one span alone, PostgreSQL can
 * use several processes.
 */
export function toReportStatement(
  programId: string,
  question: ReportQuestion,
  hasReferrals: boolean,
): Where {
  const values: SqlValue[] = [programId]
  const bind = createBind(values)
  const { spans, by, limit } = question
  const subject = by === undefined ? whole : subjects[by]
  const starts = spans.map(({ start }) => start.toISOString())
  const ends = spans.map(({ end }) => end.toISOString())
  const isOne = spans.length === 1
  const place = isOne ? '0' : '(spans.place - 1)::integer'
  const list = isOne
    ? ''
    : `unnest(${bind(starts)}::timestamptz[], ${bind(ends)}::timestamptz[])
      WITH ORDINALITY AS spans (start_at, end_at, place) CROSS JOIN LATERAL `
  const bounds: Bounds = isOne
    ? [bind(starts[0] ?? null), bind(ends[0] ?? null)]
    : ['spans.start_at', 'spans.end_at']
  const order = toOrder(question)
  const sums = toSums(question, { subject, bounds, bind, hasReferrals })
  const first =
    limit === undefined
      ? sums
      : `SELECT * FROM (${sums}) AS ranked ORDER BY ${order} LIMIT ${bind(limit)}`
  const names = subject.tables.map(
    ([table, alias]) =>
      `LEFT JOIN ${table} ${alias} ON ${alias}.program_id = $1 AND ${alias}.id = g.id`,
  )
  const text = `SELECT ${place} AS place, g.*, ${subject.name} AS name
    FROM ${list}(${first}) AS g ${names.join(' ')} ORDER BY place, ${order}`
  return { text, values }
}

function toOrder({ sort, isAscending }: ReportOrder): string {
  return `${orders[sort]} ${isAscending ? 'ASC' : 'DESC'} NULLS LAST, id`
}

interface SumContext {
  readonly subject: SubjectSql
  readonly bounds: Bounds
  readonly bind: Bind
  /** False when no customer signed up with a code in any of the spans. */
  readonly hasReferrals: boolean
}

/**
 * Returns the statement that adds up one span.
 *
 * Amounts are added as floating-point numbers, which takes half the time of `sum(bigint)` and a third of its memory. It
 * is exact: sums of whole numbers are exact up to 2^53, and those above 10^15 are refused.
 */
function toSums({ by, filter, ids }: ReportQuestion, context: SumContext): string {
  const { subject, bind, bounds } = context
  const group = by === undefined ? '' : 'GROUP BY 1'
  const only = ids === undefined ? undefined : toIdList(ids, context)
  const sales = toCondition(toSaleConditions(filter, bind), bounds, {
    alias: 's',
    only: only && [subject.sale, only],
  })
  const ofSales = `SELECT ${subject.sale} AS id, count(*)::float8 AS sales,
      (count(*) FILTER (WHERE s.is_redemption))::float8 AS redemptions,
      COALESCE(sum(s.total_minor::float8), 0) AS revenue_minor,
      COALESCE(sum(s.refunded_minor::float8), 0) AS refunds_minor,
      COALESCE(sum(s.commission_minor::float8), 0) AS commission_minor,
      (count(*) FILTER (WHERE s.is_new_customer))::float8 AS new_customers, min(s.id) AS first_id
    FROM sales s WHERE ${sales} ${group}`
  if (!context.hasReferrals || filter.productId !== undefined) return ofSales
  const referrals = toCondition(toReferralConditions(filter, bind), bounds, {
    alias: 'r',
    only: only && [subject.referral, only],
  })
  return `SELECT id, sum(sales) AS sales, sum(redemptions) AS redemptions, sum(revenue_minor) AS revenue_minor,
      sum(refunds_minor) AS refunds_minor, sum(commission_minor) AS commission_minor,
      sum(new_customers) AS new_customers, min(first_id) AS first_id
    FROM (${ofSales} UNION ALL SELECT ${subject.referral}, 0, count(*)::float8, 0, 0, 0, 0, NULL
      FROM referrals r ${codeOfReferral} WHERE ${referrals} ${group}) AS parts GROUP BY 1`
}

// A referral with a code is a redemption, which the customer's first sale with the code does not count again.
const codeOfReferral = `JOIN promotional_codes c
  ON c.program_id = r.program_id AND c.id = r.promotional_code_id`

function toIdList(ids: readonly (string | null)[], { subject, bind }: SumContext): IdList {
  const known = ids.filter((id) => id !== null)
  return { list: `${bind(known)}::${subject.type}[]`, hasNull: known.length < ids.length }
}

interface IdList {
  readonly list: string
  readonly hasNull: boolean
}

function toCondition(
  conditions: readonly string[],
  [start, end]: Bounds,
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

/** Creates the statement that finds whether customers signed up with a code between the first and the last span. */
export function toReferralCheck(programId: string, { spans }: ReportQuestion): Where {
  const starts = spans.map(({ start }) => start.toISOString())
  const ends = spans.map(({ end }) => end.toISOString())
  const text = `SELECT FROM referrals WHERE program_id = $1 AND promotional_code_id IS NOT NULL
    AND created_at >= $2 AND created_at < $3 LIMIT 1`
  return { text, values: [programId, starts.toSorted()[0] ?? '', ends.toSorted().at(-1) ?? ''] }
}

/** Creates the statement that lists the subjects with sales or redemptions in a span. */
export function toUsedStatement(programId: string, { span, by, filter }: UnusedQuestion): Where {
  const values: SqlValue[] = [programId]
  const bind = createBind(values)
  const bounds: Bounds = [bind(span.start.toISOString()), bind(span.end.toISOString())]
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
