import type { ReferralFilter } from '@referly-kit/types'
import { isUuid } from '../domain/identifiers.js'
import type { Pages } from '../domain/listings.js'
import type { ReferralKeys, ReferralStore } from '../domain/ports.js'
import type { ReferralRecord } from '../domain/records.js'
import {
  createRecordReader,
  createRowWriter,
  toEmailKey,
  toSelectList,
  type RowOf,
} from './columns.js'
import { readPages, toPageConditions } from './pages.js'
import { equals, equalsId, updateRow } from './statements.js'
import {
  equalsAffiliateEmail,
  selectByValues,
  selectRows,
  type RowSelection,
  type TenantSession,
} from './tenant.js'
import { addEvents, changeRows, insertWithEvent } from './webhook-events.js'

const columns = {
  id: { name: 'id', kind: 'uuid' },
  affiliateId: { name: 'affiliate_id', kind: 'uuid' },
  name: { name: 'name', kind: 'text' },
  email: { name: 'email', kind: 'text' },
  emailKey: { name: 'email_key', kind: 'emailKey', from: 'email', isSelected: false },
  referredUserExternalId: { name: 'external_id', kind: 'text' },
  plan: { name: 'plan', kind: 'text', isOptional: true },
  status: { name: 'status', kind: 'text' },
  promotionalCodeId: { name: 'promotional_code_id', kind: 'uuid' },
  affiliateLinkId: { name: 'affiliate_link_id', kind: 'uuid' },
  repetition: { name: 'repetition', kind: 'integer' },
  createdAt: { name: 'created_at', kind: 'instant' },
} as const

type ReferralRow = RowOf<typeof columns>

const selectList = toSelectList(columns)
const toReferral = createRecordReader<ReferralRecord, typeof columns>(columns)
const toRow = createRowWriter<ReferralRecord>(columns)

/** Creates the storage of one program's referrals. */
export function createReferralStore(tenant: TenantSession): ReferralStore {
  const { session, programId } = tenant
  return {
    insert: (referral) => {
      const row = { program_id: programId, ...toRow(referral) }
      return insertWithEvent(tenant, { table: 'referrals', row }, { event: 'referral.created' })
    },
    list: (filter) => listReferrals(tenant, filter),
    async find({ id, email }) {
      // The first referral of a customer wins; later ones do not take over its sales.
      const key = email === undefined ? undefined : toEmailKey(email)
      const conditions = [equalsId('id', id), equals('email_key', key)]
      const [referral] = await readReferrals(tenant, { conditions, limit: 1 })
      return referral
    },
    findAll: (keys) => findReferrals(tenant, keys),
    async lock(id) {
      const selection = { conditions: [equalsId('id', id)], lock: 'FOR NO KEY UPDATE' }
      const [referral] = await readReferrals(tenant, selection)
      return referral
    },
    async update(referral) {
      const { id } = referral
      await updateRow(session, { table: 'referrals', programId, id }, toRow(referral))
      await addEvents(tenant, 'referral.updated', [id])
    },
    async delete(id) {
      if (!isUuid(id)) return false
      const text = 'DELETE FROM referrals WHERE program_id = $1 AND id = $2'
      const values = [programId, id]
      return (await changeRows(tenant, { text, values }, { event: 'referral.deleted' })).length > 0
    },
  }
}

/** Finds referrals in one query per kind of key, because each has its own index. */
async function findReferrals(
  tenant: TenantSession,
  { ids, emails }: ReferralKeys,
): Promise<readonly ReferralRecord[]> {
  const selection = { columns: selectList, table: 'referrals' }
  const found = await Promise.all([
    selectByValues<ReferralRow>(tenant, {
      ...selection,
      column: 'id',
      type: 'uuid',
      values: ids.filter(isUuid),
    }),
    selectByValues<ReferralRow>(tenant, {
      ...selection,
      column: 'email_key',
      type: 'text',
      values: emails.map(toEmailKey),
    }),
  ])
  return found.flat().map(toReferral)
}

function listReferrals(
  tenant: TenantSession,
  { id, affiliateId, affiliateEmail, externalId }: ReferralFilter,
): Pages<ReferralRecord> {
  const conditions = [
    equalsId('id', id),
    equalsId('affiliate_id', affiliateId),
    equalsAffiliateEmail(affiliateEmail),
    equals('external_id', externalId),
  ]
  return readPages({
    tenant,
    table: 'referrals',
    read: (page) =>
      readReferrals(tenant, {
        conditions: [...conditions, ...toPageConditions('id', page)],
        limit: page.limit,
      }),
  })
}

async function readReferrals(
  tenant: TenantSession,
  rows: RowSelection,
): Promise<readonly ReferralRecord[]> {
  const selection = { columns: selectList, table: 'referrals', ...rows }
  return (await selectRows<ReferralRow>(tenant, selection)).map(toReferral)
}
