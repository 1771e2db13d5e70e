import { createHash } from 'node:crypto'
import {
  affiliateColumns,
  codeAliases,
  findEmailProblem,
  findGarbled,
  fromCell,
  parseTable,
  readExtras,
  sortProblems,
  toColumnKey,
  toEmail,
  type Columns,
  type ColumnSet,
  type CsvProblem,
  type CsvRow,
  type ExtraColumn,
  type GarbledName,
  type ReadOptions,
} from '@referly-kit/csv'
import { parseWithFlags } from '../csv/errors.js'
import { toCsv, type CsvColumn } from '../csv/write.js'
import { toInputSentence } from '../errors.js'
import { createTermReader, termColumns, toTermColumns, type ReadTerms } from './term-columns.js'
import { termNames, toTermCell, type CodeTerms, type TermName } from './terms.js'

/** A code planned for an affiliate. */
export interface PlanRow {
  /** The line of the file, counted from 1. */
  readonly line: number
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly code: string
  /** The ID of the coupon, or possibly its name in a plan that has not been pushed yet. */
  readonly couponId: string
  /** Absent when the row has none. */
  readonly terms?: CodeTerms
  /** The cells of the other columns, in the order of their titles. */
  readonly extras: readonly string[]
}

/** A row read from a plan file, with the key that identifies it in a journal. */
export interface KeyedRow extends PlanRow {
  readonly key: string
}

/** The rows of a plan, and the titles of their other columns. */
export interface Plan<Row extends PlanRow = PlanRow> {
  readonly rows: readonly Row[]
  readonly extraTitles: readonly string[]
}

/** A plan read from a file, and every row that cannot be used. */
export interface PlanFile extends Plan<KeyedRow> {
  readonly problems: readonly CsvProblem[]
  readonly encoding: string
  readonly isGuess: boolean
  readonly headerLine: number | undefined
  /** The first name that seems to have been read in the wrong encoding. */
  readonly garbled: GarbledName | undefined
}

/** Options for reading a plan. */
export interface PlanReadOptions extends ReadOptions {
  /** The time zone of dates and of times without an offset. Default: that of this computer. */
  readonly timeZone?: string | undefined
}

type OwnColumn = keyof Omit<PlanRow, 'line' | 'terms' | 'extras'>
type PlanColumn = OwnColumn | TermName

const ownColumns: ColumnSet<OwnColumn> = {
  firstName: affiliateColumns.firstName,
  lastName: affiliateColumns.lastName,
  email: affiliateColumns.email,
  code: {
    title: 'code',
    aliases: codeAliases,
    hint: 'To plan codes for a list of affiliates, run: referly codes generate',
  },
  couponId: { title: 'coupon_id', aliases: ['couponid', 'coupon'] },
}

const planColumns: ColumnSet<PlanColumn> = { ...ownColumns, ...termColumns }

/** The columns that a results file has in addition to those of its plan. */
const resultTitles = ['planned_code', 'id', 'status', 'error', 'attempts', 'created_at'] as const

/**
 * Parses the bytes of a plan, written by `codes generate` and possibly edited by hand. A results file
 * is a plan too: its results are left out, and a row without a code has the one that was planned.
 *
 * @throws CliError `INVALID_CSV` when the file as a whole is not a plan
 */
export function parsePlan(bytes: Uint8Array, options: PlanReadOptions = {}): PlanFile {
  const table = parseWithFlags(() =>
    parseTable(bytes, planColumns, { ...options, uncheckedTitles: resultTitles }),
  )
  const layout = toLayout(table.columns, table.extras)
  const rows: KeyedRow[] = []
  const problems: CsvProblem[] = []
  const seen = new Map<string, number>()
  const coupons = new Map<string, string>()
  const readTerms = createTermReader(layout.columns, options.timeZone)
  for (const record of table.records) {
    const { terms, problem } = readTerms(record.cells)
    const row = toPlanRow({ line: record.line, cells: record.cells, terms }, layout, coupons)
    const message = problem ?? findProblem(row, seen)
    if (message === undefined) rows.push(row)
    else problems.push({ line: record.line, message })
  }
  const { encoding, isGuess, headerLine } = table
  return {
    rows,
    extraTitles: toExtraTitles(layout.extras.map(({ title }) => title)),
    problems: sortProblems(table.problems, problems),
    encoding,
    isGuess,
    headerLine,
    garbled: findGarbled(rows, isGuess),
  }
}

interface Layout {
  readonly columns: Columns<PlanColumn>
  readonly extras: readonly ExtraColumn[]
  /** The index of the planned code in a results file, or -1. */
  readonly plannedCode: number
}

function toLayout(columns: Columns<PlanColumn>, extras: readonly ExtraColumn[]): Layout {
  const isResults = resultTitles.every((title) => extras.some((extra) => extra.title === title))
  if (!isResults) return { columns, extras, plannedCode: -1 }
  const ignored: readonly string[] = resultTitles
  return {
    columns,
    extras: extras.filter(({ title }) => !ignored.includes(title)),
    plannedCode: extras.find(({ title }) => title === 'planned_code')?.index ?? -1,
  }
}

const reservedKeys: ReadonlySet<string> = new Set(
  [...Object.values(planColumns).map(({ title }) => title), ...resultTitles].map(toColumnKey),
)

/**
 * Renames columns whose names a plan or a results file needs, and duplicates.
 *
 * @example
 * toExtraTitles(['Tier', 'Status', 'Tier']) //=> ['Tier', 'original_Status', 'Tier_2']
 */
export function toExtraTitles(titles: readonly string[]): readonly string[] {
  const used = new Map<string, number>()
  return titles.map((title) => {
    const free = reservedKeys.has(toColumnKey(title)) ? `original_${title}` : title
    const count = (used.get(free) ?? 0) + 1
    used.set(free, count)
    return count === 1 ? free : `${free}_${count}`
  })
}

