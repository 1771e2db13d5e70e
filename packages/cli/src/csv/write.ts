import { toCell } from '@referly-kit/csv'
import { stringify } from 'csv-stringify/sync'

/** A column of a CSV file to write: its title and its cells. */
export interface CsvColumn<Row> {
  readonly title: string
  readonly cell: (row: Row) => string
}

/** The number of rows written at a time, which bounds the memory that a file of any length takes. */
const rowsPerPiece = 1000

/** Options for writing CSV. */
export interface WriteOptions {
  /** True to begin with a byte order mark, without which Excel does not read a file as UTF-8. */
  readonly hasMark?: boolean
  /** False for rows that continue a file. */
  readonly hasHeader?: boolean
}

/**
 * Formats rows as CSV with a header, one piece at a time. A cell that a spreadsheet would run as a
 * formula is prefixed with an apostrophe (OWASP, CSV injection), but a negative number is not.
 *
 * @example
 * [...toCsv([{ title: 'name', cell: (name: string) => name }], ['=1+1'])].join('')
 * //=> "name\n'=1+1\n"
 */
export function* toCsv<Row>(
  columns: readonly CsvColumn<Row>[],
  rows: Iterable<Row>,
  { hasMark = false, hasHeader = true }: WriteOptions = {},
): Generator<string, void, undefined> {
  if (hasMark) yield '\uFEFF'
  let lines = hasHeader ? [columns.map(({ title }) => toCell(title))] : []
  for (const row of rows) {
    lines.push(columns.map(({ cell }) => toCell(cell(row))))
    if (lines.length < rowsPerPiece) continue
    yield stringify(lines)
    lines = []
  }
  if (lines.length > 0) yield stringify(lines)
}
