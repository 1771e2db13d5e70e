import { toCsv, type CsvColumn } from '../csv/write.js'
import type { Output } from './output.js'

/** Options for `writeCsv`. */
export interface CsvOutputOptions {
  readonly output: Output
  /** False for rows that continue a file. */
  readonly hasHeader?: boolean
}

/** Prints rows as CSV. */
export function writeCsv<Row>(
  columns: readonly CsvColumn<Row>[],
  rows: Iterable<Row>,
  { output, hasHeader = true }: CsvOutputOptions,
): void {
  for (const piece of toCsv(columns, rows, { hasHeader })) {
    for (const line of piece.trimEnd().split('\n')) output.data(line)
  }
}
