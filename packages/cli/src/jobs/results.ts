import { type CsvColumn, toCsv } from '../csv/write.js'
import { writeFileAtomically } from '../files.js'
import { type KeyedRow, planCsvColumns, toPlanDocument } from '../plans/plan-file.js'
import type { JobFiles } from './job-store.js'
import type { RowState, RowStatus } from './journal.js'

/** The result of one row of a plan; `pending` until it is settled. */
export interface ResultRow {
  readonly row: KeyedRow
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
    return {
      row,
      status: outcome?.status ?? 'pending',
      id: outcome?.id ?? '',
      error: outcome?.error ?? '',
      attempts: state?.attempts ?? 0,
      createdAt: outcome?.createdAt ?? '',
    }
  })
}

/** Returns only the rows that failed. */
export function toFailedResults(results: readonly ResultRow[]): readonly ResultRow[] {
  return results.filter(({ status }) => status === 'failed')
}

/** Counts rows by status. */
export function toCounts(results: readonly ResultRow[]): ResultCounts {
  const counts = { created: 0, exists: 0, skipped: 0, failed: 0, pending: 0 }
  for (const { status } of results) counts[status]++
  return counts
}

/** The columns of a results file: those of the plan, followed by the result. */
export const resultCsvColumns: readonly CsvColumn<ResultRow>[] = [
  ...planCsvColumns.map(({ title, cell }) => ({ title, cell: ({ row }: ResultRow) => cell(row) })),
  { title: 'id', cell: ({ id }) => id },
  { title: 'status', cell: ({ status }) => status },
  { title: 'error', cell: ({ error }) => error },
  { title: 'attempts', cell: ({ attempts }) => String(attempts) },
  { title: 'created_at', cell: ({ createdAt }) => createdAt },
]

/** Writes `results.csv`, and `failed.csv` with the rows that can be pushed again. */
export async function writeResults(files: JobFiles, results: readonly ResultRow[]): Promise<void> {
  await writeFileAtomically(files.results, toCsv(resultCsvColumns, results))
  await writeFileAtomically(files.failed, toCsv(resultCsvColumns, toFailedResults(results)))
}

/** Returns a result as it appears in JSON output. */
export function toResultDocument({ row, ...result }: ResultRow): Record<string, unknown> {
  return { ...toPlanDocument(row), ...result }
}
