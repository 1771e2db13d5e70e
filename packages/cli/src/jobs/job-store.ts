import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { toCsv } from '../csv/write.js'
import { CliError } from '../errors.js'
import { writeFileAtomically } from '../files.js'
import { type PlanRow, planCsvColumns, toRowKey } from '../plans/plan-file.js'
import type { OnConflict } from './decisions.js'
import type { Rate } from './pace.js'

/** How fast and how patiently a job works. */
export interface JobSettings {
  /** Creates that are sent per second. */
  readonly rate: Rate
  readonly concurrency: number
  readonly onConflict: OnConflict
  /** How long one request may take, in seconds. */
  readonly timeout: number
  /** How long nothing may succeed before it gives up, in seconds. */
  readonly patience: number
}

/** What a job is; what became of its rows is in its journal. */
export interface JobHeader {
  readonly version: 1
  readonly id: string
  readonly createdAt: string
  readonly baseUrl: string
  readonly profile: string | undefined
  /** The absolute path of the plan. */
  readonly source: string
  readonly rows: number
  readonly settings: JobSettings
  readonly isFinished: boolean
}

/** The files of one job. */
export interface JobFiles {
  readonly directory: string
  readonly header: string
  /** What the job works on, whatever becomes of the file it came from. */
  readonly plan: string
  readonly journal: string
  readonly lock: string
  readonly results: string
  readonly failed: string
}

/** Where jobs are kept: `REFERLY_JOBS_DIR`, else `.referly/jobs` below the current directory. */
export function toJobsDirectory(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  return resolve(cwd, env['REFERLY_JOBS_DIR'] || '.referly/jobs')
}

/** Names the files of a job. */
export function toJobFiles(jobsDirectory: string, id: string): JobFiles {
  const directory = join(jobsDirectory, id)
  return {
    directory,
    header: join(directory, 'job.json'),
    plan: join(directory, 'plan.csv'),
    journal: join(directory, 'journal.jsonl'),
    lock: join(directory, 'lock'),
    results: join(directory, 'results.csv'),
    failed: join(directory, 'failed.csv'),
  }
}

/** The same rows for the same host are the same job, whatever their order and wherever the file lies. */
export function toJobId(baseUrl: string, rows: readonly PlanRow[]): string {
  const hash = createHash('sha256').update(baseUrl)
  for (const key of rows.map(toRowKey).toSorted()) hash.update(key)
  return hash.digest('hex').slice(0, 10)
}

/** Writes what a job is and what it works on; its directory is for its owner alone. */
export async function writeJob(
  files: JobFiles,
  header: JobHeader,
  rows: readonly PlanRow[],
): Promise<void> {
  await mkdir(files.directory, { recursive: true, mode: 0o700 })
  await writeFileAtomically(files.plan, toCsv(planCsvColumns, rows))
  await writeFileAtomically(files.header, `${JSON.stringify(header, undefined, 2)}\n`)
}

/** Writes what a job is, once more. */
export async function writeJobHeader(files: JobFiles, header: JobHeader): Promise<void> {
  await writeFileAtomically(files.header, `${JSON.stringify(header, undefined, 2)}\n`)
}

/** Reads what a job is; undefined when there is none. */
export async function readJobHeader(files: JobFiles): Promise<JobHeader | undefined> {
  const text = await readFile(files.header, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
  return text === undefined ? undefined : parseHeader(text, files.header)
}

/** Reads all jobs, the oldest first. */
export async function readJobs(jobsDirectory: string): Promise<readonly JobHeader[]> {
  const names = await readdir(jobsDirectory).catch(() => [])
  const headers = await Promise.all(
    names.map((name) => readJobHeader(toJobFiles(jobsDirectory, name))),
  )
  return headers
    .filter((header) => header !== undefined)
    .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
}

function parseHeader(text: string, path: string): JobHeader {
  try {
    const value: unknown = JSON.parse(text)
    if (isHeader(value)) return value
  } catch {
    // Said below, as for any other content.
  }
  throw new CliError(
    'INVALID_JOB',
    `${path} was not written by this version of referly; move its directory away.`,
  )
}

function isHeader(value: unknown): value is JobHeader {
  if (typeof value !== 'object' || value === null) return false
  const { version, id, createdAt, baseUrl, source, settings } = value as Record<string, unknown>
  const texts = [id, createdAt, baseUrl, source]
  return (
    version === 1 && typeof settings === 'object' && texts.every((text) => typeof text === 'string')
  )
}
