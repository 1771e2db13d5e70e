import type { CouponType } from '@referly-kit/types'
import { CodeStructureError, toKind } from './errors.js'

/** The fields of an affiliate that a code can contain; any affiliate from the API fits. */
export interface CodeAffiliate {
  readonly firstName?: string | null | undefined
  readonly lastName?: string | null | undefined
  readonly email?: string | null | undefined
}

/** The fields of a coupon that a code can contain; any coupon from the API fits. */
export interface CodeCoupon {
  readonly name?: string | null | undefined
  readonly couponType?: CouponType | null | undefined
  /** In percent. */
  readonly percentOff?: number | null | undefined
  /** In major units: 10 for 10 USD. */
  readonly amountOff?: number | null | undefined
}

/** The affiliate and the coupon that a code is for. */
export interface CodeSubject {
  readonly affiliate?: CodeAffiliate | null | undefined
  readonly coupon?: CodeCoupon | null | undefined
}

/**
 * Validates the types of a subject's fields, which may come from unchecked data.
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
    throw createSubjectError(field, 'an object', value)
  }
}

function assertText(field: string, value: unknown): void {
  if (value != null && typeof value !== 'string') {
    throw createSubjectError(field, 'a string or null', value)
  }
}

function createSubjectError(field: string, expected: string, value: unknown): CodeStructureError {
  return new CodeStructureError('INVALID_SUBJECT', {
    field,
    expected,
    received: toKind(value),
    hint: 'Pass the affiliate and the coupon as the API returns them.',
  })
}
