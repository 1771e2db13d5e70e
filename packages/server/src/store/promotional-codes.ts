import { toCodeKey } from '@referly-kit/codegen-structure'
import type { PromotionalCode, PromotionalCodeFilter } from '@referly-kit/types'
import { isUuid } from '../domain/identifiers.js'
import { toJsonBytes } from '../domain/listings.js'
import type { PromotionalCodeStore } from '../domain/ports.js'
import { ServerError } from '../errors.js'
import type { CodeBatches, CodeKey } from './code-batches.js'
import { readCodePages } from './coupon-codes.js'
import { toSqlFailure, type SqlValue } from './database.js'
import type { EmbeddedRecords } from './embedded-records.js'
import {
  toCodeJson,
  toPromotionalCode,
  type EmbeddedJson,
  type PromotionalCodeRow,
} from './promotional-code-rows.js'
import { equals, equalsId } from './statements.js'
import { equalsAffiliateEmail, type TenantSession } from './tenant.js'

/** Services that the codes of all programs share. */
export interface CodeServices {
  readonly embedded: EmbeddedRecords
  readonly batches: CodeBatches
}

/** Creates the storage of one program's promotional codes. */
export function createPromotionalCodeStore(
  tenant: TenantSession,
  services: CodeServices,
): PromotionalCodeStore {
  const { session, programId } = tenant
  const { embedded, batches } = services
  const listKeys = async (condition: string, value: SqlValue): Promise<readonly string[]> => {
    const text = `SELECT code_key FROM promotional_codes WHERE program_id = $1 AND ${condition}`
    const rows = await session.query<{ code_key: string }>(text, [programId, value])
    return rows.map((row) => row.code_key)
  }
  return {
    insert: (code) => insertCode(tenant, services, code),
    list: (filter) => listCodes(tenant, services, filter),
    lookUp(filter) {
      const only = toOnlyKey(filter)
      return only === undefined ? undefined : lookUp(tenant, services, only)
    },
    async find(code) {
      const row = await batches.find(programId, 'code_key', toCodeKey(code))
      if (row === undefined) return undefined
      const coupon = (await embedded.coupons.find(tenant, row.coupon_id))?.record
      const affiliateId = row.affiliate_id
      const found =
        affiliateId === null ? null : await embedded.affiliates.find(tenant, affiliateId)
      const affiliate = found?.record ?? null
      return { ...toPromotionalCode(row), ...(coupon === undefined ? {} : { coupon }), affiliate }
    },
    listTaken: (keys) => listKeys('code_key = ANY($2::text[])', keys),
    listTakenByStem: (stemKey) => listKeys('left(code_key, length($2)) = $2', stemKey),
    redeem: (code) => redeem(tenant, code),
  }
}

async function insertCode(
  { programId }: TenantSession,
  { embedded, batches }: CodeServices,
  code: PromotionalCode,
): Promise<void> {
  try {
    await batches.insert(programId, code)
  } catch (cause) {
    if (toSqlFailure(cause)?.code !== '23503') throw cause
    embedded.forget()
    const message = 'The coupon or the affiliate of the promotional code has been removed.'
    throw new ServerError('INVALID_INPUT', message, { cause })
  }
}

/** Looks up a code by one unique key, in one query with concurrent lookups. */
async function lookUp(
  tenant: TenantSession,
  { batches, embedded }: CodeServices,
  only: readonly [CodeKey, string],
): Promise<string | undefined> {
  const row = await batches.find(tenant.programId, ...only)
  if (row === undefined) return undefined
  const coupon = embedded.coupons.peek(tenant.programId, row.coupon_id)
  const affiliate =
    row.affiliate_id === null
      ? noAffiliate
      : embedded.affiliates.peek(tenant.programId, row.affiliate_id)
  if (coupon === undefined || affiliate === undefined) {
    return toCodeJson(row, (await readEmbedded(tenant, embedded, [row]))(row))
  }
  return toCodeJson(row, { coupon: coupon.json, affiliate: affiliate.json })
}

const noAffiliate = { json: 'null' }

async function* listCodes(
  tenant: TenantSession,
  services: CodeServices,
  filter: PromotionalCodeFilter,
): AsyncGenerator<Uint8Array> {
  const pages = readCodePages(tenant, [
    equalsId('id', filter.id),
    equals('code_key', filter.code === undefined ? undefined : toCodeKey(filter.code)),
    equals('external_id', filter.externalId),
    equalsId('coupon_id', filter.couponId),
    equalsId('affiliate_id', filter.affiliateId),
    equalsAffiliateEmail('promotional_codes', filter.affiliateEmail),
  ])
  let lead = ''
  for await (const page of pages) {
    const toEmbedded = await readEmbedded(tenant, services.embedded, page)
    yield toJsonBytes(page, (row) => toCodeJson(row, toEmbedded(row)), lead)
    lead = ','
  }
}

function toOnlyKey(filter: PromotionalCodeFilter): [CodeKey, string] | undefined {
  const { id, code, externalId, ...others } = filter
  if (Object.values(others).some((value) => value !== undefined)) return undefined
  const keys: [CodeKey, string][] = []
  if (id !== undefined) keys.push(['id', id.toLowerCase()])
  if (code !== undefined) keys.push(['code_key', toCodeKey(code)])
  if (externalId !== undefined) keys.push(['external_id', externalId])
  const [only] = keys
  const isFit = keys.length === 1 && (id === undefined || isUuid(id))
  return isFit ? only : undefined
}

type ToEmbedded = (row: PromotionalCodeRow) => EmbeddedJson

/** Reads the coupons and affiliates of a page of codes. */
async function readEmbedded(
  tenant: TenantSession,
  embedded: EmbeddedRecords,
  rows: readonly PromotionalCodeRow[],
): Promise<ToEmbedded> {
  const coupons = await embedded.coupons.read(tenant, toIds(rows, 'coupon_id'))
  const affiliates = await embedded.affiliates.read(tenant, toIds(rows, 'affiliate_id'))
  return (row) => ({
    coupon: coupons.get(row.coupon_id)?.json ?? 'null',
    affiliate: affiliates.get(row.affiliate_id ?? '')?.json ?? 'null',
  })
}

function toIds(
  rows: readonly PromotionalCodeRow[],
  column: 'coupon_id' | 'affiliate_id',
): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const row of rows) {
    const id = row[column]
    if (id !== null) ids.add(id)
  }
  return ids
}

/** Counts on the coupon first and then on the code, so that two redemptions cannot deadlock. */
async function redeem(
  { session, programId }: TenantSession,
  code: PromotionalCode,
): Promise<boolean> {
  const count = async (table: string, id: string): Promise<boolean> => {
    const text = `UPDATE ${table} SET times_redeemed = times_redeemed + 1
      WHERE program_id = $1 AND id = $2
        AND (max_redemptions IS NULL OR times_redeemed < max_redemptions) RETURNING id`
    return (await session.query(text, [programId, id])).length === 1
  }
  return (await count('coupons', code.couponId)) && count('promotional_codes', code.id)
}
