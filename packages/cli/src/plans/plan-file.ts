import { createHash } from 'node:crypto'
import { type Columns, type ColumnSet, affiliateColumns } from '../csv/columns.js'
import type { TextEncoding } from '../csv/decoding.js'
import { findEmailProblem, findRowProblem, parseTable, sortProblems } from '../csv/read-table.js'
import type { CsvProblem, CsvRow } from '../csv/rows.js'
import { type CsvColumn, fromCell, toCsv } from '../csv/write.js'
import { toInputSentence } from '../errors.js'

/** A code planned for an affiliate. */
export interface PlanRow {
  /** The line of the file, counted from 1. */
  readonly line: number
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly code: string
  readonly couponId: string
}

/** A row read from a plan file, with the key that identifies it in a journal. */
export interface KeyedRow extends PlanRow {
  readonly key: string
}

/** The rows of a plan file, and every row that cannot be used. */
export interface PlanFile {
  readonly rows: readonly KeyedRow[]
  readonly problems: readonly CsvProblem[]
  readonly encoding: TextEncoding
}

type PlanColumn = keyof Omit<PlanRow, 'line'>
type ResultColumn = 'id' | 'status' | 'error' | 'attempts' | 'createdAt'

/** The columns of a plan. A results file can be read as one; its other columns are ignored. */
const planColumns: ColumnSet<PlanColumn | ResultColumn> = {
  firstName: { ...affiliateColumns.firstName, isOptional: true },
  lastName: { ...affiliateColumns.lastName, isOptional: true },
  email: affiliateColumns.email,
  code: {
    title: 'code',
    aliases: ['code', 'promotionalcode', 'promocode'],
    hint: 'To plan codes for a list of affiliates, run: referly codes generate',
  },
  couponId: { title: 'coupon_id', aliases: ['couponid', 'coupon'] },
  id: { title: 'id', aliases: ['id', 'codeid'], isOptional: true },
  status: { title: 'status', aliases: ['status'], isOptional: true },
  error: { title: 'error', aliases: ['error'], isOptional: true },
  attempts: { title: 'attempts', aliases: ['attempts'], isOptional: true },
  createdAt: { title: 'created_at', aliases: ['createdat'], isOptional: true },
}

/**
 * Parses the bytes of a plan, written by `codes generate` and possibly edited by hand.
 *
 * @throws CliError `INVALID_CSV` when the file as a whole is not a plan
 */
export function parsePlan(bytes: Uint8Array): PlanFile {
  const { records, columns, width, problems: unreadable, encoding } = parseTable(bytes, planColumns)
  const rows: KeyedRow[] = []
  const problems: CsvProblem[] = []
  const seen = new Map<string, number>()
  const coupons = new Map<string, string>()
  for (const record of records) {
    const row = toPlanRow(record, columns, coupons)
    const message = findRowProblem(record, width) ?? findProblem(row, seen)
    if (message === undefined) rows.push({ ...row, key: toRowKey(row) })
    else problems.push({ line: record.line, message })
  }
  return { rows, problems: sortProblems(unreadable, problems), encoding }
}

/** Hashes the content of a row, so that the same row has the same key in every plan. */
export function toRowKey({ couponId, email, code }: PlanRow): string {
  const content = JSON.stringify([couponId, email.toLowerCase(), code])
  // Not a slice of the whole digest as text, which would be kept in memory with it.
  return createHash('sha256').update(content).digest().toString('hex', 0, 16)
}

/** The columns of a plan file. */
export const planCsvColumns: readonly CsvColumn<PlanRow>[] = [
  { title: 'first_name', cell: (row) => row.firstName },
  { title: 'last_name', cell: (row) => row.lastName },
  { title: 'email', cell: (row) => row.email },
  { title: 'code', cell: (row) => row.code },
  { title: 'coupon_id', cell: (row) => row.couponId },
]

/** Formats a plan as CSV, from which {@link parsePlan} returns the same rows. */
export function toPlanCsv(rows: readonly PlanRow[]): string {
  return [...toCsv(planCsvColumns, rows)].join('')
}

/** Returns a row as it appears in JSON output. */
export function toPlanDocument(row: PlanRow): Omit<PlanRow, 'line'> {
  const { firstName, lastName, email, code, couponId } = row
  return { firstName, lastName, email, code, couponId }
}

/** Most rows have the same coupon, so one copy of its id is kept for all of them. */
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

/** The characters allowed in a code, and the longest one that the contract allows. */
const codePattern: RegExp = /^[A-Za-z0-9_-]{1,500}$/

function findProblem(row: PlanRow, seen: Map<string, number>): string | undefined {
  const { line, email, code, couponId } = row
  const problem = findEmailProblem(email)
  if (problem !== undefined) return problem
  if (couponId === '') {
    const expected = 'the id of a coupon'
    return toInputSentence({ field: 'coupon_id', expected, received: 'missing' })
  }
  if (!codePattern.test(code)) {
    const expected = '1 to 500 letters A to Z, digits, dashes or underscores'
    const received = code === '' ? 'missing' : `"${code.slice(0, 60)}"`
    return toInputSentence({ field: 'code', expected, received })
  }
  const marks = [`code ${code.toUpperCase()}`, `email ${email.toLowerCase()} ${couponId}`]
  const other = marks.find((mark) => seen.has(mark))
  if (other === undefined) {
    for (const mark of marks) seen.set(mark, line)
    return undefined
  }
  const value = other.startsWith('code') ? `code ${code}` : `email ${email}`
  return `The ${value} is already on line ${seen.get(other)}. Keep one of the two rows.`
}
