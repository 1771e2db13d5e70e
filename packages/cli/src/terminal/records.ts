import type { CsvColumn } from '../csv/write.js'
import { toAmountText, toDecimals } from './amounts.js'
import type { Output } from './output.js'
import { layOutTable, type TableColumn } from './table.js'
import { toCountText } from './text.js'

/** A format of lists. */
export type ListFormat = 'table' | 'csv' | 'json'

/** The flags that choose the output format. */
export interface FormatFlags {
  readonly format?: ListFormat | undefined
  readonly json?: boolean | undefined
  /** The number of rows to print; default: all. */
  readonly limit?: number | undefined
}

/** A column of a list: its name in CSV, its title in a table. */
export interface ListColumn<Row> extends TableColumn<Row> {
  readonly name: string
  /** The cell in CSV, where it differs from the one in a table. */
  readonly csvCell?: (row: Row) => string
  /** True for a column that a table does not have. */
  readonly isCsvOnly?: boolean
}

/** Creates a column of whole numbers. */
export function createCountColumn<Row>(
  name: string,
  title: string,
  of: (row: Row) => number | null,
): ListColumn<Row> {
  const csvCell = (row: Row): string => String(of(row) ?? '')
  return { name, title, align: 'right', cell: (row) => csvCell(row) || '-', csvCell }
}

/** The amounts of a list, which are all in one currency. */
export interface AmountColumn<Row> {
  readonly name: string
  readonly title: string
  /** In major units; null when it is not known. */
  readonly amount: (row: Row) => number | null
}

/** Creates the amount columns of a list, with the same number of decimals in every row. */
export function createAmountColumns<Row>(
  columns: readonly AmountColumn<Row>[],
  rows: readonly Row[],
  currency: string | undefined,
): readonly ListColumn<Row>[] {
  const amounts = columns.flatMap(({ amount }) => rows.map((row) => amount(row) ?? 0))
  const count = toDecimals(amounts, currency)
  const listColumns = columns.map(({ name, title, amount }): ListColumn<Row> => {
    const csvCell = (row: Row): string => amount(row)?.toFixed(count) ?? ''
    const cell = (row: Row): string => csvCell(row) || '-'
    const unit = currency === undefined ? '' : ` (${currency})`
    return { name, title: `${title}${unit}`, align: 'right', cell, csvCell }
  })
  return currency === undefined ? listColumns : [...listColumns, createCurrencyColumn(currency)]
}

/**
 * Creates the amount columns of rows that have a currency. A table has the currency in its titles, or in a separate
 * column when the rows have several.
 */
export function createMoneyColumns<Row extends { readonly currency: string }>(
  columns: readonly AmountColumn<Row>[],
  rows: readonly Row[],
): readonly ListColumn<Row>[] {
  const currencies = new Set(rows.map(({ currency }) => currency))
  if (currencies.size < 2) return createAmountColumns(columns, rows, rows[0]?.currency)
  const listColumns = columns.map(({ name, title, amount }): ListColumn<Row> => {
    const csvCell = (row: Row): string => {
      const value = amount(row)
      return value === null ? '' : toAmountText(value, row.currency)
    }
    return { name, title, align: 'right', cell: (row) => csvCell(row) || '-', csvCell }
  })
  const currency = { name: 'currency', title: 'Currency', cell: (row: Row) => row.currency }
  return [...listColumns, currency]
}

/** A table has the currency in its titles. */
function createCurrencyColumn<Row>(currency: string): ListColumn<Row> {
  return { name: 'currency', title: '', isCsvOnly: true, cell: () => currency }
}

/** Prints a list as a table, as CSV, or as a JSON array of the records as received. */
export async function writeList<Row>(
  rows: readonly Row[],
  columns: readonly ListColumn<Row>[],
  { flags, output }: { readonly flags: FormatFlags; readonly output: Output },
): Promise<void> {
  const format = flags.json === true ? 'json' : (flags.format ?? 'table')
  const shown = rows.slice(0, flags.limit)
  if (format === 'json') {
    output.json(shown)
  } else if (format === 'csv') {
    // Loaded for this format only, because the CSV library takes 5 ms.
    const { writeCsv } = await import('./csv-output.js')
    writeCsv(toCsvColumns(columns), shown, { output })
  } else if (rows.length === 0) {
    output.note('No results.')
  } else {
    await writeTable(columns.filter(isTableColumn), shown, output)
  }
  if (shown.length < rows.length) output.note(`Showing ${shown.length} of ${rows.length}.`)
}

