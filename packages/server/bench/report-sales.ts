import { execFileSync } from 'node:child_process'

/** The sales to create. */
export interface SaleCounts {
  readonly programId: string
  readonly sales: number
  readonly codes: number
}

/** Runs a statement in psql and returns its rows, one per line. */
export function runSql(databaseUrl: string, text: string): string {
  return execFileSync('psql', ['-XqAt', '-d', databaseUrl, '-c', text], { encoding: 'utf8' })
}

/** Creates sales over a year, of codes of 5,000 affiliates and 20 coupons. */
export function fillSales(databaseUrl: string, { programId, sales, codes }: SaleCounts): void {
  const p = `'${programId}'`
  const texts = [
    `CREATE FUNCTION to_id(kind integer, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
      $$ SELECT (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$`,
    `INSERT INTO affiliates (program_id, id, first_name, last_name, email, email_key, commission_rate, status,
        created_at, updated_at)
      SELECT ${p}, to_id(1, n), 'Ann', 'Lee ' || n, n || '@example.com', n || '@example.com', 10, 'ACTIVE', now(), now()
      FROM generate_series(0, 4999) n`,
    `INSERT INTO coupons (program_id, id, name, coupon_type, percent_off, duration, limit_to_products, product_ids,
        valid, created_at, updated_at)
      SELECT ${p}, to_id(2, n), 'Coupon ' || n, 'PERCENTAGE', 10, 'once', false, '{}', true, now(), now()
      FROM generate_series(0, 19) n`,
    `INSERT INTO promotional_codes (program_id, id, code, code_key, coupon_id, affiliate_id, active, first_time_order,
        limit_to_customers, limit_to_affiliate, is_auto_generated, created_at, updated_at)
      SELECT ${p}, to_id(3, n), 'CODE' || n, 'code' || n, to_id(2, n % 20), to_id(1, n % 5000), true, false, false, false,
        false, now(), now() FROM generate_series(0, ${codes - 1}) n`,
    `INSERT INTO sales (program_id, id, affiliate_id, promotional_code_id, external_id, name, email, email_key,
        total_minor, commission_rate, commission_minor, created_at, due_at, promo_code, coupon_id, coupon_terms,
        is_redemption, is_new_customer, product)
      SELECT ${p}, n, to_id(1, code % 5000), to_id(3, code), 'order-' || n, 'Customer ' || n, n % 700000 || '@example.com',
        n % 700000 || '@example.com', 1000 + n % 9000, 10, 100 + n % 900, at, at + interval '30 days', 'CODE' || code,
        to_id(2, code % 20), '{"couponType":"PERCENTAGE","percentOff":10,"amountOff":null,"currency":null}', true,
        n <= 700000, '{"productId":"shoe"}'
      FROM (SELECT n, (n * 48271::bigint % 2147483647) % ${codes} AS code,
        '2026-01-01'::timestamptz + n * (interval '365 days' / ${sales + 1}) AS at FROM generate_series(1, ${sales}) n) AS s`,
    'VACUUM ANALYZE',
    'CHECKPOINT',
  ]
  for (const text of texts) runSql(databaseUrl, text)
}
