import type { LedgerEntry } from '../domain/ledger/entries.js'
import type { LedgerStore } from '../domain/ports.js'
import type { RefundRecord, StoredSale } from '../domain/records.js'
import {
  createRecordReader,
  createRowWriter,
  toInsertTypes,
  toSelectList,
  type RowOf,
} from './columns.js'
import { equals, insertRow } from './statements.js'
import { selectRows, type TenantSession } from './tenant.js'

const entryColumns = {
  id: { name: 'id', kind: 'uuid' },
  affiliateId: { name: 'affiliate_id', kind: 'uuid' },
  currency: { name: 'currency', kind: 'text' },
  kind: { name: 'kind', kind: 'text' },
  heldMinor: { name: 'held_minor', kind: 'bigint' },
  owedMinor: { name: 'owed_minor', kind: 'bigint' },
  inPayoutMinor: { name: 'in_payout_minor', kind: 'bigint' },
  paidMinor: { name: 'paid_minor', kind: 'bigint' },
  dueAt: { name: 'due_at', kind: 'instant' },
  saleId: { name: 'sale_id', kind: 'bigint' },
  promoCode: { name: 'promo_code', kind: 'text' },
  payoutId: { name: 'payout_id', kind: 'uuid' },
  reason: { name: 'reason', kind: 'text' },
  note: { name: 'note', kind: 'text' },
  createdAt: { name: 'created_at', kind: 'instant' },
} as const

const refundColumns = {
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

const entryTypes = Object.entries(toInsertTypes(entryColumns))
const toEntryRow = createRowWriter<LedgerEntry>(entryColumns)
const refundList = toSelectList(refundColumns)
const toRefund = createRecordReader<RefundRecord, typeof refundColumns>(refundColumns)
const toRefundRow = createRowWriter<RefundRecord>(refundColumns)

const insertText = `INSERT INTO ledger_entries (program_id, ${entryTypes.map(([name]) => name).join(', ')})
  SELECT $1::uuid, * FROM unnest(${entryTypes.map(([, type], index) => `$${index + 2}::${type}[]`).join(', ')})`

/** Adds entries to the ledger in one statement. */
async function insertEntries(
  { session, programId }: TenantSession,
  entries: readonly LedgerEntry[],
): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map((entry) => toEntryRow(entry))
  const columns = entryTypes.map(([name]) => rows.map((row) => row[name] ?? null))
  await session.query(insertText, [programId, ...columns])
}

/** Creates the storage of one program's ledger. */
export function createLedgerStore(tenant: TenantSession): LedgerStore {
  const { session, programId } = tenant
  return {
    insert: (entries) => insertEntries(tenant, entries),
    async holdPayouts() {
      // Payouts lock the row of the program for themselves. Neither lock keeps sales waiting.
      await session.query('SELECT FROM programs WHERE program_id = $1 FOR SHARE', [programId])
    },
    findPayoutStatus: (sale, currency) => findPayoutStatus(tenant, sale, currency),
    insertRefund: (refund) =>
      insertRow(session, 'refunds', { program_id: programId, ...toRefundRow(refund) }),
    async findRefund(idempotencyKey) {
      const conditions = [equals('idempotency_key', idempotencyKey)]
      const selection = { columns: refundList, table: 'refunds', conditions }
      const [row] = await selectRows<RowOf<typeof refundColumns>>(tenant, selection)
      return row && toRefund(row)
    },
    async sumTakenBack(saleId) {
      const text = `SELECT coalesce(sum(commission_minor), 0)::bigint AS sum FROM refunds
        WHERE program_id = $1 AND sale_id = $2`
      const [row] = await session.query<{ sum: string }>(text, [programId, String(saleId)])
      return Number(row?.sum ?? 0)
    },
    async deleteRefunds(saleId) {
      const text = 'DELETE FROM refunds WHERE program_id = $1 AND sale_id = $2'
      await session.query(text, [programId, String(saleId)])
    },
  }
}

/**
 * Finds the payout that the commission of a sale is in. A payout takes everything that an affiliate is owed, so it is the
 * last one that was created after the commission was owed, up to a later date.
 */
async function findPayoutStatus(
  { session, programId }: TenantSession,
  { id, affiliateId, approvalStatus, createdAt, dueAt }: StoredSale,
  currency: string,
): Promise<'PENDING' | 'PAID' | undefined> {
  if (approvalStatus !== 'ACCEPTED') return undefined
  const text = `SELECT i.status FROM payout_items i
    JOIN payouts p ON p.program_id = i.program_id AND p.id = i.payout_id
    WHERE i.program_id = $1 AND i.affiliate_id = $2 AND i.status <> 'FAILED' AND p.currency = $3
      AND p.until >= $4 AND p.created_at > coalesce((SELECT max(e.created_at) FROM ledger_entries e
        WHERE e.program_id = $1 AND e.sale_id = $5 AND e.kind = 'RELEASED'), $6)
    ORDER BY i.payout_id LIMIT 1`
  const values = [programId, affiliateId, currency, dueAt, String(id), createdAt]
  const [item] = await session.query<{ status: 'PENDING' | 'PAID' }>(text, values)
  return item?.status
}
