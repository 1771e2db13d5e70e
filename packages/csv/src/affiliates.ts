import { findEmailProblem, findNameProblem, toEmail } from './cells.js'
import { toColumnKey } from './column-keys.js'
import { affiliateColumns, importColumns, type AffiliateColumn } from './column-names.js'
import { createMissingColumnError, readExtras, type Columns, type ExtraColumn } from './columns.js'
import { isGarbled } from './decoding.js'
import { toInputSentence } from './errors.js'
import { fromCell } from './formulas.js'
import { fromSentLastName, splitName, withoutPart, type NameOrder } from './names.js'
import type { CsvProblem, CsvRow } from './rows.js'
import { parseTable, sortProblems, type CsvTable, type ReadOptions } from './table.js'

/** An affiliate from a row of a CSV file. */
export interface AffiliateRow {
  /** The line of the file, counted from 1. */
  readonly line: number
  readonly firstName: string
  /** Empty for a person with one name. */
  readonly lastName: string
  readonly email: string
  /** In percent; absent without a rate, and when the file is not read for an import. */
  readonly commissionRate?: number
  /** The cells of the other columns, in the order of {@link AffiliateFile.extraTitles}. */
  readonly extras: readonly string[]
}

/** Options for reading a file of affiliates. */
export interface AffiliateOptions extends ReadOptions {
  /** The order of a full name in one column. Default: `first-last`. */
  readonly nameOrder?: NameOrder | undefined
  /** Reads the commission rates, which are otherwise a column like any other. */
  readonly isImport?: boolean
}

/** The affiliates in a CSV file, and every row that cannot be used. */
export interface AffiliateFile {
  readonly affiliates: readonly AffiliateRow[]
  /** The names of the columns that are kept unchanged. */
  readonly extraTitles: readonly string[]
  readonly problems: readonly CsvProblem[]
  /** The encoding, such as `UTF-8`, `UTF-16LE`, or `Windows-1252`. */
  readonly encoding: string
  /** True when the encoding is a guess. */
  readonly isGuess: boolean
  /** The line of the header when there are other lines above it. */
  readonly headerLine: number | undefined
  /** The first name that seems to have been read in the wrong encoding. */
  readonly garbled: GarbledName | undefined
}

/** A name that seems to have been read in the wrong encoding. */
export interface GarbledName {
  readonly line: number
  readonly name: string
}

/**
 * Parses the bytes of a CSV file of affiliates.
 *
 * @example
 * parseAffiliates(new TextEncoder().encode('E-Mail,Full Name,Tier\nann@example.com,Ann Lee,gold'))
 *   .affiliates //=> [{ line: 2, firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com', extras: ['gold'] }]
 * @throws CsvError when the file as a whole cannot be used
 */
export function parseAffiliates(bytes: Uint8Array, options: AffiliateOptions = {}): AffiliateFile {
  const { nameOrder = 'first-last', isImport = false } = options
  const table: CsvTable<ImportColumn> = isImport
    ? parseTable(bytes, importColumns, options)
    : withoutRates(parseTable(bytes, affiliateColumns, options))
  const layout = toLayout(table)
  const affiliates: AffiliateRow[] = []
  const problems: CsvProblem[] = []
  const lineOf = new Map<string, number>()
  for (const row of table.records) {
    const affiliate = toAffiliate(row, layout, nameOrder)
    const rate = row.cells[layout.columns.commissionRate] ?? ''
    const message =
      findProblem(affiliate) ?? findRateProblem(affiliate, rate) ?? findDuplicate(affiliate, lineOf)
    if (message !== undefined) {
      problems.push({ line: row.line, message })
      continue
    }
    lineOf.set(affiliate.email.toLowerCase(), affiliate.line)
    affiliates.push(affiliate)
  }
  const { encoding, isGuess, headerLine } = table
  return {
    affiliates,
    extraTitles: layout.extras.map(({ title }) => title),
    problems: sortProblems(table.problems, problems),
    encoding,
    isGuess,
    headerLine,
    garbled: findGarbled(affiliates, isGuess),
  }
}

type ImportColumn = keyof typeof importColumns

function withoutRates(table: CsvTable<AffiliateColumn>): CsvTable<ImportColumn> {
  return { ...table, columns: { ...table.columns, commissionRate: -1 } }
}

interface Layout {
  readonly columns: Columns<ImportColumn>
  readonly extras: readonly ExtraColumn[]
}

