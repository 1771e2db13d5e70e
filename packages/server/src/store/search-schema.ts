/**
 * The statements that add what searches need: the order of names, which is that of `toNameKey`, and the stopped codes of a
 * coupon.
 *
 * Codes have no further index. Sorting 100,000 of them by a value without one takes 25 ms, and an index of the number of
 * redemptions would slow down every sale. Nor is there an index of parts of words: it would need an extension, and looking
 * at 100,000 codes takes 55 ms without it.
 */
export const searchSchema: readonly string[] = [
  'CREATE INDEX coupons_by_name ON coupons (program_id, left(lower(name), 200), id)',
  `CREATE INDEX affiliates_by_name
    ON affiliates (program_id, left(lower(first_name || ' ' || last_name), 200), id)`,
  'CREATE INDEX promotional_codes_stopped ON promotional_codes (program_id, coupon_id) WHERE NOT active',
]