/** Prints a table that fits the terminal. Elsewhere nothing is cut. */
export async function writeTable<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  output: Output,
): Promise<void> {
  const { lines, omitted } = await layOutTable(columns, rows, output.width)
  for (const line of lines) output.data(line)
  if (omitted.length === 0) return
  output.note(`Not shown, because the terminal is too narrow: ${omitted.join(', ')}.`)
}

function isTableColumn({ isCsvOnly }: { readonly isCsvOnly?: boolean }): boolean {
  return isCsvOnly !== true
}

/** Returns the columns of a list in CSV. */
export function toCsvColumns<Row>(columns: readonly ListColumn<Row>[]): readonly CsvColumn<Row>[] {
  return columns.map(({ name, cell, csvCell = cell }) => ({ title: name, cell: csvCell }))
}

/** Prints one record, one field per line, or as JSON. */
export function writeRecord(record: object, { json }: FormatFlags, output: Output): void {
  if (json === true) return output.json(record)
  const fields = Object.entries(record).flatMap(([name, value]) =>
    value === null || value === undefined
      ? []
      : [{ label: toLabel(name), text: toFieldText(name, value, record) }],
  )
  const width = fields.reduce((most, { label }) => Math.max(most, label.length), 0)
  for (const { label, text } of fields) output.data(`${label.padEnd(width)}  ${text}`)
}

/**
 * Converts the name of a field to words.
 *
 * @example
 * toLabel('affiliateProgramId') //=> 'Affiliate program ID'
 */
function toLabel(name: string): string {
  const words = name
    .replace(/^is(?=[A-Z])/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
  const sentence = `${words.charAt(0).toUpperCase()}${words.slice(1)}`
  return sentence.replace(/\b(id|url)(s?)\b/gi, (_, word: string, plural: string) => {
    return word.toUpperCase() + plural
  })
}

/** Fields of amounts, and the field of the same record, or of its program, that has the currency, if there is one. */
const amountFields: ReadonlyMap<string, string> = new Map([
  ['amountOff', 'currency'],
  ['minimumAmount', 'minimumAmountCurrency'],
  ['totalEarned', 'currency'],
  ['commissionEarned', 'currency'],
  ['taxAmount', 'currency'],
  ['shippingAmount', 'currency'],
  ['amount', 'currency'],
  ['commission', 'currency'],
  ['paidAmount', 'currency'],
  ['failedAmount', 'currency'],
  ['minimumPayout', 'currency'],
  ['totalRevenue', 'currency'],
  ['totalCommissionEarned', 'currency'],
])

const percentFields: ReadonlySet<string> = new Set(['percentOff', 'commissionRate'])

/** Shows nested records by name, and lists of them by URL or length; --json prints them in full. */
function toFieldText(name: string, value: unknown, record: object): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number' && percentFields.has(name)) return `${value}%`
  if (typeof value === 'number' && amountFields.has(name)) {
    const field = amountFields.get(name) ?? ''
    const { program, [field]: own } = record as Readonly<Record<string, unknown>>
    const currency = own ?? (program as Readonly<Record<string, unknown>> | undefined)?.[field]
    return toAmountText(value, typeof currency === 'string' ? currency : undefined)
  }
  if (!Array.isArray(value)) return toItemText(value)
  if (value.length === 0) return 'none'
  const texts = value.map((item: unknown) => toListText(item))
  return texts.includes(undefined) ? toCountText(value.length, 'item') : texts.join(', ')
}

/** Returns the text of an item, which an object has only if it is a URL. */
function toListText(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return String(item)
  const { fullUrl } = item as Readonly<Record<string, unknown>>
  return typeof fullUrl === 'string' ? fullUrl : undefined
}

function toItemText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const { name, email, code, id } = value as Readonly<Record<string, unknown>>
  return String(name ?? email ?? code ?? id ?? JSON.stringify(value))
}
