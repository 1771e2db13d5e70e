import { isUuid } from '../domain/identifiers.js'
import type { StoredCode } from '../domain/records.js'
import type {
  Buyer,
  HeldUses,
  ReservationRecord,
  ReservationStore,
} from '../domain/reservation-records.js'
import {
  createRecordReader,
  createRowWriter,
  toEmailKey,
  toSelectList,
  type RowOf,
} from './columns.js'
import {
  lockCoupon,
  reclaimLapsed,
  redeemReservations,
  releaseReservation,
  takeUse,
} from './held-uses.js'
import { equals, equalsId, insertRow, type Condition } from './statements.js'
import { selectRows, type TenantSession } from './tenant.js'

const columns = {
  id: { name: 'id', kind: 'uuid' },
  idempotencyKey: { name: 'idempotency_key', kind: 'text' },
  status: { name: 'status', kind: 'text' },
  promotionalCodeId: { name: 'promotional_code_id', kind: 'uuid' },
  promoCode: { name: 'promo_code', kind: 'text' },
  couponId: { name: 'coupon_id', kind: 'uuid' },
  couponTerms: { name: 'coupon_terms', kind: 'json' },
  affiliateId: { name: 'affiliate_id', kind: 'uuid' },
  commissionRate: { name: 'commission_rate', kind: 'decimal' },
  affiliateLinkId: { name: 'affiliate_link_id', kind: 'uuid' },
  referralId: { name: 'referral_id', kind: 'uuid' },
  email: { name: 'email', kind: 'text' },
  emailKey: { name: 'email_key', kind: 'emailKey', from: 'email', isSelected: false },
  customerId: { name: 'customer_id', kind: 'text' },
  holdsUse: { name: 'holds_use', kind: 'boolean' },
  currency: { name: 'currency', kind: 'text' },
  baseMinor: { name: 'base_minor', kind: 'bigint' },
  amountOffMinor: { name: 'amount_off_minor', kind: 'bigint' },
  totalMinor: { name: 'total_minor', kind: 'bigint' },
  saleId: { name: 'sale_id', kind: 'bigint' },
  createdAt: { name: 'created_at', kind: 'instant' },
  expiresAt: { name: 'expires_at', kind: 'instant' },
} as const

const selectList = toSelectList(columns)
const toRecord = createRecordReader<ReservationRecord, typeof columns>(columns)
const toRow = createRowWriter<ReservationRecord>(columns)

/** Creates the storage of one program's reservations. */
export function createReservationStore(tenant: TenantSession): ReservationStore {
  const { session, programId } = tenant
  return {
    hold: (code) => takeUse(tenant, code, 'times_held'),
    insert: (reservation) =>
      insertRow(session, 'reservations', { program_id: programId, ...toRow(reservation) }),
    find: (id) => findReservation(tenant, equalsId('id', id)),
    findByKey: (key) => findReservation(tenant, equals('idempotency_key', key)),
    release: (id) => release(tenant, id),
    lockAll: (ids) => lockAll(tenant, ids),
    redeemAll: (redeemed) =>
      redeemReservations(
        tenant,
        redeemed.map(({ reservationId }) => reservationId),
        redeemed.map(({ saleId }) => String(saleId)),
      ),
    readHeld: (code) => readHeld(tenant, code),
    countFirstOrders: (buyer, couponId) => countFirstOrders(tenant, buyer, couponId),
    lockHeld: (of) => lockHeld(tenant, of),
  }
}

async function findReservation(
  tenant: TenantSession,
  condition: Condition,
): Promise<ReservationRecord | undefined> {
  const selection = {
    columns: selectList,
    table: 'reservations',
    conditions: [condition],
    limit: 1,
  }
  const [row] = await selectRows<RowOf<typeof columns>>(tenant, selection)
  return row && toCurrent(toRecord(row), tenant.clock())
}

/**
 * Returns a reservation as it is at a given time. It lapses without any write; the row is changed later.
 */
function toCurrent(reservation: ReservationRecord, now: Date): ReservationRecord {
  const isOver = Date.parse(reservation.expiresAt) < now.getTime()
  return reservation.status === 'HELD' && isOver
    ? { ...reservation, status: 'LAPSED' }
    : reservation
}

async function release(tenant: TenantSession, id: string): Promise<ReservationRecord | undefined> {
  const found = await findReservation(tenant, equalsId('id', id))
  if (found === undefined) return undefined
  await lockCoupon(tenant, found.couponId)
  await releaseReservation(tenant, id)
  return findReservation(tenant, equalsId('id', id))
}

async function lockAll(
  tenant: TenantSession,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ReservationRecord>> {
  const rows = await selectRows<RowOf<typeof columns>>(tenant, {
    columns: selectList,
    table: 'reservations',
    conditions: [['id = ANY(?::uuid[])', ids]],
    lock: 'FOR NO KEY UPDATE',
  })
  return new Map(rows.map((row) => [row.id ?? '', toRecord(row)]))
}

async function readHeld(
  { session, programId, clock }: TenantSession,
  { code }: StoredCode,
): Promise<HeldUses> {
  const text = `SELECT c.times_held - count(r.id)::integer AS of_coupon,
      p.times_held - (count(r.id) FILTER (WHERE r.promotional_code_id = p.id))::integer AS of_code
    FROM promotional_codes p
    JOIN coupons c ON c.program_id = p.program_id AND c.id = p.coupon_id
    LEFT JOIN reservations r ON r.program_id = p.program_id AND r.coupon_id = c.id
      AND r.status = 'HELD' AND r.holds_use AND r.expires_at < $3
    WHERE p.program_id = $1 AND p.id = $2 GROUP BY c.times_held, p.times_held, p.id`
  const values = [programId, code.id, clock().toISOString()]
  const [held] = await session.query<{ of_coupon: number; of_code: number }>(text, values)
  return { ofCoupon: held?.of_coupon ?? 0, ofCode: held?.of_code ?? 0 }
}

async function countFirstOrders(
  tenant: TenantSession,
  { email, customerId, referralId }: Buyer,
  couponId: string | undefined,
): Promise<number> {
  const { session, programId, clock } = tenant
  if (couponId !== undefined) await lockCoupon(tenant, couponId)
  const text = `SELECT count(*)::integer AS count FROM reservations r
    JOIN promotional_codes p ON p.program_id = r.program_id AND p.id = r.promotional_code_id
    WHERE r.program_id = $1 AND r.status = 'HELD' AND r.expires_at >= $2 AND p.first_time_order
      AND (r.email_key = $3 OR r.customer_id = $4 OR r.referral_id = $5)`
  const key = email === null ? null : toEmailKey(email)
  const values = [programId, clock().toISOString(), key, customerId, referralId]
  const [row] = await session.query<{ count: number }>(text, values)
  return row?.count ?? 0
}

async function lockHeld(
  tenant: TenantSession,
  of: Parameters<ReservationStore['lockHeld']>[0],
): Promise<number> {
  const { session, programId } = tenant
  const [table, id] = 'couponId' in of ? ['coupons', of.couponId] : ['promotional_codes', of.codeId]
  if (!isUuid(id)) return 0
  const column = table === 'coupons' ? 'id' : 'coupon_id'
  const text = `SELECT ${column} AS coupon_id, times_held FROM ${table} WHERE program_id = $1 AND id = $2`
  const values = [programId, id]
  const [found] = await session.query<{ coupon_id: string }>(text, values)
  if (found === undefined) return 0
  await reclaimLapsed(tenant, found.coupon_id)
  const [held] = await session.query<{ times_held: number }>(text, values)
  return held?.times_held ?? 0
}
