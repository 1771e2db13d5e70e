import { assertObject, assertPercent } from './assertions.js'
import { parseCurrency } from './currencies.js'
import { parseMoney, toMajorUnits, toPercentage } from './money.js'

/** A sale to compute the commission for, with amounts in major units. */
export interface CommissionableSale {
  readonly amount: number
  readonly currency: string
  /** The affiliate's share, from 0 to 100. Fractions are allowed. */
  readonly ratePercent: number
  readonly tax?: number | null | undefined
  readonly shipping?: number | null | undefined
  /** Deducts `tax` before the commission is computed. Default: false. */
  readonly deductTax?: boolean | undefined
  /** Deducts `shipping` before the commission is computed. Default: false. */
  readonly deductShipping?: boolean | undefined
}

/** The commission that an affiliate earns on one sale. */
export interface Commission {
  /** In major units. */
  readonly amount: number
  /** In minor units, as a safe integer. */
  readonly amountMinor: number
  /** The amount that the rate was applied to, at least zero. In major units. */
  readonly base: number
  readonly baseMinor: number
  /** The currency of all amounts, in upper case. */
  readonly currency: string
}

/**
 * Computes the commission on a sale. It is rounded once, half up.
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
