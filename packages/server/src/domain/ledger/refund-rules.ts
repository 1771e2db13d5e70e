/** The amounts of a sale, in minor units, that determine a refund. */
export interface RefundableAmounts {
  /** Amount that the customer paid. */
  readonly totalMinor: number
  /** Amount refunded before. */
  readonly refundedMinor: number
  /** Commission on the remaining amount. */
  readonly commissionMinor: number
  /** Commission taken back by earlier refunds. */
  readonly takenBackMinor: number
}

/**
 * Returns the commission left after a refund, in minor units, rounded half up once.
 *
 * It is proportional to the amount left and always computed from the whole commission, so that the
 * rounding errors of many small refunds do not add up. If the commission was corrected after a
 * refund, it is computed from the commission left.
 *
 * @example
 * toCommissionLeft({ totalMinor: 9999, refundedMinor: 0, commissionMinor: 1000, takenBackMinor: 0 }, 3333) //=> 667
 */
export function toCommissionLeft(amounts: RefundableAmounts, amountMinor: number): number {
  const { totalMinor, refundedMinor, commissionMinor, takenBackMinor } = amounts
  const remaining = totalMinor - refundedMinor
  const left = remaining - amountMinor
  if (left <= 0) return 0
  const whole = commissionMinor + takenBackMinor
  const isCorrected = toShare(whole, remaining, totalMinor) !== commissionMinor
  return isCorrected ? toShare(commissionMinor, left, remaining) : toShare(whole, left, totalMinor)
}

/** Returns `amount * part / whole`, rounded half up, for whole amounts of any size. */
export function toShare(amount: number, part: number, whole: number): number {
  if (part === whole) return amount
  const [numerator, denominator] = [BigInt(amount) * BigInt(part), BigInt(whole)]
  return Number((2n * numerator + denominator) / (2n * denominator))
}
