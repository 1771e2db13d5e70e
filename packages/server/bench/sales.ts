import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cluster } from '../test/databases.js'

/** Number of codes that are redeemed, and of customers with a referral. */
export const saleCodes = 200

/** Requests for sales: with a code by a new customer, and without one by a customer with a referral. */
export const saleBodies = {
  withCode: {
    totalEarned: 49.9,
    name: 'Ada',
    email: '{n}@example.com',
    externalId: '{n}',
    promoCode: '{code}',
  },
  withoutCode: { totalEarned: 49.9, email: '{code}@example.com', externalId: '{n}' },
} as const

/** Creates the customers of sales without a code. */
export async function createCustomers(
  create: (path: string, body: object) => Promise<string>,
  affiliateId: string,
): Promise<void> {
  for (let n = 1; n <= saleCodes; n++) {
    const email = `code-${n}@example.com`
    const person = { name: 'Ada', email, referredUserExternalId: email }
    await create('/referrals', { ...person, affiliateId })
  }
}

interface Written {
  readonly programId: string
  readonly couponId: string
  readonly affiliateId: string
}

/** Writes a pgbench script that records one sale with a code in a transaction, as the server does with a batch. */
export function writeSaleScript(
  cluster: Cluster,
  { programId, couponId, affiliateId }: Written,
): string {
  const script = join(cluster.directory, 'sale.sql')
  const ofProgram = `program_id = '${programId}'`
  writeFileSync(
    script,
    `\\set n random(1, 9000000000000000)
\\set c random(1, ${saleCodes})
SELECT id AS code_id FROM promotional_codes WHERE ${ofProgram} AND code_key = 'CODE-' || :c \\gset
SELECT id FROM referrals WHERE ${ofProgram} AND email_key = :n || '@example.com';
BEGIN;
UPDATE sale_counters SET last_id = last_id + 1 WHERE ${ofProgram} RETURNING last_id \\gset
SELECT id FROM sales WHERE ${ofProgram} AND external_id = 'b' || :n;
SELECT r.id FROM referrals r WHERE ${ofProgram} AND promotional_code_id = :code_id
  AND email_key = :n || '@example.com'
  AND NOT EXISTS (SELECT FROM sales s WHERE s.program_id = r.program_id AND s.fulfilled_referral_id = r.id);
SELECT revision FROM coupons WHERE ${ofProgram} AND id = '${couponId}' FOR NO KEY UPDATE;
SELECT revision FROM promotional_codes WHERE ${ofProgram} AND id = :code_id FOR NO KEY UPDATE;
UPDATE coupons SET times_redeemed = times_redeemed + 1 WHERE ${ofProgram} AND id = '${couponId}';
UPDATE promotional_codes SET times_redeemed = times_redeemed + 1 WHERE ${ofProgram} AND id = :code_id;
INSERT INTO sales (program_id, id, affiliate_id, external_id, name, email, email_key, total_minor, commission_rate,
  commission_minor, promotional_code_id, promo_code, coupon_id, is_redemption, due_at, created_at)
VALUES ('${programId}', :last_id, '${affiliateId}', 'b' || :n, 'Ada', :n || '@example.com', :n || '@example.com',
  4990, 10, 499, :code_id, 'code-' || :c, '${couponId}', true, now(), now());
INSERT INTO ledger_entries (program_id, id, affiliate_id, currency, kind, owed_minor, due_at, sale_id, created_at)
VALUES ('${programId}', gen_random_uuid(), '${affiliateId}', 'USD', 'EARNED', 499, now(), :last_id, now());
COMMIT;\n`,
  )
  return script
}
