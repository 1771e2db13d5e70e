import { CliError, toInputSentence } from '../errors.js'
import { toCountText } from '../terminal/text.js'
import { type Columns, type ColumnSet, parseColumns, toRequired, toTitleList } from './columns.js'
import { type TextEncoding, toText } from './decoding.js'
import { type CsvProblem, type CsvRow, parseRows } from './rows.js'

/** A parsed CSV file: the positions of its columns, and the rows below the header. */
export interface CsvTable<Name extends string> {
  readonly columns: Columns<Name>
  /** The number of cells in the header. */
  readonly width: number
  readonly records: readonly CsvRow[]
  /** Rows whose quotes leave open where they end. */
  readonly problems: readonly CsvProblem[]
  readonly encoding: TextEncoding
}

/**
 * Parses the bytes of a CSV file whose first line names its columns.
 *
 * @throws CliError `INVALID_CSV` when the file as a whole cannot be used
 */
export function parseTable<Name extends string>(
  bytes: Uint8Array,
  columns: ColumnSet<Name>,
): CsvTable<Name> {
  assertNotArchive(bytes)
  const decoded = toText(bytes)
  if (decoded === undefined) {
    throw new CliError('INVALID_CSV', 'The file is binary, not text. Save it as CSV.')
  }
  const { rows, problems } = parseRows(decoded.text)
  const [header, ...records] = rows
  const [first] = problems
  if (first !== undefined && first.line < (header?.line ?? Infinity)) {
    throw new CliError('INVALID_CSV', `Line ${first.line}: ${first.message}`)
  }
  if (header === undefined) throw createEmptyError(columns)
  const found = parseColumns(header.cells, columns)
  if (records.length === 0 && first === undefined) {
    throw new CliError(
      'INVALID_CSV',
      'The file has a header but no affiliates. Add a row for each.',
    )
  }
  const { encoding } = decoded
  return { columns: found, width: header.cells.length, records, problems, encoding }
}

/** Excel and LibreOffice files are ZIP archives, which begin with these bytes. */
function assertNotArchive(bytes: Uint8Array): void {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b || bytes[2] !== 3 || bytes[3] !== 4) return
  throw new CliError('INVALID_CSV', 'The file is a spreadsheet or ZIP archive. Save it as CSV.')
}

function createEmptyError(columns: ColumnSet<string>): CliError {
  const titles = toTitleList(toRequired(columns), columns)
  return new CliError(
    'INVALID_CSV',
    `The file is empty. Its first line must name the columns ${titles}.`,
  )
}

/** Sorts the problems of a file by line. */
export function sortProblems(
  ...problems: readonly (readonly CsvProblem[])[]
): readonly CsvProblem[] {
  return problems.flat().toSorted((a, b) => a.line - b.line)
}

/** Finds the problem of a row of any kind of file; undefined when it has none. */
export function findRowProblem({ cells }: CsvRow, width: number): string | undefined {
  if (cells.length !== width) {
    return `The row has ${toCountText(cells.length, 'cell')}, but the header has ${width}. Put quotes around any cell that contains the delimiter.`
  }
  if (cells.some((cell) => /\p{Cc}/u.test(cell))) {
    return 'The row contains a control character. Remove it.'
  }
  return undefined
}

/** The longest address that SMTP can carry (RFC 5321, 4.5.3.1.3, less the angle brackets). */
const maxEmailLength = 254

// The server's rule for `format: email`, so that an address accepted here is accepted there.
const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
const emailPattern: RegExp = new RegExp(`^${atom}(?:\\.${atom})*@(?:${label}\\.)+${label}$`, 'i')

/**
 * Finds the problem of an email address; undefined when it has none.
 *
 * @example
 * findEmailProblem('ann') //=> '`email` must be a valid email address, but was "ann".'
 */
export function findEmailProblem(email: string): string | undefined {
  if (email.length <= maxEmailLength && emailPattern.test(email)) return undefined
  const received = email === '' ? 'missing' : `"${email.slice(0, 60)}"`
  return toInputSentence({ field: 'email', expected: 'a valid email address', received })
}
