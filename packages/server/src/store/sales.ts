import type { SaleFilter } from '@referly-kit/types'
import type { Pages } from '../domain/listings.js'
import type { CustomerHistory, SaleCustomer, SaleKeys, SaleStore } from '../domain/ports.js'
import type { NewSaleRecord, SaleRecord, StoredSale } from '../domain/records.js'
import { toSaleRecord } from '../domain/sale-amounts.js'
import {
  createRecordReader,
  createRowWriter,
  toEmailKey,
  toSelectList,
  type RowOf,
} from './columns.js'
import { insertEntries } from './ledger.js'
import { readPages, toPageConditions } from './pages.js'
import { equals, equalsId, insertRow, updateRow, type Condition } from './statements.js'
import {
  equalsAffiliateEmail,
  selectRows,
  type RowSelection,
  type TenantSession,
} from './tenant.js'

const returned = {
  id: { name: 'id', kind: 'bigint' },
  affiliateId: { name: 'affiliate_id', kind: 'uuid' },
  referralId: { name: 'referral_id', kind: 'uuid', isOptional: true },
  externalId: { name: 'external_id', kind: 'text', isOptional: true },
  externalInvoiceId: { name: 'external_invoice_id', kind: 'text', isOptional: true },
  name: { name: 'name', kind: 'text' },
  email: { name: 'email', kind: 'text', isOptional: true },
  totalMinor: { name: 'total_minor', kind: 'bigint' },
  commissionRate: { name: 'commission_rate', kind: 'decimal' },
  commissionMinor: { name: 'commission_minor', kind: 'bigint' },
  taxMinor: { name: 'tax_minor', kind: 'bigint' },
  shippingMinor: { name: 'shipping_minor', kind: 'bigint' },
  status: { name: 'status', kind: 'text' },
  refundedAt: { name: 'refunded_at', kind: 'instant' },
  promotionalCodeId: { name: 'promotional_code_id', kind: 'uuid' },
  couponId: { name: 'coupon_id', kind: 'uuid' },
  fulfilledReferralId: { name: 'fulfilled_referral_id', kind: 'uuid' },
  isRedemption: { name: 'is_redemption', kind: 'boolean' },
  createdAt: { name: 'created_at', kind: 'instant' },
} as const

const emailKey = { name: 'email_key', kind: 'emailKey', from: 'email' } as const

const stored = {
  ...returned,
  promoCode: { name: 'promo_code', kind: 'text' },
  approvalStatus: { name: 'approval_status', kind: 'text' },
  holdReason: { name: 'hold_reason', kind: 'text' },
  dueAt: { name: 'due_at', kind: 'instant' },
  refundedMinor: { name: 'refunded_minor', kind: 'bigint' },
} as const

const columns = {
  ...stored,
  emailKey,
  affiliateLinkId: { name: 'affiliate_link_id', kind: 'uuid' },
  couponTerms: { name: 'coupon_terms', kind: 'json' },
  product: { name: 'product', kind: 'json' },
} as const

const selectList = toSelectList(returned)
const toSale = createRecordReader<SaleRecord, typeof returned>(returned)
const storedList = toSelectList(stored)
const toStored = createRecordReader<StoredSale, typeof stored>(stored)
const toChange = createRowWriter<StoredSale>({ ...stored, emailKey })
const toRow = createRowWriter<Omit<NewSaleRecord, 'entries'>>(columns)

/** Creates the storage of one program's sales. */
export function createSaleStore(tenant: TenantSession): SaleStore {
  const { session, programId } = tenant
  return {
    takeNumbers: (count) => takeNumbers(tenant, count),
    insert: (sale) => insertSale(tenant, sale),
    list: (filter) => listSales(tenant, filter),
    findByKeys: (keys) => findByKeys(tenant, keys),
    async lock(id) {
      const rows = { conditions: [equalsNumber(id)], lock: 'FOR NO KEY UPDATE' }
      const selection = { columns: storedList, table: 'sales', ...rows }
      const [sale] = await selectRows<RowOf<typeof stored>>(tenant, selection)
      return sale && toStored(sale)
    },
    async update(sale) {
      await updateRow(session, { table: 'sales', programId, id: String(sale.id) }, toChange(sale))
    },
    async delete(id) {
      const text = 'DELETE FROM sales WHERE program_id = $1 AND id = $2 RETURNING id'
      return (await session.query(text, [programId, String(id)])).length > 0
    },
    readHistory: (customer, codeId) => readHistory(tenant, customer, codeId),
  }
}

