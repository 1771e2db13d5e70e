import { mkdir } from 'node:fs/promises'
import {
  isApiError,
  isAuthenticationError,
  isNotFoundError,
  isRateLimitError,
  isReferlyError,
  isServerError,
  type ReferlyClient,
} from '@referly-kit/client'
import { createClient } from '../api/client.js'
import type { Connection } from '../api/connection.js'
import { toJobPace, type ClientPace } from '../api/limits.js'
import type { Context } from '../context.js'
import {
  CliError,
  isCliError,
  isSystemError,
  ResumableError,
  type CliErrorCode,
} from '../errors.js'
import { toShortPath } from '../invocation.js'
import { writeJobHeader } from '../jobs/job-store.js'
import { openJournal, recoverJournal, type Journal } from '../jobs/journal.js'
import { takeLock } from '../jobs/lock.js'
import { maxPauseMs } from '../jobs/rate.js'
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
import { decideRow, type Change, type ChangeRow, type RowDecision } from './plan-change.js'

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
    const pace = toAbortablePace(toJobPace(connection, header.settings.rate), context.signal)
    const client = createClient(connection, { pace, maxRetryAfterMs: maxPauseMs })
    const journal = await openJournal(await recoverJournal<ChangeStatus>(files.journal))
    const next = `${context.invocation.referly} jobs resume ${header.id}`
    try {
      await sendRows(job, { client, journal, context })
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

/** Ends the wait of a request when the signal aborts, and the request with it. Requests in progress are not affected. */
function toAbortablePace(paceOf: ClientPace, signal: AbortSignal): ClientPace {
  return (request) => {
    const pace = paceOf(request)
    return (
      pace && {
        ...pace,
        async wait() {
          await pace.wait(signal)
          signal.throwIfAborted()
        },
      }
    )
  }
}

interface ChangeRun {
  readonly client: ReferlyClient
  readonly journal: Journal<ChangeStatus>
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
        await sendUntilAllowed(row, header, run)
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

/** Attempts of one row that the server may refuse because of its limits. */
const maxLimited = 10

/** Sends a row again after a 429 that asks for a longer wait than the client makes. The pace waits for it. */
async function sendUntilAllowed(row: ChangeRow, change: Change, run: ChangeRun): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sendRow(row, change, run)
    } catch (error) {
      const isFinal = attempt === maxLimited || !isRateLimitError(error)
      if (isFinal || (error.retryAfterMs ?? 0) > maxPauseMs) throw error
    }
  }
}

async function sendRow(row: ChangeRow, change: Change, run: ChangeRun): Promise<void> {
  const { client, journal } = run
  const attempt = (journal.states.get(row.id)?.attempts ?? 0) + 1
  const settle = (status: ChangeStatus, reason?: string): void =>
    journal.note({
      type: 'outcome',
      key: row.id,
      status,
      attempts: attempt,
      ...(reason === undefined ? {} : { error: toTerminalText(reason.replace(/\s+/g, ' ')) }),
    })
  const decision = await decide(row, change, client)
  if (decision.kind === 'done') return settle('changed')
  if (decision.kind === 'refused') return settle('refused', decision.reason)
  if (run.context.signal.aborted) return
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

/** Reads a record right before it is changed, so that a change by others is not overwritten. A second refund changes nothing. */
async function decide(row: ChangeRow, change: Change, client: ReferlyClient): Promise<RowDecision> {
  if (change.action === 'refund') return { kind: 'send' }
  return decideRow(row, change, await collections[change.collection].find(client, row.id))
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
