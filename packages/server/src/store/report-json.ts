import type { ReportMoney } from '../domain/report-records.js'

/** Returns the SQL of a text as JSON. */
export function toTextJson(sql: string): string {
  return `COALESCE(to_json(${sql})::text, 'null')`
}

/**
 * Returns the SQL of measures as JSON, which equals what `toMeasures` returns for the same sums. It begins with a comma,
 * and is null when an amount is too large to be exact.
 *
 * The quotient of two whole numbers below 2^53 is the number nearest to the exact one. Both PostgreSQL and JavaScript
 * write the shortest decimal that is nearest to it.
 */
export function toMeasuresJson(
  prefix: string,
  { unitsPerMajor, largestMinor }: ReportMoney,
): string {
  const toMajor = (minor: string): string => `((${minor}) / ${unitsPerMajor}::float8)`
  const column = (name: string): string => `${prefix}${name}`
  const toAmount = (name: string): string =>
    `CASE WHEN ${column(name)} <= ${largestMinor} THEN ${toMajor(column(name))} END`
  const sales = `${column('sales')}::bigint`
  const average = `(2 * ${column('revenue_minor')}::bigint + ${sales}) / (2 * ${sales})`
  return [
    ['redemptions', column('redemptions')],
    ['sales', column('sales')],
    ['revenue', toAmount('revenue_minor')],
    ['refunds', toAmount('refunds_minor')],
    ['netRevenue', toMajor(`${column('revenue_minor')} - ${column('refunds_minor')}`)],
    ['commission', toAmount('commission_minor')],
    ['newCustomers', column('new_customers')],
    [
      'averageOrder',
      `CASE WHEN ${column('sales')} = 0 THEN 'null' ELSE (${toMajor(average)})::text END`,
    ],
  ]
    .map(([name, value]) => `',"${name}":' || ${value}`)
    .join(' || ')
}
