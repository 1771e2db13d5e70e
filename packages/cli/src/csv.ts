import { parse } from 'csv-parse/sync'
import { CliError, toMessage } from './errors.js'

/** A row of a CSV file and the line it begins in, counted from 1. */
export interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

/** Where a CSV file stops being one. */
export interface CsvProblem {
  readonly line: number
  readonly message: string
}

/** The rows of a CSV file down to its end or its first syntax problem. */
export interface CsvRows {
  readonly rows: readonly CsvRow[]
  readonly problem: CsvProblem | undefined
}

const delimiters = [',', ';', '\t', '|'] as const

/** What may separate the cells of a row. */
export type Delimiter = (typeof delimiters)[number]

/**
 * Splits text into the rows of a CSV file; empty rows are left out.
 *
 * The delimiter is the one that the first line has most of. Cells are trimmed, and white space
 * within them, line breaks included, becomes one space.
 *
 * @example
 * parseRows('a;b\n1;"2\n3"').rows
 * //=> [{ line: 1, cells: ['a', 'b'] }, { line: 2, cells: ['1', '2 3'] }]
 */
export function parseRows(text: string): CsvRows {
  const rows: CsvRow[] = []
  let end = 0
  const collect = (cells: string[], lines: number): null => {
    end = lines
    if (cells.some((cell) => cell.trim() !== '')) rows.push(toRow(cells, lines))
    return null
  }
  // One kind of line break, since csv-parse counts a CRLF inside quotes as two lines.
  const lines = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  try {
    parse(lines, {
      delimiter: toDelimiter(lines),
      record_delimiter: '\n',
      relax_column_count: true,
      on_record: (cells: string[], context) => collect(cells, context.lines),
    })
    return { rows, problem: undefined }
  } catch (error) {
    return { rows, problem: toProblem(error, end + 1) }
  }
}

/**
 * Finds out what separates the cells, by the first line that is not empty.
 *
 * @example
 * toDelimiter('first_name;"last, name";email') //=> ';'
 */
function toDelimiter(text: string): Delimiter {
  const header = text.split('\n').find((line) => line.trim() !== '') ?? ''
  const unquoted = header.replace(/"[^"]*"/g, '')
  const count = (delimiter: string): number => unquoted.split(delimiter).length
  return delimiters.reduce((best, next) => (count(next) > count(best) ? next : best))
}

function toRow(cells: readonly string[], lastLine: number): CsvRow {
  const breaks = cells.join('').split('\n').length - 1
  return {
    line: lastLine - breaks,
    cells: cells.map((cell) => cell.replace(/\s+/g, ' ').trim()),
  }
}

const syntaxProblems: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote (") is opened and never closed',
  CSV_INVALID_CLOSING_QUOTE: 'a closing quote (") is followed by other text',
  INVALID_OPENING_QUOTE: 'a quote (") stands within a cell',
}

function toProblem(error: unknown, line: number): CsvProblem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const message = syntaxProblems[code]
  if (message === undefined) {
    throw new CliError('INVALID_CSV', `the CSV parser says: ${toMessage(error)}.`, error)
  }
  return {
    line,
    message:
      `${message}; put quotes around the whole cell and double those inside. ` +
      'Rows from here on were not read.',
  }
}
