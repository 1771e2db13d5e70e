/**
 * The statements that add what searches need: the order of names, which is that of `toNameKey`, and the disabled codes
 * of a coupon.
 *
 * Parts of words have no index, because that would need an extension, and searching 100,000 codes takes 55 ms without
 * one.
 */
export const searchSchema: readonly string[] = [
  'CREATE INDEX coupons_by_name ON coupons (program_id, left(lower(name), 200), id)',
  `CREATE INDEX affiliates_by_name
    ON affiliates (program_id, left(lower(first_name || ' ' || last_name), 200), id)`,
  'CREATE INDEX promotional_codes_stopped ON promotional_codes (program_id, coupon_id) WHERE NOT active',
]

/**
 * The statements that add the order of codes by their limit and their expiry. They also find the codes that are used up
 * or expired.
 *
 * Redemptions change neither value, so PostgreSQL still updates the row of a code in place. An index of the number of
 * redemptions would slow down every sale, and sorting 100,000 codes by that number takes 16 ms without one.
 */
export const codeOrderSchema: readonly string[] = [
  `CREATE INDEX promotional_codes_by_limit ON promotional_codes (program_id, max_redemptions, id)
    WHERE max_redemptions IS NOT NULL`,
  `CREATE INDEX promotional_codes_by_end ON promotional_codes (program_id, expires_at, id)
    WHERE expires_at IS NOT NULL`,
]
