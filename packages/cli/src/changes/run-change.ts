import { mkdir } from 'node:fs/promises'
import {
  createPace,
  isApiError,
  isAuthenticationError,
  isNotFoundError,
  isRateLimitError,
  isReferlyError,
  isServerError,
  systemClock,
  type Pace,
  type ReferlyClient,
} from '@referly-kit/client'
import { createClient } from '../api/client.js'
import type { Connection } from '../api/connection.js'
import type { Context } from '../context.js'
import { CliError, isCliError, ResumableError, type CliErrorCode } from '../errors.js'
import { toShortPath } from '../invocation.js'
import { writeJobHeader } from '../jobs/job-store.js'
import { openJournal, recoverJournal, type Journal } from '../jobs/journal.js'
import { takeLock } from '../jobs/lock.js'
import { toRatePerSecond } from '../jobs/rate.js'
import { toUserMessage } from '../library-errors.js'
import { toCountText, toTerminalText } from '../terminal/text.js'
import {
  storeChange,
  writeChangeResults,
  type ChangeCounts,
  type ChangeJob,
  type ChangeStatus,
} from './change-job.js'
import { collections } from './collections.js'
import { decideRow, type Change, type ChangeRow } from './plan-change.js'

/** Options for `runChange`. */
export interface RunChangeOptions {
  readonly connection: Connection
  readonly json: boolean
}

/**
 * Runs a change, or the rest of one: sends every row that is not settled, recording each step in the journal. A record
 * that others have changed since the plan is left as it is.
 *
 * @throws ResumableError `INTERRUPTED`, `NETWORK`, `AUTHENTICATION`, `FAILED_ROWS`
 */
export async function runChange(
  job: ChangeJob,
  { connection, json }: RunChangeOptions,
  context: Context,
): Promise<void> {
  const { header, files } = job
  await mkdir(files.directory, { recursive: true, mode: 0o700 })
  const unlock = await takeLock(files.lock, `Job ${header.id}`)
  try {
    await storeChange(job)
    const client = createClient(connection)
    const journal = await openJournal(await recoverJournal<ChangeStatus>(files.journal))
    const pace = createPace(systemClock, toRatePerSecond(header.settings.rate))
    const next = `${context.invocation.referly} jobs resume ${header.id}`
    try {
      await sendRows(job, { client, journal, pace, context })
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

interface ChangeRun {
  readonly client: ReferlyClient
  readonly journal: Journal<ChangeStatus>
  readonly pace: Pace
  readonly context: Context
}

/** Sends the open rows, several at a time. After an interruption or an error nothing more is sent, and requests in progress are awaited. */
async function sendRows({ header, rows }: ChangeJob, run: ChangeRun): Promise<void> {
  const { signal, output } = run.context
  const { states } = run.journal
  const isOpen = ({ id }: ChangeRow): boolean => {
    const status = states.get(id)?.outcome?.status
    return status === undefined || status === 'failed'
  }
  const open = rows.filter(isOpen)
  const waiting = open[Symbol.iterator]()
  const failures: unknown[] = []
  const total = toCountText(open.length, collections[header.collection].noun)
  let done = 0
  const work = async (): Promise<void> => {
    for (const row of waiting) {
      if (signal.aborted || failures.length > 0) return
      try {
        await sendRow(row, header, run)
      } catch (error) {
        failures.push(error)
      }
      output.status(`${++done} of ${total}`)
    }
  }
  await Promise.all(Array.from({ length: header.settings.concurrency }, work))
  if (failures.length > 0) throw failures[0]
}

async function sendRow(row: ChangeRow, change: Change, run: ChangeRun): Promise<void> {
  const { client, journal, pace, context } = run
  const attempt = (journal.states.get(row.id)?.attempts ?? 0) + 1
  const settle = (status: ChangeStatus, reason?: string): void =>
    journal.note({
      type: 'outcome',
      key: row.id,
      status,
      attempts: attempt,
      ...(reason === undefined ? {} : { error: toTerminalText(reason.replace(/\s+/g, ' ')) }),
    })
  // Read right before it is sent, so that a change by others is not overwritten.
  const now = await collections[change.collection].find(client, row.id)
  const decision = decideRow(row, change, now)
  if (decision.kind === 'done') return settle('changed')
  if (decision.kind === 'refused') return settle('refused', decision.reason)
  await pace.wait(context.signal).catch(() => undefined)
  if (context.signal.aborted) return
  await journal.append({ type: 'intent', key: row.id, attempt, at: Date.now() })
  try {
    await apply(row, change, client)
    settle('changed')
  } catch (error) {
    if (isNotFoundError(error) && change.action === 'delete') return settle('changed')
    if (!isRefusal(error)) throw error
    settle('failed', toUserMessage(error))
  }
}

function isRefusal(error: unknown): boolean {
  if (!isApiError(error) || isAuthenticationError(error)) return false
  return !isRateLimitError(error) && !isServerError(error)
}

async function apply(
  { id, after }: ChangeRow,
  { collection, action }: Change,
  client: ReferlyClient,
): Promise<void> {
  const rules = collections[collection]
  if (action === 'refund') await client.sales.refund({ saleId: Number(id) })
  else if (action === 'delete') await rules.delete(client, id)
  else await rules.update(client, id, after)
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
  const message = `Interrupted. ${rows.length - pending} of ${total} are done and kept.`
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
  const message = `${records} could not be ${pastTenses[action]}, see ${results}.`
  if (failed > 0) throw new ResumableError('FAILED_ROWS', message, { next })
  // Only a person can decide what to do about changes by others.
  if (refused > 0) throw new CliError('FAILED_ROWS', message)
  if (action !== 'update' || reverts !== undefined) return
  output.note(`To take it back: ${invocation.referly} jobs revert ${id}`)
}
