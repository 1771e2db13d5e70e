import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Connection } from '../api/connection.js'
import type { Context } from '../context.js'
import { type KeyedRow, parsePlan } from '../plans/plan-file.js'
import { assertUnchanged } from './changes.js'
import {
  type Job,
  type JobHeader,
  type JobSettings,
  readJobs,
  toJobFiles,
  toJobId,
  toJobsDirectory,
} from './job-store.js'

/** The parts of a job that is about to start. */
export interface NewJob {
  /** The plan, as the user wrote its path. */
  readonly path: string
  readonly rows: readonly KeyedRow[]
  readonly connection: Connection
  readonly settings: JobSettings
}

/** Creates the job of a plan. The same rows and host give the same job. */
export function createJob(
  { path, rows, connection, settings }: NewJob,
  { cwd, env }: Context,
): Job {
  const { rate, concurrency, onConflict, timeout, giveUpAfter } = settings
  const id = toJobId(connection.baseUrl, rows)
  const header: JobHeader = {
    version: 1,
    id,
    createdAt: new Date().toISOString(),
    baseUrl: connection.baseUrl,
    profile: connection.profile,
    source: resolve(cwd, path),
    rows: rows.length,
    settings: { rate, concurrency, onConflict, timeout, giveUpAfter },
    isFinished: false,
  }
  return { header, files: toJobFiles(toJobsDirectory(cwd, env), id), rows, connection }
}

/**
 * Refuses a plan that was changed while its job is unfinished, which is usually a mistake.
 *
 * @throws CliError `CHANGED_INPUT`
 */
export async function assertNoOtherJob(
  { header, rows }: Job,
  path: string,
  { cwd, env }: Context,
): Promise<void> {
  const directory = toJobsDirectory(cwd, env)
  const other = (await readJobs(directory)).findLast(
    ({ id, isFinished, source, baseUrl }) =>
      id !== header.id && !isFinished && source === header.source && baseUrl === header.baseUrl,
  )
  if (other === undefined) return
  const before = parsePlan(await readFile(toJobFiles(directory, other.id).plan))
  assertUnchanged(before.rows, rows, path)
}
