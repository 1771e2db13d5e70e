import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Connection } from '../api/connection.js'
import type { ChangeAction, ChangeCollection } from '../changes/collections.js'
import { toCsv } from '../csv/write.js'
import { CliError } from '../errors.js'
import { writeFileAtomically } from '../files.js'
import type { CouponIds } from '../plans/coupon-names.js'
import { toPlanColumns, type KeyedRow, type Plan } from '../plans/plan-file.js'
import type { OnConflict } from './decisions.js'
import type { Rate } from './rate.js'

/** The pace of a job, and its limits. */
export interface JobSettings {
  /** The number of creates sent per second. */
  readonly rate: Rate
  readonly concurrency: number
  readonly onConflict: OnConflict
  /** The time limit of one request, in seconds. */
  readonly timeout: number
  /** The time without progress after which the job gives up, in seconds. */
  readonly giveUpAfter: number
}

/** The settings for sending the rows of a job. */
export type SendSettings = Pick<JobSettings, 'rate' | 'concurrency' | 'timeout' | 'giveUpAfter'>

/** The properties that all kinds of jobs have. The state of their rows is in their journal. */
interface JobFacts {
  readonly version: 1
  readonly id: string
  readonly createdAt: string
  readonly baseUrl: string
  readonly profile: string | undefined
  readonly rows: number
  /** False while rows are open. */
  readonly isFinished: boolean
}

/** The pace of a change, and its limits. */
export interface ChangeSettings {
  /** The number of writes sent per second; undefined for Referly's limits, or for none on a self-hosted server. */
  readonly rate?: Rate | undefined
  readonly concurrency: number
  /** The time limit of one request, in seconds. */
  readonly timeout: number
}

/** The description of a job of `codes push`. */
export interface PushHeader extends JobFacts {
  readonly kind: 'push'
  /** The absolute path of the plan. */
  readonly source: string
  readonly settings: JobSettings
  /** The options with which the plan was read; absent when there were none. */
  readonly reading?: JobReading | undefined
}

/** The description of a job that changes or deletes records. */
export interface ChangeHeader extends JobFacts {
  readonly kind: 'change'
  /** The command that started it: `codes disable`. */
  readonly command: string
  readonly collection: ChangeCollection
  readonly action: ChangeAction
  readonly settings: ChangeSettings
  /** The ID of the change that this one reverts. */
  readonly reverts?: string | undefined
}

/** The pace of an import of affiliates, its limits, and what it does about existing ones. */
export interface ImportSettings extends SendSettings {
  /** True to update existing affiliates that differ. */
  readonly update: boolean
}

/** The description of a job that imports affiliates. */
export interface ImportHeader extends JobFacts {
  readonly kind: 'import'
  /** The absolute path of the file. */
  readonly source: string
  /** The same for the same rows and host. */
  readonly fingerprint: string
  readonly settings: ImportSettings
}

/** The description of a job. */
export type JobHeader = PushHeader | ChangeHeader | ImportHeader

/** The options with which a plan was read, as flags. */
export interface JobReading {
  readonly encoding?: string | undefined
  readonly column?: readonly string[] | undefined
  /** The time zone of its dates. */
  readonly timeZone?: string | undefined
  /** The IDs of the coupons that the plan names. */
  readonly coupons?: CouponIds | undefined
}

/** A plan with its job, ready to be pushed over a connection. */
export interface PushJob extends Plan<KeyedRow> {
  readonly header: PushHeader
  readonly files: JobFiles
  readonly connection: Connection
}

/** The files of one job. */
export interface JobFiles {
  readonly directory: string
  readonly header: string
  /** A copy of the plan, which later changes to the original do not affect. */
  readonly plan: string
  /** The rows of a change. */
  readonly changes: string
  /** The rows of an import. */
  readonly affiliates: string
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
    changes: join(directory, 'changes.json'),
    affiliates: join(directory, 'affiliates.json'),
    journal: join(directory, 'journal.jsonl'),
    lock: join(directory, 'lock'),
    results: join(directory, 'results.csv'),
    failed: join(directory, 'failed.csv'),
  }
}

/** Returns the ID of a job: the same for the same rows and host, regardless of order and file name. */
export function toJobId(baseUrl: string, rows: readonly KeyedRow[]): string {
  const hash = createHash('sha256').update(baseUrl)
  for (const key of rows.map((row) => row.key).toSorted()) hash.update(key)
  return hash.digest('hex').slice(0, 10)
}

/**
 * Stores a job as unfinished and returns its header. A job that was stored before keeps its plan and
 * its start time.
 */
export async function storeJob({ files, header, ...plan }: PushJob): Promise<PushHeader> {
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
  const header = toHeader(parseJson(text))
  if (header !== undefined) return header
  throw createForeignJobError(path)
}

/** Creates the error for a file of a job that another version wrote. */
export function createForeignJobError(path: string): CliError {
  return new CliError(
    'INVALID_JOB',
    `${path} was not written by this version of referly. Move its directory elsewhere.`,
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Jobs had no kind when only `codes push` started them. */
function toHeader(value: unknown): JobHeader | undefined {
  const header = { kind: 'push', ...(value as object) } as JobHeader
  const { version, id, createdAt, baseUrl, settings } = header
  const isComplete = [id, createdAt, baseUrl].every((text) => typeof text === 'string')
  if (version !== 1 || !isComplete || typeof settings !== 'object' || settings === null) {
    return undefined
  }
  if (header.kind === 'change') return typeof header.collection === 'string' ? header : undefined
  if (header.kind === 'import') return typeof header.fingerprint === 'string' ? header : undefined
  const isPush = typeof header.source === 'string' && 'giveUpAfter' in settings
  return isPush ? header : undefined
}
