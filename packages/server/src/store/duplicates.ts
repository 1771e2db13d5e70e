import { ServerError } from '../errors.js'
import { type SqlValue, toSqlFailure } from './database.js'

interface UniqueKey {
  readonly field: string
  readonly column: string
}

const uniqueKeys: Readonly<Record<string, UniqueKey>> = {
  affiliates_email: { field: 'affiliate.email', column: 'email' },
  affiliates_link: { field: 'affiliate.affiliateLink', column: 'link' },
  coupons_external_id: { field: 'coupon.externalId', column: 'external_id' },
  promotional_codes_code: { field: 'promotionalCode.code', column: 'code' },
  promotional_codes_external_id: { field: 'promotionalCode.externalId', column: 'external_id' },
  referrals_external_id: { field: 'referral.referredUserExternalId', column: 'external_id' },
  sales_external_id: { field: 'sale.externalId', column: 'external_id' },
}

/** The error for a unique key that is taken, or `undefined` when the failure is another. */
export function toDuplicateError(
  cause: unknown,
  row: Readonly<Record<string, SqlValue>>,
): ServerError | undefined {
  const failure = toSqlFailure(cause)
  if (failure?.code !== '23505') return undefined
  return createDuplicateError(failure.constraint ?? '', row, cause)
}

/** The error for a row that the constraint refuses, or `undefined` when it is none of a record's keys. */
export function createDuplicateError(
  constraint: string,
  row: Readonly<Record<string, SqlValue>>,
  cause?: unknown,
): ServerError | undefined {
  const key = uniqueKeys[constraint]
  if (key === undefined) return undefined
  const { field, column } = key
  const message = `${field} ${JSON.stringify(row[column])} exists already, nothing was changed`
  return new ServerError('DUPLICATE', message, { field, ...(cause === undefined ? {} : { cause }) })
}
