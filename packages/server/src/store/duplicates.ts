import { ServerError } from '../errors.js'
import { toSqlFailure, type SqlValue } from './database.js'

interface UniqueKey {
  readonly field: string
  readonly column: string
}

const uniqueKeys: Readonly<Record<string, UniqueKey>> = {
  affiliates_email: { field: 'affiliate.email', column: 'email' },
  coupons_external_id: { field: 'coupon.externalId', column: 'external_id' },
  promotional_codes_code: { field: 'promotionalCode.code', column: 'code' },
  promotional_codes_external_id: { field: 'promotionalCode.externalId', column: 'external_id' },
  referrals_email: { field: 'referral.email', column: 'email' },
  referrals_external_id: { field: 'referral.referredUserExternalId', column: 'external_id' },
  reservations_idempotency_key: {
    field: 'reservation.idempotencyKey',
    column: 'idempotency_key',
  },
  sales_external_id: { field: 'sale.externalId', column: 'external_id' },
  sales_external_invoice_id: { field: 'sale.externalInvoiceId', column: 'external_invoice_id' },
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

/** Creates the error for a taken link, which requests have under different names. */
export function toDuplicateLinkError(
  cause: unknown,
  link: string,
  field: string,
): ServerError | undefined {
  const failure = toSqlFailure(cause)
  if (failure?.code !== '23505' || failure.constraint !== 'affiliate_links_link') return undefined
  return createError(field, link, cause)
}

/** Creates the error for a row that violates a unique constraint. Returns `undefined` for an unknown constraint. */
export function createDuplicateError(
  constraint: string,
  row: Readonly<Record<string, SqlValue>>,
  cause?: unknown,
): ServerError | undefined {
  const key = uniqueKeys[constraint]
  if (key === undefined) return undefined
  return createError(key.field, row[key.column], cause)
}

function createError(field: string, value: SqlValue | undefined, cause: unknown): ServerError {
  const message = `\`${field}\` ${JSON.stringify(value)} already exists. Nothing was changed.`
  return new ServerError('DUPLICATE', message, { field, ...(cause === undefined ? {} : { cause }) })
}
