import { ServerError } from '../errors.js'
import { toSqlFailure, type SqlValue } from './database.js'

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

/** Creates the error for a taken unique key. Returns `undefined` for any other failure. */
export function toDuplicateError(
  cause: unknown,
  row: Readonly<Record<string, SqlValue>>,
): ServerError | undefined {
  const failure = toSqlFailure(cause)
  if (failure?.code !== '23505') return undefined
  return createDuplicateError(failure.constraint ?? '', row, cause)
}

/** Creates the error for a row that violates a unique constraint. Returns `undefined` for an unknown constraint. */
export function createDuplicateError(
  constraint: string,
  row: Readonly<Record<string, SqlValue>>,
  cause?: unknown,
): ServerError | undefined {
  const key = uniqueKeys[constraint]
  if (key === undefined) return undefined
  const { field, column } = key
  const message = `\`${field}\` ${JSON.stringify(row[column])} already exists. Nothing was changed.`
  return new ServerError('DUPLICATE', message, { field, ...(cause === undefined ? {} : { cause }) })
}
