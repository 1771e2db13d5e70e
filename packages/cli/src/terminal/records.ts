import type { CsvColumn } from '../csv/write.js'
import type { Output } from './output.js'
import { type TableColumn, toTable } from './table.js'
import { toCountText } from './text.js'

/** A format of lists. */
export type ListFormat = 'table' | 'csv' | 'json'

/** The flags that choose the output format. */
export interface FormatFlags {
  readonly format?: ListFormat | undefined
  readonly json?: boolean | undefined
}

/** A column of a list: its name in CSV, its title in a table. */
export interface ListColumn<Row> extends TableColumn<Row> {
  readonly name: string
}

/** Prints a list as a table, as CSV, or as a JSON array of the records as received. */
export async function writeList<Row>(
  rows: readonly Row[],
  columns: readonly ListColumn<Row>[],
  { flags, output }: { readonly flags: FormatFlags; readonly output: Output },
): Promise<void> {
  const format = flags.json === true ? 'json' : (flags.format ?? 'table')
  if (format === 'json') return output.json(rows)
  if (format === 'table' && rows.length === 0) return output.note('No results.')
  if (format === 'csv') {
    // Loaded for this format only, because the CSV library takes 5 ms.
    const { writeCsv } = await import('./csv-output.js')
    return writeCsv(toCsvColumns(columns), rows, output)
  }
  for (const line of await toTable(columns, rows)) output.data(line)
}

function toCsvColumns<Row>(columns: readonly ListColumn<Row>[]): readonly CsvColumn<Row>[] {
  return columns.map(({ name, cell }) => ({ title: name, cell }))
}

/** Prints one record, one field per line, or as JSON. */
export function writeRecord(record: object, { json }: FormatFlags, output: Output): void {
  if (json === true) return output.json(record)
  const fields = Object.entries(record).filter(([, value]) => value !== null && value !== undefined)
  const width = fields.reduce((most, [name]) => Math.max(most, name.length), 0)
  for (const [name, value] of fields) {
    output.data(`${name.padEnd(width)}  ${toFieldText(value)}`)
  }
}

/** Shows nested records by name and lists of them by length; --json prints them in full. */
function toFieldText(value: unknown): string {
  if (!Array.isArray(value)) return toItemText(value)
  const isPlain = value.every((item) => typeof item !== 'object')
  if (!isPlain) return toCountText(value.length, 'item')
  return value.length === 0 ? 'none' : value.join(', ')
}

function toItemText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const { name, email, code, id } = value as Readonly<Record<string, unknown>>
  return String(name ?? email ?? code ?? id ?? JSON.stringify(value))
}
