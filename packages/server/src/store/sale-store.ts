import type { SaleFilter, WebhookEventName } from '@referly-kit/types'
import type { IdPage } from '../domain/ledger-ports.js'
import type { Pages } from '../domain/listings.js'
import type { SaleKeys, SaleStore } from '../domain/ports.js'
import type { NewSaleRecord, SaleRecord, StoredSale } from '../domain/records.js'
import {
  createColumnWriter,
  createRecordReader,
  createRowWriter,
  toEmailKey,
  toInsertTypes,
  toSelectList,
  type RowOf,
} from './columns.js'
import {
  createFirstCheck,
  holdNewSales,
  recountNewCustomers,
  toIsNewCustomer,
} from './new-customers.js'
import { readPages, toPageConditions } from './pages.js'
import { readHistories } from './sale-histories.js'
import { equals, equalsId, toInsertRows, updateRow, type Condition } from './statements.js'
import {
  equalsAffiliateEmail,
  selectByValues,
  selectRows,
  type RowSelection,
  type TenantSession,
} from './tenant.js'
import { addEvents, changeAll } from './webhook-events.js'

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
  reservationId: { name: 'reservation_id', kind: 'uuid' },
  recordedAt: { name: 'recorded_at', kind: 'instant' },
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

type SaleRow = RowOf<typeof returned>

const selectList = toSelectList(returned)
const toSale = createRecordReader<SaleRecord, typeof returned>(returned)
const storedList = toSelectList(stored)
const toStored = createRecordReader<StoredSale, typeof stored>(stored)
const toChange = createRowWriter<StoredSale>({ ...stored, emailKey })
const toColumns = createColumnWriter<Omit<NewSaleRecord, 'entries'>>(columns)
const newSaleTypes = { ...toInsertTypes(columns), is_new_customer: 'boolean' }

/** Creates the storage of one program's sales. */
export function createSaleStore(tenant: TenantSession): SaleStore {
  return {
    takeNumbers: (count) => takeNumbers(tenant, count),
    readCurrency: () => readCurrency(tenant),
    insertAll: (sales) => insertSales(tenant, sales),
    list: (filter) => listSales(tenant, filter),
    async find(id) {
      const [sale] = await readSales(tenant, { conditions: [equalsNumber(id)], limit: 1 })
      return sale
    },
    findByKeys: (keys) => findByKeys(tenant, keys),
    listStored: (filter, page) => listStoredSales(tenant, filter, page),
    async lock(id) {
      const rows = { conditions: [equalsNumber(id)], lock: 'FOR NO KEY UPDATE' }
      const selection = { columns: storedList, table: 'sales', ...rows }
      const [sale] = await selectRows<RowOf<typeof stored>>(tenant, selection)
      return sale && toStored(sale)
    },
    holdNewSales: () => holdNewSales(tenant),
    update: (sale, events) => updateSale(tenant, sale, events),
    delete: (id) => deleteSale(tenant, id),
    readHistories: (customers) => readHistories(tenant, customers),
  }
}

async function insertSales(tenant: TenantSession, sales: readonly NewSaleRecord[]): Promise<void> {
  const { programId } = tenant
  const isFirst = createFirstCheck()
  const values = [...toColumns(sales), sales.map(isFirst)]
  const expressions = { is_new_customer: `new.is_new_customer AND ${toIsNewCustomer('new')}` }
  const target = { table: 'sales', programId, types: newSaleTypes, expressions }
  const held = sales.filter(({ approvalStatus }) => approvalStatus === 'ON_HOLD')
  // Sent together, but run in this order.
  await Promise.all([
    changeAll(tenant, toInsertRows(target, values), { event: 'sale.created', ids: toIds(sales) }),
    addEvents(tenant, 'commission.held', toIds(held)),
  ])
}

function toIds(sales: readonly Pick<SaleRecord, 'id'>[]): readonly string[] {
  return sales.map(({ id }) => String(id))
}

async function updateSale(
  tenant: TenantSession,
  sale: StoredSale,
  events: readonly WebhookEventName[] = ['sale.updated'],
): Promise<void> {
  const { session, programId } = tenant
  const { id, email, referralId } = sale
  const select = 'SELECT email FROM sales WHERE program_id = $1 AND id = $2'
  const [before] = await session.query<{ email: string | null }>(select, [programId, String(id)])
  const isSameCustomer = toEmailKey(before?.email ?? '') === toEmailKey(email ?? '')
  await updateRow(session, { table: 'sales', programId, id: String(id) }, toChange(sale))
  for (const event of events) await addEvents(tenant, event, [String(id)])
  if (isSameCustomer) return
  await recountNewCustomers(tenant, { id, emails: [before?.email, email], referralId })
}

