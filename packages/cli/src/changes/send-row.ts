import { setTimeout as sleep } from 'node:timers/promises'
import {
  isApiError,
  isAuthenticationError,
  isConnectionError,
  isInvalidInputError,
  isNotFoundError,
  isOutcomeUnknownError,
  isRateLimitError,
  isServerError,
  isTimeoutError,
  type Pace,
  type ReferlyClient,
} from '@referly-kit/client'
import type { Journal } from '../jobs/journal.js'
import { maxPauseMs } from '../jobs/rate.js'
import { toUserMessage } from '../library-errors.js'
import { toTerminalText } from '../terminal/text.js'
import type { ChangeStatus } from './change-job.js'
import { collections } from './collections.js'
import { decideRow, type Change, type ChangeRow, type RowDecision } from './plan-change.js'

/** The parts of a run that all rows share. */
export interface ChangeRun {
  readonly change: Change
  /** Reads records, and retries. */
  readonly reader: ReferlyClient
  /** A client that neither retries nor reconciles, because the job records each request first. */
  readonly writer: ReferlyClient
  /**
   * The pace of the writes. The job waits for it before it records a request, so that its time is that of the request.
   */
  readonly pace: Pace
  readonly journal: Journal<ChangeStatus>
  /** Aborted when nothing more should be sent. */
  readonly signal: AbortSignal
  /** The time after an intent during which its request may still arrive, in milliseconds. */
  readonly settleMs: number
}

/** A row that is being sent. */
interface TakenRow {
  readonly row: ChangeRow
  readonly attempts: number
  /** The start of a request that may still arrive; undefined without one. */
  doubtSince: number | undefined
  /** True when it is a request of the change that this one reverts. */
  isForeign: boolean
  /** The start of the request in progress. */
  startedAt: number | undefined
}

/** The number of consecutive failures of one row after which the run ends. */
const maxFailures = 10

/** Sends a row until it is settled. After an interruption it can stay open. */
export async function sendRow(row: ChangeRow, run: ChangeRun): Promise<void> {
  const state = run.journal.states.get(row.id)
  const taken: TakenRow = {
    row,
    attempts: (state?.attempts ?? 0) + 1,
    doubtSince: state?.doubtSince ?? row.doubtSince,
    isForeign: state?.doubtSince === undefined,
    startedAt: undefined,
  }
  for (let failures = 1; !run.signal.aborted; failures++) {
    try {
      return await tryRow(taken, run)
    } catch (error) {
      if (isSettledBy(error, taken, run)) return
      if (failures === maxFailures || !isPassing(error)) throw error
      await recover(error, taken, { failures, run })
    }
  }
}

async function tryRow(taken: TakenRow, run: ChangeRun): Promise<void> {
  const { row, attempts } = taken
  const { change, journal, pace, signal } = run
  taken.startedAt = undefined
  const decision = await decide(taken, run)
  if (decision.kind === 'done') return settle(taken, run, 'changed')
  if (decision.kind === 'refused') return settle(taken, run, 'refused', decision.reason)
  await pace.wait(signal)
  if (signal.aborted) return
  taken.startedAt = Date.now()
  await journal.append({ type: 'intent', key: row.id, attempt: attempts, at: taken.startedAt })
  await apply(row, change, run.writer)
  settle(taken, run, 'changed')
}

/**
 * Reads a record right before it is changed, so that a change by others is not overwritten. While an earlier request
 * may still arrive, and has not visibly done so, waits until it no longer can. A second refund changes nothing, and
 * needs neither.
 */
async function decide(taken: TakenRow, run: ChangeRun): Promise<RowDecision> {
  const { change, reader, settleMs, signal } = run
  if (change.action === 'refund') return { kind: 'send' }
  const read = async (): Promise<RowDecision> =>
    decideRow(taken.row, change, await collections[change.collection].find(reader, taken.row.id))
  const decision = await read()
  const waitMs = (taken.doubtSince ?? -Infinity) + settleMs - Date.now()
  const arrived = taken.isForeign ? 'send' : 'done'
  if (waitMs <= 0 || decision.kind === arrived) return decision
  await sleep(waitMs, undefined, { signal })
  taken.doubtSince = undefined
  return read()
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

function settle(
  { row, attempts }: TakenRow,
  { journal }: ChangeRun,
  ...[status, reason]: [status: ChangeStatus, reason?: string]
): void {
  const error = reason === undefined ? {} : { error: toTerminalText(reason.replace(/\s+/g, ' ')) }
  journal.note({ type: 'outcome', key: row.id, status, attempts, ...error })
}

/** Settles a row that the server refused, or whose record is already gone. */
function isSettledBy(error: unknown, taken: TakenRow, run: ChangeRun): boolean {
  if (isNotFoundError(error) && run.change.action === 'delete') {
    settle(taken, run, 'changed')
    return true
  }
  const isApi = isApiError(error) && !isAuthenticationError(error) && !isPassing(error)
  if (!isApi && !isInvalidInputError(error)) return false
  settle(taken, run, 'failed', toUserMessage(error))
  return true
}

function isPassing(error: unknown): boolean {
  if (isRateLimitError(error)) return (error.retryAfterMs ?? 0) <= maxPauseMs
  const isLost = isConnectionError(error) || isTimeoutError(error) || isOutcomeUnknownError(error)
  return isLost || isServerError(error)
}

interface Recovery {
  readonly failures: number
  readonly run: ChangeRun
}

async function recover(
  error: unknown,
  taken: TakenRow,
  { failures, run: { pace, signal } }: Recovery,
): Promise<void> {
  if (taken.startedAt !== undefined) {
    taken.doubtSince = isOutcomeUnknownError(error) ? taken.startedAt : undefined
    taken.isForeign = false
  }
  if (isRateLimitError(error)) return pace.slowDown(error.retryAfterMs)
  const backoffMs = Math.min(8000, 250 * 2 ** failures)
  await sleep(backoffMs, undefined, { signal })
}
