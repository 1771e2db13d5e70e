import {
  isApiError,
  isAuthenticationError,
  isConnectionError,
  isInvalidInputError,
  isOutcomeUnknownError,
  isRateLimitError,
} from '@referly-kit/client'
import { toMessage } from '../errors.js'
import { type PlanRow, toRowKey } from '../plans/plan-file.js'
import { toTerminalText } from '../terminal/text.js'
import type { FoundCode } from './inventory.js'
import type { Journal, Outcome } from './journal.js'
import type { Pace } from './pace.js'

/** The two requests that a row takes. */
export interface CodeApi {
  create(row: PlanRow): Promise<FoundCode>
  find(row: PlanRow): Promise<FoundCode | undefined>
}

/** What the rows of a job share. */
export interface RowContext {
  readonly api: CodeApi
  readonly journal: Journal
  readonly pace: Pace
  /** Aborted when nothing new shall be sent. */
  readonly signal: AbortSignal
  /** How long after an intent its request may still arrive, in milliseconds. */
  readonly settleMs: number
}

/** Where a row stands. */
export interface RowPosition {
  readonly attempts: number
  /** When the last attempt began that may have been carried out; undefined when none may. */
  readonly doubtSince: number | undefined
}

/** What one step with a row led to. */
export type RowStep =
  | { readonly kind: 'settled'; readonly outcome: Outcome }
  | {
      readonly kind: 'later'
      readonly at: number
      readonly position: RowPosition
      /** What kept the row back, when it was a failure. */
      readonly reason: string | undefined
    }

/**
 * Takes a row one step on: when it is in doubt, looks it up by its code; else writes its intent to
 * disk and sends it.
 *
 * @throws AuthenticationError; what the journal throws when the disk does
 */
export async function stepRow(
  context: RowContext,
  row: PlanRow,
  position: RowPosition,
): Promise<RowStep> {
  const { doubtSince } = position
  return doubtSince === undefined
    ? sendRow(context, row, position)
    : resolveDoubt(context, row, { attempts: position.attempts, doubtSince })
}

async function resolveDoubt(
  { api, pace, settleMs }: RowContext,
  row: PlanRow,
  position: { readonly attempts: number; readonly doubtSince: number },
): Promise<RowStep> {
  const since = Date.now()
  const settledAt = position.doubtSince + settleMs
  try {
    const found = await api.find(row)
    if (found !== undefined) return settle(toFound(row, found, position.attempts))
    // Only what was not there when no earlier request could arrive any more may be sent again.
    if (since < settledAt) return { kind: 'later', at: settledAt, position, reason: undefined }
    return later(0, { ...position, doubtSince: undefined }, undefined)
  } catch (error) {
    if (isAuthenticationError(error)) throw error
    if (isRateLimitError(error)) pace.slowDown(error.retryAfterMs)
    return later(1, position, error)
  }
}

async function sendRow(context: RowContext, row: PlanRow, position: RowPosition): Promise<RowStep> {
  const { api, journal, pace, signal } = context
  await pace.wait(signal)
  if (signal.aborted || pace.isPausedTooLong) return later(0, position, undefined)
  const attempts = position.attempts + 1
  const at = Date.now()
  await journal.append({ type: 'intent', key: toRowKey(row), attempt: attempts, at })
  try {
    return settle(toCreated(row, await api.create(row), attempts))
  } catch (error) {
    return explainFailure(context, row, { error, attempts, at })
  }
}

interface Failure {
  readonly error: unknown
  readonly attempts: number
  /** When the attempt began. */
  readonly at: number
}

async function explainFailure(
  { api, pace }: RowContext,
  row: PlanRow,
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
  // Nobody promises which status a code that exists is refused with, so it is looked up.
  try {
    const found = await api.find(row)
    if (found !== undefined) return settle(toFound(row, found, attempts))
  } catch (cause) {
    if (isAuthenticationError(cause)) throw cause
    return later(attempts, { attempts, doubtSince: at }, cause)
  }
  return settle(toFailed(row, attempts, toReason(error)))
}

/** Longest wait after a failure, in milliseconds. */
const maxBackoffMs = 10_000

function later(failures: number, position: RowPosition, error: unknown): RowStep {
  const bound = failures === 0 ? 0 : Math.min(maxBackoffMs, 250 * 2 ** Math.min(failures, 10))
  // Half fixed, half random, so that rows that failed together do not come back together.
  const waitMs = bound / 2 + (Math.random() * bound) / 2
  const reason = error === undefined ? undefined : toMessage(toCause(error))
  return { kind: 'later', at: Date.now() + waitMs, position, reason }
}

/** That the outcome is unknown is the job's own business; why is what the reader needs. */
function toCause(error: unknown): unknown {
  return isOutcomeUnknownError(error) ? error.cause : error
}

function settle(outcome: Outcome): RowStep {
  return { kind: 'settled', outcome }
}

function toCreated(row: PlanRow, { id, createdAt }: FoundCode, attempts: number): Outcome {
  return { type: 'outcome', key: toRowKey(row), status: 'created', attempts, id, createdAt }
}

/** What it means for a row that its code is there: ours once it has been sent, else an older one. */
export function toFound(row: PlanRow, found: FoundCode, attempts: number): Outcome {
  if (!isOf(row, found)) return toFailed(row, attempts, toTaken(row, found))
  const { id, createdAt } = found
  const status = attempts > 0 ? 'created' : 'exists'
  return { type: 'outcome', key: toRowKey(row), status, attempts, id, createdAt }
}

/** The outcome of a row that cannot be done; why, on one line that is safe to print. */
export function toFailed(row: PlanRow, attempts: number, why: string): Outcome {
  const error = toTerminalText(why.replace(/\s+/g, ' '))
  return { type: 'outcome', key: toRowKey(row), status: 'failed', attempts, error }
}

/** Whether a code is the row's own: of its coupon and its affiliate. */
export function isOf(row: PlanRow, { couponId, email }: FoundCode): boolean {
  return couponId === row.couponId && email?.toLowerCase() === row.email.toLowerCase()
}

function toTaken({ couponId }: PlanRow, found: FoundCode): string {
  if (found.couponId !== couponId) return 'the code is taken: it belongs to another coupon'
  const owner = found.email ?? 'no affiliate'
  return `the code is taken: it belongs to ${owner}`
}

function toReason(error: unknown): string {
  const said = isApiError(error) ? error.errorBody?.message : undefined
  return said ?? toMessage(error)
}
