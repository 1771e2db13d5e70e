import type {
  IdPage,
  NewPayoutRecord,
  PayableFilter,
  PayoutItemRecord,
  PayoutRecord,
  PayoutStore,
} from '../domain/ledger-ports.js'
import type { NewPayoutAmount, PayableAmount } from '../domain/ledger/payout-rules.js'
import { payeeColumns, payeeJoins } from './balance-queries.js'
import { createRecordReader, toIsoInstant, toSelectList, type RowOf } from './columns.js'
import type { SqlValue } from './database.js'
import { toPageConditions } from './pages.js'
import { insertRow, toWhere, type Condition } from './statements.js'
import type { TenantSession } from './tenant.js'
import { addEvents } from './webhook-events.js'

const itemColumns = {
  affiliateId: { name: 'affiliate_id', kind: 'uuid' },
  name: { name: 'name', kind: 'text' },
  email: { name: 'email', kind: 'text' },
  amountMinor: { name: 'amount_minor', kind: 'bigint' },
  status: { name: 'status', kind: 'text' },
  reason: { name: 'reason', kind: 'text' },
  settledAt: { name: 'settled_at', kind: 'instant' },
} as const

const payoutColumns = {
  id: { name: 'id', kind: 'uuid' },
  currency: { name: 'currency', kind: 'text' },
  until: { name: 'until', kind: 'instant' },
  createdAt: { name: 'created_at', kind: 'instant' },
} as const

const sums = {
  amountMinor: { name: 'amount_minor', kind: 'bigint' },
  affiliates: { name: 'affiliates', kind: 'bigint' },
  pendingMinor: { name: 'pending_minor', kind: 'bigint' },
  paidMinor: { name: 'paid_minor', kind: 'bigint' },
  failedMinor: { name: 'failed_minor', kind: 'bigint' },
} as const

const itemList = toSelectList(itemColumns)
const toItem = createRecordReader<PayoutItemRecord, typeof itemColumns>(itemColumns)
const toPayout = createRecordReader<PayoutRecord, typeof payoutColumns & typeof sums>({
  ...payoutColumns,
  ...sums,
})

/** Creates the storage of one program's payouts. */
export function createPayoutStore(tenant: TenantSession): PayoutStore {
  const { session, programId } = tenant
  return {
    async lock() {
      // Sales do not lock the row, so they do not wait.
      const text = 'SELECT FROM programs WHERE program_id = $1 FOR NO KEY UPDATE'
      await session.query(text, [programId])
    },
    async readLastUntil() {
      const text = `SELECT (max(until) AT TIME ZONE 'UTC')::text AS until FROM payouts WHERE program_id = $1`
      const [row] = await session.query<{ until: string | null }>(text, [programId])
      return row?.until == null ? undefined : toIsoInstant(row.until)
    },
    async listPayable(filter, page) {
      return (await readPayable(tenant, filter, { page })).map(toPayable)
    },
    async listPayableSales(filter) {
      const rows = await readPayable(tenant, filter, { hasSales: true })
      return rows.map((row) => ({ ...toPayable(row), saleIds: toIds(row.sale_ids) }))
    },
    insert: (payout, items) => insertPayout(tenant, payout, items),
    async findByKey(idempotencyKey) {
      const text = 'SELECT id, request FROM payouts WHERE program_id = $1 AND idempotency_key = $2'
      const [row] = await session.query<{ id: string; request: object }>(text, [
        programId,
        idempotencyKey,
      ])
      return row
    },
    async find(id) {
      const [payout] = await readPayouts(tenant, [['p.id = ?', id]], { limit: 1 })
      return payout
    },
    list: (page) => readPayouts(tenant, toPageConditions('p.id', page), page),
    ...createItemStore(tenant),
  }
}

type ItemStore = Pick<PayoutStore, 'listItems' | 'listRows' | 'settle'>

