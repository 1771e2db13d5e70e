import { isEmail, toCharacterName, toEmail } from './cells.js'
import {
  createMissingColumnError,
  findColumns,
  findMissing,
  findSimilar,
  findUnknownColumnError,
  findUnused,
  type ColumnMap,
  type Columns,
  type ColumnSet,
  type ExtraColumn,
  type Header,
} from './columns.js'
import { decodeText } from './decoding.js'
import { CsvError } from './errors.js'
import { fromCell } from './formulas.js'
import { maxTitleRows, parseRows, type CsvProblem, type CsvRow } from './rows.js'

/** Options for reading a CSV file. */
export interface ReadOptions {
  /** The label of the file's encoding; detected when absent. */
  readonly encoding?: string | undefined
  /** The columns that the user named. */
  readonly columns?: ColumnMap | undefined
}

/** Options for reading one kind of file. */
export interface TableOptions extends ReadOptions {
  /** The columns whose cells may have any character, because they are left out. */
  readonly uncheckedTitles?: readonly string[]
}

/** A parsed CSV file: the positions of its columns, and the rows below the header. */
export interface CsvTable<Name extends string> {
  readonly columns: Columns<Name>
  /** The columns that are kept unchanged. */
  readonly extras: readonly ExtraColumn[]
  /** The names of all columns. */
  readonly header: readonly string[]
  readonly records: readonly CsvRow[]
  /** Rows that cannot be used, for any reason. */
  readonly problems: readonly CsvProblem[]
  readonly encoding: string
  /** True when the encoding is a guess. */
  readonly isGuess: boolean
  /** The line of the header when there are other lines above it. */
  readonly headerLine: number | undefined
}

/**
 * Parses the bytes of a CSV file with a header.
 *
 * @throws CsvError when the file as a whole cannot be used
 */
export function parseTable<Name extends string>(
  bytes: Uint8Array,
  set: ColumnSet<Name>,
  options: TableOptions = {},
): CsvTable<Name> {
  assertNotArchive(bytes)
  const decoded = decodeText(bytes, options.encoding)
  if (decoded === undefined) {
    throw new CsvError('INVALID_CSV', 'The file is binary, not text. Save it as CSV.')
  }
  const { rows, problems } = parseRows(decoded.text)
  const found = findHeader(rows, set, options.columns)
  if (found === undefined) throw createHeaderError({ rows, problems }, set, options.columns)
  const { row, titles, header } = found
  // Delimiters at the end of the header add columns without a name.
  const width = toWidth(row.cells)
  const below = rows.filter(({ line, cells }) => line > row.line && !isRepeated(cells, row.cells))
  const unchecked = new Set(
    header.extras
      .filter(({ title }) => options.uncheckedTitles?.includes(title))
      .map(({ index }) => index),
  )
  const last = Math.max(...Object.values<number>(header.columns))
  const checked = checkRows(below, { width, last, unchecked })
  const stray = problems.filter(({ line }) => line > row.line)
  if (below.length === 0 && stray.length === 0) {
    throw new CsvError('INVALID_CSV', 'The file has a header but no rows. Add some below it.')
  }
  return {
    columns: header.columns,
    extras: header.extras.filter(({ index }) => index < width),
    header: titles.slice(0, width),
    records: checked.records,
    problems: sortProblems(stray, checked.problems),
    encoding: decoded.encoding,
    isGuess: decoded.isGuess,
    headerLine: row === rows[0] ? undefined : row.line,
  }
}

/** Sorts the problems of a file by line. */
export function sortProblems(
  ...problems: readonly (readonly CsvProblem[])[]
): readonly CsvProblem[] {
  return problems.flat().toSorted((a, b) => a.line - b.line)
}

/** The header row of a file. */
export interface FoundHeader<Name extends string> {
  readonly row: CsvRow
  readonly titles: readonly string[]
  readonly header: Header<Name>
}

/** Finds the header among the first rows of a file. */
export function findHeader<Name extends string>(
  rows: readonly CsvRow[],
  set: ColumnSet<Name>,
  map: ColumnMap | undefined,
): FoundHeader<Name> | undefined {
  for (const row of rows.slice(0, maxTitleRows)) {
    const titles = row.cells.map(fromCell)
    const header = findColumns(titles, set, map)
    if (header !== undefined) return { row, titles, header }
  }
  return undefined
}

interface ParsedRows {
  readonly rows: readonly CsvRow[]
  readonly problems: readonly CsvProblem[]
}

