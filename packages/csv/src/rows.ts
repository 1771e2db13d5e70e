import { parse } from '#parser'
import { cleanCell } from './cells.js'
import { CsvError } from './errors.js'

/** A row of a CSV file and the line on which it begins, counted from 1. */
export interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

/** A problem with a row, and the line on which the row begins. */
export interface CsvProblem {
  readonly line: number
  readonly message: string
  /** True if the encoding of the file is wrong, or the row has a character that is not in its encoding. */
  readonly isUnreadable?: boolean
}

/**
 * The rows of a CSV file, and the problems of rows that have no clear end because of their quotes.
 */
export interface CsvRows {
  readonly rows: readonly CsvRow[]
  readonly problems: readonly CsvProblem[]
}

const delimiters = [',', ';', '\t', '|'] as const

/**
 * Splits text into the rows of a CSV file. Empty rows are left out. When a stray quote hides the end
 * of a row, parsing continues on the line below.
 *
 * The delimiter is the one in a first line such as `sep=;`, which Excel understands, or else the one
 * that occurs most often in the first line that has any. Cells are cleaned, see {@link cleanCell}.
 *
 * @example
 * parseRows('a;b\n1; "2\n3"').rows
 * //=> [{ line: 1, cells: ['a', 'b'] }, { line: 2, cells: ['1', '2 3'] }]
 */
export function parseRows(text: string): CsvRows {
  const rows: CsvRow[] = []
  const problems: CsvProblem[] = []
  // One kind of line break, because csv-parse counts a CRLF inside quotes as two lines.
  const lines = withoutEndMark(text.replace(/^\uFEFF/, '')).replace(/\r\n?/g, '\n')
  const [opening = '', separator] = /^"?sep=([^\n])"?[^\S\n]*(?:\n|$)/i.exec(lines) ?? []
  const delimiter = separator ?? findDelimiter(lines)
  let linesBefore = opening === '' ? 0 : 1
  let rest: Uint8Array = new TextEncoder().encode(lines.slice(opening.length))
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

/** Removes the Ctrl-Z with which DOS programs end a text. */
function withoutEndMark(text: string): string {
  const end = text.trimEnd()
  return end.endsWith('\u001A') ? withoutEndMark(end.slice(0, -1)) : text
}

interface CsvPart {
  readonly rows: readonly CsvRow[]
  readonly problem: CsvProblem | undefined
}

/** Parses rows up to the end of the text, or up to the first row with a stray quote. */
function parsePart(bytes: Uint8Array, delimiter: string): CsvPart {
  const rows: CsvRow[] = []
  let end = 0
  const collect = (cells: string[], lines: number): null => {
    end = lines
    const row = toRow(cells, lines)
    if (row.cells.some((cell) => cell !== '')) rows.push(row)
    return null
  }
  try {
    parse(bytes, {
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      // Spaces around quotes, which people write after a comma. A tab counts as a space there.
      trim: delimiter !== '\t',
      on_record: (cells: string[], context) => collect(cells, context.lines),
    })
    return { rows, problem: undefined }
  } catch (error) {
    return { rows, problem: toProblem(error, end + 1) }
  }
}

function skipLines(bytes: Uint8Array, count: number): Uint8Array {
  let start = 0
  for (let line = 0; line < count; line++) {
    const end = bytes.indexOf(0x0a, start)
    if (end < 0) return bytes.subarray(bytes.length)
    start = end + 1
  }
  return bytes.subarray(start)
}

/** More than any list of column names takes, with a few lines above it. */
const maxHeaderLength = 65_536

/** The lines among which a header is looked for: titles, dates of an export, a `#TYPE` line. */
export const maxTitleRows = 10

/**
 * Detects the delimiter from the first line, or from the one with most cells when the first line is a
 * title.
 *
 * @example
 * findDelimiter('first_name;"last, name";email') //=> ';'
 */
function findDelimiter(text: string): string {
  // Column names in quotes may contain line breaks.
  const start = text.slice(0, maxHeaderLength).replace(/"[^"]*"/g, 'quoted')
  const lines = start.split('\n').filter((line) => line.trim() !== '')
  const count = (line: string, delimiter: string): number => line.split(delimiter).length
  const findBest = (line: string): string =>
    delimiters.reduce((best, next) => (count(line, next) > count(line, best) ? next : best))
  const countBest = (line: string): number => count(line, findBest(line))
  const [first = ''] = lines
  const fullest = lines
    .slice(0, maxTitleRows)
    .reduce((most, line) => (countBest(line) > countBest(most) ? line : most), first)
  // A title may contain a comma, but a header has at least as many cells as any row.
  return countBest(fullest) > 2 * countBest(first) || countBest(first) < 2
    ? findBest(fullest)
    : findBest(first)
}

function toRow(cells: readonly string[], lastLine: number): CsvRow {
  const breaks = cells.join('').split('\n').length - 1
  return { line: lastLine - breaks, cells: cells.map(cleanCell) }
}

const syntaxProblems: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'A quote (") is opened but never closed.',
  CSV_INVALID_CLOSING_QUOTE: 'A closing quote (") is followed by more text.',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: 'A closing quote (") is followed by more text.',
  INVALID_OPENING_QUOTE: 'A quote (") appears inside an unquoted cell.',
}

function toProblem(error: unknown, line: number): CsvProblem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const message = syntaxProblems[code]
  if (message === undefined) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CsvError('INVALID_CSV', `The file is not valid CSV: ${reason}.`, { cause: error })
  }
  return {
    line,
    message: `${message} Put quotes around the whole cell and double any quotes inside it.`,
  }
}
