import {
  isAbortedError,
  isApiError,
  isAuthenticationError,
  isConnectionError,
  isInvalidInputError,
  isOutcomeUnknownError,
  isRateLimitError,
  type CreateManyOptions,
  type CreateManyResult,
  type Inputs,
  type Pace,
  type ReferlyError,
} from '@referly-kit/client'
import { toUserMessage } from '../library-errors.js'
import type { OpenRow } from './decisions.js'
import type { JournalWriter, Outcome } from './journal.js'
import { toFailed } from './outcomes.js'
import { maxPauseMs } from './rate.js'
import { RowQueue, type TakenRow } from './row-queue.js'

/** A row to create a record from, with the key that identifies it in a journal. */
export interface CreationRow {
  readonly key: string
}

/** The parts of a run that depend on the kind of record it creates. */
export interface Creation<Row extends CreationRow, Input, Model> {
  /** Returns the input that creates the record of a row. */
  toInput(row: Row): Input
  createMany(
    inputs: Inputs<Input>,
    options: CreateManyOptions<Model, Input>,
  ): AsyncIterable<CreateManyResult<Model, Input>>
  toCreated(row: Row, record: Model, attempts: number): Outcome
  /** Looks up the record of a row. Returns its outcome, or undefined when it does not exist. */
  find(row: Row, attempts: number): Promise<Outcome | undefined>
  /** Returns whether an error refuses one row, and not all of them. */
  isAboutRow(error: ReferlyError): boolean
}

/** Options for `sendRows`. */
export interface SendOptions<Row extends CreationRow, Input, Model> {
  readonly creation: Creation<Row, Input, Model>
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
  /** Called when a row has to wait until its earlier request can no longer arrive, in milliseconds since 1970. */
  onDoubt(until: number): void
}

/** The end of a run. Rows that are not settled stay open. */
export type RunEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'gave up'; readonly reason: string }

/**
 * Sends rows with the client's bulk engine, several at a time. The journal attaches to its hooks: the intent is on disk
 * before a record is sent, and the outcome follows when the row is settled. Rows in doubt are looked up before they are
 * sent again, and rows that failed for now return to the queue. After the signal aborts, nothing more is sent, and
 * requests in progress are awaited.
 *
 * @throws AuthenticationError; the errors of the journal when the disk fails
 */
export async function sendRows<Row extends CreationRow, Input extends object, Model>(
  rows: readonly OpenRow<Row>[],
  options: SendOptions<Row, Input, Model>,
): Promise<RunEnd> {
  const { creation, pace, concurrency, signal, giveUpAfterMs } = options
  const toInput = (row: Row): Input => creation.toInput(row)
  const queue = new RowQueue(rows, { pace, signal, giveUpAfterMs, toInput })
  const run: RowRun<Row, Input, Model> = { ...options, queue }
  try {
    const results = creation.createMany(queue.inputs(), {
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

interface RowRun<Row extends CreationRow, Input extends object, Model> extends SendOptions<
  Row,
  Input,
  Model
> {
  readonly queue: RowQueue<Row, Input>
}

/** Looks up a row in doubt, and writes the intent of a row that is to be sent. Returns false when it is not. */
async function prepareRow<Row extends CreationRow, Input extends object, Model>(
  run: RowRun<Row, Input, Model>,
  taken: TakenRow<Row>,
): Promise<boolean> {
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

/** Returns whether a row in doubt may be sent again: no earlier request can still arrive, and no record exists. */
async function clearDoubt<Row extends CreationRow, Input extends object, Model>(
  run: RowRun<Row, Input, Model>,
  taken: TakenRow<Row>,
  doubtSince: number,
): Promise<boolean> {
  const { row, position } = taken
  const since = Date.now()
  const settledAt = doubtSince + run.settleMs
  try {
    const found = await run.creation.find(row, position.attempts)
    if (found === undefined && since >= settledAt) return true
    if (found === undefined) {
      run.queue.delay({ row, position }, settledAt)
      run.onDoubt(settledAt)
    } else {
      settle(run, found)
    }
  } catch (error) {
    if (isAuthenticationError(error)) throw error
    if (isRateLimitError(error)) run.pace.slowDown(error.retryAfterMs)
    retry(run, { row, position }, { failures: 1, error })
  }
  return false
}

async function settleRow<Row extends CreationRow, Input extends object, Model>(
  run: RowRun<Row, Input, Model>,
  taken: TakenRow<Row>,
  result: CreateManyResult<Model, Input>,
): Promise<void> {
  const { row, position } = taken
  if ('record' in result) {
    settle(run, run.creation.toCreated(row, result.record, position.attempts))
  } else if ('error' in result) {
    await explainFailure(run, taken, result.error)
  }
}

async function explainFailure<Row extends CreationRow, Input extends object, Model>(
  run: RowRun<Row, Input, Model>,
  taken: TakenRow<Row>,
  error: ReferlyError,
): Promise<void> {
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
  if (!run.creation.isAboutRow(error)) throw error
  // No status is promised for a record that already exists, so it is looked up.
  try {
    const found = await run.creation.find(row, attempts)
    if (found !== undefined) return settle(run, found)
  } catch (cause) {
    if (isAuthenticationError(cause)) throw cause
    return retry(run, doubtful, { failures: attempts, error: cause })
  }
  settle(run, toFailed(row, attempts, toReason(error)))
}

function settle<Row extends CreationRow, Input extends object, Model>(
  { journal, queue, onSettled }: RowRun<Row, Input, Model>,
  outcome: Outcome,
): void {
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
function retry<Row extends CreationRow, Input extends object, Model>(
  run: RowRun<Row, Input, Model>,
  open: OpenRow<Row>,
  { failures, error }: Failure,
): void {
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
