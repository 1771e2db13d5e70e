import { assertObject, assertPercent } from './assertions.js'
import { parseCurrency } from './currencies.js'
import { parseMoney, toMajorUnits, toPercentage } from './money.js'

/** A sale that earns commission; amounts in major units. */
export interface CommissionableSale {
  readonly amount: number
  readonly currency: string
  /** The affiliate's share, 0 to 100, fractions allowed. */
  readonly ratePercent: number
  readonly tax?: number | null | undefined
  readonly shipping?: number | null | undefined
  /** True when the program deducts `tax` before commission (default false). */
  readonly deductTax?: boolean | undefined
  /** True when the program deducts `shipping` before commission (default false). */
  readonly deductShipping?: boolean | undefined
}

/** The commission of an affiliate on one sale. */
export interface Commission {
  /** Major units. */
  readonly amount: number
  /** Whole minor units, a safe integer. */
  readonly amountMinor: number
  /** The amount that the rate applies to, never below zero. Major units. */
  readonly base: number
  readonly baseMinor: number
  /** Upper-case currency of every amount here. */
  readonly currency: string
}

/**
 * Computes the commission on a sale, rounded once, half up.
 *
 * @example
 * evaluateCommission({ amount: 119, currency: 'EUR', ratePercent: 12.5, tax: 19, deductTax: true })
 * //=> { amount: 12.5, amountMinor: 1250, base: 100, baseMinor: 10000, currency: 'EUR' }
 *
 * @throws RedemptionInputError `INVALID_AMOUNT`, `AMOUNT_TOO_LARGE`, `INVALID_CURRENCY`,
 *   `INVALID_PERCENT`.
 */
export function evaluateCommission(sale: CommissionableSale): Commission {
  assertObject(sale, 'sale')
  assertPercent(sale.ratePercent, 'sale.ratePercent')
  const currency = parseCurrency(sale.currency, 'sale.currency')
  const paid = parseMoney(sale.amount, currency, 'sale.amount')
  const tax = parseMoney(sale.tax ?? 0, currency, 'sale.tax')
  const shipping = parseMoney(sale.shipping ?? 0, currency, 'sale.shipping')
  const deducted = (sale.deductTax ? tax : 0) + (sale.deductShipping ? shipping : 0)
  const baseMinor = Math.max(0, paid - deducted)
  const amountMinor = toPercentage(baseMinor, sale.ratePercent)
  return {
    amount: toMajorUnits(amountMinor, currency),
    amountMinor,
    base: toMajorUnits(baseMinor, currency),
    baseMinor,
    currency,
  }
}
