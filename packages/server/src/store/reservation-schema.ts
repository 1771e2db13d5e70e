/**
 * The statements that add reservations to the schema.
 *
 * A code and its coupon count the uses that are held as well as those that are redeemed, so that taking a use stays
 * one statement on one row. The check holds no matter what a process does, or how many there are.
 */
export const reservationSchema: readonly string[] = [
  ...['coupons', 'promotional_codes'].map(
    (table) => `ALTER TABLE ${table} ADD COLUMN times_held integer NOT NULL DEFAULT 0,
      DROP CONSTRAINT ${table}_limit,
      ADD CONSTRAINT ${table}_limit CHECK (times_redeemed >= 0 AND times_held >= 0
        AND (max_redemptions IS NULL OR times_redeemed + times_held <= max_redemptions))`,
  ),
  // The code, the coupon, and the affiliate can be deleted before the sale, which is recorded all the same, so the
  // reservation keeps its own copy of what the sale needs.
  `CREATE TABLE reservations (
    program_id uuid NOT NULL REFERENCES programs (program_id),
    id uuid NOT NULL,
    idempotency_key text NOT NULL,
    status text NOT NULL CHECK (status IN ('HELD', 'REDEEMED', 'RELEASED', 'LAPSED')),
    promotional_code_id uuid NOT NULL,
    promo_code text NOT NULL,
    coupon_id uuid NOT NULL,
    coupon_terms jsonb NOT NULL,
    affiliate_id uuid NOT NULL,
    commission_rate numeric NOT NULL CHECK (commission_rate BETWEEN 0 AND 100),
    affiliate_link_id uuid,
    referral_id uuid,
    email text,
    holds_use boolean NOT NULL,
    currency text NOT NULL,
    base_minor bigint NOT NULL,
    amount_off_minor bigint NOT NULL,
    total_minor bigint NOT NULL,
    sale_id bigint,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (program_id, id),
    CONSTRAINT reservations_idempotency_key UNIQUE (program_id, idempotency_key),
    CONSTRAINT reservations_sale CHECK ((status = 'REDEEMED') = (sale_id IS NOT NULL))
  )`,
  `CREATE INDEX reservations_held ON reservations (program_id, coupon_id, expires_at)
    WHERE status = 'HELD'`,
  // A payment that is reported late is dated at the time of the payment. This column has the time
  // of recording.
  'ALTER TABLE sales ADD COLUMN reservation_id uuid, ADD COLUMN recorded_at timestamptz',
]
