import type { DiscountTerm, DiscountTerms } from './coupons.js'
import { toMajorUnits, toPercentage } from './money.js'
import type { OrderFacts } from './orders.js'

/** The discount on one payment, and its duration for the payments after it. */
export interface Discount extends DiscountTerm {
  /** Major units, as in Referly's API. */
  readonly amountOff: number
  /** Whole minor units, a safe integer. */
  readonly amountOffMinor: number
  /** The amount that the discount applies to: the order, or its eligible items. Major units. */
  readonly base: number
  readonly baseMinor: number
  /** The amount left to pay for the whole order. Major units. */
  readonly total: number
  readonly totalMinor: number
  /** Upper-case currency of every amount here. */
  readonly currency: string
}

/** Computes the discount, rounded once and never more than the base. */
export function toDiscount(order: OrderFacts, terms: DiscountTerms, term: DiscountTerm): Discount {
  const { currency } = order
  const baseMinor = order.baseMinor ?? 0
  const amountOffMinor = toAmountOff(baseMinor, terms)
  const totalMinor = order.amountMinor - amountOffMinor
  return {
    amountOff: toMajorUnits(amountOffMinor, currency),
    amountOffMinor,
    base: toMajorUnits(baseMinor, currency),
    baseMinor,
    total: toMajorUnits(totalMinor, currency),
    totalMinor,
    currency,
    ...term,
  }
}

/** Computes the minor units that the terms take off a base, never more than the base. */
export function toAmountOff(baseMinor: number, terms: DiscountTerms): number {
  if (terms.couponType === 'FLAT') return Math.min(terms.amountOffMinor, baseMinor)
  return toPercentage(baseMinor, terms.percentOff)
}
