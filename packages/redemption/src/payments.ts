import { assertArray, assertObject } from './assertions.js'
import { parseDiscountTerms, type DiscountTerms } from './coupons.js'
import { parseCurrency } from './currencies.js'
import { toAmountOff } from './discounts.js'
import { parseMoney, toMajorUnits, toMoneyText } from './money.js'
import { parseMinimum, refuseLaterOrder, refuseOtherCurrency } from './order-rules.js'
import type { Redeemer } from './orders.js'
import type { RedeemableCode } from './promotional-codes.js'
import { toCodeVerdictReasons, type CodeRequest, type CodeVerdict } from './redemption.js'
import { createRefusal, type RedemptionRefusal } from './refusals.js'

/** A payment that was made with a code: the amount left after the discount. */
export interface RedeemedPayment extends Redeemer {
  /** The amount the customer paid, after the discount, in major units. */
  readonly amount: number
  readonly currency: string
  /** All products in the order. When absent or empty, the product limit is not checked. */
  readonly productIds?: readonly string[] | undefined
}

/** The input of `evaluatePayment`; the payment names the redeemer. */
export interface PaymentRequest extends Omit<CodeRequest, 'redeemer'> {
  readonly payment: RedeemedPayment
}

interface PaymentFacts {
  readonly amountMinor: number
  readonly currency: string
  readonly products: readonly string[]
}

/**
 * Returns whether a payment that was made with a code may be recorded, or every reason it may not.
 *
 * A checkout calls `evaluateRedemption` with the order before the discount. Later, when the payment
 * arrives, only the amount after the discount is known. A minimum amount therefore refuses a payment
 * only when it is smaller than the payment for an order of exactly the minimum. A larger payment is
 * never refused: shipping, tax, and products outside the coupon are paid without a discount.
 *
 * @example
 * evaluatePayment({
 *   coupon: { percentOff: 20 },
 *   code: { code: 'JOHN20', minimumAmount: 50 },
 *   payment: { amount: 40, currency: 'USD' },
 *   now: '2026-11-20T12:00:00Z',
 * })
 * //=> { redeemable: true }, because 50.00 USD less 20% is 40.00 USD
 *
 * @throws RedemptionInputError when the input cannot be evaluated, as for `evaluateRedemption`.
 */
export function evaluatePayment(request: PaymentRequest): CodeVerdict {
  const { coupon, code, history, payment } = request
  const refused = toCodeVerdictReasons({ ...request, redeemer: payment })
  const facts = parsePayment(payment)
  const terms = parseDiscountTerms(coupon)
  const reasons = [
    ...refused,
    refuseLaterOrder(code, history?.customerOrders),
    refuseSmallPayment(code, terms, facts),
    refuseOtherCurrency(terms, facts.currency),
    refuseOtherProducts(request, facts),
  ].filter((refusal) => refusal !== undefined)
  return reasons.length > 0 ? { redeemable: false, reasons } : { redeemable: true }
}

function parsePayment(payment: RedeemedPayment): PaymentFacts {
  assertObject(payment, 'payment')
  const currency = parseCurrency(payment.currency, 'payment.currency')
  const products = payment.productIds ?? []
  assertArray(products, 'payment.productIds')
  return { amountMinor: parseMoney(payment.amount, currency, 'payment.amount'), currency, products }
}

function refuseSmallPayment(
  code: RedeemableCode,
  terms: DiscountTerms,
  { amountMinor, currency }: PaymentFacts,
): RedemptionRefusal | undefined {
  const minimum = parseMinimum(code, currency)
  if (minimum === undefined || 'reason' in minimum) return minimum
  // A larger order never costs less: one more minor unit takes at most one more off. A discount on
  // only some products takes off less than one on all, so this is the least for those coupons too.
  const leastMinor = minimum.minor - toAmountOff(minimum.minor, terms)
  if (amountMinor >= leastMinor) return undefined
  const least = toMoneyText(leastMinor, currency)
  return createRefusal('BELOW_MINIMUM_AMOUNT', {
    message: `An order of at least ${toMoneyText(minimum.minor, currency)} costs ${least} or more after the discount, but ${toMoneyText(amountMinor, currency)} was paid.`,
    expected: toMajorUnits(leastMinor, currency),
    received: toMajorUnits(amountMinor, currency),
  })
}

function refuseOtherProducts(
  { coupon }: PaymentRequest,
  { products }: PaymentFacts,
): RedemptionRefusal | undefined {
  const eligible = coupon.productIds ?? []
  if (coupon.limitToProducts !== true || products.length === 0) return undefined
  if (products.some((productId) => eligible.includes(productId))) return undefined
  return createRefusal('NO_ELIGIBLE_PRODUCT', {
    message: 'The payment is for none of the products the coupon is limited to.',
    expected: eligible,
    received: products,
  })
}
