import type { Queryable } from './database.js'
import { fastWriteSchema } from './fast-write-schema.js'
import { firstSchema } from './first-schema.js'
import { ledgerSchema } from './ledger-schema.js'
import { outboxColumnsSchema } from './outbox-columns-schema.js'
import { payoutSalesSchema } from './payout-sales-schema.js'
import { codeReportSchema, reportSchema } from './report-schema.js'
import { reservationSchema } from './reservation-schema.js'
import { codeOrderSchema, searchSchema } from './search-schema.js'
import { webhookOutboxSchema } from './webhook-outbox-schema.js'
import { webhookQueueSchema } from './webhook-queue-schema.js'
import { webhookSchema } from './webhook-schema.js'

/** One step of the schema. It never changes after its release; changes are made by another step. */
export interface Migration {
  readonly version: number
  readonly statements: readonly string[]
  /** Changes rows after the statements, in the same transaction. */
  readonly changeRows?: (session: Queryable) => Promise<void>
}

/**
 * The steps of the schema. `program_id` comes first in every key, so that tables can be distributed by program. The
 * lookup of an API key, session, or sign-in link by its hash is the only query of a request across programs.
 */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    statements: firstSchema,
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
    // cannot be used once more. Counts are left unchanged, because a code at its limit must not become valid again.
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
  {
    // Records can be changed and deleted.
    version: 4,
    statements: [
      'ALTER TABLE programs ADD COLUMN site_url text',
      // A revision counts the changes of a record. Code lookups read it with every row, so that each process notices
      // that a record it has cached was changed by another one, and a redemption notices that terms have changed since
      // it was checked.
      'ALTER TABLE affiliates ADD COLUMN revision integer NOT NULL DEFAULT 1',
      'ALTER TABLE promotional_codes ADD COLUMN revision integer NOT NULL DEFAULT 1',
      // A deleted coupon keeps its row until its codes are removed in batches. From the moment it has a date here, the
      // coupon and its codes are invisible.
      `ALTER TABLE coupons ADD COLUMN revision integer NOT NULL DEFAULT 1,
        ADD COLUMN deleted_at timestamptz`,
      `CREATE INDEX coupons_deleted ON coupons (program_id, id) WHERE deleted_at IS NOT NULL`,
      'ALTER TABLE coupons DROP CONSTRAINT coupons_external_id',
      `CREATE UNIQUE INDEX coupons_external_id ON coupons (program_id, external_id)
        WHERE deleted_at IS NULL`,
      `CREATE TABLE affiliate_links (
        program_id uuid NOT NULL REFERENCES programs (program_id),
        id uuid NOT NULL,
        affiliate_id uuid NOT NULL,
        link text NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (program_id, id),
        FOREIGN KEY (program_id, affiliate_id) REFERENCES affiliates (program_id, id),
        CONSTRAINT affiliate_links_link UNIQUE (program_id, link)
      )`,
      `CREATE INDEX affiliate_links_by_affiliate ON affiliate_links (program_id, affiliate_id, id)`,
      // An affiliate had one link. It takes the id of the affiliate, which is unique among links, too.
      `INSERT INTO affiliate_links (program_id, id, affiliate_id, link, created_at, updated_at)
        SELECT program_id, id, id, link, created_at, created_at FROM affiliates`,
      'ALTER TABLE affiliates DROP COLUMN link',
      'UPDATE affiliates SET status = upper(status)',
      'UPDATE referrals SET status = upper(status)',
      // Deleting an affiliate frees the email and the links, but referrals, sales, and commission stay. This table
      // keeps the names behind their ids.
      `CREATE TABLE deleted_affiliates (
        program_id uuid NOT NULL REFERENCES programs (program_id),
        id uuid NOT NULL,
        first_name text NOT NULL,
        last_name text NOT NULL,
        email text NOT NULL,
        commission_rate numeric NOT NULL,
        created_at timestamptz NOT NULL,
        deleted_at timestamptz NOT NULL,
        PRIMARY KEY (program_id, id)
      )`,
      // The books keep the ids of what was deleted, so these can no longer be foreign keys. A sale also keeps the text
      // of its code and the terms of its coupon as they were. A foreign key that sets the id to null would lose the
      // history, and would read all sales for each deleted code.
      `ALTER TABLE referrals DROP CONSTRAINT referrals_program_id_affiliate_id_fkey,
        DROP CONSTRAINT referrals_program_id_promotional_code_id_fkey,
        ADD COLUMN affiliate_link_id uuid`,
      `ALTER TABLE sales DROP CONSTRAINT sales_program_id_affiliate_id_fkey,
        DROP CONSTRAINT sales_program_id_referral_id_fkey,
        DROP CONSTRAINT sales_program_id_promotional_code_id_fkey,
        DROP CONSTRAINT sales_program_id_fulfilled_referral_id_fkey,
        ADD COLUMN affiliate_link_id uuid,
        ADD COLUMN promo_code text,
        ADD COLUMN coupon_id uuid,
        ADD COLUMN coupon_terms jsonb,
        ADD COLUMN status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'REFUNDED')),
        ADD COLUMN refunded_at timestamptz`,
      `UPDATE sales SET promo_code = codes.code, coupon_id = coupons.id,
        coupon_terms = jsonb_build_object('couponType', coupons.coupon_type, 'percentOff', coupons.percent_off,
          'amountOff', coupons.amount_off, 'currency', coupons.currency, 'duration', coupons.duration,
          'durationInMonths', coupons.duration_in_months)
        FROM promotional_codes AS codes
        JOIN coupons ON coupons.program_id = codes.program_id AND coupons.id = codes.coupon_id
        WHERE codes.program_id = sales.program_id AND codes.id = sales.promotional_code_id`,
      `CREATE INDEX referrals_by_link ON referrals (program_id, affiliate_link_id)
        WHERE affiliate_link_id IS NOT NULL`,
      `CREATE INDEX sales_by_link ON sales (program_id, affiliate_link_id)
        WHERE affiliate_link_id IS NOT NULL`,
    ],
  },
  {
    // Emails of referrals and invoices of sales are unique. Earlier versions accepted repeated ones. Those records
    // stay, because sales and affiliates refer to them, and are numbered instead.
    version: 5,
    statements: [
      'ALTER TABLE referrals ADD COLUMN repetition integer NOT NULL DEFAULT 0',
      `UPDATE referrals SET repetition = numbered.place - 1
        FROM (SELECT program_id, id, row_number() OVER (PARTITION BY program_id, email_key ORDER BY id) AS place
          FROM referrals) AS numbered
        WHERE numbered.program_id = referrals.program_id AND numbered.id = referrals.id AND numbered.place > 1`,
      'CREATE UNIQUE INDEX referrals_email ON referrals (program_id, email_key, repetition)',
      'DROP INDEX referrals_by_email',
      // A sale keeps whether it is counted as a redemption, so that a refund and a deletion together release it once.
      `ALTER TABLE sales ADD COLUMN repetition integer NOT NULL DEFAULT 0,
        ADD COLUMN is_redemption boolean NOT NULL DEFAULT false`,
      `UPDATE sales SET is_redemption = true
        WHERE promotional_code_id IS NOT NULL AND fulfilled_referral_id IS NULL`,
      `UPDATE sales SET repetition = numbered.place - 1
        FROM (SELECT program_id, id,
            row_number() OVER (PARTITION BY program_id, external_invoice_id ORDER BY id) AS place
          FROM sales WHERE external_invoice_id <> '') AS numbered
        WHERE numbered.program_id = sales.program_id AND numbered.id = sales.id AND numbered.place > 1`,
      `CREATE UNIQUE INDEX sales_external_invoice_id ON sales (program_id, external_invoice_id, repetition)
        WHERE external_invoice_id <> ''`,
      `ALTER TABLE programs ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC',
        ADD COLUMN holding_days integer NOT NULL DEFAULT 30 CHECK (holding_days BETWEEN 0 AND 3650),
        ADD COLUMN limit_to_affiliate text NOT NULL DEFAULT 'redeem'
          CHECK (limit_to_affiliate IN ('redeem', 'attribution')),
        ADD COLUMN refund_returns_redemption boolean NOT NULL DEFAULT true`,
    ],
  },
  {
    // A ledger keeps the earnings and payments of affiliates.
    version: 6,
    statements: ledgerSchema,
  },
  {
    // The console signs in with a link that works once, and then with a session.
    version: 7,
    statements: [
      `ALTER TABLE api_keys ADD COLUMN kind text NOT NULL DEFAULT 'key' CHECK (kind IN ('key', 'session', 'link')),
        ADD COLUMN expires_at timestamptz,
        ADD COLUMN started_by uuid`,
      `ALTER TABLE api_keys ADD CONSTRAINT api_keys_expiry CHECK ((kind = 'key') = (expires_at IS NULL))`,
    ],
  },
  {
    // Sales and redemptions are reported by time.
    version: 8,
    statements: reportSchema,
  },
  {
    // A use of a code can be held for a buyer, and a payment can be reported late.
    version: 9,
    statements: reservationSchema,
  },
  {
    // Operators tell API keys apart by a name, their first characters, and their last use.
    version: 10,
    statements: [
      `ALTER TABLE api_keys ADD COLUMN label text,
        ADD COLUMN prefix text,
        ADD COLUMN last_used_at timestamptz`,
    ],
  },
  {
    // Records are searched and sorted.
    version: 11,
    statements: searchSchema,
  },
  {
    // Other systems are notified of changes.
    version: 12,
    statements: webhookSchema,
  },
  {
    // Payouts keep the sales they include, and reservations keep the buyers they are for.
    version: 13,
    statements: payoutSalesSchema,
  },
  {
    // Deliveries are claimed by any number of processes.
    version: 14,
    statements: webhookQueueSchema,
  },
  {
    // Sales are added up by code in the order of an index.
    version: 15,
    statements: codeReportSchema,
  },
  {
    // Events wait in few rows until they are fanned out, and deleted endpoints until their deliveries are removed.
    version: 16,
    statements: webhookOutboxSchema,
  },
  {
    // Codes are sorted by their limit and their expiry.
    version: 17,
    statements: codeOrderSchema,
  },
  {
    // Events keep less of their records, so that changes are written faster.
    version: 18,
    statements: outboxColumnsSchema,
  },
  {
    // Sessions are signed. The secret belongs to the installation rather than to a program, so backups do not contain
    // it.
    version: 19,
    statements: ['CREATE TABLE schema_secrets (name text PRIMARY KEY, secret text NOT NULL)'],
  },
  {
    // Codes and sales are inserted faster.
    version: 20,
    statements: fastWriteSchema,
  },
]

/** Version of the schema after all steps. */
export const newestSchema: number = Math.max(...migrations.map(({ version }) => version))
