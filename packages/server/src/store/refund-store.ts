import type { IdPage, RefundStore } from '../domain/ledger-ports.js'
import type { RefundRecord } from '../domain/records.js'
import { createRecordReader, createRowWriter, toSelectList, type RowOf } from './columns.js'
import { toPageConditions } from './pages.js'
import { equals, equalsId, insertRow, type Condition } from './statements.js'
import { equalsAffiliateEmail, selectRows, type TenantSession } from './tenant.js'

const columns = {
  id: { name: 'id', kind: 'uuid' },
  saleId: { name: 'sale_id', kind: 'bigint' },
  affiliateId: { name: 'affiliate_id', kind: 'uuid' },
  currency: { name: 'currency', kind: 'text' },
  amountMinor: { name: 'amount_minor', kind: 'bigint' },
  commissionMinor: { name: 'commission_minor', kind: 'bigint' },
  reason: { name: 'reason', kind: 'text' },
  note: { name: 'note', kind: 'text' },
  idempotencyKey: { name: 'idempotency_key', kind: 'text' },
  createdAt: { name: 'created_at', kind: 'instant' },
} as const

const selectList = toSelectList(columns)
const toRefund = createRecordReader<RefundRecord, typeof columns>(columns)
const toRow = createRowWriter<RefundRecord>(columns)

/** Creates the storage of one program's refunds. */
export function createRefundStore(tenant: TenantSession): RefundStore {
  const { session, programId } = tenant
  return {
    insert: (refund) => insertRow(session, 'refunds', { program_id: programId, ...toRow(refund) }),
    async findByKey(idempotencyKey) {
      const [refund] = await readRefunds(tenant, [equals('idempotency_key', idempotencyKey)])
      return refund
    },
    list: ({ saleId, affiliateId, affiliateEmail }, page) =>
      readRefunds(
        tenant,
        [
          equals('sale_id', saleId === undefined ? undefined : String(saleId)),
          equalsId('affiliate_id', affiliateId),
          equalsAffiliateEmail(affiliateEmail),
          ...toPageConditions('id', page),
        ],
        page,
      ),
    async sumTakenBack(saleId) {
      const text = `SELECT coalesce(sum(commission_minor), 0)::bigint AS sum FROM refunds
        WHERE program_id = $1 AND sale_id = $2`
      const [row] = await session.query<{ sum: string }>(text, [programId, String(saleId)])
      return Number(row?.sum ?? 0)
    },
    async deleteOfSale(saleId) {
      const text = 'DELETE FROM refunds WHERE program_id = $1 AND sale_id = $2'
      await session.query(text, [programId, String(saleId)])
    },
  }
}

async function readRefunds(
  tenant: TenantSession,
  conditions: readonly Condition[],
  { limit, isNewestFirst }: Partial<IdPage> = {},
): Promise<readonly RefundRecord[]> {
  const selection = { columns: selectList, table: 'refunds', conditions, limit, isNewestFirst }
  return (await selectRows<RowOf<typeof columns>>(tenant, selection)).map(toRefund)
}
