import { readFile } from 'node:fs/promises'
import { readConnection, type Connection, type ConnectionFlags } from '../api/connection.js'
import {
  countChanges,
  readChangeRows,
  toChangeColumns,
  toChangeResults,
  type ChangeJob,
  type ChangeResult,
  type ChangeStatus,
} from '../changes/change-job.js'
import type { Context } from '../context.js'
import type { CsvColumn } from '../csv/write.js'
import { CliError } from '../errors.js'
import { toShortPath } from '../invocation.js'
import { parsePlan, type KeyedRow, type Plan } from '../plans/plan-file.js'
import {
  countImports,
  importColumns,
  readImportRows,
  toImportResults,
  type ImportJob,
  type ImportResult,
} from './import-job.js'
import {
  readJobHeader,
  readJobs,
  toJobFiles,
  toJobsDirectory,
  type JobFiles,
  type JobHeader,
  type PushHeader,
} from './job-store.js'
import { readJournal } from './journal.js'
import {
  toCounts,
  toResultColumns,
  toResultDocument,
  toResults,
  type ResultRow,
} from './results.js'

/** A job of `codes push` as it is stored, with the rows of its plan. */
export interface StoredPush extends Plan<KeyedRow> {
  readonly header: PushHeader
  readonly files: JobFiles
}

/** A job as it is stored, with its rows. */
export type StoredJob = StoredPush | ChangeJob | ImportJob

/**
 * Reads a job by its ID, or the last job without one.
 *
 * @throws CliError `NOT_FOUND`
 */
export async function readJob(
  id: string | undefined,
  { cwd, env }: Pick<Context, 'cwd' | 'env'>,
): Promise<StoredJob> {
  const directory = toJobsDirectory(cwd, env)
  const header =
    id === undefined ? (await readJobs(directory)).at(-1) : await readHeader(directory, id)
  if (header !== undefined) return readStoredJob(header, directory)
  const place = toShortPath(directory, cwd)
  throw new CliError(
    'NOT_FOUND',
    id === undefined
      ? `No jobs in ${place}. Start one with: referly codes push`
      : `No job with the ID ${id} in ${place}. To list the jobs: referly jobs list`,
  )
}

/** An ID is the name of a directory, never a path that leads elsewhere. */
async function readHeader(directory: string, id: string): Promise<JobHeader | undefined> {
  return /^[0-9a-f]{10}$/.test(id) ? readJobHeader(toJobFiles(directory, id)) : undefined
}

/** Reads the rows of a job whose header is already read. */
export async function readStoredJob(header: JobHeader, directory: string): Promise<StoredJob> {
  const files = toJobFiles(directory, header.id)
  if (header.kind === 'change') return { header, files, rows: await readChangeRows(files) }
  if (header.kind === 'import') return { header, files, rows: await readImportRows(files) }
  const { rows, extraTitles } = parsePlan(await readFile(files.plan))
  return { header, files, rows, extraTitles }
}

/** Returns whether a job changes records, instead of creating codes. */
export function isChangeJob(job: StoredJob): job is ChangeJob {
  return job.header.kind === 'change'
}

/** Returns whether a job imports affiliates. */
export function isImportJob(job: StoredJob): job is ImportJob {
  return job.header.kind === 'import'
}

/**
 * Reads the connection of a stored job.
 *
 * @throws CliError `INVALID_USAGE` when the flags choose another host
 */
export async function readJobConnection(
  { id, baseUrl, profile, kind }: JobHeader,
  flags: ConnectionFlags,
  context: Context,
): Promise<Connection> {
  const own = { profile, ...flags, baseUrl: flags.baseUrl ?? baseUrl }
  const connection = await readConnection(own, context)
  if (connection.baseUrl === baseUrl) return connection
  const other = kind === 'push' ? ', or push the plan to the other host' : ''
  const message = `Job ${id} belongs to ${baseUrl}. Leave out --base-url${other}.`
  throw new CliError('INVALID_USAGE', message)
}

/** The results of a job's rows: how to print them, and which of them failed. */
export interface JobResults<Result> {
  readonly rows: readonly Result[]
  readonly columns: readonly CsvColumn<Result>[]
  readonly counts: Readonly<Record<string, number>>
  readonly done: number
  isFailed(row: Result): boolean
  toDocument(row: Result): Readonly<Record<string, unknown>>
  /** Names a failed row, with its reason. */
  toFailure(row: Result): string
}

/** Passes on the results of a job, whose type depends on the kind of job. */
export async function withResults<Value>(
  job: StoredJob,
  use: <Result>(results: JobResults<Result>) => Value,
): Promise<Value> {
  if (isChangeJob(job)) return use(await readChangeResults(job))
  return isImportJob(job) ? use(await readImportResults(job)) : use(await readPushResults(job))
}

async function readPushResults({
  rows,
  files,
  extraTitles,
}: StoredPush): Promise<JobResults<ResultRow>> {
  const results = toResults(rows, await readJournal(files.journal))
  const counts = toCounts(results)
  return {
    rows: results,
    columns: toResultColumns({ results, extraTitles }),
    counts,
    done: counts.created + counts.exists,
    isFailed: ({ status }) => status === 'failed',
    toDocument: (result) => toResultDocument(result, extraTitles),
    toFailure: ({ row, error }) => `${row.email}: ${error}`,
  }
}

async function readChangeResults({
  header,
  rows,
  files,
}: ChangeJob): Promise<JobResults<ChangeResult>> {
  const results = toChangeResults(rows, await readJournal<ChangeStatus>(files.journal))
  const counts = countChanges(results)
  return {
    rows: results,
    columns: toChangeColumns(header),
    counts,
    done: counts.changed,
    isFailed: ({ status }) => status === 'failed' || status === 'refused',
    toDocument: ({ row, ...result }) => ({ ...row, ...result }),
    toFailure: ({ row, error }) => `${row.name}: ${error}`,
  }
}

async function readImportResults({ rows, files }: ImportJob): Promise<JobResults<ImportResult>> {
  const results = toImportResults(rows, await readJournal(files.journal))
  const counts = countImports(results)
  return {
    rows: results,
    columns: importColumns,
    counts,
    done: counts.created + counts.exists,
    isFailed: ({ status }) => status === 'failed',
    toDocument: ({ row, ...result }) => ({ line: row.line, ...row.input, ...result }),
    toFailure: ({ row, error }) => `${row.input.email}: ${error}`,
  }
}
