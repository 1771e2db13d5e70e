import type { ReferralStore } from '../domain/ports.js'
import type { ReferralRecord } from '../domain/records.js'
import {
  createRecordReader,
  createRowWriter,
  toEmailKey,
  toSelectList,
  type RowOf,
} from './columns.js'
import { readPages, toPageConditions } from './pages.js'
import { equals, equalsId, insertRow, type Condition } from './statements.js'
import { equalsAffiliateEmail, selectRows, type TenantSession } from './tenant.js'

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
  createdAt: { name: 'created_at', kind: 'instant' },
} as const

const selectList = toSelectList(columns)
const toReferral = createRecordReader<ReferralRecord, typeof columns>(columns)
const toRow = createRowWriter<ReferralRecord>(columns)

/** Creates the storage of one program's referrals. */
export function createReferralStore(tenant: TenantSession): ReferralStore {
  const { session, programId } = tenant
  return {
    insert: (referral) =>
      insertRow(session, 'referrals', { program_id: programId, ...toRow(referral) }),
    list: ({ id, affiliateId, affiliateEmail, externalId }) =>
      readPages({
        tenant,
        table: 'referrals',
        read: (page) =>
          readReferrals(
            tenant,
            [
              equalsId('id', id),
              equalsId('affiliate_id', affiliateId),
              equalsAffiliateEmail('referrals', affiliateEmail),
              equals('external_id', externalId),
              ...toPageConditions('id', page),
            ],
            page.limit,
          ),
      }),
    async find({ id, email }) {
      // The first referral of a customer wins; later ones do not take over its sales.
      const key = email === undefined ? undefined : toEmailKey(email)
      const conditions = [equalsId('id', id), equals('email_key', key)]
      const [referral] = await readReferrals(tenant, conditions, 1)
      return referral
    },
  }
}

async function readReferrals(
  tenant: TenantSession,
  conditions: readonly Condition[],
  limit: number,
): Promise<readonly ReferralRecord[]> {
  const selection = { columns: selectList, table: 'referrals', conditions, limit }
  return (await selectRows<RowOf<typeof columns>>(tenant, selection)).map(toReferral)
}
