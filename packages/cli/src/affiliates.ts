import type { Columns } from './columns.js'
import { parseColumns } from './columns.js'
import type { CsvProblem, CsvRow } from './csv.js'
import { parseRows } from './csv.js'
import type { TextEncoding } from './decoding.js'
import { toText } from './decoding.js'
import { CliError } from './errors.js'

/** An affiliate as a row of a CSV file gives it. */
export interface AffiliateRow {
  /** The line of the file, counted from 1. */
  readonly line: number
  readonly firstName: string
  readonly lastName: string
  readonly email: string
}

/** What a CSV file of affiliates says, and every row that cannot be used. */
export interface AffiliateFile {
  readonly affiliates: readonly AffiliateRow[]
  readonly problems: readonly CsvProblem[]
  readonly encoding: TextEncoding
}

/**
 * Reads the bytes of a CSV file of affiliates.
 *
 * @example
 * parseAffiliates(new TextEncoder().encode('email,First Name,Last Name\nann@example.com,Ann,Lee'))
 *   .affiliates //=> [{ line: 2, firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com' }]
 * @throws CliError `INVALID_CSV` when the file as a whole is none of that kind
 */
export function parseAffiliates(bytes: Uint8Array): AffiliateFile {
  assertNotArchive(bytes)
  const decoded = toText(bytes)
  if (decoded === undefined) throw invalid('it is a binary file, not text; give a CSV file.')
  const { rows, problem } = parseRows(decoded.text)
  const [header, ...records] = rows
  if (header === undefined) throw emptyFile(problem)
  const columns = parseColumns(header.cells)
  if (records.length === 0 && problem === undefined) {
    throw invalid('it names columns but has no affiliate below them; add a row for each.')
  }
  const checked = toAffiliates(records, columns, header.cells.length)
  const problems = problem === undefined ? checked.problems : [...checked.problems, problem]
  return { affiliates: checked.affiliates, problems, encoding: decoded.encoding }
}

function toAffiliates(
  rows: readonly CsvRow[],
  columns: Columns,
  width: number,
): Pick<AffiliateFile, 'affiliates' | 'problems'> {
  const affiliates: AffiliateRow[] = []
  const problems: CsvProblem[] = []
  const lineOf = new Map<string, number>()
  for (const row of rows) {
    const affiliate = toAffiliate(row, columns)
    const message = findProblem(row, width, affiliate) ?? findDuplicate(affiliate, lineOf)
    if (message !== undefined) {
      problems.push({ line: row.line, message })
      continue
    }
    lineOf.set(affiliate.email.toLowerCase(), affiliate.line)
    affiliates.push(affiliate)
  }
  return { affiliates, problems }
}

function toAffiliate({ line, cells }: CsvRow, columns: Columns): AffiliateRow {
  return {
    line,
    firstName: cells[columns.firstName] ?? '',
    lastName: cells[columns.lastName] ?? '',
    email: cells[columns.email] ?? '',
  }
}

/** The longest address that SMTP can carry (RFC 5321, 4.5.3.1.3, less the angle brackets). */
const maxEmailLength = 254

// The server's rule for `format: email`, so that what is accepted here is accepted there.
const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
const emailPattern: RegExp = new RegExp(`^${atom}(?:\\.${atom})*@(?:${label}\\.)+${label}$`, 'i')

function findProblem(row: CsvRow, width: number, affiliate: AffiliateRow): string | undefined {
  if (row.cells.length !== width) {
    const cells = `has ${row.cells.length} cells where the header has ${width}`
    return `${cells}; put quotes around a cell that contains the delimiter.`
  }
  if (row.cells.some((cell) => /\p{Cc}/u.test(cell)))
    return 'contains a control character; remove it.'
  if (affiliate.firstName === '') return 'has no first_name; fill it in.'
  if (affiliate.lastName === '') return 'has no last_name; fill it in.'
  if (affiliate.email === '') return 'has no email; fill it in.'
  if (affiliate.email.length > maxEmailLength || !emailPattern.test(affiliate.email)) {
    return `"${affiliate.email.slice(0, 60)}" is not an e-mail address; correct it.`
  }
  return undefined
}

function findDuplicate(
  affiliate: AffiliateRow,
  lineOf: ReadonlyMap<string, number>,
): string | undefined {
  const line = lineOf.get(affiliate.email.toLowerCase())
  return line === undefined
    ? undefined
    : `has the same e-mail as line ${line} (${affiliate.email}); keep one of them.`
}

/** Excel and LibreOffice files are ZIP archives, which begin with these bytes. */
function assertNotArchive(bytes: Uint8Array): void {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b || bytes[2] !== 3 || bytes[3] !== 4) return
  throw invalid('it is a spreadsheet or ZIP archive; save it as CSV first.')
}

function emptyFile(problem: CsvProblem | undefined): CliError {
  if (problem !== undefined) return invalid(`line ${problem.line}: ${problem.message}`)
  return invalid('it is empty; the first line names the columns first_name, last_name and email.')
}

function invalid(message: string): CliError {
  return new CliError('INVALID_CSV', message)
}
