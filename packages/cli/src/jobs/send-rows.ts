import {
  isAbortedError,
  isApiError,
  isAuthenticationError,
  isConnectionError,
  isInvalidInputError,
  isOutcomeUnknownError,
  isRateLimitError,
  type CreateCodesResult,
  type Pace,
  type ReferlyClient,
  type ReferlyError,
} from '@referly-kit/client'
import { toUserMessage } from '../library-errors.js'
import type { KeyedRow } from '../plans/plan-file.js'
import type { OpenRow } from './decisions.js'
import type { JournalWriter, Outcome } from './journal.js'
import { toCreated, toFailed, toFound, toFoundCode, type FoundCode } from './outcomes.js'
import { maxPauseMs } from './rate.js'
import { RowQueue, type TakenRow } from './row-queue.js'

/** Options for `sendRows`. */
export interface SendOptions {
  /** A client that neither retries nor reconciles, because the job records each step first. */
  readonly client: ReferlyClient
  readonly journal: JournalWriter
  readonly pace: Pace
  /** Aborted when nothing more should be sent. */
  readonly signal: AbortSignal
  readonly concurrency: number
  /** The time after an intent during which its request may still arrive, in milliseconds. */
  readonly settleMs: number
  /** The time without any settled row after which the run gives up, in milliseconds. */
  readonly giveUpAfterMs: number
  /** Called for each settled row. */
  onSettled(outcome: Outcome): void
  /** Called when a row has to wait because of a failure. */
  onDelayed(reason: string): void
}

/** The end of a run. Rows that are not settled stay open. */
export type RunEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'gave up'; readonly reason: string }

/**
 * Sends rows with the client's bulk engine, several at a time. The journal attaches to its hooks: the intent is on disk
 * before a code is sent, and the outcome follows when the row is settled. Rows in doubt are looked up before they are
 * sent again, and rows that failed for now return to the queue. After the signal aborts nothing more is sent, and
 * requests in progress are awaited.
 *
 * @throws AuthenticationError; the errors of the journal when the disk fails
 */
export async function sendRows(rows: readonly OpenRow[], options: SendOptions): Promise<RunEnd> {
  const { client, pace, concurrency, signal } = options
  const queue = new RowQueue(rows, options)
  const run: RowRun = { ...options, queue }
  try {
    const results = client.promotionalCodes.createMany(queue.inputs(), {
      concurrency,
      pace,
      signal: queue.signal,
      onAbort: 'finish',
      beforeSend: (input) => prepareRow(run, queue.find(input)),
      async afterSettle(result) {
        await settleRow(run, queue.find(result.input), result)
        queue.release(result.input)
      },
    })
    for await (const _ of results) continue
  } catch (error) {
    if (!isAbortedError(error) || !queue.signal.aborted) throw error
  } finally {
    queue.close()
  }
  if (queue.givenUpReason !== undefined) return { kind: 'gave up', reason: queue.givenUpReason }
  return { kind: signal.aborted ? 'stopped' : 'done' }
}

interface RowRun extends SendOptions {
  readonly queue: RowQueue
}

/** Looks up a row in doubt, and writes the intent of a row that is to be sent. Returns false when it is not. */
async function prepareRow(run: RowRun, taken: TakenRow): Promise<boolean> {
  const { doubtSince, attempts } = taken.position
  if (doubtSince !== undefined && !(await clearDoubt(run, taken, doubtSince))) return false
  taken.position = { attempts: attempts + 1, doubtSince: undefined }
  taken.startedAt = Date.now()
  await run.journal.append({
    type: 'intent',
    key: taken.row.key,
    attempt: attempts + 1,
    at: taken.startedAt,
  })
  return true
}

/** Returns whether a row in doubt may be sent again: no earlier request can arrive any more, and its code does not exist. */
async function clearDoubt(run: RowRun, taken: TakenRow, doubtSince: number): Promise<boolean> {
  const { row, position } = taken
  const since = Date.now()
  const settledAt = doubtSince + run.settleMs
  try {
    const found = await findCode(run.client, row)
    if (found !== undefined) settle(run, toFound(row, found, position.attempts))
    else if (since < settledAt) run.queue.delay({ row, position }, settledAt)
    else return true
  } catch (error) {
    if (isAuthenticationError(error)) throw error
    if (isRateLimitError(error)) run.pace.slowDown(error.retryAfterMs)
    retry(run, { row, position }, { failures: 1, error })
  }
  return false
}

async function settleRow(run: RowRun, taken: TakenRow, result: CreateCodesResult): Promise<void> {
  const { row, position } = taken
  if ('record' in result) {
    settle(run, toCreated(row, toFoundCode(result.record, row), position.attempts))
  } else if ('error' in result) {
    await explainFailure(run, taken, result.error)
  }
}

async function explainFailure(run: RowRun, taken: TakenRow, error: ReferlyError): Promise<void> {
  const { row, startedAt } = taken
  const { attempts } = taken.position
  if (isAuthenticationError(error)) throw error
  const fresh = { row, position: { attempts, doubtSince: undefined } }
  const doubtful = { row, position: { attempts, doubtSince: startedAt } }
  if (isRateLimitError(error)) {
    if ((error.retryAfterMs ?? 0) > maxPauseMs) run.queue.giveUp(toUserMessage(error))
    return retry(run, fresh, { failures: 0, error })
  }
  if (isConnectionError(error) && !error.sent) {
    return retry(run, fresh, { failures: attempts, error })
  }
  if (!isApiError(error) && !isInvalidInputError(error)) {
    return retry(run, doubtful, { failures: attempts > 1 ? attempts : 0, error })
  }
  // No status is promised for a code that already exists, so it is looked up.
  try {
    const found = await findCode(run.client, row)
    if (found !== undefined) return settle(run, toFound(row, found, attempts))
  } catch (cause) {
    if (isAuthenticationError(cause)) throw cause
    return retry(run, doubtful, { failures: attempts, error: cause })
  }
  settle(run, toFailed(row, attempts, toReason(error)))
}

async function findCode(
  { promotionalCodes }: ReferlyClient,
  row: KeyedRow,
): Promise<FoundCode | undefined> {
  const record = await promotionalCodes.find({ code: row.code })
  return record && toFoundCode(record, row)
}

function settle({ journal, queue, onSettled }: RowRun, outcome: Outcome): void {
  queue.settled()
  // Flushed together with the next intent; if it is lost in a crash, the code is looked up again.
  journal.note(outcome)
  onSettled(outcome)
}

/** The longest wait after a failure, in milliseconds. */
const maxBackoffMs = 10_000

interface Failure {
  readonly failures: number
  readonly error: unknown
}

/** Returns a row to the queue, to be sent again after a wait. */
function retry(run: RowRun, open: OpenRow, { failures, error }: Failure): void {
  const bound = failures === 0 ? 0 : Math.min(maxBackoffMs, 250 * 2 ** Math.min(failures, 10))
  // Half fixed, half random, so that rows that failed together do not return together.
  const waitMs = bound / 2 + (Math.random() * bound) / 2
  // The cause of an unknown outcome is what the reader needs.
  const reason = toUserMessage(isOutcomeUnknownError(error) ? error.cause : error)
  run.queue.delay(open, Date.now() + waitMs, reason)
  run.onDelayed(reason)
}

function toReason(error: unknown): string {
  const said = isApiError(error) ? error.errorBody?.message : undefined
  return said ?? toUserMessage(error)
}
