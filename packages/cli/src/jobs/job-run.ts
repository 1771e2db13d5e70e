import { type ReferlyClient, isAuthenticationError, isReferlyError } from '@referly-kit/client'
import { createClient } from '../api-client.js'
import type { Connection } from '../connection.js'
import type { Context } from '../context.js'
import { CliError, isSystemError, ResumableError, toMessage } from '../errors.js'
import { toShortPath } from '../invocation.js'
import type { PlanRow } from '../plans/plan-file.js'
import { createProgress } from '../terminal/progress.js'
import { type Decisions, type Discrepancies, findDiscrepancies } from './decisions.js'
import { readInventory, toFoundCode } from './inventory.js'
import { type JobFiles, type JobHeader, type JobSettings, writeJobHeader } from './job-store.js'
import { openJournal, readJournal } from './journal.js'
import { createPace } from './pace.js'
import { type ResultCounts, toCounts, toResults, writeResults } from './results.js'
import type { CodeApi } from './row-steps.js'
import { type RunEnd, runRows } from './runner.js'

/** A job that holds its lock. */
export interface OpenJob {
  readonly header: JobHeader
  readonly files: JobFiles
  readonly rows: readonly PlanRow[]
  readonly connection: Connection
}

/** What became of a job. */
export interface JobEnd {
  readonly counts: ResultCounts
  readonly discrepancies: Discrepancies
}

/**
 * Does what was decided, compares what exists with the journal, and writes the results.
 *
 * @throws ResumableError `INTERRUPTED`, `NETWORK`, `AUTHENTICATION`
 */
export async function runJob(
  job: OpenJob,
  decisions: Decisions,
  context: Context,
): Promise<JobEnd> {
  const { files, header } = job
  const next = `${context.invocation.referly} jobs resume ${header.id}`
  try {
    const end = await sendRows(job, decisions, context)
    if (end.kind === 'done') return await finishJob(job, context)
    throw end.kind === 'stopped'
      ? new ResumableError('INTERRUPTED', 'Interrupted; what is done is kept.', { next })
      : new ResumableError('NETWORK', `Gave up for now: ${end.reason}.`, { next })
  } catch (error) {
    // Why it ended counts more than results which can be written at any time.
    await updateResults(job).catch(() => undefined)
    throw toResumable(error, { next, directory: toShortPath(files.directory, context.cwd) })
  }
}

async function updateResults({ files, rows }: OpenJob): Promise<void> {
  await writeResults(files, rows, await readJournal(files.journal))
}

async function sendRows(
  { connection, files, header: { settings } }: OpenJob,
  { open, outcomes }: Decisions,
  { output, signal }: Context,
): Promise<RunEnd> {
  const pace = createPace(settings.rate)
  const journal = await openJournal(files.journal)
  const skipped = outcomes.filter(({ status }) => status === 'skipped').length
  const progress = createProgress(output, { total: open.length, skipped }, pace)
  const tell = (): void => output.note('Stopping: what is under way is awaited; Ctrl-C stops now.')
  signal.addEventListener('abort', tell, { once: true })
  try {
    await Promise.all(outcomes.map((outcome) => journal.append(outcome)))
    return await runRows(open, {
      api: createCodeApi(createJobClient(connection, settings)),
      journal,
      pace,
      signal,
      settleMs: settings.timeout * 1000,
      concurrency: settings.concurrency,
      patienceMs: settings.patience * 1000,
      onSettled: (_, outcome) => progress.settled(outcome),
      onDelayed: (reason) => progress.delayed(reason),
    })
  } finally {
    signal.removeEventListener('abort', tell)
    progress.stop()
    await journal.close()
  }
}

/** The client repeats nothing and looks nothing up: this is up to the job, which writes it down. */
function createJobClient(connection: Connection, { timeout }: JobSettings): ReferlyClient {
  return createClient(connection, { retries: 0, reconcileMs: 0, timeoutMs: timeout * 1000 })
}

// No signal: what has been sent is awaited, so that its outcome is known.
function createCodeApi({ promotionalCodes }: ReferlyClient): CodeApi {
  return {
    create: async (row) => {
      const { couponId, code, email: affiliateEmail } = row
      return toFoundCode(await promotionalCodes.create({ couponId, code, affiliateEmail }), row)
    },
    find: async (row) => {
      const record = await promotionalCodes.find({ code: row.code })
      return record && toFoundCode(record, row)
    },
  }
}

async function finishJob(job: OpenJob, { signal }: Context): Promise<JobEnd> {
  const { files, rows, header, connection } = job
  const states = await readJournal(files.journal)
  const inventory = await readInventory(createClient(connection), rows, signal)
  await writeResults(files, rows, states)
  const discrepancies = findDiscrepancies(rows, states, inventory)
  const isFinished = discrepancies.missing.length === 0
  await writeJobHeader(files, { ...header, isFinished })
  return { counts: toCounts(toResults(rows, states)), discrepancies }
}

interface Continuation {
  readonly next: string
  readonly directory: string
}

function toResumable(error: unknown, { next, directory }: Continuation): unknown {
  if (error instanceof CliError) return error
  if (isSystemError(error)) {
    const message = `${directory} cannot be written (${toMessage(error)}); make room.`
    return new ResumableError('UNWRITABLE_FILE', message, { next, cause: error })
  }
  if (isAuthenticationError(error)) {
    return new ResumableError('AUTHENTICATION', toMessage(error), { next, cause: error })
  }
  if (isReferlyError(error)) {
    const code = error.code === 'ABORTED' ? 'INTERRUPTED' : 'NETWORK'
    return new ResumableError(code, toMessage(error), { next, cause: error })
  }
  return error
}
