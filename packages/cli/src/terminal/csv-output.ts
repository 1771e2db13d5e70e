import { toCsv, type CsvColumn } from '../csv/write.js'
import type { Output } from './output.js'

/** Prints rows as CSV. */
export function writeCsv<Row>(
  columns: readonly CsvColumn<Row>[],
  rows: Iterable<Row>,
  output: Output,
): void {
  for (const piece of toCsv(columns, rows)) {
    for (const line of piece.trimEnd().split('\n')) output.data(line)
  }
}
