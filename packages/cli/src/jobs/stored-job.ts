import { readFile } from 'node:fs/promises'
import type { Context } from '../context.js'
import { CliError } from '../errors.js'
import { toShortPath } from '../invocation.js'
import { parsePlan, type KeyedRow, type Plan } from '../plans/plan-file.js'
import {
  readJobHeader,
  readJobs,
  toJobFiles,
  toJobsDirectory,
  type JobFiles,
  type JobHeader,
} from './job-store.js'
import { readJournal } from './journal.js'
import { toResults, type ResultRow } from './results.js'

/** A job as it is stored, with the rows of its plan. */
export interface StoredJob extends Plan<KeyedRow> {
  readonly header: JobHeader
  readonly files: JobFiles
}

/**
 * Reads a job by its id, or the last job without one.
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

/** An id is the name of a directory, and never a path out of it. */
async function readHeader(directory: string, id: string): Promise<JobHeader | undefined> {
  return /^[0-9a-f]{10}$/.test(id) ? readJobHeader(toJobFiles(directory, id)) : undefined
}

/** Reads the rows of a job whose header is already read. */
export async function readStoredJob(header: JobHeader, directory: string): Promise<StoredJob> {
  const files = toJobFiles(directory, header.id)
  const { rows, extraTitles } = parsePlan(await readFile(files.plan))
  return { header, files, rows, extraTitles }
}

/** Reads the result of each row of a job. */
export async function readResults({ rows, files }: StoredJob): Promise<readonly ResultRow[]> {
  return toResults(rows, await readJournal(files.journal))
}
