import { toCsv, type CsvColumn } from '../csv/write.js'
import { writeFileAtomically } from '../files.js'
import { toPlanColumns, toPlanDocument, type KeyedRow, type Plan } from '../plans/plan-file.js'
import type { JobFiles } from './job-store.js'
import type { RowState, RowStatus } from './journal.js'

/** The result of one row of a plan; `pending` until it is settled. */
export interface ResultRow {
  readonly row: KeyedRow
  /** The code that the affiliate has on the coupon: created, or already existing. Empty without one. */
  readonly code: string
  readonly status: RowStatus | 'pending'
  readonly id: string
  readonly error: string
  readonly attempts: number
  readonly createdAt: string
}

/** The number of rows by status. */
export type ResultCounts = Readonly<Record<ResultRow['status'], number>>

/** Joins the rows of a plan with their states in the journal. */
export function toResults(
  rows: readonly KeyedRow[],
  states: ReadonlyMap<string, RowState>,
): readonly ResultRow[] {
  return rows.map((row) => {
    const state = states.get(row.key)
    const outcome = state?.outcome
    const isOwn = outcome?.status === 'created' || outcome?.status === 'exists'
    return {
      row,
      code: isOwn ? row.code : (outcome?.code ?? ''),
      status: outcome?.status ?? 'pending',
      id: outcome?.id ?? '',
      error: outcome?.error ?? '',
      attempts: state?.attempts ?? 0,
      createdAt: outcome?.createdAt ?? '',
    }
  })
}

/** Returns only the rows that failed. */
function toFailedResults(results: readonly ResultRow[]): readonly ResultRow[] {
  return results.filter(({ status }) => status === 'failed')
}

/** Counts rows by status. */
export function toCounts(results: readonly ResultRow[]): ResultCounts {
  const counts = { created: 0, exists: 0, skipped: 0, failed: 0, pending: 0 }
  for (const { status } of results) counts[status]++
  return counts
}

/** The outcome of a row, as the results of every job show it. */
interface ShownOutcome {
  readonly id: string
  readonly status: string
  readonly error: string
  readonly attempts: number
}

/** The columns of an outcome in `results.csv`. */
export const outcomeColumns: readonly CsvColumn<ShownOutcome>[] = [
  { title: 'id', cell: ({ id }) => id },
  { title: 'status', cell: ({ status }) => status },
  { title: 'error', cell: ({ error }) => error },
  { title: 'attempts', cell: ({ attempts }) => String(attempts) },
]

/**
 * Returns the columns of a results file: those of the plan, followed by the result.
 *
 * The column `code` never has a code that does not exist, because the file is used for a mail merge.
 * The code of the plan is in `planned_code`.
 */
export function toResultColumns({
  results,
  extraTitles,
}: Results): readonly CsvColumn<ResultRow>[] {
  const rows = results.map(({ row }) => row)
  const planColumns = toPlanColumns({ rows, extraTitles }).map(({ title, cell }) => ({
    title,
    cell: (result: ResultRow) => (title === 'code' ? result.code : cell(result.row)),
  }))
  return [
    ...planColumns,
    { title: 'planned_code', cell: ({ row }) => row.code },
    ...outcomeColumns,
    { title: 'created_at', cell: ({ createdAt }) => createdAt },
  ]
}

/** The results of a job, and the titles of its plan's other columns. */
export interface Results extends Pick<Plan, 'extraTitles'> {
  readonly results: readonly ResultRow[]
}

/** Writes `results.csv`, and `failed.csv` with the rows that can be pushed again. */
export async function writeResults(files: JobFiles, all: Results): Promise<void> {
  const columns = toResultColumns(all)
  await writeFileAtomically(files.results, toCsv(columns, all.results, { hasMark: true }))
  const failed = toFailedResults(all.results)
  await writeFileAtomically(files.failed, toCsv(columns, failed, { hasMark: true }))
}

/** Returns a result as it appears in JSON output. */
export function toResultDocument(
  { row, ...result }: ResultRow,
  extraTitles: readonly string[],
): Record<string, unknown> {
  return { ...toPlanDocument(row, extraTitles), plannedCode: row.code, ...result }
}
