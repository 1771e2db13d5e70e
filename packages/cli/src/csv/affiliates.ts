import { toInputSentence } from '../errors.js'
import { type AffiliateColumn, type Columns, affiliateColumns } from './columns.js'
import type { TextEncoding } from './decoding.js'
import { findEmailProblem, findRowProblem, parseTable, sortProblems } from './read-table.js'
import type { CsvProblem, CsvRow } from './rows.js'
import { fromCell } from './write.js'

/** An affiliate from a row of a CSV file. */
export interface AffiliateRow {
  /** The line of the file, counted from 1. */
  readonly line: number
  readonly firstName: string
  readonly lastName: string
  readonly email: string
}

/** The affiliates in a CSV file, and every row that cannot be used. */
export interface AffiliateFile {
  readonly affiliates: readonly AffiliateRow[]
  readonly problems: readonly CsvProblem[]
  readonly encoding: TextEncoding
}

/**
 * Parses the bytes of a CSV file of affiliates.
 *
 * @example
 * parseAffiliates(new TextEncoder().encode('email,First Name,Last Name\nann@example.com,Ann,Lee'))
 *   .affiliates //=> [{ line: 2, firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com' }]
 * @throws CliError `INVALID_CSV` when the file as a whole cannot be used
 */
export function parseAffiliates(bytes: Uint8Array): AffiliateFile {
  const { records, columns, width, problems, encoding } = parseTable(bytes, affiliateColumns)
  const checked = toAffiliates(records, columns, width)
  const { affiliates } = checked
  return { affiliates, problems: sortProblems(problems, checked.problems), encoding }
}

function toAffiliates(
  rows: readonly CsvRow[],
  columns: Columns<AffiliateColumn>,
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

function toAffiliate({ line, cells }: CsvRow, columns: Columns<AffiliateColumn>): AffiliateRow {
  // The file may have been written by `affiliates list --format csv`.
  const read = (name: AffiliateColumn): string => fromCell(cells[columns[name]] ?? '')
  return { line, firstName: read('firstName'), lastName: read('lastName'), email: read('email') }
}

function findProblem(row: CsvRow, width: number, affiliate: AffiliateRow): string | undefined {
  const problem = findRowProblem(row, width)
  if (problem !== undefined) return problem
  if (affiliate.firstName === '') return toMissingName('first_name')
  if (affiliate.lastName === '') return toMissingName('last_name')
  return findEmailProblem(affiliate.email)
}

function toMissingName(field: string): string {
  return toInputSentence({ field, expected: 'a name', received: 'missing' })
}

function findDuplicate(
  affiliate: AffiliateRow,
  lineOf: ReadonlyMap<string, number>,
): string | undefined {
  const line = lineOf.get(affiliate.email.toLowerCase())
  return line === undefined
    ? undefined
    : `The email ${affiliate.email} is already on line ${line}. Keep one of the two rows.`
}
