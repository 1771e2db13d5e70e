import { CliError } from '../errors.js'
import { type Columns, type ColumnSet, parseColumns } from './columns.js'
import { type TextEncoding, toText } from './decoding.js'
import { type CsvProblem, type CsvRow, parseRows } from './rows.js'

/** A CSV file taken apart: where its columns are, and the rows below the first. */
export interface CsvTable<Name extends string> {
  readonly columns: Columns<Name>
  /** How many cells the header has. */
  readonly width: number
  readonly records: readonly CsvRow[]
  /** Rows that cannot be told from the next. */
  readonly problems: readonly CsvProblem[]
  readonly encoding: TextEncoding
}

/**
 * Reads the bytes of a CSV file whose first line names its columns.
 *
 * @throws CliError `INVALID_CSV` when the file as a whole is none of that kind
 */
export function parseTable<Name extends string>(
  bytes: Uint8Array,
  columns: ColumnSet<Name>,
): CsvTable<Name> {
  assertNotArchive(bytes)
  const decoded = toText(bytes)
  if (decoded === undefined) throw invalid('it is a binary file, not text; give a CSV file.')
  const { rows, problems } = parseRows(decoded.text)
  const [header, ...records] = rows
  const [first] = problems
  if (first !== undefined && first.line < (header?.line ?? Infinity)) {
    throw invalid(`line ${first.line}: ${first.message}`)
  }
  if (header === undefined) throw emptyFile(columns)
  const found = parseColumns(header.cells, columns)
  if (records.length === 0 && first === undefined) {
    throw invalid('it names columns but has no affiliate below them; add a row for each.')
  }
  const { encoding } = decoded
  return { columns: found, width: header.cells.length, records, problems, encoding }
}

/** All problems of a file in the order of its lines. */
export function sortProblems(
  ...problems: readonly (readonly CsvProblem[])[]
): readonly CsvProblem[] {
  return problems.flat().toSorted((a, b) => a.line - b.line)
}

/** What is wrong with a row whatever it stands for; undefined when nothing is. */
export function findRowProblem({ cells }: CsvRow, width: number): string | undefined {
  if (cells.length !== width) {
    const counts = `has ${cells.length} cells where the header has ${width}`
    return `${counts}; put quotes around a cell that contains the delimiter.`
  }
  if (cells.some((cell) => /\p{Cc}/u.test(cell))) return 'contains a control character; remove it.'
  return undefined
}

/** Excel and LibreOffice files are ZIP archives, which begin with these bytes. */
function assertNotArchive(bytes: Uint8Array): void {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b || bytes[2] !== 3 || bytes[3] !== 4) return
  throw invalid('it is a spreadsheet or ZIP archive; save it as CSV first.')
}

function emptyFile(columns: ColumnSet<string>): CliError {
  const needed = Object.values(columns).filter(({ isOptional }) => isOptional !== true)
  const titles = needed.map(({ title }) => title)
  const names = `${titles.slice(0, -1).join(', ')} and ${titles.at(-1)}`
  return invalid(`it is empty; the first line names the columns ${names}.`)
}

function invalid(message: string): CliError {
  return new CliError('INVALID_CSV', message)
}
