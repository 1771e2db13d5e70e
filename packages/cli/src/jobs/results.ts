import type { CsvColumn } from '../csv-writing.js'
import { toCsv } from '../csv-writing.js'
import { writeFileAtomically } from '../files.js'
import type { PlanRow } from '../plan-file.js'
import { planCsvColumns, toPlanDocument, toRowKey } from '../plan-file.js'
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

/** Joins the rows of a plan with what the journal says of them. */
export function toResults(
  rows: readonly PlanRow[],
  states: ReadonlyMap<string, RowState>,
): readonly ResultRow[] {
  return rows.map((row) => {
    const state = states.get(toRowKey(row))
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

/** Counts rows by status. */
export function toCounts(results: readonly ResultRow[]): ResultCounts {
  const counts = { created: 0, exists: 0, skipped: 0, failed: 0, pending: 0 }
  for (const { status } of results) counts[status] += 1
  return counts
}

const resultColumns: readonly CsvColumn<ResultRow>[] = [
  ...planCsvColumns.map(({ title, cell }) => ({ title, cell: ({ row }: ResultRow) => cell(row) })),
  { title: 'id', cell: ({ id }) => id },
  { title: 'status', cell: ({ status }) => status },
  { title: 'error', cell: ({ error }) => error },
  { title: 'attempts', cell: ({ attempts }) => String(attempts) },
  { title: 'created_at', cell: ({ createdAt }) => createdAt },
]

/** Writes results as CSV: the columns of the plan, then what became of each row. */
export function toResultsCsv(results: readonly ResultRow[]): string {
  return toCsv(resultColumns, results)
}

/** Writes `results.csv`, and `failed.csv` with the rows that can be pushed again. */
export async function writeResults(files: JobFiles, results: readonly ResultRow[]): Promise<void> {
  const failed = results.filter(({ status }) => status === 'failed')
  await writeFileAtomically(files.results, toResultsCsv(results))
  await writeFileAtomically(files.failed, toResultsCsv(failed))
}

/** One result as JSON has it. */
export function toResultDocument({ row, ...result }: ResultRow): Record<string, unknown> {
  return { ...toPlanDocument(row), ...result }
}