/** The fields of a row that make up its key. */
interface KeyedFields extends Pick<PlanRow, 'couponId' | 'email' | 'code'> {
  readonly terms?: CodeTerms | undefined
}

/** Hashes the content of a row, so that the same row has the same key in every plan. */
export function toRowKey({ couponId, email, code, terms = {} }: KeyedFields): string {
  const cells = termNames.flatMap((name) =>
    terms[name] === undefined ? [] : [name, toTermCell(terms[name])],
  )
  const content = JSON.stringify([couponId, email.toLowerCase(), code, ...cells])
  // Not a slice of the whole digest as text, which would be kept in memory with it.
  return createHash('sha256').update(content).digest().toString('hex', 0, 16)
}

/** Returns the columns of a plan file: its own, the terms that it uses, and the others. */
export function toPlanColumns({ rows, extraTitles }: Plan): readonly CsvColumn<PlanRow>[] {
  return [
    { title: 'first_name', cell: (row) => row.firstName },
    { title: 'last_name', cell: (row) => row.lastName },
    { title: 'email', cell: (row) => row.email },
    { title: 'code', cell: (row) => row.code },
    { title: 'coupon_id', cell: (row) => row.couponId },
    ...toTermColumns(rows),
    ...extraTitles.map((title, index) => ({
      title,
      cell: ({ extras }: PlanRow) => extras[index] ?? '',
    })),
  ]
}

/** Formats a plan as CSV, from which {@link parsePlan} returns the same rows. */
export function toPlanCsv(plan: Plan): string {
  return [...toCsv(toPlanColumns(plan), plan.rows)].join('')
}

/** A row as it appears in JSON output. */
export interface PlanDocument extends Omit<PlanRow, 'line' | 'terms' | 'extras'>, CodeTerms {
  /** The other columns by their titles; absent when there are none. */
  readonly extras?: Readonly<Record<string, string>>
}

/** Returns a row as it appears in JSON output. */
export function toPlanDocument(row: PlanRow, extraTitles: readonly string[]): PlanDocument {
  const { firstName, lastName, email, code, couponId, terms, extras } = row
  const own = { firstName, lastName, email, code, couponId, ...terms }
  if (extraTitles.length === 0) return own
  const others = extraTitles.map((title, index) => [title, extras[index] ?? ''] as const)
  return { ...own, extras: Object.fromEntries(others) }
}

/** Most rows have the same coupon, so one copy of its ID is kept for all of them. */
function toPlanRow(
  { line, cells, terms }: CsvRow & Pick<ReadTerms, 'terms'>,
  { columns, extras, plannedCode }: Layout,
  coupons: Map<string, string>,
): KeyedRow {
  const readCell = (index: number): string => fromCell(cells[index] ?? '')
  const read = (name: OwnColumn): string => readCell(columns[name])
  const cell = read('couponId')
  if (!coupons.has(cell)) coupons.set(cell, cell)
  const couponId = coupons.get(cell) ?? cell
  const email = toEmail(read('email'))
  const code = read('code') || readCell(plannedCode)
  // All properties are in one literal, which takes 65 bytes less per row than one that begins with a spread.
  const row = {
    key: toRowKey({ couponId, email, code, terms }),
    line,
    firstName: read('firstName'),
    lastName: read('lastName'),
    email,
    code,
    couponId,
    extras: readExtras(cells, extras),
  }
  // The spread is last: in Node.js 20, a literal that begins with one and has more properties gets
  // its own hidden class, which costs 1 to 3 us and 280 bytes for each row.
  return terms === undefined ? row : { terms, ...row }
}

/** The characters and the lengths that the contract allows in a code. */
const codePattern: RegExp = /^[A-Za-z0-9_-]{1,500}$/

/** A long number as spreadsheets save it: `8E+437`, `1.23457E+11`. */
const spreadsheetNumber: RegExp = /^\d([.,]\d+)?E\+\d+$/i

function findProblem(row: PlanRow, seen: Map<string, number>): string | undefined {
  const { email, code, couponId } = row
  const problem = findEmailProblem(email)
  if (problem !== undefined) return problem
  if (couponId === '') {
    const expected = 'the ID or name of a coupon'
    return toInputSentence({ field: 'coupon_id', expected, received: 'missing' })
  }
  if (!codePattern.test(code)) {
    const expected = '1 to 500 letters A to Z, digits, dashes, or underscores'
    const received = code === '' ? 'missing' : `"${code.slice(0, 60)}"`
    const hint = spreadsheetNumber.test(code)
      ? 'A spreadsheet has turned the code into a number. Copy it from the original plan.'
      : undefined
    return toInputSentence({ field: 'code', expected, received, hint })
  }
  return findDuplicate(row, seen)
}

/** Finds an earlier row with the same code, external ID, or affiliate on the coupon, and remembers this one. */
function findDuplicate(
  { line, email, code, couponId, terms }: PlanRow,
  seen: Map<string, number>,
): string | undefined {
  const values = [
    [`code ${code}`, `code ${code.toUpperCase()}`],
    [`email ${email}`, `email ${email.toLowerCase()} ${couponId}`],
  ]
  if (terms?.externalId !== undefined) {
    const text = `external ID ${terms.externalId}`
    values.push([text, text])
  }
  for (const [value, mark = ''] of values) {
    const other = seen.get(mark)
    if (other !== undefined) {
      return `The ${value} is already on line ${other}. Keep one of the two rows.`
    }
  }
  for (const [, mark = ''] of values) seen.set(mark, line)
  return undefined
}