function createItemStore(tenant: TenantSession): ItemStore {
  const { session, programId } = tenant
  return {
    listItems: (payoutId, { status, affiliateIds }, page) =>
      readItems(
        tenant,
        [
          ['payout_id = ?', payoutId],
          status && ['status = ?', status],
          affiliateIds && ['affiliate_id = ANY(?::uuid[])', affiliateIds],
          page?.after === undefined ? undefined : ['affiliate_id > ?', page.after],
        ],
        page?.limit,
      ),
    async listRows(payoutId, { offset, limit }) {
      const end = Number.isFinite(limit) ? ` LIMIT ${limit}` : ''
      const text = `SELECT ${itemList} FROM payout_items WHERE program_id = $1 AND payout_id = $2
        ORDER BY affiliate_id OFFSET ${offset}${end}`
      return (await session.query<RowOf<typeof itemColumns>>(text, [programId, payoutId])).map(
        toItem,
      )
    },
    async settle(payoutId, affiliateIds, { status, reason, settledAt }) {
      const text = `UPDATE payout_items SET status = $4, reason = $5, settled_at = $6
        WHERE program_id = $1 AND payout_id = $2 AND affiliate_id = ANY($3::uuid[])`
      await session.query(text, [programId, payoutId, affiliateIds, status, reason, settledAt])
    },
  }
}

/**
 * Computes what can be paid out up to an instant.
 *
 * When the instant is in the past, something may have been paid or taken back since, even from
 * amounts that became payable later. So the amount is the lowest one that was payable at any time
 * from the instant until now.
 */
async function readPayable(
  { session, programId }: TenantSession,
  { currency, until, now, affiliateIds }: PayableFilter,
  { page, hasSales }: { readonly page?: IdPage | undefined; readonly hasSales?: boolean },
): Promise<readonly PayableRow[]> {
  const isPast = until < now
  const amount = isPast
    ? `least(coalesce(sum(owed_minor) FILTER (WHERE due_at <= $4), 0), min(running) FILTER (WHERE due_at > $4))`
    : 'sum(owed_minor)'
  const running = isPast
    ? ', sum(owed_minor) OVER (PARTITION BY affiliate_id ORDER BY due_at) AS running'
    : ''
  const values: SqlValue[] = isPast ? [programId, currency, now, until] : [programId, currency, now]
  const bind = (value: SqlValue): string => `$${values.push(value)}`
  const conditions = [
    'program_id = $1 AND currency = $2 AND due_at <= $3',
    ...(affiliateIds === undefined ? [] : [`affiliate_id = ANY(${bind(affiliateIds)}::uuid[])`]),
    ...(page?.after === undefined ? [] : [`affiliate_id > ${bind(page.after)}`]),
  ]
  const limit = page === undefined ? '' : ` LIMIT ${page.limit}`
  const sales = hasSales ? `, ${toPayableSales(isPast ? '$4' : '$3')} AS sale_ids` : ''
  const text = `SELECT b.affiliate_id, b.amount_minor, ${payeeColumns}, a.status${sales} FROM (
      SELECT affiliate_id, ${amount} AS amount_minor FROM (
        SELECT affiliate_id, due_at, owed_minor${running} FROM ledger_entries WHERE ${conditions.join(' AND ')}
      ) e GROUP BY affiliate_id HAVING ${amount} <> 0 ORDER BY affiliate_id${limit}
    ) b ${payeeJoins} ORDER BY b.affiliate_id`
  return session.query<PayableRow>(text, values)
}

/**
 * Returns the sales of an affiliate `b` whose commission is owed and in no payout yet, as SQL. They are read with the
 * amounts, because a sale that another process is recording may become visible at any moment.
 */
