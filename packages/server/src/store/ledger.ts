import type { EntryFilter, IdPage, LedgerStore } from '../domain/ledger-ports.js'
import type { LedgerEntry } from '../domain/ledger/entries.js'
import type { StoredSale } from '../domain/records.js'
import { listBalances, listStatements, sumBalances } from './balance-queries.js'
import {
  createColumnWriter,
  createRecordReader,
  createRowWriter,
  toInsertTypes,
  toSelectList,
  type RowOf,
} from './columns.js'
import { toPageConditions } from './pages.js'
import { equals, equalsId, insertRow, type Condition } from './statements.js'
import {
  equalsAffiliateEmail,
  selectRows,
  type RowSelection,
  type TenantSession,
} from './tenant.js'

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

const entryTypes = Object.entries(toInsertTypes(entryColumns))
const entryList = toSelectList(entryColumns)
const toEntry = createRecordReader<LedgerEntry, typeof entryColumns>(entryColumns)
const toEntryColumns = createColumnWriter<LedgerEntry>(entryColumns)
const toEntryRow = createRowWriter<LedgerEntry>(entryColumns)

const insertText = `INSERT INTO ledger_entries (program_id, ${entryTypes.map(([name]) => name).join(', ')})
  SELECT $1::uuid, * FROM unnest(${entryTypes.map(([, type], index) => `$${index + 2}::${type}[]`).join(', ')})`

/** Adds entries to the ledger in one statement. */
async function insertEntries(
  { session, programId }: TenantSession,
  entries: readonly LedgerEntry[],
): Promise<void> {
  if (entries.length === 0) return
  await session.query(insertText, [programId, ...toEntryColumns(entries)])
}

/** Creates the storage of one program's ledger. */
export function createLedgerStore(tenant: TenantSession): LedgerStore {
  const { session, programId } = tenant
  return {
    insert: (entries) => insertEntries(tenant, entries),
    async insertOnce(entry, idempotencyKey) {
      const row = { program_id: programId, ...toEntryRow(entry), idempotency_key: idempotencyKey }
      await insertRow(session, 'ledger_entries', row)
    },
    async findByKey(idempotencyKey) {
      const conditions = [equals('idempotency_key', idempotencyKey)]
      const [entry] = await readEntries(tenant, { conditions })
      return entry
    },
    list: (filter, page) => listEntries(tenant, filter, page),
    listBalances: (selection, page) => listBalances(tenant, selection, page),
    sumBalances: (at) => sumBalances(tenant, at),
    listStatements: (selection, page) => listStatements(tenant, selection, page),
    async holdPayouts() {
      // Payouts lock the row of the program exclusively. Sales wait for neither lock.
      await session.query('SELECT FROM programs WHERE program_id = $1 FOR SHARE', [programId])
    },
    findPayoutStatus: (sale) => findPayoutStatus(tenant, sale),
  }
}

async function listEntries(
  tenant: TenantSession,
  filter: EntryFilter,
  page: IdPage,
): Promise<readonly LedgerEntry[]> {
  const { saleId, payoutId, kind, start, end, affiliateId, affiliateEmail } = filter
  const owner = saleId === undefined ? affiliateId : await findOwner(tenant, saleId)
  if (saleId !== undefined && owner === undefined) return []
  const conditions: readonly Condition[] = [
    equals('sale_id', saleId === undefined ? undefined : String(saleId)),
    equalsId('affiliate_id', owner),
    equalsId('affiliate_id', affiliateId),
    equalsAffiliateEmail(affiliateEmail),
    equalsId('payout_id', payoutId),
    equals('kind', kind),
    start === undefined ? undefined : ['created_at >= ?', start],
    end === undefined ? undefined : ['created_at < ?', end],
    ...toPageConditions('id', page),
  ]
  const { limit, isNewestFirst } = page
  return readEntries(tenant, { conditions, limit, isNewestFirst })
}

/** Finds the affiliate of a sale, whose entries are found by affiliate. A deleted sale has an entry of another kind. */
async function findOwner(
  { session, programId }: TenantSession,
  saleId: number,
): Promise<string | undefined> {
  const text = `SELECT affiliate_id FROM sales WHERE program_id = $1 AND id = $2
    UNION SELECT affiliate_id FROM ledger_entries
      WHERE program_id = $1 AND sale_id = $2 AND kind <> 'EARNED' LIMIT 1`
  const [row] = await session.query<{ affiliate_id: string }>(text, [programId, String(saleId)])
  return row?.affiliate_id
}

async function readEntries(
  tenant: TenantSession,
  rows: RowSelection,
): Promise<readonly LedgerEntry[]> {
  const selection = { columns: entryList, table: 'ledger_entries', ...rows }
  return (await selectRows<RowOf<typeof entryColumns>>(tenant, selection)).map(toEntry)
}

/** Finds the payout that the commission of a sale is in. Each amount of a payout has the ids of its sales. */
async function findPayoutStatus(
  { session, programId }: TenantSession,
  { id, affiliateId }: Pick<StoredSale, 'id' | 'affiliateId'>,
): Promise<'PENDING' | 'PAID' | undefined> {
  const text = `SELECT status FROM payout_items WHERE program_id = $1 AND affiliate_id = $2
    AND status <> 'FAILED' AND $3::bigint = ANY(sale_ids) ORDER BY payout_id LIMIT 1`
  const values = [programId, affiliateId, String(id)]
  const [item] = await session.query<{ status: 'PENDING' | 'PAID' }>(text, values)
  return item?.status
}
