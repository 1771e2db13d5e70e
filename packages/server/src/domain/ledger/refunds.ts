/** The amounts of a sale in minor units that decide about a refund. */
export interface RefundableAmounts {
  /** Amount that the customer paid. */
  readonly totalMinor: number
  /** Amount that was refunded before. */
  readonly refundedMinor: number
  /** Commission of what is left. */
  readonly commissionMinor: number
  /** Commission that earlier refunds have taken back. */
  readonly takenBackMinor: number
}

/**
 * Returns the commission that is left after a refund, in minor units, rounded once, half up.
 *
 * It is the part of the whole commission that corresponds to the part of the amount that is left, so that many small
 * refunds do not add up rounding errors. If the commission was corrected after a refund, the part is taken of what is
 * left of it.
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