const toPayableSales = (until: string): string => `ARRAY(
  SELECT sale_id FROM ledger_entries
    WHERE program_id = $1 AND affiliate_id = b.affiliate_id AND currency = $2 AND due_at <= ${until}
      AND sale_id IS NOT NULL
    GROUP BY sale_id HAVING sum(owed_minor) <> 0
  EXCEPT
  SELECT unnest(sale_ids) FROM payout_items
    WHERE program_id = $1 AND affiliate_id = b.affiliate_id AND status <> 'FAILED'
)::text`

function toIds(text = '{}'): readonly number[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(Number)
}

function toPayable({
  affiliate_id: affiliateId,
  amount_minor: sum,
  ...payee
}: PayableRow): PayableAmount {
  const { name, email, status } = payee
  return { affiliateId, name, email, status, amountMinor: Number(sum) }
}

interface PayableRow {
  readonly affiliate_id: string
  readonly amount_minor: string
  readonly name: string
  readonly email: string
  readonly status: string | null
  readonly sale_ids?: string
}

async function insertPayout(
  tenant: TenantSession,
  { id, currency, until, idempotencyKey, request, createdAt }: NewPayoutRecord,
  items: readonly NewPayoutAmount[],
): Promise<void> {
  const { session, programId } = tenant
  await insertRow(session, 'payouts', {
    program_id: programId,
    id,
    currency,
    until,
    idempotency_key: idempotencyKey,
    request: JSON.stringify(request),
    created_at: createdAt,
  })
  const text = `INSERT INTO payout_items (program_id, payout_id, affiliate_id, name, email, amount_minor, status, sale_ids)
    SELECT $1::uuid, $2::uuid, affiliate_id, name, email, amount_minor, status, sale_ids::bigint[]
    FROM unnest($3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[])
      AS new (affiliate_id, name, email, amount_minor, status, sale_ids)`
  await session.query(text, [
    programId,
    id,
    items.map(({ affiliateId }) => affiliateId),
    items.map(({ name }) => name),
    items.map(({ email }) => email),
    items.map(({ amountMinor }) => String(amountMinor)),
    items.map(({ status }) => status),
    items.map(({ saleIds }) => `{${saleIds.join(',')}}`),
  ])
  await addEvents(tenant, 'payout.created', [id])
}

async function readPayouts(
  { session, programId }: TenantSession,
  conditions: readonly Condition[],
  { limit, isNewestFirst }: Pick<IdPage, 'limit' | 'isNewestFirst'>,
): Promise<readonly PayoutRecord[]> {
  const order = isNewestFirst === true ? 'p.id DESC' : 'p.id'
  const where = toWhere([['p.program_id = ?', programId], ...conditions])
  const text = `SELECT p.*, i.* FROM (
      SELECT ${toSelectList(payoutColumns, 'p')} FROM payouts p WHERE ${where.text}
      ORDER BY ${order} LIMIT ${limit}
    ) p, LATERAL (
      SELECT sum(amount_minor) AS amount_minor, count(*) AS affiliates,
        coalesce(sum(amount_minor) FILTER (WHERE status = 'PENDING'), 0) AS pending_minor,
        coalesce(sum(amount_minor) FILTER (WHERE status = 'PAID'), 0) AS paid_minor,
        coalesce(sum(amount_minor) FILTER (WHERE status = 'FAILED'), 0) AS failed_minor
      FROM payout_items WHERE program_id = $1 AND payout_id = p.id
    ) i ORDER BY ${order}`
  return (await session.query<Parameters<typeof toPayout>[0]>(text, where.values)).map(toPayout)
}

async function readItems(
  { session, programId }: TenantSession,
  conditions: readonly Condition[],
  limit?: number,
): Promise<readonly PayoutItemRecord[]> {
  const where = toWhere([['program_id = ?', programId], ...conditions])
  const end = limit === undefined ? '' : ` LIMIT ${limit}`
  const text = `SELECT ${itemList} FROM payout_items WHERE ${where.text} ORDER BY affiliate_id${end}`
  return (await session.query<RowOf<typeof itemColumns>>(text, where.values)).map(toItem)
}
