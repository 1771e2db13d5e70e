import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { type ConnectionFlags, readConnection } from '../connection.js'
import type { Context } from '../context.js'
import { parseFile } from '../csv/read-csv-file.js'
import { toCsv } from '../csv/write.js'
import { CliError } from '../errors.js'
import { writeOutputFile } from '../files.js'
import { toShortPath } from '../invocation.js'
import { assertUnchanged } from '../jobs/changes.js'
import {
  type JobFiles,
  type JobHeader,
  readJobHeader,
  readJobs,
  toJobFiles,
  toJobsDirectory,
} from '../jobs/job-store.js'
import { readJournal } from '../jobs/journal.js'
import type { Rate } from '../jobs/pace.js'
import { pushJob } from '../jobs/push.js'
import {
  type ResultCounts,
  type ResultRow,
  resultCsvColumns,
  toCounts,
  toFailedResults,
  toResultDocument,
  toResults,
} from '../jobs/results.js'
import { type KeyedRow, parsePlan } from '../plans/plan-file.js'
import { writeCsv } from '../terminal/records.js'
import { toTable } from '../terminal/table.js'

/** Which job is meant; the last one when neither is given. */
export interface JobChoice {
  readonly id?: string | undefined
  readonly json?: boolean | undefined
}

interface StoredJob {
  readonly header: JobHeader
  readonly files: JobFiles
  readonly rows: readonly KeyedRow[]
}

/** Prints all jobs and how far they are. */
export async function listJobs(
  { json }: { readonly json?: boolean | undefined },
  { output, cwd, env }: Context,
): Promise<void> {
  const directory = toJobsDirectory(cwd, env)
  const jobs: (JobHeader & ResultCounts)[] = []
  // One after the other, so that no more than one plan is held.
  for (const header of await readJobs(directory)) {
    const { rows, files } = await readStored(header, directory)
    jobs.push({ ...header, ...toCounts(toResults(rows, await readJournal(files.journal))) })
  }
  if (json === true) return output.json(jobs)
  if (jobs.length === 0) return output.note('There is no job yet.')
  const lines = toTable(
    [
      { title: 'Job', cell: ({ id }) => id },
      { title: 'Begun', cell: ({ createdAt }) => createdAt.slice(0, 16).replace('T', ' ') },
      { title: 'State', cell: ({ isFinished }) => (isFinished ? 'finished' : 'unfinished') },
      { title: 'Rows', align: 'right', cell: ({ rows }) => String(rows) },
      { title: 'Done', align: 'right', cell: (job) => String(job.created + job.exists) },
      { title: 'Failed', align: 'right', cell: ({ failed }) => String(failed) },
      { title: 'Plan', cell: ({ source }) => toShortPath(source, cwd) },
    ],
    jobs,
  )
  for (const line of lines) output.data(line)
}

/** Prints what a job is, how far it is, and the rows that failed. */
export async function showJob(choice: JobChoice, context: Context): Promise<void> {
  const { output, cwd } = context
  const job = await readJob(choice, context)
  const { header, files } = job
  const results = await readResults(job)
  const counts = toCounts(results)
  const failed = results.filter(({ status }) => status === 'failed')
  if (choice.json === true) {
    return output.json({ ...header, counts, failed: failed.map(toResultDocument) })
  }
  output.data(`Job      ${header.id}, ${header.isFinished ? 'finished' : 'unfinished'}`)
  output.data(`Begun    ${header.createdAt}`)
  output.data(`Host     ${header.baseUrl}`)
  output.data(`Plan     ${toShortPath(header.source, cwd)}, ${header.rows} rows`)
  const states = Object.entries(counts).map(([status, count]) => `${count} ${status}`)
  output.data(`Rows     ${states.join(', ')}`)
  output.data(`Results  ${toShortPath(files.results, cwd)}`)
  for (const { row, error } of failed.slice(0, 20)) output.data(`  ${row.email}: ${error}`)
  if (failed.length > 20) output.data(`  and ${failed.length - 20} more`)
}

/** What `referly jobs resume` is told. */
export interface ResumeOptions extends JobChoice, ConnectionFlags {
  /** Another pace than the one that the job began with. */
  readonly rate?: Rate | undefined
  readonly concurrency?: number | undefined
}

/**
 * Goes on with a job; rows that failed are tried once more.
 *
 * @throws CliError `CHANGED_INPUT` when the plan is no longer what the job began with
 */
export async function resumeJob(options: ResumeOptions, context: Context): Promise<void> {
  const job = await readJob(options, context)
  const { baseUrl, profile, source } = job.header
  if (existsSync(source)) {
    const path = toShortPath(source, context.cwd)
    const now = await parseFile(path, parsePlan, context.cwd)
    assertUnchanged(job.rows, now.rows, path)
  }
  const flags = { profile, ...options, baseUrl: options.baseUrl ?? baseUrl }
  const connection = await readConnection(flags, context)
  if (connection.baseUrl !== baseUrl) {
    const what = `Job ${job.header.id} belongs to ${baseUrl}`
    throw new CliError('INVALID_USAGE', `${what}; leave out --base-url, or push the plan anew.`)
  }
  const { settings } = job.header
  const { rate = settings.rate, concurrency = settings.concurrency } = options
  const header = { ...job.header, settings: { ...settings, rate, concurrency } }
  const json = options.json === true
  const mode = { dryRun: false, yes: true, json, invalid: 0 }
  await pushJob({ ...job, header, connection }, mode, context)
}

/** What `referly jobs results` is told. */
export interface ResultsOptions extends JobChoice {
  /** Only the rows that failed. */
  readonly failed?: boolean | undefined
  readonly output?: string | undefined
  readonly force?: boolean | undefined
}

/** Prints or writes what became of each row of a job. */
export async function writeJobResults(options: ResultsOptions, context: Context): Promise<void> {
  const { output, cwd } = context
  const all = await readResults(await readJob(options, context))
  const results = options.failed === true ? [...toFailedResults(all)] : all
  if (options.output !== undefined) {
    const file = { path: options.output, cwd, force: options.force === true }
    await writeOutputFile(toCsv(resultCsvColumns, results), file)
    output.note(`Wrote ${results.length} rows to ${options.output}.`)
  }
  if (options.json === true) output.json(results.map(toResultDocument))
  else if (options.output === undefined) writeCsv(resultCsvColumns, results, output)
}

async function readJob({ id }: JobChoice, { cwd, env }: Context): Promise<StoredJob> {
  const directory = toJobsDirectory(cwd, env)
  const header =
    id === undefined ? (await readJobs(directory)).at(-1) : await readNamed(directory, id)
  if (header === undefined) {
    const what = id === undefined ? 'There is no job yet' : `There is no job ${id}`
    const place = toShortPath(directory, cwd)
    throw new CliError('NOT_FOUND', `${what} in ${place}; see: referly jobs list`)
  }
  return readStored(header, directory)
}

/** An id is a name in the directory, never a path out of it. */
async function readNamed(directory: string, id: string): Promise<JobHeader | undefined> {
  return /^[0-9a-f]{10}$/.test(id) ? readJobHeader(toJobFiles(directory, id)) : undefined
}

async function readStored(header: JobHeader, directory: string): Promise<StoredJob> {
  const files = toJobFiles(directory, header.id)
  return { header, files, rows: parsePlan(await readFile(files.plan)).rows }
}

async function readResults({ rows, files }: StoredJob): Promise<readonly ResultRow[]> {
  return [...toResults(rows, await readJournal(files.journal))]
}
