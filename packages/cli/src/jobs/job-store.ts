import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Connection } from '../api/connection.js'
import { toCsv } from '../csv/write.js'
import { CliError } from '../errors.js'
import { writeFileAtomically } from '../files.js'
import type { CouponIds } from '../plans/coupon-names.js'
import { toPlanColumns, type KeyedRow, type Plan } from '../plans/plan-file.js'
import type { OnConflict } from './decisions.js'
import type { Rate } from './rate.js'

/** The pace of a job, and its limits. */
export interface JobSettings {
  /** Creates sent per second. */
  readonly rate: Rate
  readonly concurrency: number
  readonly onConflict: OnConflict
  /** The time limit of one request, in seconds. */
  readonly timeout: number
  /** The time without progress after which the job gives up, in seconds. */
  readonly giveUpAfter: number
}

/** The description of a job. The state of its rows is in its journal. */
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
  /** The options with which the plan was read; absent when there were none. */
  readonly reading?: JobReading | undefined
  readonly isFinished: boolean
}

/** The options with which a plan was read, as flags. */
export interface JobReading {
  readonly encoding?: string | undefined
  readonly column?: readonly string[] | undefined
  /** The time zone of its dates. */
  readonly timeZone?: string | undefined
  /** The IDs of the coupons that the plan names. */
  readonly coupons?: CouponIds | undefined
}

/** A job with its rows, ready to be pushed over a connection. */
export interface Job extends Plan<KeyedRow> {
  readonly header: JobHeader
  readonly files: JobFiles
  readonly connection: Connection
}

/** The files of one job. */
export interface JobFiles {
  readonly directory: string
  readonly header: string
  /** A copy of the plan, which later changes to the original do not affect. */
  readonly plan: string
  readonly journal: string
  readonly lock: string
  readonly results: string
  readonly failed: string
}

/** Returns the directory of all jobs: `REFERLY_JOBS_DIR`, or `.referly/jobs` in the current directory. */
export function toJobsDirectory(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  return resolve(cwd, env['REFERLY_JOBS_DIR'] || '.referly/jobs')
}

/** Returns the files of a job. */
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

/** Returns the id of a job: the same for the same rows and host, regardless of order and file name. */
export function toJobId(baseUrl: string, rows: readonly KeyedRow[]): string {
  const hash = createHash('sha256').update(baseUrl)
  for (const key of rows.map((row) => row.key).toSorted()) hash.update(key)
  return hash.digest('hex').slice(0, 10)
}

/**
 * Stores a job as unfinished and returns its header. A job that was stored before keeps its plan and
 * its start time.
 */
export async function storeJob({ files, header, ...plan }: Job): Promise<JobHeader> {
  const before = await readJobHeader(files)
  if (before === undefined) {
    await writeFileAtomically(files.plan, toCsv(toPlanColumns(plan), plan.rows))
  }
  const createdAt = before?.createdAt ?? header.createdAt
  const stored = { ...header, createdAt, isFinished: false }
  await writeJobHeader(files, stored)
  return stored
}

/** Writes the description of a job. */
export async function writeJobHeader(files: JobFiles, header: JobHeader): Promise<void> {
  await writeFileAtomically(files.header, `${JSON.stringify(header, undefined, 2)}\n`)
}

/** Reads the description of a job; undefined when it does not exist. */
export async function readJobHeader(files: JobFiles): Promise<JobHeader | undefined> {
  const text = await readFile(files.header, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
  return text === undefined ? undefined : parseHeader(text, files.header)
}

/** Reads the descriptions of all jobs, oldest first. */
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
    // Reported below, like any other content.
  }
  throw new CliError(
    'INVALID_JOB',
    `${path} was not written by this version of referly. Move its directory away.`,
  )
}

function isHeader(value: unknown): value is JobHeader {
  if (typeof value !== 'object' || value === null) return false
  const { version, id, createdAt, baseUrl, source, settings } = value as Record<string, unknown>
  const texts = [id, createdAt, baseUrl, source]
  return version === 1 && isSettings(settings) && texts.every((text) => typeof text === 'string')
}

function isSettings(value: unknown): value is JobSettings {
  return typeof value === 'object' && value !== null && 'giveUpAfter' in value
}
