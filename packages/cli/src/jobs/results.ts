import { type CsvColumn, toCsv } from '../csv/write.js'
import { writeFileAtomically } from '../files.js'
import { type PlanRow, planCsvColumns, toPlanDocument, toRowKey } from '../plans/plan-file.js'
import type { JobFiles } from './job-store.js'
import type { RowState, RowStatus } from './journal.js'

/** A row of a plan and what became of it; `pending` while that is not known. */
export interface ResultRow {
  readonly row: PlanRow
  readonly status: RowStatus | 'pending'
  readonly id: string
  readonly error: string
  readonly attempts: number
  readonly createdAt: string
}

/** How many rows there are of each status. */
export type ResultCounts = Readonly<Record<ResultRow['status'], number>>

/** Joins the rows of a plan with what the journal says of them, one after the other. */
export function* toResults(
  rows: readonly PlanRow[],
  states: ReadonlyMap<string, RowState>,
): Generator<ResultRow, void, undefined> {
  for (const row of rows) {
    const state = states.get(toRowKey(row))
    const outcome = state?.outcome
    yield {
      row,
      status: outcome?.status ?? 'pending',
      id: outcome?.id ?? '',
      error: outcome?.error ?? '',
      attempts: state?.attempts ?? 0,
      createdAt: outcome?.createdAt ?? '',
    }
  }
}

/** Leaves only the rows that failed. */
export function* toFailedResults(
  results: Iterable<ResultRow>,
): Generator<ResultRow, void, undefined> {
  for (const result of results) if (result.status === 'failed') yield result
}

/** Counts rows by status. */
export function toCounts(results: Iterable<ResultRow>): ResultCounts {
  const counts = { created: 0, exists: 0, skipped: 0, failed: 0, pending: 0 }
  for (const { status } of results) counts[status]++
  return counts
}

/** The columns of results: those of the plan, then what became of each row. */
export const resultCsvColumns: readonly CsvColumn<ResultRow>[] = [
  ...planCsvColumns.map(({ title, cell }) => ({ title, cell: ({ row }: ResultRow) => cell(row) })),
  { title: 'id', cell: ({ id }) => id },
  { title: 'status', cell: ({ status }) => status },
  { title: 'error', cell: ({ error }) => error },
  { title: 'attempts', cell: ({ attempts }) => String(attempts) },
  { title: 'created_at', cell: ({ createdAt }) => createdAt },
]

/** Writes `results.csv`, and `failed.csv` with the rows that can be pushed again. */
export async function writeResults(
  files: JobFiles,
  rows: readonly PlanRow[],
  states: ReadonlyMap<string, RowState>,
): Promise<void> {
  await writeFileAtomically(files.results, toCsv(resultCsvColumns, toResults(rows, states)))
  const failed = toFailedResults(toResults(rows, states))
  await writeFileAtomically(files.failed, toCsv(resultCsvColumns, failed))
}

/** One result as JSON has it. */
export function toResultDocument({ row, ...result }: ResultRow): Record<string, unknown> {
  return { ...toPlanDocument(row), ...result }
}