async function deleteSale(tenant: TenantSession, id: number): Promise<boolean> {
  const { session, programId } = tenant
  const text = `DELETE FROM sales WHERE program_id = $1 AND id = $2 RETURNING email, referral_id`
  const [deleted] = await session.query<{ email: string | null; referral_id: string | null }>(
    text,
    [programId, String(id)],
  )
  if (deleted === undefined) return false
  await addEvents(tenant, 'sale.deleted', [String(id)])
  const { email, referral_id: referralId } = deleted
  await recountNewCustomers(tenant, { id, emails: [email], referralId })
  return true
}

/** Finds sales in one query per kind of key, because each has its own index. */
async function findByKeys(
  tenant: TenantSession,
  keys: readonly SaleKeys[],
): Promise<readonly SaleRecord[]> {
  const selection = { columns: selectList, table: 'sales', type: 'text' } as const
  const byId = keys.flatMap(({ externalId }) => externalId ?? [])
  const byInvoice = keys.flatMap(({ externalInvoiceId }) => externalInvoiceId ?? [])
  const found = await Promise.all([
    selectByValues<SaleRow>(tenant, { ...selection, column: 'external_id', values: byId }),
    selectByValues<SaleRow>(tenant, {
      ...selection,
      column: 'external_invoice_id',
      values: byInvoice,
      condition: isInvoice,
    }),
  ])
  return found
    .flat()
    .map(toSale)
    .toSorted((one, other) => one.id - other.id)
}

// The condition of the index. An empty invoice id, which some callers send, is not unique.
const isInvoice = "external_invoice_id <> ''"

/** Returns the conditions for an invoice. */
function equalsInvoice(externalInvoiceId: string | undefined): readonly Condition[] {
  if (externalInvoiceId === undefined) return []
  return [equals('external_invoice_id', externalInvoiceId), [isInvoice]]
}

function listSales(tenant: TenantSession, filter: SaleFilter): Pages<SaleRecord> {
  const conditions = [
    equalsNumber(filter.id),
    equalsId('affiliate_id', filter.affiliateId),
    equalsAffiliateEmail(filter.affiliateEmail),
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

async function listStoredSales(
  tenant: TenantSession,
  { approvalStatus, affiliateId, affiliateEmail }: Parameters<SaleStore['listStored']>[0],
  { after, limit }: IdPage,
): Promise<readonly StoredSale[]> {
  const conditions: readonly Condition[] = [
    // As text, so that the index of sales on hold can be used.
    approvalStatus === 'ON_HOLD'
      ? ["approval_status = 'ON_HOLD'"]
      : equals('approval_status', approvalStatus),
    equalsId('affiliate_id', affiliateId),
    equalsAffiliateEmail(affiliateEmail),
    ...toPageConditions('id', { after, limit }),
  ]
  const selection = { columns: storedList, table: 'sales', conditions, limit }
  return (await selectRows<RowOf<typeof stored>>(tenant, selection)).map(toStored)
}

async function readSales(
  tenant: TenantSession,
  rows: RowSelection,
): Promise<readonly SaleRecord[]> {
  const selection = { columns: selectList, table: 'sales', ...rows }
  return (await selectRows<SaleRow>(tenant, selection)).map(toSale)
}

/** Returns the condition for a sale's number. Numbers above 2^53 are not exact, so no sale has them. */
function equalsNumber(id: number | undefined): Condition {
  if (id === undefined || Number.isSafeInteger(id)) return equals('id', id && String(id))
  return ['false']
}

async function readCurrency({ session, programId }: TenantSession): Promise<string | undefined> {
  const text = 'SELECT currency FROM programs WHERE program_id = $1'
  const [program] = await session.query<{ currency: string }>(text, [programId])
  return program?.currency
}

async function takeNumbers({ session, programId }: TenantSession, count: number): Promise<number> {
  const [counter] = await session.query<{ last_id: string }>(
    'UPDATE sale_counters SET last_id = last_id + $2 WHERE program_id = $1 RETURNING last_id',
    [programId, count],
  )
  return Number(counter?.last_id)
}
