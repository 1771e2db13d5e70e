import { toCell } from '../designer/results.js'

/** A column of a CSV file: its name, and its cell of a row. Numbers are written as they are. */
export type CsvColumn<Row> = readonly [name: string, cell: (row: Row) => string | number | null]

/** Returns rows as a CSV file, with a byte order mark so that Excel reads it as UTF-8. */
export async function toCsv<Row>(
  columns: readonly CsvColumn<Row>[],
  rows: AsyncIterable<Row>,
): Promise<string> {
  const lines = [columns.map(([name]) => name).join(',')]
  for await (const row of rows) {
    const cells = columns.map(([, cell]) => cell(row) ?? '')
    lines.push(cells.map((cell) => (typeof cell === 'number' ? cell : toCell(cell))).join(','))
  }
  return `\uFEFF${lines.join('\r\n')}\r\n`
}
