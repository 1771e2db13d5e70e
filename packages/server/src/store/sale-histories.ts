import type { CustomerHistory, RedeemingCustomer } from '../domain/ports.js'
import { toEmailKey } from './columns.js'
import type { TenantSession } from './tenant.js'

/** Reads all histories in one statement, because the sales of a program wait for each other here. */
export async function readHistories(
  { session, programId }: TenantSession,
  customers: readonly RedeemingCustomer[],
): Promise<readonly CustomerHistory[]> {
  // Most codes are not for first orders. Without the orders, the statement is faster to plan and to run.
  const text = toHistoryText(customers.some(({ countOrders }) => countOrders) ? ordersText : '0')
  const rows = await session.query<HistoryRow>(text, [
    programId,
    customers.map(({ referralId }) => referralId),
    customers.map(({ email }) => (email === null ? null : toEmailKey(email))),
    customers.map(({ codeId }) => codeId),
    customers.map(({ countOrders }) => countOrders),
  ])
  return rows.map(({ orders, open_referral_ids }) => ({
    orders: Number(orders),
    openReferralIds: open_referral_ids,
  }))
}

interface HistoryRow {
  readonly orders: string
  readonly open_referral_ids: readonly string[]
}

const ordersText = `CASE WHEN c.count_orders THEN (SELECT count(*) FROM sales
  WHERE program_id = $1 AND (referral_id = c.referral_id OR email_key = c.email_key)) ELSE 0 END`

const toHistoryText = (orders: string): string => `SELECT ${orders} AS orders,
    ARRAY(SELECT r.id::text FROM referrals r
      WHERE r.program_id = $1 AND r.promotional_code_id = c.code_id
        AND (r.id = c.referral_id OR r.email_key = c.email_key)
        AND NOT EXISTS (SELECT FROM sales s WHERE s.program_id = $1 AND s.fulfilled_referral_id = r.id)
      ORDER BY r.id = c.referral_id DESC, r.id) AS open_referral_ids
  FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::boolean[]) WITH ORDINALITY
    AS c (referral_id, email_key, code_id, count_orders, place)
  ORDER BY c.place`
