import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '../context.js'
import { toCsv } from '../csv/write.js'
import { CliError } from '../errors.js'
import { writeFileAtomically } from '../files.js'
import { toJobFiles, toJobsDirectory, type JobFiles } from '../jobs/job-store.js'
import type { RowState } from '../jobs/journal.js'
import type { Rate } from '../jobs/rate.js'
import { toValuesText, type ChangeRow, type CodeAction } from './code-changes.js'

/** The final status of a code in a change. */
export type ChangeStatus = 'changed' | 'refused' | 'failed'

/** A change of many codes, as it is stored. The state of its rows is in its journal. */
export interface ChangeJob {
  readonly version: 1
  readonly id: string
  readonly createdAt: string
  readonly baseUrl: string
  readonly profile: string | undefined
  readonly action: CodeAction
  readonly rate: Rate
  readonly concurrency: number
  /** The ID of the change that this one takes back. */
  readonly reverts?: string | undefined
  readonly rows: readonly ChangeRow[]
}

/** Returns the files of a change. They are next to the jobs of `codes push`. */
export function toChangeFiles(id: string, { cwd, env }: Pick<Context, 'cwd' | 'env'>): JobFiles {
  return toJobFiles(join(toJobsDirectory(cwd, env), 'changes'), id)
}

/** Returns the id of a new change. */
export function toChangeId(job: Omit<ChangeJob, 'id'>): string {
  return createHash('sha256').update(JSON.stringify(job)).digest('hex').slice(0, 10)
}

/** Stores a change before anything is sent. */
export async function storeChange(job: ChangeJob, files: JobFiles): Promise<void> {
  await mkdir(files.directory, { recursive: true, mode: 0o700 })
  await writeFileAtomically(files.header, `${JSON.stringify(job)}\n`)
}

/** Reads a change; undefined when it does not exist. */
export async function findChange(
  id: string,
  context: Pick<Context, 'cwd' | 'env'>,
): Promise<ChangeJob | undefined> {
  // An id is the name of a directory, and never a path out of it.
  if (!/^[0-9a-f]{10}$/.test(id)) return undefined
  const { header } = toChangeFiles(id, context)
  const text = await readFile(header, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
  return text === undefined ? undefined : parseChange(text, header)
}

function parseChange(text: string, path: string): ChangeJob {
  try {
    const value = JSON.parse(text) as ChangeJob
    if (value.version === 1 && Array.isArray(value.rows)) return value
  } catch {
    // Reported below, like any other content.
  }
  throw new CliError(
    'INVALID_JOB',
    `${path} was not written by this version of referly. Move its directory away.`,
  )
}

/** The states of the rows of a change, by the id of their code. */
export type ChangeStates = ReadonlyMap<string, RowState<ChangeStatus>>

/** Writes `results.csv`. */
export async function writeChangeResults(
  { rows, action }: ChangeJob,
  files: JobFiles,
  states: ChangeStates,
): Promise<void> {
  const outcome = ({ id }: ChangeRow) => states.get(id)?.outcome
  const columns = [
    { title: 'code', cell: ({ code }: ChangeRow) => code },
    { title: 'email', cell: ({ email }: ChangeRow) => email },
    { title: 'id', cell: ({ id }: ChangeRow) => id },
    { title: 'before', cell: ({ before }: ChangeRow) => toValuesText(before) },
    {
      title: 'after',
      cell: ({ after }: ChangeRow) => (action === 'delete' ? 'deleted' : toValuesText(after)),
    },
    { title: 'status', cell: (row: ChangeRow) => outcome(row)?.status ?? 'pending' },
    { title: 'error', cell: (row: ChangeRow) => outcome(row)?.error ?? '' },
  ]
  await writeFileAtomically(files.results, toCsv(columns, rows, { hasMark: true }))
}

/** Counts the rows of a change by status. */
export function countChanges(
  { rows }: ChangeJob,
  states: ChangeStates,
): Readonly<Record<ChangeStatus | 'pending', number>> {
  const counts = { changed: 0, refused: 0, failed: 0, pending: 0 }
  for (const { id } of rows) counts[states.get(id)?.outcome?.status ?? 'pending']++
  return counts
}
