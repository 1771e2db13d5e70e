/**
 * Returns a UUIDv7 as SQL. Its time is the given instant, so that the entries of old sales come before those of new
 * ones, and the rest is a hash of what the entry is about.
 */
function toUuid(instant: string, subject: string): string {
  const ms = `lpad(to_hex(floor(extract(epoch FROM ${instant}) * 1000)::bigint), 12, '0')`
  const hash = `md5(${subject})`
  return `(${ms} || '7' || substr(${hash}, 1, 3) || '8' || substr(${hash}, 4, 15))::uuid`
}

const due = `s.created_at + p.holding_days * interval '24 hours'`

/** The commission of a sale. A refund has set that of a refunded sale to zero, so it is computed again. */
const earned = `CASE s.status WHEN 'ACTIVE' THEN s.commission_minor ELSE round(greatest(0, s.total_minor
    - CASE WHEN p.deduct_tax THEN coalesce(s.tax_minor, 0) ELSE 0 END
    - CASE WHEN p.deduct_shipping THEN coalesce(s.shipping_minor, 0) ELSE 0 END)
  * s.commission_rate / 100)::bigint END`

const sales = 'sales s JOIN programs p ON p.program_id = s.program_id'

/** The statements that add the ledger, with entries for the sales and refunds of earlier versions. */
export const ledgerSchema: readonly string[] = [
  `ALTER TABLE programs
    ADD COLUMN approval text NOT NULL DEFAULT 'automatic' CHECK (approval IN ('automatic', 'manual')),
    ADD COLUMN minimum_payout numeric NOT NULL DEFAULT 50 CHECK (minimum_payout >= 0),
    ADD COLUMN self_referral text NOT NULL DEFAULT 'off' CHECK (self_referral IN ('off', 'hold', 'reject'))`,
  // The commission of a sale is accepted, held, or declined. It can be paid out from `due_at` on.
  `ALTER TABLE sales
    ADD COLUMN approval_status text NOT NULL DEFAULT 'ACCEPTED'
      CHECK (approval_status IN ('ACCEPTED', 'ON_HOLD', 'DECLINED')),
    ADD COLUMN hold_reason text,
    ADD COLUMN due_at timestamptz,
    ADD COLUMN refunded_minor bigint NOT NULL DEFAULT 0
      CHECK (refunded_minor BETWEEN 0 AND total_minor)`,
  `UPDATE sales s SET due_at = ${due},
      refunded_minor = CASE s.status WHEN 'REFUNDED' THEN s.total_minor ELSE 0 END
    FROM programs p WHERE p.program_id = s.program_id`,
  'ALTER TABLE sales ALTER COLUMN due_at SET NOT NULL',
  `CREATE INDEX sales_on_hold ON sales (program_id, id) WHERE approval_status = 'ON_HOLD'`,
  // Entries are only ever inserted. Each has the amounts by which it changes what is held, owed, in
  // a payout, and paid. The owed amount can be paid out from `due_at` on and is pending until then,
  // so that nothing has to be written when a holding period ends. The table has no foreign keys: a
  // sale can be deleted, and its program cannot.
  `CREATE TABLE ledger_entries (
    program_id uuid NOT NULL,
    id uuid NOT NULL,
    affiliate_id uuid NOT NULL,
    currency text NOT NULL,
    kind text NOT NULL,
    held_minor bigint NOT NULL DEFAULT 0,
    owed_minor bigint NOT NULL DEFAULT 0,
    in_payout_minor bigint NOT NULL DEFAULT 0,
    paid_minor bigint NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    sale_id bigint,
    promo_code text,
    payout_id uuid,
    reason text,
    note text,
    idempotency_key text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (program_id, id),
    CONSTRAINT ledger_entries_kind CHECK (CASE
      WHEN kind IN ('HELD', 'RELEASED', 'IN_PAYOUT', 'PAYOUT_FAILED', 'PAID')
        THEN held_minor + owed_minor + in_payout_minor + paid_minor = 0
      WHEN kind = 'EARNED' THEN held_minor + owed_minor > 0
      WHEN kind IN ('DECLINED', 'REFUNDED', 'CLAWED_BACK') THEN held_minor + owed_minor < 0
      ELSE kind = 'ADJUSTED' AND held_minor + owed_minor <> 0 END)
  )`,
  'CREATE INDEX ledger_entries_by_affiliate ON ledger_entries (program_id, affiliate_id, id)',
  // The first entry of a sale is found by its affiliate, so that recording a sale writes only two indexes.
  `CREATE INDEX ledger_entries_by_sale ON ledger_entries (program_id, sale_id)
    WHERE sale_id IS NOT NULL AND kind <> 'EARNED'`,
  `CREATE INDEX ledger_entries_by_payout ON ledger_entries (program_id, payout_id)
    WHERE payout_id IS NOT NULL`,
  `CREATE UNIQUE INDEX ledger_entries_idempotency_key ON ledger_entries (program_id, idempotency_key)
    WHERE idempotency_key IS NOT NULL`,
  `CREATE TABLE refunds (
    program_id uuid NOT NULL REFERENCES programs (program_id),
    id uuid NOT NULL,
    sale_id bigint NOT NULL,
    affiliate_id uuid NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    commission_minor bigint NOT NULL CHECK (commission_minor >= 0),
    reason text NOT NULL,
    note text,
    idempotency_key text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (program_id, id)
  )`,
  'CREATE INDEX refunds_by_sale ON refunds (program_id, sale_id, id)',
  `CREATE UNIQUE INDEX refunds_idempotency_key ON refunds (program_id, idempotency_key)
    WHERE idempotency_key IS NOT NULL`,
  `CREATE TABLE payouts (
    program_id uuid NOT NULL REFERENCES programs (program_id),
    id uuid NOT NULL,
    currency text NOT NULL,
    until timestamptz NOT NULL,
    idempotency_key text NOT NULL,
    request jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (program_id, id),
    CONSTRAINT payouts_idempotency_key UNIQUE (program_id, idempotency_key)
  )`,
  // Name and email are those of the time of the payout, so that its file can be downloaded again.
  `CREATE TABLE payout_items (
    program_id uuid NOT NULL,
    payout_id uuid NOT NULL,
    affiliate_id uuid NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    status text NOT NULL CHECK (status IN ('PENDING', 'PAID', 'FAILED')),
    reason text,
    settled_at timestamptz,
    PRIMARY KEY (program_id, payout_id, affiliate_id),
    FOREIGN KEY (program_id, payout_id) REFERENCES payouts (program_id, id)
  )`,
  'CREATE INDEX payout_items_by_affiliate ON payout_items (program_id, affiliate_id, payout_id)',
  `INSERT INTO ledger_entries (program_id, id, affiliate_id, currency, kind, owed_minor, due_at, sale_id, promo_code, created_at)
    SELECT s.program_id, ${toUuid('s.created_at', `s.program_id::text || s.id || 'EARNED'`)}, s.affiliate_id,
      p.currency, 'EARNED', ${earned}, s.due_at, s.id, s.promo_code, s.created_at
    FROM ${sales} WHERE ${earned} > 0`,
  `INSERT INTO ledger_entries (program_id, id, affiliate_id, currency, kind, owed_minor, due_at, sale_id, promo_code, reason, created_at)
    SELECT s.program_id, ${toUuid('s.refunded_at', `s.program_id::text || s.id || 'REFUNDED'`)}, s.affiliate_id,
      p.currency, 'REFUNDED', -${earned}, s.due_at, s.id, s.promo_code, 'REQUESTED', s.refunded_at
    FROM ${sales} WHERE s.status = 'REFUNDED' AND ${earned} > 0`,
  `INSERT INTO refunds (program_id, id, sale_id, affiliate_id, currency, amount_minor, commission_minor, reason, created_at)
    SELECT s.program_id, ${toUuid('s.refunded_at', `s.program_id::text || s.id || 'REFUND'`)}, s.id,
      s.affiliate_id, p.currency, s.total_minor, ${earned}, 'REQUESTED', s.refunded_at
    FROM ${sales} WHERE s.status = 'REFUNDED'`,
]
