import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Connection } from '../api/connection.js'
import type { Context } from '../context.js'
import { parsePlan, type KeyedRow, type Plan } from '../plans/plan-file.js'
import { assertUnchanged } from './changes.js'
import {
  readJobs,
  toJobFiles,
  toJobId,
  toJobsDirectory,
  type PushJob,
  type PushHeader,
  type JobReading,
  type JobSettings,
} from './job-store.js'

/** The parts of a job that is about to start. */
export interface NewJob extends Plan<KeyedRow> {
  /** The plan, as the user wrote its path. */
  readonly path: string
  readonly connection: Connection
  readonly settings: JobSettings
  /** The options with which the plan was read. */
  readonly reading: JobReading
}

/** Creates the job of a plan. The same rows and host give the same job. */
export function createJob(
  { path, rows, extraTitles, connection, settings, reading }: NewJob,
  { cwd, env }: Context,
): PushJob {
  const { rate, concurrency, onConflict, timeout, giveUpAfter } = settings
  const id = toJobId(connection.baseUrl, rows)
  const header: PushHeader = {
    version: 1,
    kind: 'push',
    id,
    createdAt: new Date().toISOString(),
    baseUrl: connection.baseUrl,
    profile: connection.profile,
    source: resolve(cwd, path),
    rows: rows.length,
    settings: { rate, concurrency, onConflict, timeout, giveUpAfter },
    ...(Object.values(reading).every((value) => value === undefined) ? {} : { reading }),
    isFinished: false,
  }
  const files = toJobFiles(toJobsDirectory(cwd, env), id)
  return { header, files, rows, extraTitles, connection }
}

/**
 * Refuses a plan that has changed while its job is unfinished, which is usually a mistake.
 *
 * @throws CliError `CHANGED_INPUT`
 */
export async function assertNoOtherJob(
  { header, rows }: PushJob,
  path: string,
  { cwd, env }: Context,
): Promise<void> {
  const directory = toJobsDirectory(cwd, env)
  const other = (await readJobs(directory)).findLast(
    (job) =>
      job.kind === 'push' &&
      job.id !== header.id &&
      !job.isFinished &&
      job.source === header.source &&
      job.baseUrl === header.baseUrl,
  )
  if (other === undefined) return
  const before = parsePlan(await readFile(toJobFiles(directory, other.id).plan))
  assertUnchanged(before.rows, rows, path)
}
