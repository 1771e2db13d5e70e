import { stringify } from 'csv-stringify/sync'

/** A column of a CSV file that is written: its title and its cells. */
export interface CsvColumn<Row> {
  readonly title: string
  readonly cell: (row: Row) => string
}

/**
 * Writes rows as CSV under their titles; a cell that a spreadsheet would run as a formula gets an
 * apostrophe before it (OWASP, CSV injection).
 *
 * @example
 * toCsv([{ title: 'name', cell: (name: string) => name }], ['=1+1']) //=> "name\n'=1+1\n"
 */
export function toCsv<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const header = columns.map(({ title }) => title)
  const lines = rows.map((row) => columns.map(({ cell }) => cell(row)))
  return stringify([header, ...lines], { escape_formulas: true })
}

/**
 * Takes the apostrophe away again that {@link toCsv} puts before a formula.
 *
 * @example
 * fromCell("'=1+1") //=> '=1+1'
 */
export function fromCell(cell: string): string {
  return /^'[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell) ? cell.slice(1) : cell
}
