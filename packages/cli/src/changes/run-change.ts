import { mkdir } from 'node:fs/promises'
import {
  isAuthenticationError,
  isReferlyError,
  type Pace,
  type PacedRequest,
} from '@referly-kit/client'
import { createClient } from '../api/client.js'
import type { Connection } from '../api/connection.js'
import { toJobPace } from '../api/limits.js'
import type { Context } from '../context.js'
import {
  CliError,
  isCliError,
  isSystemError,
  ResumableError,
  type CliErrorCode,
} from '../errors.js'
import { toShortPath } from '../invocation.js'
import { writeJobHeader, type ChangeHeader } from '../jobs/job-store.js'
import { openJournal, recoverJournal, type Journal } from '../jobs/journal.js'
import { takeLock } from '../jobs/lock.js'
import { maxPauseMs } from '../jobs/rate.js'
import { toUserMessage } from '../library-errors.js'
import { toCountText } from '../terminal/text.js'
import {
  storeChange,
  writeChangeResults,
  type ChangeCounts,
  type ChangeJob,
  type ChangeStatus,
} from './change-job.js'
import { collections } from './collections.js'
import { toExpectedTime } from './expected-time.js'
import type { ChangeRow } from './plan-change.js'
import { sendRow, type ChangeRun } from './send-row.js'

/** Options for `runChange`. */
export interface RunChangeOptions {
  readonly connection: Connection
  readonly json: boolean
}

/**
 * Runs a change, or the rest of one: sends every row that is not settled, recording each step in the journal. A
 * record that has changed since the plan is left unchanged.
 *
 * @throws ResumableError `INTERRUPTED`, `NETWORK`, `AUTHENTICATION`, `FAILED_ROWS`
 */
export async function runChange(
  job: ChangeJob,
  { connection, json }: RunChangeOptions,
  context: Context,
): Promise<void> {
  const { header, files } = job
  // A missing or malformed API key must not leave an unfinished job.
  createClient(connection)
  await mkdir(files.directory, { recursive: true, mode: 0o700 })
  const unlock = await takeLock(files.lock, `Job ${header.id}`)
  try {
    await storeChange(job)
    const journal = await openJournal(await recoverJournal<ChangeStatus>(files.journal))
    const next = `${context.invocation.referly} jobs resume ${header.id}`
    try {
      const open = findOpenRows(job, journal)
      noteOpenRows(job, open.length, { connection, context })
      await sendRows(open, header, { connection, journal, context })
    } catch (error) {
      // The reason for the failure matters more than results, which can be written at any time.
      await writeChangeResults(job, journal.states).catch(() => undefined)
      throw toResumable(error, next)
    } finally {
      await journal.close()
    }
    const counts = await writeChangeResults(job, journal.states)
    if (counts.pending > 0) throw createInterruptedError(job, counts, next)
    await writeJobHeader(files, { ...header, isFinished: true })
    reportEnd(job, { counts, json, next }, context)
  } finally {
    await unlock()
  }
}

/** Cancels a request that is still waiting when the signal aborts. Requests in progress are not affected. */
function toAbortable(pace: Pace, signal: AbortSignal): Pace {
  return {
    ...pace,
    async wait() {
      await pace.wait(signal)
      signal.throwIfAborted()
    },
  }
}

/**
 * Finds the rows to send. Failed rows are sent again, and rows in doubt come last, when their requests can no longer
 * arrive.
 */
function findOpenRows(
  { rows }: ChangeJob,
  { states }: Journal<ChangeStatus>,
): readonly ChangeRow[] {
  const open = rows.filter(({ id }) => {
    const status = states.get(id)?.outcome?.status
    return status === undefined || status === 'failed'
  })
  const isInDoubt = ({ id, doubtSince }: ChangeRow): boolean =>
    (states.get(id)?.doubtSince ?? doubtSince) !== undefined
  return [...open.filter((row) => !isInDoubt(row)), ...open.filter(isInDoubt)]
}

