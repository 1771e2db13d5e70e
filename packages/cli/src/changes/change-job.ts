import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Connection } from '../api/connection.js'
import type { Context } from '../context.js'
import { toCsv, type CsvColumn } from '../csv/write.js'
import { writeFileAtomically } from '../files.js'
import {
  createForeignJobError,
  toJobFiles,
  toJobsDirectory,
  writeJobHeader,
  type ChangeHeader,
  type JobFiles,
} from '../jobs/job-store.js'
import type { RowState } from '../jobs/journal.js'
import { toValuesText, type Change, type ChangeRow } from './plan-change.js'

/** The final status of a row of a change. */
export type ChangeStatus = 'changed' | 'refused' | 'failed'

/** A change to many records, with its rows. */
export interface ChangeJob {
  readonly header: ChangeHeader
  readonly files: JobFiles
  readonly rows: readonly ChangeRow[]
}

/** The parts of a change that is about to start. */
export interface NewChange
  extends Change, Pick<ChangeHeader, 'command' | 'settings' | 'reverts'>, Pick<ChangeJob, 'rows'> {
  readonly connection: Pick<Connection, 'baseUrl' | 'profile'>
}

/** Creates the job of a change. */
export function createChangeJob(
  { rows, connection: { baseUrl, profile }, ...parts }: NewChange,
  { cwd, env }: Pick<Context, 'cwd' | 'env'>,
): ChangeJob {
  const { command, collection, action, settings, reverts } = parts
  const createdAt = new Date().toISOString()
  const facts = { createdAt, baseUrl, profile, command, collection, action, reverts }
  const hash = createHash('sha256').update(JSON.stringify([facts, rows]))
  const id = hash.digest('hex').slice(0, 10)
  const header: ChangeHeader = {
    version: 1,
    kind: 'change',
    id,
    ...facts,
    rows: rows.length,
    settings,
    isFinished: false,
  }
  return { header, files: toJobFiles(toJobsDirectory(cwd, env), id), rows }
}

/** Stores a change before anything is sent, or the settings with which it continues. */
export async function storeChange({ header, files, rows }: ChangeJob): Promise<void> {
  // The job exists as soon as its header does, which is why the rows come first.
  if (!existsSync(files.changes)) await writeFileAtomically(files.changes, JSON.stringify(rows))
  await writeJobHeader(files, { ...header, isFinished: false })
}

/** Reads the rows of a stored change. */
export async function readChangeRows({ changes }: JobFiles): Promise<readonly ChangeRow[]> {
  try {
    return JSON.parse(await readFile(changes, 'utf8')) as readonly ChangeRow[]
  } catch (error) {
    if (error instanceof SyntaxError) throw createForeignJobError(changes)
    throw error
  }
}

/** The states of the rows of a change, by their IDs. */
export type ChangeStates = ReadonlyMap<string, RowState<ChangeStatus>>

/** The result of one row of a change. */
export interface ChangeResult {
  readonly row: ChangeRow
  readonly status: ChangeStatus | 'pending'
  readonly error: string
}

/** Joins the rows of a change with their states. */
export function toChangeResults(
  rows: readonly ChangeRow[],
  states: ChangeStates,
): readonly ChangeResult[] {
  return rows.map((row) => {
    const outcome = states.get(row.id)?.outcome
    return { row, status: outcome?.status ?? 'pending', error: outcome?.error ?? '' }
  })
}

/** The number of rows of a change by status. */
export type ChangeCounts = Readonly<Record<ChangeResult['status'], number>>

/** Counts the rows of a change by status. */
export function countChanges(results: readonly ChangeResult[]): ChangeCounts {
  const counts = { changed: 0, refused: 0, failed: 0, pending: 0 }
  for (const { status } of results) counts[status]++
  return counts
}

/** Returns the columns of the results of a change. */
export function toChangeColumns({
  collection,
  action,
}: Change): readonly CsvColumn<ChangeResult>[] {
  // Under this title, `--file` finds the codes, so the results can select the same codes again.
  const title = collection === 'codes' ? 'code' : 'name'
  return [
    { title, cell: ({ row }) => row.name },
    { title: 'email', cell: ({ row }) => row.email },
    { title: 'id', cell: ({ row }) => row.id },
    { title: 'before', cell: ({ row }) => toValuesText(row.before) },
    {
      title: 'after',
      cell: ({ row }) => (action === 'delete' ? 'deleted' : toValuesText(row.after)),
    },
    { title: 'status', cell: ({ status }) => status },
    { title: 'error', cell: ({ error }) => error },
  ]
}

/** Writes `results.csv`, and returns the counts. */
export async function writeChangeResults(
  { header, files, rows }: ChangeJob,
  states: ChangeStates,
): Promise<ChangeCounts> {
  const results = toChangeResults(rows, states)
  await writeFileAtomically(
    files.results,
    toCsv(toChangeColumns(header), results, { hasMark: true }),
  )
  return countChanges(results)
}
