import { toCodeKey } from '@referly-kit/codegen-structure'
import type { PromotionalCode, PromotionalCodeFilter } from '@referly-kit/types'
import { isUuid } from '../domain/identifiers.js'
import { toJsonBytes } from '../domain/listings.js'
import type { PromotionalCodeStore } from '../domain/store.js'
import { ServerError } from '../errors.js'
import type { CodeBatches, CodeKey } from './code-batches.js'
import { readCodePages } from './coupon-codes.js'
import { type SqlValue, toSqlFailure } from './database.js'
import type { Owners } from './owners.js'
import {
  type OwnerJson,
  type PromotionalCodeRow,
  toCodeJson,
  toPromotionalCode,
} from './promotional-code-rows.js'
import { equals, equalsId } from './statements.js'
import { type TenantSession, equalsAffiliateEmail } from './tenant.js'

/** What the codes of all programs share. */
export interface CodeServices {
  readonly owners: Owners
  readonly batches: CodeBatches
}

/** Keeps the promotional codes of one program in the database. */
export function createPromotionalCodeStore(
  tenant: TenantSession,
  services: CodeServices,
): PromotionalCodeStore {
  const { session, programId } = tenant
  const { owners, batches } = services
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
      const coupon = (await owners.coupons.find(tenant, row.coupon_id))?.record
      const affiliateId = row.affiliate_id
      const owner = affiliateId === null ? null : await owners.affiliates.find(tenant, affiliateId)
      const affiliate = owner?.record ?? null
      return { ...toPromotionalCode(row), ...(coupon === undefined ? {} : { coupon }), affiliate }
    },
    listTaken: (keys) => listKeys('code_key = ANY($2::text[])', keys),
    listTakenByStem: (stemKey) => listKeys('left(code_key, length($2)) = $2', stemKey),
    redeem: (code) => redeem(tenant, code),
  }
}

async function insertCode(
  { programId }: TenantSession,
  { owners, batches }: CodeServices,
  code: PromotionalCode,
): Promise<void> {
  try {
    await batches.insert(programId, code)
  } catch (cause) {
    if (toSqlFailure(cause)?.code !== '23503') throw cause
    owners.forget()
    const message = 'The coupon or the affiliate of the promotionalCode was removed meanwhile'
    throw new ServerError('INVALID_INPUT', message, { cause })
  }
}

/** A look-up by a unique key alone goes with others at once. */
async function lookUp(
  tenant: TenantSession,
  { batches, owners }: CodeServices,
  only: readonly [CodeKey, string],
): Promise<string | undefined> {
  const row = await batches.find(tenant.programId, ...only)
  if (row === undefined) return undefined
  const coupon = owners.coupons.peek(tenant.programId, row.coupon_id)
  const affiliate =
    row.affiliate_id === null ? noOwner : owners.affiliates.peek(tenant.programId, row.affiliate_id)
  if (coupon === undefined || affiliate === undefined) {
    return toCodeJson(row, (await readOwners(tenant, owners, [row]))(row))
  }
  return toCodeJson(row, { coupon: coupon.json, affiliate: affiliate.json })
}

const noOwner = { json: 'null' }

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
    const toOwners = await readOwners(tenant, services.owners, page)
    yield toJsonBytes(page, (row) => toCodeJson(row, toOwners(row)), lead)
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

type ToOwners = (row: PromotionalCodeRow) => OwnerJson

/** Reads whom the codes of a page belong to. */
async function readOwners(
  tenant: TenantSession,
  owners: Owners,
  rows: readonly PromotionalCodeRow[],
): Promise<ToOwners> {
  const coupons = await owners.coupons.read(tenant, toIds(rows, 'coupon_id'))
  const affiliates = await owners.affiliates.read(tenant, toIds(rows, 'affiliate_id'))
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

/** The coupon first and then the code, always, so that two redemptions cannot wait for each other. */
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
