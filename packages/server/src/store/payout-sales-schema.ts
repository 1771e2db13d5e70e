/**
 * The statements that store the sales of a payout and the buyer of a reservation.
 *
 * Earlier versions compared times, which come from the clocks of several processes, to determine whether a sale is in a
 * payout. The sales of earlier payouts are still found that way.
 */
export const payoutSalesSchema: readonly string[] = [
  `ALTER TABLE payout_items ADD COLUMN sale_ids bigint[] NOT NULL DEFAULT '{}'`,
  `UPDATE payout_items i SET sale_ids = ARRAY(
    SELECT s.id FROM sales s
    WHERE s.program_id = i.program_id AND s.affiliate_id = i.affiliate_id
      AND s.approval_status = 'ACCEPTED' AND s.due_at <= p.until
      AND p.created_at >= coalesce((SELECT max(e.created_at) FROM ledger_entries e
        WHERE e.program_id = s.program_id AND e.sale_id = s.id AND e.kind = 'RELEASED'), s.created_at))
    FROM payouts p WHERE p.program_id = i.program_id AND p.id = i.payout_id`,
  'ALTER TABLE reservations ADD COLUMN email_key text, ADD COLUMN customer_id text',
  'UPDATE reservations SET email_key = lower(email) WHERE email IS NOT NULL',
  ...['email_key', 'customer_id', 'referral_id'].map(
    (column) => `CREATE INDEX reservations_by_${column} ON reservations (program_id, ${column})
      WHERE status = 'HELD' AND ${column} IS NOT NULL`,
  ),
]
