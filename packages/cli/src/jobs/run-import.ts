import { mkdir } from 'node:fs/promises'
import { createPace, systemClock, type ReferlyClient } from '@referly-kit/client'
import type { Affiliate } from '@referly-kit/types'
import { createClient } from '../api/client.js'
import type { Connection } from '../api/connection.js'
import { toReadPace } from '../api/limits.js'
import type { Context } from '../context.js'
import { isSystemError, ResumableError } from '../errors.js'
import { toShortPath } from '../invocation.js'
import { assertNotInterrupted } from '../terminal/interruption.js'
import { toCountText } from '../terminal/text.js'
import { createAffiliateCreation, toImported } from './affiliate-creation.js'
import {
  compareAffiliate,
  updateAffiliates,
  type AffiliateDifference,
  type DifferentAffiliate,
} from './affiliate-differences.js'
import type { OpenRow } from './decisions.js'
import {
  countImports,
  storeImport,
  toImportResults,
  writeImportResults,
  type ImportJob,
  type ImportResult,
  type ImportRow,
} from './import-job.js'
import { writeJobHeader, type ImportHeader } from './job-store.js'
import { openJournal, recoverJournal, type Journal } from './journal.js'
import { takeLock } from './lock.js'
import { toRatePerSecond } from './rate.js'
import { createUnwritableError, toResumable } from './resumable.js'
import { sendJobRows } from './send-job.js'
import type { RunEnd } from './send-rows.js'

/** The results of an import, in the order of the file. */
export interface ImportEnd {
  readonly results: readonly ImportResult[]
  /** Existing affiliates that differ from the file. */
  readonly different: readonly DifferentAffiliate[]
  /** The number of updated affiliates; undefined unless they were to be updated. */
  readonly updated: number | undefined
  /** The reasons for failed updates, by the position in the file. */
  readonly failedUpdates: ReadonlyMap<number, string>
}

/**
 * Runs an import, or the rest of one: creates the affiliates that do not exist, recording each step in the journal, and
 * updates the others if requested.
 *
 * @throws ResumableError `INTERRUPTED`, `NETWORK`, `AUTHENTICATION`, `UNWRITABLE_FILE`
 */
export async function runImport(
  job: ImportJob,
  connection: Connection,
  context: Context,
): Promise<ImportEnd> {
  const { header, files } = job
  try {
    await mkdir(files.directory, { recursive: true, mode: 0o700 })
    const unlock = await takeLock(files.lock, `Job ${header.id}`)
    try {
      await storeImport(job)
      return await importLocked(job, connection, context)
    } finally {
      await unlock()
    }
  } catch (error) {
    throw isSystemError(error) ? createUnwritableError(files, error, context) : error
  }
}

async function importLocked(
  job: ImportJob,
  connection: Connection,
  context: Context,
): Promise<ImportEnd> {
  const { header, files, rows } = job
  const next = `${context.invocation.referly} jobs resume ${header.id}`
  const journal = await openJournal(await recoverJournal(files.journal))
  try {
    const existing = await readExisting(rows, createReader(connection), context)
    const end = await createMissing(job, { journal, existing, connection }, context)
    if (end.kind === 'stopped') throw createInterruptedError(job, journal, next)
    if (end.kind === 'gave up') {
      throw new ResumableError('NETWORK', `Gave up: ${end.reason}`, { next })
    }
    const different = toDifferent(rows, journal, existing)
    const updates = header.settings.update
      ? await updateDifferent(different, header, { connection, context })
      : { updated: undefined, failedUpdates: new Map<number, string>() }
    const results = await writeImportResults(job, journal.states)
    await writeJobHeader(files, { ...header, isFinished: true })
    return { results, different, ...updates }
  } catch (error) {
    // The reason for the failure matters more than results, which can be written at any time.
    await writeImportResults(job, journal.states).catch(() => undefined)
    throw toResumable(error, { next, directory: toShortPath(files.directory, context.cwd) })
  } finally {
    await journal.close()
  }
}

function createReader(connection: Connection): ReferlyClient {
  return createClient(connection, { pace: toReadPace(connection) })
}

