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
import type { PromotionalCode } from '@referly-kit/types'
import { createClient } from '../api/client.js'
import type { Connection } from '../api/connection.js'
import type { Context } from '../context.js'
import { CliError, isCliError, ResumableError, type CliErrorCode } from '../errors.js'
import { toShortPath } from '../invocation.js'
import { openJournal, recoverJournal, type Journal } from '../jobs/journal.js'
import { takeLock } from '../jobs/lock.js'
import { toRatePerSecond } from '../jobs/rate.js'
import { toUserMessage } from '../library-errors.js'
import { toCountText, toTerminalText } from '../terminal/text.js'
import {
  countChanges,
  storeChange,
  toChangeFiles,
  writeChangeResults,
  type ChangeJob,
  type ChangeStatus,
} from './change-store.js'
import { decideRow, type ChangeRow } from './code-changes.js'

/**
 * Runs a change, or the rest of one: sends every row that is not settled, recording each step in the journal. A code that
 * others have changed since the plan is left as it is.
 *
 * @throws ResumableError `INTERRUPTED`, `NETWORK`, `AUTHENTICATION`, `FAILED_ROWS`
 */
export async function runChange(
  job: ChangeJob,
  { connection, json }: { readonly connection: Connection; readonly json: boolean },
  context: Context,
): Promise<void> {
  const files = toChangeFiles(job.id, context)
  await storeChange(job, files)
  const unlock = await takeLock(files.lock, `Job ${job.id}`)
  try {
    const client = createClient(connection)
    const recovered = await recoverJournal<ChangeStatus>(files.journal)
    const journal = await openJournal(recovered)
    const next = `${context.invocation.referly} jobs resume ${job.id}`
    try {
      await sendRows(job, { client, journal, pace: toPace(job), context })
    } catch (error) {
      throw toResumable(error, next)
    } finally {
      await journal.close()
      await writeChangeResults(job, files, journal.states)
    }
    const counts = countChanges(job, journal.states)
    const results = toShortPath(files.results, context.cwd)
    reportEnd(job, { counts, results, json, next }, context)
  } finally {
    await unlock()
  }
}

function toPace({ rate }: ChangeJob): Pace {
  return createPace(systemClock, toRatePerSecond(rate))
}

interface ChangeRun {
  readonly client: ReferlyClient
  readonly journal: Journal<ChangeStatus>
  readonly pace: Pace
  readonly context: Context
}

/** Sends the open rows, several at a time. After an interruption or an error nothing more is sent, and requests in progress are awaited. */
async function sendRows(job: ChangeJob, run: ChangeRun): Promise<void> {
  const { signal, output } = run.context
  const { states } = run.journal
  const isOpen = ({ id }: ChangeRow): boolean => {
    const status = states.get(id)?.outcome?.status
    return status === undefined || status === 'failed'
  }
  const open = job.rows.filter(isOpen)
  const rows = open[Symbol.iterator]()
  const failures: unknown[] = []
  let done = 0
  const work = async (): Promise<void> => {
    for (const row of rows) {
      if (signal.aborted || failures.length > 0) return
      try {
        await sendRow(job, row, run)
      } catch (error) {
        failures.push(error)
      }
      output.status(`${++done} of ${toCountText(open.length, 'code')}`)
    }
  }
  await Promise.all(Array.from({ length: job.concurrency }, work))
  if (failures.length > 0) throw failures[0]
  if (signal.aborted) {
    const { pending } = countChanges(job, states)
    const message = `Interrupted. ${job.rows.length - pending} of ${toCountText(job.rows.length, 'code')} are done and kept.`
    throw new ResumableError('INTERRUPTED', message, { next: toNext(job, run.context) })
  }
}

function toNext({ id }: ChangeJob, { invocation }: Context): string {
  return `${invocation.referly} jobs resume ${id}`
}

async function sendRow(job: ChangeJob, row: ChangeRow, run: ChangeRun): Promise<void> {
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
  const now = await client.promotionalCodes.find({ id: row.id })
  const decision = decideRow(row, job.action, now)
  if (decision.kind === 'done') return settle('changed')
  if (decision.kind === 'refused') return settle('refused', decision.reason)
  await pace.wait(context.signal).catch(() => undefined)
  if (context.signal.aborted) return
  await journal.append({ type: 'intent', key: row.id, attempt, at: Date.now() })
  try {
    await apply(job, row, client)
    settle('changed')
  } catch (error) {
    if (isNotFoundError(error) && job.action === 'delete') return settle('changed')
    if (!isRefusal(error)) throw error
    settle('failed', toUserMessage(error))
  }
}

function isRefusal(error: unknown): boolean {
  if (!isApiError(error) || isAuthenticationError(error)) return false
  return !isRateLimitError(error) && !isServerError(error)
}

async function apply(
  { action }: ChangeJob,
  { id, after }: ChangeRow,
  { promotionalCodes }: ReferlyClient,
): Promise<PromotionalCode | undefined> {
  const key = { promotionalCodeId: id }
  if (action !== 'delete') return promotionalCodes.update({ ...key, ...after })
  await promotionalCodes.delete(key)
  return undefined
}

function toResumable(error: unknown, next: string): unknown {
  if (isCliError(error) || !isReferlyError(error)) return error
  const code: CliErrorCode = isAuthenticationError(error) ? 'AUTHENTICATION' : 'NETWORK'
  return new ResumableError(code, toUserMessage(error), { next, cause: error })
}

interface ChangeEnd {
  readonly counts: ReturnType<typeof countChanges>
  readonly results: string
  readonly json: boolean
  readonly next: string
}

function reportEnd(
  { id, action, reverts }: ChangeJob,
  { counts, results, json, next }: ChangeEnd,
  { output, invocation }: Context,
): void {
  const { changed, refused, failed } = counts
  if (json) output.json({ job: id, ...counts, results })
  else output.data(results)
  output.note(
    `${changed} ${action === 'delete' ? 'deleted' : 'changed'}, ${refused} refused, ${failed} failed.`,
  )
  const message = `${toCountText(failed + refused, 'code')} could not be changed, see ${results}.`
  if (failed > 0) throw new ResumableError('FAILED_ROWS', message, { next })
  // Only a person can decide what to do about changes by others.
  if (refused > 0) throw new CliError('FAILED_ROWS', message)
  if (action === 'delete' || reverts !== undefined) return
  output.note(`To take it back: ${invocation.referly} jobs revert ${id}`)
}
