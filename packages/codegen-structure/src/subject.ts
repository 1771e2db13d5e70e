import type { CouponType } from '@referly-kit/types'
import { CodeStructureError, toKind } from './errors.js'

/** The affiliate as far as a code can name them; any affiliate of the API fits. */
export interface CodeAffiliate {
  readonly firstName?: string | null | undefined
  readonly lastName?: string | null | undefined
  readonly email?: string | null | undefined
}

/** The coupon as far as a code can name it; any coupon of the API fits. */
export interface CodeCoupon {
  readonly name?: string | null | undefined
  readonly couponType?: CouponType | null | undefined
  /** In percent. */
  readonly percentOff?: number | null | undefined
  /** In major units: 10 for 10 USD. */
  readonly amountOff?: number | null | undefined
}

/** Whom and what a code is for. */
export interface CodeSubject {
  readonly affiliate?: CodeAffiliate | null | undefined
  readonly coupon?: CodeCoupon | null | undefined
}

/**
 * Checks the kinds of a subject's fields, as data from outside may have any.
 *
 * @throws CodeStructureError `INVALID_SUBJECT`
 */
export function assertSubject(subject: CodeSubject): void {
  assertRecord('subject', subject)
  const { affiliate, coupon } = subject
  if (affiliate != null) {
    assertRecord('affiliate', affiliate)
    assertText('affiliate.firstName', affiliate.firstName)
    assertText('affiliate.lastName', affiliate.lastName)
    assertText('affiliate.email', affiliate.email)
  }
  if (coupon != null) {
    assertRecord('coupon', coupon)
    assertText('coupon.name', coupon.name)
  }
}

function assertRecord(field: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw subjectError(field, 'an object', value)
  }
}

function assertText(field: string, value: unknown): void {
  if (value != null && typeof value !== 'string') throw subjectError(field, 'text or null', value)
}

function subjectError(field: string, expected: string, value: unknown): CodeStructureError {
  return new CodeStructureError('INVALID_SUBJECT', {
    field,
    expected,
    received: toKind(value),
    hint: 'Pass the affiliate and the coupon as the API returns them.',
  })
}