/** An affiliate of the file that exists, with all differences from it. */
interface ExistingAffiliate extends Pick<Affiliate, 'id' | 'email' | 'createdAt'> {
  readonly differences: readonly AffiliateDifference[]
}

type Existing = ReadonlyMap<string, ExistingAffiliate>

/** Reads all affiliates in one request, and keeps those in the file. */
async function readExisting(
  rows: readonly ImportRow[],
  { affiliates }: ReferlyClient,
  { output, signal }: Context,
): Promise<Existing> {
  output.status('Reading existing affiliates ...')
  const rowOf = new Map(rows.map((row) => [row.key, row]))
  const found = new Map<string, ExistingAffiliate>()
  for await (const affiliate of affiliates.iterate({}, { signal })) {
    const { id, email, createdAt } = affiliate
    const row = rowOf.get(email.toLowerCase())
    if (row === undefined) continue
    const differences = compareAffiliate(affiliate, row.input)
    found.set(row.key, { id, email, createdAt, differences })
  }
  assertNotInterrupted(signal)
  return found
}

interface ImportWork {
  readonly journal: Journal
  readonly existing: Existing
  readonly connection: Connection
}

/** Creates the affiliates that do not exist, and shows the progress. */
async function createMissing(
  { header: { settings }, rows }: ImportJob,
  { journal, existing, connection }: ImportWork,
  context: Context,
): Promise<RunEnd> {
  const open = await findOpenRows(rows, journal, existing)
  if (open.length === 0) return { kind: 'done' }
  const creation = { skipped: 0, createCreation: createAffiliateCreation }
  return sendJobRows(open, { connection, settings, journal, ...creation }, context)
}

/** Finds the rows to send: rows in doubt first. Failed rows are sent again. Those that exist are settled. */
async function findOpenRows(
  rows: readonly ImportRow[],
  journal: Journal,
  existing: Existing,
): Promise<readonly OpenRow<ImportRow>[]> {
  const open: OpenRow<ImportRow>[] = []
  for (const row of rows) {
    const { attempts = 0, doubtSince, outcome } = journal.states.get(row.key) ?? {}
    if (outcome !== undefined && outcome.status !== 'failed') continue
    const found = existing.get(row.key)
    if (found === undefined) open.push({ row, position: { attempts, doubtSince } })
    else journal.note(toImported(row, found, attempts))
  }
  const isInDoubt = ({ position }: OpenRow<ImportRow>): boolean => position.doubtSince !== undefined
  return [...open.filter(isInDoubt), ...open.filter((each) => !isInDoubt(each))]
}

function createInterruptedError(
  { rows }: ImportJob,
  { states }: Journal,
  next: string,
): ResumableError {
  const done = rows.length - countImports(toImportResults(rows, states)).pending
  const total = toCountText(rows.length, 'affiliate')
  return new ResumableError('INTERRUPTED', `Interrupted. Done and kept: ${done} of ${total}.`, {
    next,
  })
}

/** Returns the affiliates that existed before the import, and differ from it. */
function toDifferent(
  rows: readonly ImportRow[],
  { states }: Journal,
  existing: Existing,
): readonly DifferentAffiliate[] {
  return rows.flatMap(({ key }, index) => {
    const found = existing.get(key)
    if (found === undefined || states.get(key)?.outcome?.status !== 'exists') return []
    const { id, email, differences } = found
    return differences.length === 0 ? [] : [{ index, id, email, differences }]
  })
}

async function updateDifferent(
  different: readonly DifferentAffiliate[],
  { settings: { rate } }: ImportHeader,
  {
    connection,
    context: { signal },
  }: { readonly connection: Connection; readonly context: Context },
): Promise<Pick<ImportEnd, 'updated' | 'failedUpdates'>> {
  const pace = createPace(systemClock, toRatePerSecond(rate))
  const client = createReader(connection)
  const failed = await updateAffiliates(different, { client, pace, signal })
  const failedUpdates = new Map(failed.map(({ index, error }) => [index, error]))
  return { updated: different.length - failed.length, failedUpdates }
}
