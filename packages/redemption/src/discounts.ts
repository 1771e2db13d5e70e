import type { DiscountTerm, DiscountTerms } from './coupons.js'
import { toMajorUnits, toPercentage } from './money.js'
import type { OrderFacts } from './orders.js'

/** The discount on one payment, and for how long it applies to later payments. */
export interface Discount extends DiscountTerm {
  /** In major units, as in the API. */
  readonly amountOff: number
  /** In minor units, as a safe integer. */
  readonly amountOffMinor: number
  /** The amount that the discount was computed from: the order, or its eligible items. In major units. */
  readonly base: number
  readonly baseMinor: number
  /** The amount left to pay for the whole order. In major units. */
  readonly total: number
  readonly totalMinor: number
  /** The currency of all amounts, in upper case. */
  readonly currency: string
}

/** Computes the discount on an order. It is rounded once and never exceeds the base. */
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

function toAmountOff(baseMinor: number, terms: DiscountTerms): number {
  if (terms.couponType === 'FLAT') return Math.min(terms.amountOffMinor, baseMinor)
  return toPercentage(baseMinor, terms.percentOff)
}
