import { toCodeKey } from '@referly-kit/codegen-structure'
import type { PromotionalCode, PromotionalCodeFilter } from '@referly-kit/types'
import { isUuid } from '../domain/identifiers.js'
import type { PromotionalCodeStore } from '../domain/ports.js'
import type { AffiliateIdentity, NewCode, StoredCode, StoredCoupon } from '../domain/records.js'
import { StaleTermsError } from '../domain/stale-terms.js'
import { readCodeStates, type CodeBatches, type CodeKey } from './code-batches.js'
import { listCodes } from './code-lists.js'
import { isForeignKeyViolation } from './database.js'
import type { EmbeddedRecord, EmbeddedRecords, Reference } from './embedded-records.js'
import { freeCodeKeys } from './free-code-keys.js'
import { takeUse } from './held-uses.js'
import {
  codeStateColumns,
  codeStateJoins,
  toCodeChange,
  toCodeJson,
  toPromotionalCode,
  type CodeStateRow,
} from './promotional-code-rows.js'
import { addRedemptions, giveBack, lockCounts } from './redemption-counts.js'
import { updateRow } from './statements.js'
import type { TenantSession } from './tenant.js'
import { addEvents, changeRows } from './webhook-events.js'

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
  const { embedded, batches } = services
  return {
    insert: (code) => insertCode(tenant, services, code),
    list: (filter) => listCodes(tenant, embedded, filter),
    lookUp(filter) {
      const only = toOnlyKey(filter)
      return only === undefined ? undefined : lookUp(tenant, services, only)
    },
    async find(code) {
      const row = await batches.find(tenant.programId, 'code_key', toCodeKey(code))
      return row && readStored(tenant, embedded, row)
    },
    findAll: (codes) => findCodes(tenant, embedded, codes),
    lock: (id) => lockCode(tenant, id),
    update: (code) => updateCode(tenant, code),
    delete: (id) => deleteCode(tenant, id),
    listTaken: (keys) => listTaken(tenant, keys),
    listTakenByStem: (stem) => listTakenByStem(tenant, stem),
    redeem: (code) => takeUse(tenant, code, 'times_redeemed'),
    lockCounts: (codes) => lockCounts(tenant, codes),
    addRedemptions: (codes) => addRedemptions(tenant, codes),
    giveBack: (codeId, couponId) => giveBack(tenant, codeId, couponId),
  }
}

async function listTaken(
  tenant: TenantSession,
  keys: readonly string[],
): Promise<readonly string[]> {
  const rows = await readCodeStates(tenant, 'code_key', keys)
  return rows.map((row) => row.code_key)
}

async function listTakenByStem(
  { session, programId }: TenantSession,
  stem: string,
): Promise<readonly string[]> {
  const text = `SELECT p.code_key FROM promotional_codes p ${codeStateJoins}
    WHERE p.program_id = $1 AND left(p.code_key, length($2)) = $2`
  const rows = await session.query<{ code_key: string }>(text, [programId, stem])
  return rows.map((row) => row.code_key)
}

async function lockCode(
  { session, programId }: TenantSession,
  id: string,
): Promise<PromotionalCode | undefined> {
  if (!isUuid(id)) return undefined
  const text = `SELECT ${codeStateColumns} FROM promotional_codes p ${codeStateJoins}
    WHERE p.program_id = $1 AND p.id = $2 FOR NO KEY UPDATE OF p`
  const [row] = await session.query<CodeStateRow>(text, [programId, id])
  return row && toPromotionalCode(row)
}

async function deleteCode(tenant: TenantSession, id: string): Promise<string | undefined> {
  if (!isUuid(id)) return undefined
  const text = `DELETE FROM promotional_codes p USING coupons c
    WHERE p.program_id = $1 AND p.id = $2 AND c.program_id = p.program_id
      AND c.id = p.coupon_id AND c.deleted_at IS NULL`
  const event = { event: 'promocode.deleted', id: 'p.id', shown: 'p.code' } as const
  const [deleted] = await changeRows(tenant, { text, values: [tenant.programId, id] }, event)
  return deleted?.shown ?? undefined
}