/** Names of a column that has first names next to a column of family names, and full names otherwise. */
const ambiguousTitles: ReadonlySet<string> = new Set(['nome', 'nombre', 'nombres', 'first'])

function toLayout({ columns, extras, header }: CsvTable<ImportColumn>): Layout {
  const { firstName, lastName, name } = columns
  if (firstName < 0 && lastName < 0 && name < 0) {
    throw createMissingColumnError({
      header,
      missing: ['name'],
      guess: extras.find(({ title }) => /na[mv]|nom|imi/i.test(title))?.title ?? extras[0]?.title,
    })
  }
  if (name < 0 && lastName < 0 && ambiguousTitles.has(toColumnKey(header[firstName] ?? ''))) {
    return { columns: { ...columns, firstName: -1, name: firstName }, extras }
  }
  // Both parts of the name have a column, so the full name is an additional column.
  if (firstName < 0 || lastName < 0 || name < 0) return { columns, extras }
  const all = [...extras, { index: name, title: header[name] ?? '' }]
  return { columns, extras: all.toSorted((a, b) => a.index - b.index) }
}

function toAffiliate(
  { line, cells }: CsvRow,
  { columns, extras }: Layout,
  order: NameOrder,
): AffiliateRow {
  // The file may have been written by referly, which marks formulas.
  const read = (name: ImportColumn): string => fromCell(cells[columns[name]] ?? '')
  const readName = (name: AffiliateColumn): string => read(name).replace(/^[“"„«](.+)[”"“»]$/, '$1')
  const { firstName, lastName } = toPerson(
    {
      firstName: readName('firstName'),
      lastName: fromSentLastName(readName('lastName')),
      name: readName('name'),
    },
    order,
  )
  const email = toEmail(read('email'))
  const rate = read('commissionRate')
  const rates = rate === '' ? {} : { commissionRate: parseRate(rate) }
  return { line, firstName, lastName, email, ...rates, extras: readExtras(cells, extras) }
}

/** Reads a percentage, as spreadsheets write it: `12.5`, `12,5`, or `12.5 %`. Returns NaN for any other text. */
function parseRate(text: string): number {
  const [, whole, decimals = '0'] = /^(\d{1,3})(?:[.,](\d{1,4}))?\s*%?$/.exec(text) ?? []
  return whole === undefined ? Number.NaN : Number(`${whole}.${decimals}`)
}

/** The names of a person in the cells of a row. */
type GivenNames = Readonly<Record<'firstName' | 'lastName' | 'name', string>>

/**
 * Reads the names of a person. "Name" next to "Vorname" or "Prénom" is the family name. Next to a first
 * name it can also be the full name, which then begins or ends with the first name.
 */
function toPerson(
  { firstName, lastName, name }: GivenNames,
  order: NameOrder,
): { readonly firstName: string; readonly lastName: string } {
  if (name === '' || (firstName !== '' && lastName !== '')) {
    // A person with one name may have it in either column.
    return firstName === '' ? { firstName: lastName, lastName: '' } : { firstName, lastName }
  }
  if (firstName === '' && lastName === '') return splitName(name, order)
  if (firstName !== '') return { firstName, lastName: withoutPart(name, firstName) }
  const rest = withoutPart(name, lastName)
  return rest === '' ? { firstName: lastName, lastName: '' } : { firstName: rest, lastName }
}

function findProblem({ firstName, lastName, email }: AffiliateRow): string | undefined {
  if (firstName === '') {
    return toInputSentence({ field: 'first_name', expected: 'a name', received: 'missing' })
  }
  return (
    findNameProblem(firstName, 'first_name') ??
    findNameProblem(lastName, 'last_name') ??
    findEmailProblem(email)
  )
}

function findRateProblem({ commissionRate = 0 }: AffiliateRow, cell: string): string | undefined {
  if (commissionRate <= 100) return undefined
  const [field, expected] = ['commission_rate', 'a number from 0 to 100']
  return toInputSentence({ field, expected, received: `"${cell.slice(0, 60)}"` })
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

/** Finds the first name that seems to have been read in the wrong encoding. */
export function findGarbled(
  rows: readonly Pick<AffiliateRow, 'line' | 'firstName' | 'lastName'>[],
  isGuess: boolean,
): GarbledName | undefined {
  const row = rows.find(
    ({ firstName, lastName }) => isGarbled(firstName, isGuess) || isGarbled(lastName, isGuess),
  )
  return row && { line: row.line, name: `${row.firstName} ${row.lastName}`.trim() }
}
