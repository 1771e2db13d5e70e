import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Connection, type ConnectionFlags, readConnection } from '../connection.js'
import type { Context } from '../context.js'
import { readCsvFile } from '../csv/read-csv-file.js'
import { assertUnchanged } from '../jobs/changes.js'
import {
  type Job,
  type JobHeader,
  type JobSettings,
  readJobs,
  toJobFiles,
  toJobId,
  toJobsDirectory,
} from '../jobs/job-store.js'
import { pushJob } from '../jobs/push.js'
import { type KeyedRow, parsePlan } from '../plans/plan-file.js'

/** What `referly codes push` is told. */
export interface PushOptions extends ConnectionFlags, JobSettings {
  readonly plan: string
  readonly dryRun?: boolean | undefined
  readonly yes?: boolean | undefined
  readonly json?: boolean | undefined
  readonly skipInvalid?: boolean | undefined
  /** Begin a new job although an unfinished one came from the same file. */
  readonly new?: boolean | undefined
}

/**
 * Creates the codes of a plan; the same plan for the same host goes on where it stopped.
 *
 * @throws CliError; ResumableError
 */
export async function pushCodes(options: PushOptions, context: Context): Promise<void> {
  const request = { path: options.plan, skipInvalid: options.skipInvalid === true }
  const { rows, problems } = await readCsvFile(request, parsePlan, context)
  const connection = await readConnection(options, context)
  const job = createJob(options, { rows, connection }, context)
  if (options.new !== true) await assertNoOtherJob(job, options.plan, context)
  const mode = {
    dryRun: options.dryRun === true,
    yes: options.yes === true,
    json: options.json === true,
    invalid: problems.length,
  }
  await pushJob(job, mode, context)
}

interface JobContent {
  readonly rows: readonly KeyedRow[]
  readonly connection: Connection
}

function createJob(
  options: PushOptions,
  { rows, connection }: JobContent,
  { cwd, env }: Context,
): Job {
  const { rate, concurrency, onConflict, timeout, giveUpAfter } = options
  const id = toJobId(connection.baseUrl, rows)
  const header: JobHeader = {
    version: 1,
    id,
    createdAt: new Date().toISOString(),
    baseUrl: connection.baseUrl,
    profile: connection.profile,
    source: resolve(cwd, options.plan),
    rows: rows.length,
    settings: { rate, concurrency, onConflict, timeout, giveUpAfter },
    isFinished: false,
  }
  return { header, files: toJobFiles(toJobsDirectory(cwd, env), id), rows, connection }
}

/** A file that was changed while its job is unfinished is most often changed by mistake. */
async function assertNoOtherJob(
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