/** Finds the oldest sale with one of the keys. Each key has an index of its own. */
async function findByKeys(
  tenant: TenantSession,
  { externalId, externalInvoiceId }: SaleKeys,
): Promise<SaleRecord | undefined> {
  const [byId] =
    externalId === undefined
      ? []
      : await readSales(tenant, { conditions: [equals('external_id', externalId)], limit: 1 })
  const [byInvoice] =
    externalInvoiceId === undefined
      ? []
      : await readSales(tenant, { conditions: equalsInvoice(externalInvoiceId), limit: 1 })
  if (byId === undefined || byInvoice === undefined) return byId ?? byInvoice
  return byId.id < byInvoice.id ? byId : byInvoice
}

/** Returns the conditions for an invoice. The second one is that of the index; an empty id is not unique. */
function equalsInvoice(externalInvoiceId: string | undefined): readonly Condition[] {
  if (externalInvoiceId === undefined) return []
  return [equals('external_invoice_id', externalInvoiceId), ["external_invoice_id <> ''"]]
}

function listSales(tenant: TenantSession, filter: SaleFilter): Pages<SaleRecord> {
  const conditions = [
    equalsNumber(filter.id),
    equalsId('affiliate_id', filter.affiliateId),
    equalsAffiliateEmail('sales', filter.affiliateEmail),
    equalsId('referral_id', filter.referralId),
    equals('external_id', filter.saleExternalId),
    ...equalsInvoice(filter.saleExternalInvoiceId),
  ]
  return readPages({
    tenant,
    table: 'sales',
    read: (page) =>
      readSales(tenant, {
        conditions: [...conditions, ...toPageConditions('id', page)],
        limit: page.limit,
      }),
  })
}

/** Counts a customer's sales and finds their open referral in one statement, because sales wait for each other here. */
async function readHistory(
  { session, programId }: TenantSession,
  { referralId, email }: SaleCustomer,
  codeId: string,
): Promise<CustomerHistory> {
  const text = `SELECT
    (SELECT count(*) FROM sales
      WHERE program_id = $1 AND (referral_id = $2 OR email_key = $3)) AS orders,
    (SELECT r.id FROM referrals r
      WHERE r.program_id = $1 AND r.promotional_code_id = $4 AND (r.id = $2 OR r.email_key = $3)
        AND NOT EXISTS (SELECT FROM sales s WHERE s.program_id = $1 AND s.fulfilled_referral_id = r.id)
      ORDER BY r.id = $2 DESC, r.id LIMIT 1) AS open_referral_id`
  const key = email === null ? null : toEmailKey(email)
  const values = [programId, referralId, key, codeId]
  const [row] = await session.query<{ orders: string; open_referral_id: string | null }>(
    text,
    values,
  )
  return { orders: Number(row?.orders ?? 0), openReferralId: row?.open_referral_id ?? null }
}

async function readSales(
  tenant: TenantSession,
  rows: RowSelection,
): Promise<readonly SaleRecord[]> {
  const selection = { columns: selectList, table: 'sales', ...rows }
  return (await selectRows<RowOf<typeof returned>>(tenant, selection)).map(toSale)
}

/** Returns the condition for a sale's number. Numbers above 2^53 are not exact and belong to no sale. */
function equalsNumber(id: number | undefined): Condition {
  if (id === undefined || Number.isSafeInteger(id)) return equals('id', id && String(id))
  return ['false']
}

async function takeNumbers({ session, programId }: TenantSession, count: number): Promise<number> {
  const [counter] = await session.query<{ last_id: string }>(
    'UPDATE sale_counters SET last_id = last_id + $2 WHERE program_id = $1 RETURNING last_id',
    [programId, count],
  )
  return Number(counter?.last_id)
}

async function insertSale(tenant: TenantSession, sale: NewSaleRecord): Promise<SaleRecord> {
  const { session, programId } = tenant
  const { entries, ...record } = sale
  await insertRow(session, 'sales', { program_id: programId, ...toRow(record) })
  await insertEntries(tenant, entries)
  const { affiliateLinkId: _link, couponTerms: _terms, product: _product, ...sold } = record
  return toSaleRecord(sold)
}
