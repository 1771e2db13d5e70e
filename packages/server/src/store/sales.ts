import type { SaleRecord, UnnumberedSale } from '../domain/sales.js'
import type { SaleStore } from '../domain/store.js'
import type { SqlValue } from './database.js'
import { readPages, toPageConditions } from './pages.js'
import {
  type Condition,
  equals,
  equalsId,
  insertRow,
  toDecimalText,
  toEmailKey,
  toWhere,
} from './statements.js'
import { type TenantSession, equalsAffiliateEmail } from './tenant.js'

interface SaleRow {
  readonly id: string
  readonly affiliate_id: string
  readonly referral_id: string | null
  readonly external_id: string | null
  readonly external_invoice_id: string | null
  readonly name: string
  readonly email: string | null
  readonly total_minor: string
  readonly commission_rate: string
  readonly created_at: Date
}

const columns = `id, affiliate_id, referral_id, external_id, external_invoice_id, name, email, total_minor,
  commission_rate, created_at`

/** Keeps the sales of one program in the database. */
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
  { session, programId }: TenantSession,
  conditions: readonly Condition[],
  limit: number,
): Promise<readonly SaleRecord[]> {
  const where = toWhere([equals('program_id', programId), ...conditions])
  const text = `SELECT ${columns} FROM sales WHERE ${where.text} ORDER BY id LIMIT ${limit}`
  return (await session.query<SaleRow>(text, where.values)).map(toSale)
}

/** A number above 2^53 is not exact any more and names no sale. */
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
  await insertRow(session, 'sales', { program_id: programId, id: String(id), ...toRow(sale) })
  return { id, ...record }
}

function toRow(sale: UnnumberedSale): Record<string, SqlValue> {
  return {
    affiliate_id: sale.affiliateId,
    referral_id: sale.referralId ?? null,
    promotional_code_id: sale.promotionalCodeId,
    external_id: sale.externalId ?? null,
    external_invoice_id: sale.externalInvoiceId ?? null,
    name: sale.name,
    email: sale.email ?? null,
    email_key: sale.email === undefined ? null : toEmailKey(sale.email),
    total_minor: String(sale.totalMinor),
    commission_rate: toDecimalText(sale.commissionRate),
    commission_minor: String(sale.commissionMinor),
    tax_minor: toDecimalText(sale.taxMinor),
    shipping_minor: toDecimalText(sale.shippingMinor),
    product: sale.product === null ? null : JSON.stringify(sale.product),
    created_at: sale.createdAt,
  }
}

function toSale(row: SaleRow): SaleRecord {
  return {
    id: Number(row.id),
    affiliateId: row.affiliate_id,
    ...(row.referral_id === null ? {} : { referralId: row.referral_id }),
    ...(row.external_id === null ? {} : { externalId: row.external_id }),
    ...(row.external_invoice_id === null ? {} : { externalInvoiceId: row.external_invoice_id }),
    name: row.name,
    ...(row.email === null ? {} : { email: row.email }),
    totalMinor: Number(row.total_minor),
    commissionRate: Number(row.commission_rate),
    createdAt: row.created_at.toISOString(),
  }
}
