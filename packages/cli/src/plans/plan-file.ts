import { createHash } from 'node:crypto'
import { type Columns, type ColumnSet, affiliateColumns } from '../csv/columns.js'
import type { TextEncoding } from '../csv/decoding.js'
import { findEmailProblem } from '../csv/email-addresses.js'
import { type CsvTable, findRowProblem, parseTable, sortProblems } from '../csv/read-table.js'
import type { CsvProblem, CsvRow } from '../csv/rows.js'
import { type CsvColumn, fromCell, toCsv } from '../csv/write.js'
import { CliError } from '../errors.js'

/** A code that an affiliate is to get. */
export interface PlanRow {
  /** The line of the file, counted from 1. */
  readonly line: number
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly code: string
  readonly couponId: string
}

/** What a plan says, and every row that cannot be used. */
export interface PlanFile {
  readonly rows: readonly PlanRow[]
  readonly problems: readonly CsvProblem[]
  readonly encoding: TextEncoding
}

type PlanColumn = keyof Omit<PlanRow, 'line'>
type ResultColumn = 'id' | 'status' | 'error' | 'attempts' | 'createdAt'

const optional = true

/** The columns of a plan; those of a results file may stand there and are not read. */
const planColumns: ColumnSet<PlanColumn | ResultColumn> = {
  firstName: { ...affiliateColumns.firstName, isOptional: optional },
  lastName: { ...affiliateColumns.lastName, isOptional: optional },
  email: affiliateColumns.email,
  code: { title: 'code', aliases: ['code', 'promotionalcode', 'promocode'] },
  couponId: { title: 'coupon_id', aliases: ['couponid', 'coupon'] },
  id: { title: 'id', aliases: ['id', 'codeid'], isOptional: optional },
  status: { title: 'status', aliases: ['status'], isOptional: optional },
  error: { title: 'error', aliases: ['error'], isOptional: optional },
  attempts: { title: 'attempts', aliases: ['attempts'], isOptional: optional },
  createdAt: { title: 'created_at', aliases: ['createdat'], isOptional: optional },
}

/**
 * Reads the bytes of a plan, as `codes generate` writes it or as a person edited it.
 *
 * @throws CliError `INVALID_CSV` when the file as a whole is no plan
 */
export function parsePlan(bytes: Uint8Array): PlanFile {
  const { records, columns, width, problems: unreadable, encoding } = parsePlanTable(bytes)
  const rows: PlanRow[] = []
  const problems: CsvProblem[] = []
  const seen = new Map<string, number>()
  const coupons = new Map<string, string>()
  for (const record of records) {
    const row = toPlanRow(record, columns, coupons)
    const message = findRowProblem(record, width) ?? findProblem(row, seen)
    if (message === undefined) rows.push(row)
    else problems.push({ line: record.line, message })
  }
  return { rows, problems: sortProblems(unreadable, problems), encoding }
}

function parsePlanTable(bytes: Uint8Array): CsvTable<PlanColumn | ResultColumn> {
  try {
    return parseTable(bytes, planColumns)
  } catch (error) {
    if (!hasAffiliates(bytes)) throw error
    const what = 'it names affiliates and no codes; make a plan of it: referly codes generate'
    throw new CliError('INVALID_CSV', what, error)
  }
}

function hasAffiliates(bytes: Uint8Array): boolean {
  try {
    return parseTable(bytes, affiliateColumns).records.length > 0
  } catch {
    return false
  }
}

// Asked for at every step of a row; hashing each time would be most of what a large job computes.
const keys: WeakMap<PlanRow, string> = new WeakMap()

/** What a row is known by, from its content alone: whoever makes the same plan has the same key. */
export function toRowKey(row: PlanRow): string {
  const known = keys.get(row)
  if (known !== undefined) return known
  const content = JSON.stringify([row.couponId, row.email.toLowerCase(), row.code])
  // Not a slice of the whole text, which would be kept with it.
  const key = createHash('sha256').update(content).digest().toString('hex', 0, 16)
  keys.set(row, key)
  return key
}

/** How the columns of a plan are written. */
export const planCsvColumns: readonly CsvColumn<PlanRow>[] = [
  { title: 'first_name', cell: (row) => row.firstName },
  { title: 'last_name', cell: (row) => row.lastName },
  { title: 'email', cell: (row) => row.email },
  { title: 'code', cell: (row) => row.code },
  { title: 'coupon_id', cell: (row) => row.couponId },
]

/** Writes a plan; {@link parsePlan} reads the same rows back. */
export function toPlanCsv(rows: readonly PlanRow[]): string {
  return [...toCsv(planCsvColumns, rows)].join('')
}

/** One row of a plan as JSON has it. */
export function toPlanDocument(row: PlanRow): Omit<PlanRow, 'line'> {
  const { line: _, ...document } = row
  return document
}

/** The coupon's id is mostly the same in all rows, so it is kept once. */
function toPlanRow(
  { line, cells }: CsvRow,
  columns: Columns<PlanColumn>,
  coupons: Map<string, string>,
): PlanRow {
  const read = (name: PlanColumn): string => fromCell(cells[columns[name]] ?? '')
  const couponId = read('couponId')
  if (!coupons.has(couponId)) coupons.set(couponId, couponId)
  return {
    line,
    firstName: read('firstName'),
    lastName: read('lastName'),
    email: read('email'),
    code: read('code'),
    couponId: coupons.get(couponId) ?? couponId,
  }
}

/** Letters, digits and what stands between them in codes; the longest that the contract allows. */
const codePattern: RegExp = /^[A-Za-z0-9_-]{1,500}$/

function findProblem(row: PlanRow, seen: Map<string, number>): string | undefined {
  const { line, email, code, couponId } = row
  const problem = findEmailProblem(email)
  if (problem !== undefined) return problem
  if (couponId === '') return 'has no coupon_id; fill it in.'
  if (code === '') return 'has no code; fill it in.'
  if (!codePattern.test(code)) {
    return `"${code.slice(0, 60)}" is no code; use letters A to Z, digits, dashes and underscores.`
  }
  const marks = [`code ${code.toUpperCase()}`, `email ${email.toLowerCase()} ${couponId}`]
  const other = marks.find((mark) => seen.has(mark))
  if (other === undefined) {
    for (const mark of marks) seen.set(mark, line)
    return undefined
  }
  const what = other.startsWith('code') ? `code (${code})` : `email (${email})`
  return `has the same ${what} as line ${seen.get(other)}; keep one of them.`
}
