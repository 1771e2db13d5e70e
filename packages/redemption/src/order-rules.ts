import { assertCount } from './assertions.js'
import type { DiscountTerms, RedeemableCoupon } from './coupons.js'
import { parseCurrency } from './currencies.js'
import { parseMoney, toMajorUnits, toMoneyText } from './money.js'
import type { OrderFacts } from './orders.js'
import type { RedeemableCode } from './promotional-codes.js'
import { type RedemptionRefusal, createRefusal } from './refusals.js'

/** The facts that the rules about the order depend on. */
export interface OrderRuleFacts {
  readonly coupon: RedeemableCoupon
  readonly terms: DiscountTerms
  readonly code: RedeemableCode
  readonly order: OrderFacts
  /** The number of paid orders that the customer already has. */
  readonly customerOrders: number | null | undefined
}

/** Returns every refusal that depends on the order or on the customer's earlier orders. */
export function toOrderRefusals(facts: OrderRuleFacts): readonly RedemptionRefusal[] {
  return [
    refuseLaterOrder(facts.code, facts.customerOrders),
    refuseSmallAmount(facts.code, facts.order),
    refuseOtherCurrency(facts.terms, facts.order),
    refuseOtherProducts(facts.coupon, facts.order),
  ].filter((refusal) => refusal !== undefined)
}

function refuseLaterOrder(
  code: RedeemableCode,
  customerOrders: number | null | undefined,
): RedemptionRefusal | undefined {
  const received = customerOrders ?? null
  if (received !== null) assertCount(received, 'history.customerOrders')
  if (code.firstTimeOrder !== true || received === 0) return undefined
  const message =
    received === null
      ? 'The code is valid for first orders only, but history.customerOrders is missing.'
      : `The code is valid for first orders only, and the customer has ${received} already.`
  return createRefusal('NOT_FIRST_ORDER', { message, expected: 0, received })
}

function refuseSmallAmount(code: RedeemableCode, order: OrderFacts): RedemptionRefusal | undefined {
  const { minimumAmount, minimumAmountCurrency } = code
  if (minimumAmount === undefined || minimumAmount === null || minimumAmount === 0) return undefined
  const currency = parseCurrency(
    minimumAmountCurrency ?? order.currency,
    'code.minimumAmountCurrency',
  )
  const minimumMinor = parseMoney(minimumAmount, currency, 'code.minimumAmount')
  const minimum = toMoneyText(minimumMinor, currency)
  if (currency !== order.currency) {
    const message = `The minimum of ${minimum} cannot be compared to an order in ${order.currency}.`
    const difference = { message, expected: currency, received: order.currency }
    return createRefusal('MINIMUM_AMOUNT_CURRENCY_DIFFERS', difference)
  }
  if (order.amountMinor >= minimumMinor) return undefined
  const expected = toMajorUnits(minimumMinor, currency)
  const received = toMajorUnits(order.amountMinor, currency)
  const message = `The order must be at least ${minimum}, but is ${toMoneyText(order.amountMinor, currency)}.`
  return createRefusal('BELOW_MINIMUM_AMOUNT', { message, expected, received })
}

function refuseOtherCurrency(
  terms: DiscountTerms,
  order: OrderFacts,
): RedemptionRefusal | undefined {
  if (terms.couponType !== 'FLAT' || terms.currency === order.currency) return undefined
  const expected = terms.currency
  const received = order.currency
  const message = `The coupon is in ${expected}, but the order is in ${received}.`
  return createRefusal('CURRENCY_DIFFERS', { message, expected, received })
}

function refuseOtherProducts(
  coupon: RedeemableCoupon,
  order: OrderFacts,
): RedemptionRefusal | undefined {
  if (order.baseMinor !== null) return undefined
  const message = 'The order contains none of the products that the coupon is limited to.'
  const expected = coupon.productIds ?? []
  return createRefusal('NO_ELIGIBLE_PRODUCT', { message, expected, received: order.products })
}
