import { parse } from 'csv-parse/sync'
import { CliError, toMessage } from '../errors.js'

/** A row of a CSV file and the line it begins in, counted from 1. */
export interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

/** What is wrong with a row, by the line it begins in. */
export interface CsvProblem {
  readonly line: number
  readonly message: string
}

/** The rows of a CSV file, and those whose quotes leave open where they end. */
export interface CsvRows {
  readonly rows: readonly CsvRow[]
  readonly problems: readonly CsvProblem[]
}

const delimiters = [',', ';', '\t', '|'] as const

/** What may separate the cells of a row. */
export type Delimiter = (typeof delimiters)[number]

/**
 * Splits text into the rows of a CSV file; empty rows are left out. After a row that cannot be told
 * from the next it goes on with the line below.
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
  const problems: CsvProblem[] = []
  // One kind of line break, since csv-parse counts a CRLF inside quotes as two lines.
  const lines = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  const delimiter = toDelimiter(lines)
  let rest: Buffer = Buffer.from(lines)
  let linesBefore = 0
  while (rest.length > 0) {
    const part = parsePart(rest, delimiter)
    for (const { line, cells } of part.rows) rows.push({ line: line + linesBefore, cells })
    if (part.problem === undefined) break
    const { line, message } = part.problem
    problems.push({ line: line + linesBefore, message })
    rest = skipLines(rest, line)
    linesBefore += line
  }
  return { rows, problems }
}

interface CsvPart {
  readonly rows: readonly CsvRow[]
  readonly problem: CsvProblem | undefined
}

/** The rows down to the end or to the first that cannot be told from the next. */
function parsePart(bytes: Buffer, delimiter: Delimiter): CsvPart {
  const rows: CsvRow[] = []
  let end = 0
  const collect = (cells: string[], lines: number): null => {
    end = lines
    if (cells.some((cell) => cell.trim() !== '')) rows.push(toRow(cells, lines))
    return null
  }
  try {
    parse(bytes, {
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      on_record: (cells: string[], context) => collect(cells, context.lines),
    })
    return { rows, problem: undefined }
  } catch (error) {
    return { rows, problem: toProblem(error, end + 1) }
  }
}

function skipLines(bytes: Buffer, count: number): Buffer {
  let start = 0
  for (let line = 0; line < count; line++) {
    const end = bytes.indexOf(0x0a, start)
    if (end < 0) return bytes.subarray(bytes.length)
    start = end + 1
  }
  return bytes.subarray(start)
}

/** More than the names of the columns take. */
const maxHeaderLength = 65_536

/**
 * Finds out what separates the cells, by the first line that is not empty.
 *
 * @example
 * toDelimiter('first_name;"last, name";email') //=> ';'
 */
function toDelimiter(text: string): Delimiter {
  // Names of columns may hold line breaks between quotes.
  const start = text.slice(0, maxHeaderLength).replace(/"[^"]*"/g, 'quoted')
  const header = start.split('\n').find((line) => line.trim() !== '') ?? ''
  const count = (delimiter: string): number => header.split(delimiter).length
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
  const advice = 'put quotes around the whole cell and double those inside.'
  return { line, message: `${message}; ${advice}` }
}
