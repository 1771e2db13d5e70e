import {
  isApiError,
  isAuthenticationError,
  isConnectionError,
  isInvalidInputError,
  isOutcomeUnknownError,
  isRateLimitError,
} from '@referly-kit/client'
import { toMessage } from '../errors.js'
import { toUserMessage } from '../library-errors.js'
import type { KeyedRow } from '../plans/plan-file.js'
import type { RowPosition } from './decisions.js'
import type { Journal, Outcome } from './journal.js'
import { type FoundCode, toCreated, toFailed, toFound } from './outcomes.js'
import type { Pace } from './pace.js'

/** The two requests of a row. */
export interface CodeApi {
  create(row: KeyedRow): Promise<FoundCode>
  find(row: KeyedRow): Promise<FoundCode | undefined>
}

/** The context that all rows of a job share. */
export interface RowContext {
  readonly api: CodeApi
  readonly journal: Journal
  readonly pace: Pace
  /** Aborts when nothing more may be sent. */
  readonly signal: AbortSignal
  /** Time after an intent in which its request may still arrive, in milliseconds. */
  readonly settleMs: number
}

/** The result of one step of a row. */
export type RowStep =
  | { readonly kind: 'settled'; readonly outcome: Outcome }
  | {
      readonly kind: 'later'
      readonly at: number
      readonly position: RowPosition
      /** The failure that delayed the row, if any. */
      readonly reason: string | undefined
    }

/**
 * Advances a row by one step: looks up a row in doubt by its code; writes the intent of any other
 * row to disk and sends it.
 *
 * @throws AuthenticationError; errors of the disk
 */
export async function stepRow(
  context: RowContext,
  row: KeyedRow,
  position: RowPosition,
): Promise<RowStep> {
  const { doubtSince } = position
  return doubtSince === undefined
    ? sendRow(context, row, position)
    : resolveDoubt(context, row, { attempts: position.attempts, doubtSince })
}

async function resolveDoubt(
  { api, pace, settleMs }: RowContext,
  row: KeyedRow,
  position: { readonly attempts: number; readonly doubtSince: number },
): Promise<RowStep> {
  const since = Date.now()
  const settledAt = position.doubtSince + settleMs
  try {
    const found = await api.find(row)
    if (found !== undefined) return settle(toFound(row, found, position.attempts))
    // It may be sent again only if it was missing at a time when no earlier request could still arrive.
    if (since < settledAt) return { kind: 'later', at: settledAt, position, reason: undefined }
    return later(0, { ...position, doubtSince: undefined }, undefined)
  } catch (error) {
    if (isAuthenticationError(error)) throw error
    if (isRateLimitError(error)) pace.slowDown(error.retryAfterMs)
    return later(1, position, error)
  }
}

async function sendRow(
  context: RowContext,
  row: KeyedRow,
  position: RowPosition,
): Promise<RowStep> {
  const { api, journal, pace, signal } = context
  await pace.wait(signal)
  if (signal.aborted || pace.isPausedTooLong) return later(0, position, undefined)
  const attempts = position.attempts + 1
  const at = Date.now()
  await journal.append({ type: 'intent', key: row.key, attempt: attempts, at })
  try {
    return settle(toCreated(row, await api.create(row), attempts))
  } catch (error) {
    return explainFailure(context, row, { error, attempts, at })
  }
}

interface Failure {
  readonly error: unknown
  readonly attempts: number
  /** The start of the attempt. */
  readonly at: number
}

async function explainFailure(
  { api, pace }: RowContext,
  row: KeyedRow,
  { error, attempts, at }: Failure,
): Promise<RowStep> {
  if (isAuthenticationError(error)) throw error
  const fresh = { attempts, doubtSince: undefined }
  if (isRateLimitError(error)) {
    pace.slowDown(error.retryAfterMs)
    return later(0, fresh, error)
  }
  if (isConnectionError(error) && !error.sent) return later(attempts, fresh, error)
  if (!isApiError(error) && !isInvalidInputError(error)) {
    return later(attempts > 1 ? attempts : 0, { attempts, doubtSince: at }, error)
  }
  // The status for a code that already exists is not documented, so the code is looked up.
  try {
    const found = await api.find(row)
    if (found !== undefined) return settle(toFound(row, found, attempts))
  } catch (cause) {
    if (isAuthenticationError(cause)) throw cause
    return later(attempts, { attempts, doubtSince: at }, cause)
  }
  return settle(toFailed(row, attempts, toReason(error)))
}

/** The longest wait after a failure, in milliseconds. */
const maxBackoffMs = 10_000

function later(failures: number, position: RowPosition, error: unknown): RowStep {
  const bound = failures === 0 ? 0 : Math.min(maxBackoffMs, 250 * 2 ** Math.min(failures, 10))
  // Half fixed, half random, so that rows that failed together are not retried together.
  const waitMs = bound / 2 + (Math.random() * bound) / 2
  const reason = error === undefined ? undefined : toUserMessage(toCause(error))
  return { kind: 'later', at: Date.now() + waitMs, position, reason }
}

/** The job resolves unknown outcomes itself, so the user needs to see only the cause. */
function toCause(error: unknown): unknown {
  return isOutcomeUnknownError(error) ? error.cause : error
}

function settle(outcome: Outcome): RowStep {
  return { kind: 'settled', outcome }
}

function toReason(error: unknown): string {
  const said = isApiError(error) ? error.errorBody?.message : undefined
  return said ?? toMessage(error)
}
