import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { noLastName } from '@referly-kit/csv'
import type { NewAffiliate } from '@referly-kit/types'
import type { Connection } from '../api/connection.js'
import type { Context } from '../context.js'
import { toCsv, type CsvColumn } from '../csv/write.js'
import { writeFileAtomically } from '../files.js'
import {
  createForeignJobError,
  readJobs,
  toJobFiles,
  toJobsDirectory,
  writeJobHeader,
  type ImportHeader,
  type ImportSettings,
  type JobFiles,
} from './job-store.js'
import type { RowState } from './journal.js'
import { outcomeColumns } from './results.js'

/** An affiliate to import. */
export interface ImportRow {
  /** The email address in lower case, which identifies the row in a journal. */
  readonly key: string
  /** The line of the file, counted from 1. */
  readonly line: number
  readonly input: NewAffiliate
}

/** The status of an affiliate after an import. */
export type ImportStatus = 'created' | 'exists' | 'failed'

/** An import with its rows. */
export interface ImportJob {
  readonly header: ImportHeader
  readonly files: JobFiles
  readonly rows: readonly ImportRow[]
}

/** The parts of an import that is about to start. */
export interface NewImport {
  /** The file, as the user wrote its path. */
  readonly path: string
  readonly rows: readonly ImportRow[]
  readonly connection: Pick<Connection, 'baseUrl' | 'profile'>
  readonly settings: ImportSettings
}

/** Creates the job of an import. The unfinished job of the same rows and host is continued. */
export async function createImportJob(
  { path, rows, connection: { baseUrl, profile }, settings }: NewImport,
  { cwd, env }: Pick<Context, 'cwd' | 'env'>,
): Promise<ImportJob> {
  const directory = toJobsDirectory(cwd, env)
  const inputs = rows.map(({ input }) => JSON.stringify(input)).toSorted()
  const fingerprint = hash([baseUrl, ...inputs])
  const before = (await readJobs(directory)).findLast(
    (job) => job.kind === 'import' && job.fingerprint === fingerprint && !job.isFinished,
  )
  const createdAt = before?.createdAt ?? new Date().toISOString()
  const id = before?.id ?? hash([fingerprint, createdAt])
  const header: ImportHeader = {
    version: 1,
    kind: 'import',
    id,
    createdAt,
    baseUrl,
    profile,
    source: resolve(cwd, path),
    rows: rows.length,
    fingerprint,
    settings,
    isFinished: false,
  }
  return { header, files: toJobFiles(directory, id), rows }
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 10)
}

/** Stores an import before anything is sent, or the settings with which it continues. */
export async function storeImport({ header, files, rows }: ImportJob): Promise<void> {
  // The job exists as soon as its header does, which is why the rows come first.
  if (!existsSync(files.affiliates)) {
    await writeFileAtomically(files.affiliates, JSON.stringify(rows))
  }
  await writeJobHeader(files, { ...header, isFinished: false })
}

/** Reads the rows of a stored import. */
export async function readImportRows({ affiliates }: JobFiles): Promise<readonly ImportRow[]> {
  try {
    return JSON.parse(await readFile(affiliates, 'utf8')) as readonly ImportRow[]
  } catch (error) {
    if (error instanceof SyntaxError) throw createForeignJobError(affiliates)
    throw error
  }
}

/** The result of one row of an import. */
export interface ImportResult {
  readonly row: ImportRow
  readonly status: ImportStatus | 'pending'
  readonly id: string
  readonly error: string
  readonly attempts: number
}

/** Joins the rows of an import with their states. */
export function toImportResults(
  rows: readonly ImportRow[],
  states: ReadonlyMap<string, RowState>,
): readonly ImportResult[] {
  return rows.map((row) => {
    const { attempts = 0, outcome } = states.get(row.key) ?? {}
    // The engine that imports share with `codes push` also has the status `skipped`, which they never have.
    const status = (outcome?.status ?? 'pending') as ImportResult['status']
    return { row, status, id: outcome?.id ?? '', error: outcome?.error ?? '', attempts }
  })
}

/** The number of rows of an import by status. */
export type ImportCounts = Readonly<Record<ImportResult['status'], number>>

/** Counts the rows of an import by status. */
export function countImports(results: readonly ImportResult[]): ImportCounts {
  const counts = { created: 0, exists: 0, failed: 0, pending: 0 }
  for (const { status } of results) counts[status]++
  return counts
}

/** The columns of the results of an import, which can be imported again. */
export const importColumns: readonly CsvColumn<ImportResult>[] = [
  { title: 'first_name', cell: ({ row }) => row.input.firstName },
  {
    title: 'last_name',
    cell: ({ row: { input } }) => (input.lastName === noLastName ? '' : input.lastName),
  },
  { title: 'email', cell: ({ row }) => row.input.email },
  { title: 'commission_rate', cell: ({ row }) => String(row.input.commissionRate ?? '') },
  ...outcomeColumns,
]

/** Writes `results.csv`, and returns the results. */
export async function writeImportResults(
  { files, rows }: ImportJob,
  states: ReadonlyMap<string, RowState>,
): Promise<readonly ImportResult[]> {
  const results = toImportResults(rows, states)
  await writeFileAtomically(files.results, toCsv(importColumns, results, { hasMark: true }))
  return results
}
