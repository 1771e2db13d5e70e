import type { CustomerHistory, SaleCustomer, SaleStore } from '../domain/ports.js'
import type { NewSaleRecord, SaleRecord } from '../domain/records.js'
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
  createdAt: { name: 'created_at', kind: 'instant' },
} as const

const columns = {
  ...returned,
  emailKey: { name: 'email_key', kind: 'emailKey', from: 'email' },
  promotionalCodeId: { name: 'promotional_code_id', kind: 'uuid' },
  fulfilledReferralId: { name: 'fulfilled_referral_id', kind: 'uuid' },
  commissionMinor: { name: 'commission_minor', kind: 'bigint' },
  taxMinor: { name: 'tax_minor', kind: 'bigint' },
  shippingMinor: { name: 'shipping_minor', kind: 'bigint' },
  product: { name: 'product', kind: 'json' },
} as const

const selectList = toSelectList(returned)
const toSale = createRecordReader<SaleRecord, typeof returned>(returned)
const toRow = createRowWriter<NewSaleRecord>(columns)

/** Creates the storage of one program's sales. */
export function createSaleStore(tenant: TenantSession): SaleStore {
  return {
    takeNumber: () => takeNumber(tenant),
    insert: (sale) => insertSale(tenant, sale),
    list: ({ id, affiliateId, affiliateEmail, referralId, saleExternalId }) =>
      readPages({
        tenant,
        table: 'sales',
        read: (page) =>
          readSales(
            tenant,
            [
              equalsNumber(id),
              equalsId('affiliate_id', affiliateId),
              equalsAffiliateEmail('sales', affiliateEmail),
              equalsId('referral_id', referralId),
              equals('external_id', saleExternalId),
              ...toPageConditions('id', page),
            ],
            page.limit,
          ),
      }),
    async findByExternalId(externalId) {
      const [sale] = await readSales(tenant, [equals('external_id', externalId)], 1)
      return sale
    },
    readHistory: (customer, codeId) => readHistory(tenant, customer, codeId),
  }
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
  const emailKey = email === null ? null : toEmailKey(email)
  const values = [programId, referralId, emailKey, codeId]
  const [row] = await session.query<{ orders: string; open_referral_id: string | null }>(
    text,
    values,
  )
  return { orders: Number(row?.orders ?? 0), openReferralId: row?.open_referral_id ?? null }
}

async function readSales(
  tenant: TenantSession,
  conditions: readonly Condition[],
  limit: number,
): Promise<readonly SaleRecord[]> {
  const selection = { columns: selectList, table: 'sales', conditions, limit }
  return (await selectRows<RowOf<typeof returned>>(tenant, selection)).map(toSale)
}

/** Returns the condition for a sale's number. Numbers above 2^53 are not exact and belong to no sale. */
function equalsNumber(id: number | undefined): Condition {
  if (id === undefined || Number.isSafeInteger(id)) return equals('id', id && String(id))
  return ['false']
}

async function takeNumber({ session, programId }: TenantSession): Promise<number> {
  const [counter] = await session.query<{ last_id: string }>(
    'UPDATE sale_counters SET last_id = last_id + 1 WHERE program_id = $1 RETURNING last_id',
    [programId],
  )
  return Number(counter?.last_id)
}

async function insertSale(
  { session, programId }: TenantSession,
  sale: NewSaleRecord,
): Promise<SaleRecord> {
  await insertRow(session, 'sales', { program_id: programId, ...toRow(sale) })
  const {
    promotionalCodeId: _code,
    fulfilledReferralId: _referral,
    product: _product,
    ...rest
  } = sale
  const { commissionMinor: _commission, taxMinor: _tax, shippingMinor: _shipping, ...record } = rest
  return record
}
