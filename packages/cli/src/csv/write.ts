import { stringify } from 'csv-stringify/sync'

/** A column of a CSV file that is written: its title and its cells. */
export interface CsvColumn<Row> {
  readonly title: string
  readonly cell: (row: Row) => string
}

/** How many rows are written at a time, so that a file of any length takes the memory of these. */
const rowsPerPiece = 1000

/** A formula behind apostrophes; one more is put before it, so that its own are not taken away. */
const marked: RegExp = /^'+[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/

/**
 * Writes rows as CSV under their titles, piece by piece; a cell that a spreadsheet would run as a
 * formula gets an apostrophe before it (OWASP, CSV injection).
 *
 * @example
 * [...toCsv([{ title: 'name', cell: (name: string) => name }], ['=1+1'])].join('')
 * //=> "name\n'=1+1\n"
 */
export function* toCsv<Row>(
  columns: readonly CsvColumn<Row>[],
  rows: Iterable<Row>,
): Generator<string, void, undefined> {
  let lines = [columns.map(({ title }) => title)]
  for (const row of rows) {
    lines.push(columns.map(({ cell }) => cell(row).replace(marked, "'$&")))
    if (lines.length < rowsPerPiece) continue
    yield stringify(lines, { escape_formulas: true })
    lines = []
  }
  if (lines.length > 0) yield stringify(lines, { escape_formulas: true })
}

/**
 * Takes the apostrophe away again that {@link toCsv} puts before a formula.
 *
 * @example
 * fromCell("'=1+1") //=> '=1+1'
 */
export function fromCell(cell: string): string {
  return marked.test(cell) ? cell.slice(1) : cell
}