async function insertCode(
  { programId }: TenantSession,
  { embedded, batches }: CodeServices,
  code: NewCode,
): Promise<void> {
  try {
    await batches.insert(programId, code)
  } catch (cause) {
    // The foreign key fails when the coupon or the affiliate is removed while the code is inserted.
    const isRemoved = isForeignKeyViolation(cause)
    if (!isRemoved && !(cause instanceof StaleTermsError)) throw cause
    const { couponId, affiliateId } = code.code
    embedded.coupons.forget(couponId)
    if (affiliateId != null) embedded.affiliates.forget(affiliateId)
    throw new StaleTermsError()
  }
}

async function updateCode(tenant: TenantSession, code: PromotionalCode): Promise<void> {
  const { session, programId } = tenant
  const row = toCodeChange(code)
  await freeCodeKeys(tenant, [row['code_key'] ?? null])
  try {
    const target = { table: 'promotional_codes', programId, id: code.id, hasRevision: true }
    await updateRow(session, target, row)
    await addEvents(tenant, 'promocode.updated', [code.id])
  } catch (error) {
    if (!isForeignKeyViolation(error)) throw error
    throw new StaleTermsError()
  }
}

async function findCodes(
  tenant: TenantSession,
  embedded: EmbeddedRecords,
  codes: readonly string[],
): Promise<readonly StoredCode[]> {
  const rows = await readCodeStates(tenant, 'code_key', codes.map(toCodeKey))
  const references = rows.map(toAffiliateReference).filter((found) => found !== undefined)
  const coupons = await embedded.coupons.read(tenant, rows.map(toCouponReference))
  const affiliates = await embedded.affiliates.read(tenant, references)
  return rows
    .map((row) =>
      toStored(row, {
        coupon: coupons.get(row.coupon_id),
        affiliate: affiliates.get(row.affiliate_id ?? ''),
      }),
    )
    .filter((found) => found !== undefined)
}

async function readStored(
  tenant: TenantSession,
  embedded: EmbeddedRecords,
  row: CodeStateRow,
): Promise<StoredCode | undefined> {
  return toStored(row, await readEmbedded(tenant, embedded, row))
}

function toStored(row: CodeStateRow, { coupon, affiliate }: CodeOwners): StoredCode | undefined {
  // The coupon was deleted after the row was read.
  if (coupon === undefined) return undefined
  const parent = coupon.record
  const owner = affiliate?.record ?? null
  return {
    code: { ...toPromotionalCode(row), coupon: parent.coupon, affiliate: owner },
    revision: row.revision,
    owner,
    // A cached coupon has an old number of redemptions.
    parent: { ...parent, revision: row.coupon_revision, timesRedeemed: row.coupon_times_redeemed },
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
  const { programId } = tenant
  const reference = toAffiliateReference(row)
  const cached = {
    coupon: embedded.coupons.peek(programId, toCouponReference(row)),
    affiliate: reference && embedded.affiliates.peek(programId, reference),
  }
  const isCached =
    cached.coupon !== undefined && (reference === undefined || cached.affiliate !== undefined)
  const { coupon, affiliate } = isCached ? cached : await readEmbedded(tenant, embedded, row)
  if (coupon === undefined) return undefined
  return toCodeJson(row, { coupon: coupon.json, affiliate: affiliate?.json ?? 'null' })
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

interface CodeOwners {
  readonly coupon: EmbeddedRecord<StoredCoupon> | undefined
  readonly affiliate: EmbeddedRecord<AffiliateIdentity> | undefined
}

/** Reads the coupon and the affiliate of a code, as far as they still exist. */
async function readEmbedded(
  tenant: TenantSession,
  { coupons, affiliates }: EmbeddedRecords,
  row: CodeStateRow,
): Promise<CodeOwners> {
  const reference = toAffiliateReference(row)
  const [coupon] = (await coupons.read(tenant, [toCouponReference(row)])).values()
  const [affiliate] =
    reference === undefined ? [] : (await affiliates.read(tenant, [reference])).values()
  return { coupon, affiliate }
}

function toCouponReference({ coupon_id, coupon_revision }: CodeStateRow): Reference {
  return { id: coupon_id, revision: coupon_revision }
}

function toAffiliateReference(row: CodeStateRow): Reference | undefined {
  const { affiliate_id, affiliate_revision } = row
  if (affiliate_id === null || affiliate_revision === null) return undefined
  return { id: affiliate_id, revision: affiliate_revision }
}
