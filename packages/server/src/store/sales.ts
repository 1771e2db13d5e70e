import type { SaleStore } from '../domain/ports.js'
import type { SaleRecord, UnnumberedSale } from '../domain/records.js'
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
  commissionMinor: { name: 'commission_minor', kind: 'bigint' },
  taxMinor: { name: 'tax_minor', kind: 'bigint' },
  shippingMinor: { name: 'shipping_minor', kind: 'bigint' },
  product: { name: 'product', kind: 'json' },
} as const

const selectList = toSelectList(returned)
const toSale = createRecordReader<SaleRecord, typeof returned>(returned)
const toRow = createRowWriter<UnnumberedSale & { readonly id: number }>(columns)

/** Creates the storage of one program's sales. */
export function createSaleStore(tenant: TenantSession): SaleStore {
  const { session, programId } = tenant
  return {
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
    async count({ referralId, email }) {
      const text = `SELECT count(*) AS sales FROM sales
        WHERE program_id = $1 AND (referral_id = $2 OR email_key = $3)`
      const emailKey = email === null ? null : toEmailKey(email)
      const [row] = await session.query<{ sales: string }>(text, [programId, referralId, emailKey])
      return Number(row?.sales ?? 0)
    },
  }
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

async function insertSale(
  { session, programId }: TenantSession,
  sale: UnnumberedSale,
): Promise<SaleRecord> {
  const [counter] = await session.query<{ last_id: string }>(
    'UPDATE sale_counters SET last_id = last_id + 1 WHERE program_id = $1 RETURNING last_id',
    [programId],
  )
  const id = Number(counter?.last_id)
  const { promotionalCodeId: _code, product: _product, ...rest } = sale
  const { commissionMinor: _commission, taxMinor: _tax, shippingMinor: _shipping, ...record } = rest
  await insertRow(session, 'sales', { program_id: programId, ...toRow({ ...sale, id }) })
  return { id, ...record }
}
