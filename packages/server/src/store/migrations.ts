import type { Queryable } from './database.js'

/** One step of the schema. It never changes after its release; changes are made by another step. */
export interface Migration {
  readonly version: number
  readonly statements: readonly string[]
  /** Changes rows after the statements, in the same transaction. */
  readonly changeRows?: (session: Queryable) => Promise<void>
}

/**
 * The steps of the schema. `program_id` comes first in every key, so that tables can be distributed by program. The
 * lookup of an API key by its hash is the only query across programs.
 */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    statements: [
      `CREATE TABLE programs (
        program_id uuid PRIMARY KEY,
        name text NOT NULL,
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        commission_rate numeric NOT NULL CHECK (commission_rate BETWEEN 0 AND 100),
        deduct_tax boolean NOT NULL,
        deduct_shipping boolean NOT NULL,
        created_at timestamptz NOT NULL
      )`,
      // A row per program instead of a sequence: ids without gaps, taken back with the transaction.
      `CREATE TABLE sale_counters (
        program_id uuid PRIMARY KEY REFERENCES programs (program_id),
        last_id bigint NOT NULL
      )`,
      `CREATE TABLE api_keys (
        program_id uuid NOT NULL REFERENCES programs (program_id),
        id uuid NOT NULL,
        hash text NOT NULL,
        created_at timestamptz NOT NULL,
        revoked_at timestamptz,
        PRIMARY KEY (program_id, id)
      )`,
      `CREATE INDEX api_keys_by_hash ON api_keys (hash)`,
      `CREATE TABLE affiliates (
        program_id uuid NOT NULL REFERENCES programs (program_id),
        id uuid NOT NULL,
        first_name text NOT NULL,
        last_name text NOT NULL,
        email text NOT NULL,
        email_key text NOT NULL,
        commission_rate numeric NOT NULL CHECK (commission_rate BETWEEN 0 AND 100),
        link text NOT NULL,
        status text NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (program_id, id),
        CONSTRAINT affiliates_email UNIQUE (program_id, email_key),
        CONSTRAINT affiliates_link UNIQUE (program_id, link)
      )`,
      `CREATE TABLE coupons (
        program_id uuid NOT NULL REFERENCES programs (program_id),
        id uuid NOT NULL,
        name text NOT NULL,
        external_id text,
        coupon_type text NOT NULL,
        percent_off numeric,
        amount_off numeric,
        currency text,
        duration text NOT NULL,
        duration_in_months integer,
        max_redemptions integer,
        limit_to_products boolean NOT NULL,
        product_ids text[] NOT NULL,
        valid boolean NOT NULL,
        redeem_by timestamptz,
        integration_type text,
        times_redeemed integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (program_id, id),
        CONSTRAINT coupons_external_id UNIQUE (program_id, external_id),
        CONSTRAINT coupons_discount CHECK (
          (coupon_type = 'PERCENTAGE' AND percent_off IS NOT NULL AND amount_off IS NULL) OR
          (coupon_type = 'FLAT' AND amount_off > 0 AND currency IS NOT NULL AND percent_off IS NULL)
        ),
        CONSTRAINT coupons_duration CHECK ((duration = 'repeating') = (duration_in_months IS NOT NULL)),
        CONSTRAINT coupons_limit CHECK (
          times_redeemed >= 0 AND (max_redemptions IS NULL OR times_redeemed <= max_redemptions)
        )
      )`,
      `CREATE TABLE promotional_codes (
        program_id uuid NOT NULL REFERENCES programs (program_id),
        id uuid NOT NULL,
        code text NOT NULL,
        code_key text NOT NULL,
        coupon_id uuid NOT NULL,
        affiliate_id uuid,
        external_id text,
        active boolean NOT NULL,
        expires_at timestamptz,
        max_redemptions integer,
        times_redeemed integer NOT NULL DEFAULT 0,
        first_time_order boolean NOT NULL,
        minimum_amount numeric,
        minimum_amount_currency text,
        limit_to_customers boolean NOT NULL,
        customer_id text,
        limit_to_affiliate boolean NOT NULL,
        is_auto_generated boolean NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (program_id, id),
        FOREIGN KEY (program_id, coupon_id) REFERENCES coupons (program_id, id),
        FOREIGN KEY (program_id, affiliate_id) REFERENCES affiliates (program_id, id),
        CONSTRAINT promotional_codes_code UNIQUE (program_id, code_key),
        CONSTRAINT promotional_codes_external_id UNIQUE (program_id, external_id),
        CONSTRAINT promotional_codes_limit CHECK (
          times_redeemed >= 0 AND (max_redemptions IS NULL OR times_redeemed <= max_redemptions)
        )
      )`,
      `CREATE INDEX promotional_codes_by_coupon ON promotional_codes (program_id, coupon_id, id)`,
      `CREATE INDEX promotional_codes_by_affiliate ON promotional_codes (program_id, affiliate_id, id)`,
      `CREATE TABLE referrals (
        program_id uuid NOT NULL REFERENCES programs (program_id),
        id uuid NOT NULL,
        affiliate_id uuid NOT NULL,
        promotional_code_id uuid,
        name text NOT NULL,
        email text NOT NULL,
        email_key text NOT NULL,
        external_id text NOT NULL,
        plan text,
        status text NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (program_id, id),
        FOREIGN KEY (program_id, affiliate_id) REFERENCES affiliates (program_id, id),
        FOREIGN KEY (program_id, promotional_code_id) REFERENCES promotional_codes (program_id, id),
        CONSTRAINT referrals_external_id UNIQUE (program_id, external_id)
      )`,
      `CREATE INDEX referrals_by_affiliate ON referrals (program_id, affiliate_id, id)`,
      `CREATE INDEX referrals_by_email ON referrals (program_id, email_key, id)`,
      `CREATE TABLE sales (
        program_id uuid NOT NULL REFERENCES programs (program_id),
        id bigint NOT NULL,
        affiliate_id uuid NOT NULL,
        referral_id uuid,
        promotional_code_id uuid,
        external_id text,
        external_invoice_id text,
        name text NOT NULL,
        email text,
        email_key text,
        total_minor bigint NOT NULL CHECK (total_minor >= 0),
        commission_rate numeric NOT NULL CHECK (commission_rate BETWEEN 0 AND 100),
        commission_minor bigint NOT NULL CHECK (commission_minor >= 0),
        tax_minor bigint,
        shipping_minor bigint,
        product jsonb,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (program_id, id),
        FOREIGN KEY (program_id, affiliate_id) REFERENCES affiliates (program_id, id),
        FOREIGN KEY (program_id, referral_id) REFERENCES referrals (program_id, id),
        FOREIGN KEY (program_id, promotional_code_id) REFERENCES promotional_codes (program_id, id),
        CONSTRAINT sales_external_id UNIQUE (program_id, external_id)
      )`,
      `CREATE INDEX sales_by_affiliate ON sales (program_id, affiliate_id, id)`,
      `CREATE INDEX sales_by_referral ON sales (program_id, referral_id, id)`,
      `CREATE INDEX sales_by_email ON sales (program_id, email_key, id)`,
    ],
  },
  {
    // Version 1 compared codes by letter case in ASCII only.
    version: 2,
    statements: [
      `CREATE TABLE changed_code_keys (
        program_id uuid NOT NULL,
        id uuid NOT NULL,
        code_key text NOT NULL,
        PRIMARY KEY (program_id, id)
      )`,
    ],
    // Loaded when needed, so that the thread of the embedded database does not load the code structure at every start.
    async changeRows(session) {
      const { recomputeCodeKeys } = await import('./code-keys.js')
      await recomputeCodeKeys(session)
    },
  },
  {
    // A sale fulfills the redemption of the customer's referral instead of being counted again. In databases of earlier
    // versions, each referral with a code is paired with one sale of the customer with the code, so that its redemption
    // cannot be used once more. Counts stay as they are, because a code at its limit must not become valid again.
    version: 3,
    statements: [
      `ALTER TABLE sales ADD COLUMN fulfilled_referral_id uuid`,
      `ALTER TABLE sales ADD FOREIGN KEY (program_id, fulfilled_referral_id) REFERENCES referrals (program_id, id)`,
      `CREATE UNIQUE INDEX sales_by_fulfilled_referral ON sales (program_id, fulfilled_referral_id)
        WHERE fulfilled_referral_id IS NOT NULL`,
      `WITH referred AS (
        SELECT program_id, id, promotional_code_id, email_key, row_number() OVER (
          PARTITION BY program_id, promotional_code_id, email_key ORDER BY id) AS place
        FROM referrals WHERE promotional_code_id IS NOT NULL
      ), sold AS (
        SELECT program_id, id, promotional_code_id, email_key, row_number() OVER (
          PARTITION BY program_id, promotional_code_id, email_key ORDER BY id) AS place
        FROM (
          SELECT s.program_id, s.id, s.promotional_code_id, COALESCE(r.email_key, s.email_key) AS email_key
          FROM sales s LEFT JOIN referrals r ON r.program_id = s.program_id AND r.id = s.referral_id
          WHERE s.promotional_code_id IS NOT NULL
        ) AS customers
      )
      UPDATE sales SET fulfilled_referral_id = referred.id
      FROM referred JOIN sold ON sold.program_id = referred.program_id AND sold.place = referred.place
        AND sold.promotional_code_id = referred.promotional_code_id AND sold.email_key = referred.email_key
      WHERE sales.program_id = sold.program_id AND sales.id = sold.id`,
    ],
  },
]

/** Version of the schema after all steps. */
export const newestSchema: number = Math.max(...migrations.map(({ version }) => version))