/** Shows the rest of a change and its expected time. A new change has already shown its plan. */
function noteOpenRows(
  { header, rows }: ChangeJob,
  open: number,
  {
    connection,
    context: { output },
  }: { readonly connection: Connection; readonly context: Context },
): void {
  if (header.reverts === undefined && open === rows.length) return
  const { noun } = collections[header.collection]
  output.note(`Host:      ${connection.baseUrl}`)
  output.note(`Rows:      ${open} of ${toCountText(rows.length, noun)} to send`)
  output.note(`Time:      ${toExpectedTime({ ...header, connection }, open)}`)
}

interface SendContext {
  readonly connection: Connection
  readonly journal: Journal<ChangeStatus>
  readonly context: Context
}

/**
 * Sends rows, several at a time. After an interruption or an error, nothing more is sent, and requests in progress are
 * awaited.
 */
async function sendRows(
  open: readonly ChangeRow[],
  header: ChangeHeader,
  { connection, journal, context: { signal, output } }: SendContext,
): Promise<void> {
  const run = createRun(header, { connection, journal, signal })
  const waiting = open[Symbol.iterator]()
  const failures: unknown[] = []
  const total = toCountText(open.length, collections[header.collection].noun)
  let done = 0
  const work = async (): Promise<void> => {
    for (const row of waiting) {
      if (signal.aborted || failures.length > 0) return
      try {
        await sendRow(row, run)
      } catch (error) {
        // A request that an interruption kept from being sent leaves its row open.
        if (!signal.aborted || isSystemError(error)) failures.push(error)
      }
      output.status(`${++done} of ${total}`)
    }
  }
  await Promise.all(Array.from({ length: header.settings.concurrency }, work))
  if (failures.length > 0) throw failures[0]
}

function createRun(
  change: ChangeHeader,
  {
    connection,
    journal,
    signal,
  }: Pick<ChangeRun, 'journal' | 'signal'> & Pick<SendContext, 'connection'>,
): ChangeRun {
  const { rate, timeout } = change.settings
  const timeoutMs = timeout * 1000
  const paceOf = toJobPace(connection, rate)
  const pace = (request: PacedRequest): Pace => toAbortable(paceOf(request), signal)
  const reading = { pace, maxRetryAfterMs: maxPauseMs, timeoutMs }
  const writing = { pace: undefined, retries: 0, reconcileMs: 0, timeoutMs }
  return {
    change,
    reader: createClient(connection, reading),
    writer: createClient(connection, writing),
    pace: paceOf({ method: 'PUT', path: collections[change.collection].path }),
    journal,
    signal,
    settleMs: timeoutMs,
  }
}

function toResumable(error: unknown, next: string): unknown {
  if (isCliError(error) || !isReferlyError(error)) return error
  const code: CliErrorCode = isAuthenticationError(error) ? 'AUTHENTICATION' : 'NETWORK'
  return new ResumableError(code, toUserMessage(error), { next, cause: error })
}

function createInterruptedError(
  { header, rows }: ChangeJob,
  { pending }: ChangeCounts,
  next: string,
): ResumableError {
  const total = toCountText(rows.length, collections[header.collection].noun)
  const message = `Interrupted. Done and kept: ${rows.length - pending} of ${total}.`
  return new ResumableError('INTERRUPTED', message, { next })
}

/** The participle in the counts. */
const pastTenses = { update: 'changed', delete: 'deleted', refund: 'refunded' } as const

interface ChangeEnd {
  readonly counts: ChangeCounts
  readonly json: boolean
  readonly next: string
}

function reportEnd(
  { header: { id, collection, action, reverts }, files }: ChangeJob,
  { counts, json, next }: ChangeEnd,
  { output, invocation, cwd }: Context,
): void {
  const { changed, refused, failed } = counts
  const results = toShortPath(files.results, cwd)
  if (json) output.json({ job: id, ...counts, results })
  else output.data(results)
  output.note(`${changed} ${pastTenses[action]}, ${refused} refused, ${failed} failed.`)
  const records = toCountText(failed + refused, collections[collection].noun)
  const message = `${records} could not be ${pastTenses[action]}; see ${results}.`
  if (failed > 0) throw new ResumableError('FAILED_ROWS', message, { next })
  // Only a person can decide what to do about changes by others.
  if (refused > 0) throw new CliError('FAILED_ROWS', message)
  if (action !== 'update' || reverts !== undefined) return
  output.note(`To undo it: ${invocation.referly} jobs revert ${id}`)
}
