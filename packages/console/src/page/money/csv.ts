import { toCsvFile } from '../csv-file.js'

/** A column of a CSV file: its name, and its cell of a row. */
export type CsvColumn<Row> = readonly [name: string, cell: (row: Row) => string | number | null]

/** Reads all rows, and returns them as a CSV file. */
export async function toCsv<Row>(
  columns: readonly CsvColumn<Row>[],
  rows: AsyncIterable<Row>,
): Promise<string> {
  const lines: (readonly (string | number)[])[] = [columns.map(([name]) => name)]
  for await (const row of rows) lines.push(columns.map(([, cell]) => cell(row) ?? ''))
  return toCsvFile(lines)
}
