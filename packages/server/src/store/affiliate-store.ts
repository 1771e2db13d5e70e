import type { AffiliateFilter } from '@referly-kit/types'
import { isUuid } from '../domain/identifiers.js'
import type { Pages } from '../domain/listings.js'
import type { AffiliateKey, AffiliateStore } from '../domain/ports.js'
import type { AffiliateIdentity, AffiliateRecord, NewLinkRecord } from '../domain/records.js'
import {
  readAffiliates,
  readIdentities,
  toAffiliateChange,
  toAffiliateRow,
} from './affiliate-rows.js'
import { toEmailKey } from './columns.js'
import { toDuplicateError, toDuplicateLinkError } from './duplicates.js'
import type { EmbeddedRecords } from './embedded-records.js'
import { toLinkRow } from './link-store.js'
import { readPages, toPageConditions } from './pages.js'
import { equals, equalsId, updateRow } from './statements.js'
import type { TenantSession } from './tenant.js'
import { addEvents, changeRows } from './webhook-events.js'

/** Creates the storage of one program's affiliates. */
export function createAffiliateStore(
  tenant: TenantSession,
  embedded: EmbeddedRecords,
): AffiliateStore {
  const { session, programId } = tenant
  return {
    insert: (affiliate, link) => insertAffiliate(tenant, affiliate, link),
    list: (filter) => listAffiliates(tenant, filter),
    find: (key) => findAffiliate(tenant, key),
    findAll: (ids) => readIdentities(tenant, { conditions: [['a.id = ANY(?::uuid[])', ids]] }),
    async findCached(id) {
      if (!isUuid(id)) return undefined
      return (await embedded.affiliates.find(tenant, id.toLowerCase()))?.record
    },
    async lock(id) {
      const conditions = [equalsId('a.id', id)]
      const [affiliate] = await readIdentities(tenant, { conditions, lock: 'FOR UPDATE' })
      return affiliate
    },
    async update(id, change) {
      const target = { table: 'affiliates', programId, id, hasRevision: true }
      await updateRow(session, target, toAffiliateChange(change))
      await addEvents(tenant, 'affiliate.updated', [id])
    },
    delete: (id, deletedAt) => deleteAffiliate(tenant, id, deletedAt),
  }
}

function listAffiliates(
  tenant: TenantSession,
  { id, email }: AffiliateFilter,
): Pages<AffiliateRecord> {
  const conditions = [equalsId('a.id', id), equals('a.email_key', email && toEmailKey(email))]
  return readPages({
    table: 'affiliates',
    tenant,
    read: (page) =>
      readAffiliates(tenant, [...conditions, ...toPageConditions('a.id', page)], page.limit),
  })
}

async function findAffiliate(
  tenant: TenantSession,
  { id, email, link }: AffiliateKey,
): Promise<AffiliateIdentity | undefined> {
  const [affiliate] = await readIdentities(tenant, {
    conditions: [
      equalsId('a.id', id),
      equals('a.email_key', email && toEmailKey(email)),
      equals('l.link', link),
    ],
    ...(link === undefined ? {} : { join: linkJoin }),
  })
  return affiliate
}

const linkJoin = 'JOIN affiliate_links l ON l.program_id = a.program_id AND l.affiliate_id = a.id'

/** Inserts an affiliate and its link in one statement, so that there is never an affiliate without a link. */
async function insertAffiliate(
  tenant: TenantSession,
  affiliate: AffiliateRecord,
  link: NewLinkRecord,
): Promise<void> {
  const [one, other] = [toAffiliateRow(affiliate), toLinkRow(tenant.programId, link)]
  const toPlaces = (count: number, from: number): string =>
    Array.from({ length: count }, (_, index) => `$${from + index + 1}`).join(', ')
  const [ones, others] = [Object.keys(one), Object.keys(other)]
  const before = `affiliate AS (
      INSERT INTO affiliates (${ones.join(', ')}) VALUES (${toPlaces(ones.length, 0)}))`
  const text = `INSERT INTO affiliate_links (${others.join(', ')})
      VALUES (${toPlaces(others.length, ones.length)})`
  const values = [...Object.values(one), ...Object.values(other)]
  const event = { event: 'affiliate.created', id: 'affiliate_id' } as const
  try {
    await changeRows(tenant, { text, before, values }, event)
  } catch (error) {
    throw (
      toDuplicateLinkError(error, link.link, link.field) ?? toDuplicateError(error, one) ?? error
    )
  }
}

/**
 * Deletes a locked affiliate. New codes of theirs wait for the lock and are then refused by the foreign key, so that
 * none is left with the id.
 */
async function deleteAffiliate(
  tenant: TenantSession,
  id: string,
  deletedAt: string,
): Promise<void> {
  const { session, programId } = tenant
  const text = `UPDATE promotional_codes SET affiliate_id = NULL, revision = revision + 1, updated_at = $3
      WHERE program_id = $1 AND affiliate_id = $2`
  const values = [programId, id, deletedAt]
  await changeRows(tenant, { text, values }, { event: 'promocode.updated' })
  const names = 'program_id, id, first_name, last_name, email, commission_rate, created_at'
  await session.query(
    `INSERT INTO deleted_affiliates (${names}, deleted_at)
      SELECT ${names}, $3::timestamptz FROM affiliates WHERE program_id = $1 AND id = $2`,
    [programId, id, deletedAt],
  )
  await session.query('DELETE FROM affiliate_links WHERE program_id = $1 AND affiliate_id = $2', [
    programId,
    id,
  ])
  await session.query('DELETE FROM affiliates WHERE program_id = $1 AND id = $2', [programId, id])
  await addEvents(tenant, 'affiliate.deleted', [id])
}
