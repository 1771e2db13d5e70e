/** The statements that make codes and sales cheaper to insert. */
export const fastWriteSchema: readonly string[] = [
  // These checks can never fail: a code refers to its coupon, and the coupon to the program. A sale takes its number
  // from the counter of the program, which refers to the program. For codes, the check took a tenth of the time of an
  // insertion.
  'ALTER TABLE promotional_codes DROP CONSTRAINT promotional_codes_program_id_fkey',
  'ALTER TABLE sales DROP CONSTRAINT sales_program_id_fkey',
  // Most sales with a code have no referral.
  'DROP INDEX sales_by_referral',
  `CREATE INDEX sales_by_referral ON sales (program_id, referral_id, id)
    WHERE referral_id IS NOT NULL`,
]