function createHeaderError(
  { rows, problems }: ParsedRows,
  set: ColumnSet<string>,
  map: ColumnMap | undefined,
): CsvError {
  const [problem] = problems
  const [first] = rows
  if (problem !== undefined && problem.line < (first?.line ?? Infinity)) {
    return new CsvError('INVALID_CSV', `Line ${problem.line}: ${problem.message}`)
  }
  const titles = Object.values(set).flatMap(({ title, isRare }) => (isRare === true ? [] : [title]))
  if (first === undefined) {
    const message = `The file is empty. Its first line must name the columns, such as ${titles.join(',')}.`
    return new CsvError('INVALID_CSV', message)
  }
  // The first of the rows with most cells is most likely the header.
  const top = rows.slice(0, maxTitleRows)
  const { cells } = top.reduce(
    (most, row) => (toWidth(row.cells) > toWidth(most.cells) ? row : most),
    first,
  )
  const header = cells.slice(0, toWidth(cells)).map(fromCell)
  if (header.some((cell) => isEmail(toEmail(cell)))) {
    const message = `The file has no header. Add a first line that names the columns, such as ${titles.join(',')}.`
    return new CsvError('INVALID_CSV', message)
  }
  const unknown = findUnknownColumnError(header, set, map)
  if (unknown !== undefined) return unknown
  const missing = findMissing(header, set, map)
  const [column] = missing
  return createMissingColumnError({
    header,
    missing: missing.map(({ title }) => title),
    guess:
      (column && findSimilar(header, column)) ??
      (column?.title === 'email' ? findAddressTitle(header, rows) : undefined) ??
      findUnused(header, set),
    hint: missing.map(({ hint }) => hint).find((hint) => hint !== undefined),
  })
}

function findAddressTitle(header: readonly string[], rows: readonly CsvRow[]): string | undefined {
  const index = header.findIndex((_, column) =>
    rows.slice(0, 50).some(({ cells }) => isEmail(toEmail(cells[column] ?? ''))),
  )
  return index < 0 ? undefined : header[index]
}

/** Returns the number of cells up to the last one that is not empty. */
function toWidth(cells: readonly string[]): number {
  return cells.findLastIndex((cell) => cell !== '') + 1
}

/** Files that were joined repeat their header. */
function isRepeated(cells: readonly string[], header: readonly string[]): boolean {
  return cells.length === header.length && cells.every((cell, index) => cell === header[index])
}

interface RowLayout {
  /** The number of columns. */
  readonly width: number
  /** The index of the last column that is used. */
  readonly last: number
  /** The columns whose cells may have any character. */
  readonly unchecked: ReadonlySet<number>
}

function checkRows(
  rows: readonly CsvRow[],
  layout: RowLayout,
): { readonly records: readonly CsvRow[]; readonly problems: readonly CsvProblem[] } {
  const records: CsvRow[] = []
  const problems: CsvProblem[] = []
  for (const { line, cells } of rows) {
    const kept = cells.slice(0, Math.max(layout.width, toWidth(cells)))
    const problem = findRowProblem(kept, layout)
    if (problem === undefined) records.push({ line, cells: kept })
    else problems.push({ line, ...problem })
  }
  return { records, problems }
}

/** Finds the problem of a row of any kind of file; undefined when it has none. */
function findRowProblem(
  cells: readonly string[],
  { width, last, unchecked }: RowLayout,
): Omit<CsvProblem, 'line'> | undefined {
  if (cells.length > width || cells.length <= last) {
    const count = `${cells.length} cell${cells.length === 1 ? '' : 's'}`
    const advice =
      cells.length > width
        ? 'Put quotes around any cell that contains the delimiter.'
        : 'Check the delimiters between its cells.'
    return { message: `The row has ${count}, but the header has ${width}. ${advice}` }
  }
  const checked = unchecked.size === 0 ? cells : cells.filter((_, index) => !unchecked.has(index))
  if (checked.some((cell) => cell.includes('\uFFFD'))) {
    const message =
      'The row contains a character that cannot be read. Type it again, or choose the encoding of the file.'
    return { message, isUnreadable: true }
  }
  const control = checked
    .map((cell) => /\p{Cc}/u.exec(cell)?.[0])
    .find((found) => found !== undefined)
  if (control === undefined) return undefined
  return {
    message: `The row contains a control character, ${toCharacterName(control)}. Remove it.`,
  }
}

/** Excel, Numbers, and LibreOffice files are ZIP archives, which begin with these bytes. */
function assertNotArchive(bytes: Uint8Array): void {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b || bytes[2] !== 3 || bytes[3] !== 4) return
  throw new CsvError('INVALID_CSV', 'The file is a spreadsheet or ZIP archive. Save it as CSV.')
}
