import { mkdir, rmdir } from 'node:fs/promises'
import type { ReferlyClient } from '@referly-kit/client'
import { createClient } from '../api/client.js'
import type { Context } from '../context.js'
import { CliError, isSystemError, ResumableError } from '../errors.js'
import { toShortPath } from '../invocation.js'
import { assertNotInterrupted } from '../terminal/interruption.js'
import { toCountText } from '../terminal/text.js'
import { createCodeCreation } from './code-creation.js'
import { decideRows, findDiscrepancies, type Decisions } from './decisions.js'
import { readInventory, type Inventory } from './inventory.js'
import { storeJob, writeJobHeader, type PushJob, type PushHeader } from './job-store.js'
import { openJournalWriter, readJournal, recoverJournal, type RowState } from './journal.js'
import { takeLock } from './lock.js'
import { confirm, noteDecisions, reportEnd, type JobEnd, type PushMode } from './push-report.js'
import { toCounts, toResults, writeResults } from './results.js'
import { createUnwritableError, toResumable } from './resumable.js'
import { sendJobRows } from './send-job.js'
import type { RunEnd } from './send-rows.js'

/**
 * Pushes the rows of a job: reads the codes that exist, shows what will be done, asks for
 * confirmation, creates the missing codes, and verifies the result.
 *
 * @throws CliError; ResumableError `INTERRUPTED`, `NETWORK`, `AUTHENTICATION`, `FAILED_ROWS`
 */
export async function pushJob(job: PushJob, mode: PushMode, context: Context): Promise<void> {
  if (mode.dryRun) return dryRun(job, mode, context)
  try {
    await mkdir(job.files.directory, { recursive: true, mode: 0o700 })
    const unlock = await takeLock(job.files.lock, `Job ${job.header.id}`)
    try {
      await pushLocked(job, mode, context)
    } finally {
      await unlock()
      // An unconfirmed push leaves nothing behind. A directory with a job in it is not empty.
      await rmdir(job.files.directory).catch(() => undefined)
    }
  } catch (error) {
    throw isSystemError(error) ? createUnwritableError(job.files, error, context) : error
  }
}

async function dryRun(job: PushJob, mode: PushMode, context: Context): Promise<void> {
  const client = createClient(job.connection)
  const sources = { client, readStates: readJournal, couponsExist: mode.couponsExist }
  const decisions = await decide(job, sources, context)
  noteDecisions(job, decisions, { mode, context })
}

async function pushLocked(job: PushJob, mode: PushMode, context: Context): Promise<void> {
  const client = createClient(job.connection)
  const readStates: ReadStates = async (path) => (await recoverJournal(path)).states
  const sources = { client, readStates, couponsExist: mode.couponsExist }
  const decisions = await decide(job, sources, context)
  noteDecisions(job, decisions, { mode, context })
  if (decisions.open.length > 0) await confirm(mode, context)
  const header = await storeJob(job)
  const end = await createCodes({ ...job, header }, { client, decisions }, context)
  reportEnd(job, end, { mode, context })
}

type ReadStates = (path: string) => Promise<ReadonlyMap<string, RowState>>

interface DecisionSources {
  readonly client: ReferlyClient
  readonly readStates: ReadStates
  readonly couponsExist: boolean
}

async function decide(
  { rows, header, files, connection }: PushJob,
  { client, readStates, couponsExist }: DecisionSources,
  { signal, output, invocation }: Context,
): Promise<Decisions> {
  output.status('Reading existing codes ...')
  const inventory = await readInventory(client, rows, signal)
  assertNotInterrupted(signal)
  for (const id of couponsExist ? [] : inventory.unseenCoupons) {
    if ((await client.coupons.find({ id }, { signal })) !== undefined) continue
    throw new CliError(
      'INVALID_USAGE',
      `No coupon has the ID ${id} at ${connection.baseUrl}. To list the coupons: ${invocation.referly} coupons list`,
    )
  }
  const states = await readStates(files.journal)
  return decideRows(rows, { states, inventory, onConflict: header.settings.onConflict })
}

interface CodeWork {
  readonly client: ReferlyClient
  readonly decisions: Decisions
}

async function createCodes(job: PushJob, work: CodeWork, context: Context): Promise<JobEnd> {
  const { files, rows, header } = job
  const next = `${context.invocation.referly} jobs resume ${header.id}`
  try {
    const end = await sendOpenRows(job, work, context)
    if (end.kind === 'stopped') {
      const { pending } = toCounts(toResults(rows, await readJournal(files.journal)))
      const done = rows.length - pending
      const message = `Interrupted. Done and kept: ${done} of ${toCountText(rows.length, 'row')}.`
      throw new ResumableError('INTERRUPTED', message, { next })
    }
    if (end.kind === 'gave up') {
      throw new ResumableError('NETWORK', `Gave up: ${end.reason}`, { next })
    }
    return await verify(job, await readInventory(work.client, rows, context.signal))
  } catch (error) {
    // The reason for the failure matters more than results, which can be written at any time.
    await writeCurrentResults(job).catch(() => undefined)
    throw toResumable(error, { next, directory: toShortPath(files.directory, context.cwd) })
  }
}

/** Records the rows that need no request, and sends the others. */
async function sendOpenRows(
  { connection, files, header: { settings } }: PushJob,
  { decisions: { open, outcomes } }: CodeWork,
  context: Context,
): Promise<RunEnd> {
  const journal = await openJournalWriter(files.journal)
  const skipped = outcomes.filter(({ status }) => status === 'skipped').length
  try {
    await Promise.all(outcomes.map((outcome) => journal.append(outcome)))
    const options = { connection, settings, journal, skipped, createCreation: createCodeCreation }
    return await sendJobRows(open, options, context)
  } finally {
    await journal.close()
  }
}

async function writeCurrentResults({ files, rows, extraTitles }: PushJob): Promise<void> {
  const results = toResults(rows, await readJournal(files.journal))
  await writeResults(files, { results, extraTitles })
}

async function verify(
  { files, rows, extraTitles, header }: PushJob,
  inventory: Inventory,
): Promise<JobEnd> {
  const states = await readJournal(files.journal)
  const results = toResults(rows, states)
  await writeResults(files, { results, extraTitles })
  const discrepancies = findDiscrepancies(rows, states, inventory)
  const finished: PushHeader = { ...header, isFinished: discrepancies.missing.length === 0 }
  await writeJobHeader(files, finished)
  return { counts: toCounts(results), discrepancies }
}
