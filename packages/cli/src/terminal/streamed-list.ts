import type { Output } from './output.js'
import { toCsvColumns, type FormatFlags, type ListColumn } from './records.js'
import { toJsonText } from './text.js'

/** A writer of rows in one format. */
interface RowWriter<Row> {
  write(rows: readonly Row[]): void
  end(): void
}

const rowsAtOnce = 1000

/**
 * Prints a list as CSV or as a JSON array while it is read, in constant memory. Nothing is printed before the first
 * rows have arrived, and reading ends when `--limit` is reached or nobody reads stdout anymore.
 */
export async function writeStreamedList<Row>(
  rows: AsyncIterable<Row>,
  columns: readonly ListColumn<Row>[],
  { flags, output }: { readonly flags: FormatFlags; readonly output: Output },
): Promise<void> {
  const isJson = flags.json === true || flags.format === 'json'
  const writer = isJson ? createJsonWriter<Row>(output) : await createCsvWriter(columns, output)
  let count = 0
  let waiting: Row[] = []
  for await (const row of rows) {
    if (count === flags.limit) {
      output.note(`Showing the first ${count}.`)
      break
    }
    count++
    waiting.push(row)
    if (waiting.length < rowsAtOnce) continue
    writer.write(waiting)
    waiting = []
    if (!(await output.ready())) return
  }
  writer.write(waiting)
  writer.end()
}

function createJsonWriter<Row>(output: Output): RowWriter<Row> {
  let lead = '['
  return {
    write(rows) {
      if (rows.length === 0) return
      output.log(lead + rows.map(toJsonText).join(','))
      lead = ','
    },
    end: () => output.log(lead === '[' ? '[]\n' : ']\n'),
  }
}

/** The CSV library is loaded for this format only, because it takes 5 ms. */
async function createCsvWriter<Row>(
  columns: readonly ListColumn<Row>[],
  output: Output,
): Promise<RowWriter<Row>> {
  const { writeCsv } = await import('./csv-output.js')
  const csvColumns = toCsvColumns(columns)
  let hasHeader = true
  return {
    write(rows) {
      writeCsv(csvColumns, rows, { output, hasHeader })
      hasHeader = false
    },
    end() {},
  }
}
