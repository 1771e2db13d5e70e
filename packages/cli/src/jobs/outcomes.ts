import type { PromotionalCode } from '@referly-kit/types'
import type { KeyedRow } from '../plans/plan-file.js'
import { findTermDifference } from '../plans/terms.js'
import { toTerminalText } from '../terminal/text.js'
import type { Outcome } from './journal.js'

/** The fields of a code on the server that a job needs. */
export type FoundCode = Pick<PromotionalCode, 'id' | 'couponId' | 'createdAt'> & {
  readonly email: string | undefined
  /** The terms in which the code differs from the plan, as a text; absent when they are the same. */
  readonly difference?: string
}

/** Reduces a record to the fields that a job needs. Text that the row also has is stored only once. */
export function toFoundCode(record: PromotionalCode, row: KeyedRow): FoundCode {
  const { id, couponId, createdAt, affiliate } = record
  const difference = row.terms && findTermDifference(row.terms, record)
  return {
    ...(difference === undefined ? {} : { difference }),
    id,
    createdAt,
    couponId: couponId === row.couponId ? row.couponId : couponId,
    email: affiliate?.email === row.email ? row.email : affiliate?.email,
  }
}

/** Returns whether a code has the coupon and the affiliate of the row. */
export function isOwnCode(row: KeyedRow, { couponId, email }: FoundCode): boolean {
  return couponId === row.couponId && email?.toLowerCase() === row.email.toLowerCase()
}

/** Returns the outcome of a row whose code was created. */
export function toCreated(
  { key }: KeyedRow,
  { id, createdAt }: FoundCode,
  attempts: number,
): Outcome {
  return { type: 'outcome', key, status: 'created', attempts, id, createdAt }
}

/**
 * Returns the outcome of a row whose code exists: created by this job if it was ever sent,
 * otherwise already existing.
 */
export function toFound(row: KeyedRow, found: FoundCode, attempts: number): Outcome {
  if (!isOwnCode(row, found)) return toFailed(row, attempts, toConflict(row, found))
  const { id, createdAt, difference } = found
  if (difference !== undefined) {
    return toFailed(row, attempts, `The code exists with other terms: ${difference}.`)
  }
  const status = attempts > 0 ? 'created' : 'exists'
  return { type: 'outcome', key: row.key, status, attempts, id, createdAt }
}

/** Returns the outcome of a row that cannot be created, with a reason that is safe to print. */
export function toFailed(
  { key }: Pick<KeyedRow, 'key'>,
  attempts: number,
  reason: string,
): Outcome {
  const error = toTerminalText(reason.replace(/\s+/g, ' '))
  return { type: 'outcome', key, status: 'failed', attempts, error }
}

function toConflict({ couponId }: KeyedRow, found: FoundCode): string {
  if (found.couponId !== couponId) return 'The code already exists on another coupon.'
  return found.email === undefined
    ? 'The code already exists without an affiliate.'
    : `The code already belongs to ${found.email}.`
}
