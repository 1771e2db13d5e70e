import { assertCount } from './assertions.js'
import type { DiscountTerms, RedeemableCoupon } from './coupons.js'
import { parseCurrency } from './currencies.js'
import { parseMoney, toMajorUnits, toMoneyText } from './money.js'
import type { OrderFacts } from './orders.js'
import type { RedeemableCode } from './promotional-codes.js'
import { createRefusal, type RedemptionRefusal } from './refusals.js'

/** The input of the rules about the order. */
export interface OrderRuleFacts {
  readonly coupon: RedeemableCoupon
  readonly terms: DiscountTerms
  readonly code: RedeemableCode
  readonly order: OrderFacts
  /** The paid orders that the customer already has. */
  readonly customerOrders: number | null | undefined
}

/** Returns every refusal that follows from the order and from the customer's earlier orders. */
export function toOrderRefusals(facts: OrderRuleFacts): readonly RedemptionRefusal[] {
  return [
    refuseLaterOrder(facts.code, facts.customerOrders),
    refuseSmallAmount(facts.code, facts.order),
    refuseOtherCurrency(facts.terms, facts.order.currency),
    refuseOtherProducts(facts.coupon, facts.order),
  ].filter((refusal) => refusal !== undefined)
}

/** Refuses a first-order code to a customer with earlier orders. */
export function refuseLaterOrder(
  code: RedeemableCode,
  customerOrders: number | null | undefined,
): RedemptionRefusal | undefined {
  const received = customerOrders ?? null
  if (received !== null) assertCount(received, 'history.customerOrders')
  if (code.firstTimeOrder !== true || received === 0) return undefined
  const message =
    received === null
      ? 'The code is for first orders only, but history.customerOrders was not given.'
      : `The code is for first orders only, and the customer already has ${received} ${received === 1 ? 'order' : 'orders'}.`
  return createRefusal('NOT_FIRST_ORDER', { message, expected: 0, received })
}

/** The minimum of a code in minor units of the given currency. */
export interface Minimum {
  readonly minor: number
}

/** Parses the minimum of a code: undefined when it has none, a refusal when it is in another currency. */
export function parseMinimum(
  code: RedeemableCode,
  orderCurrency: string,
): Minimum | RedemptionRefusal | undefined {
  const { minimumAmount, minimumAmountCurrency } = code
  if (minimumAmount === undefined || minimumAmount === null || minimumAmount === 0) return undefined
  const currency = parseCurrency(
    minimumAmountCurrency ?? orderCurrency,
    'code.minimumAmountCurrency',
  )
  const minor = parseMoney(minimumAmount, currency, 'code.minimumAmount')
  if (currency === orderCurrency) return { minor }
  const message = `The minimum of ${toMoneyText(minor, currency)} cannot be compared with an order in ${orderCurrency}.`
  const difference = { message, expected: currency, received: orderCurrency }
  return createRefusal('MINIMUM_AMOUNT_CURRENCY_DIFFERS', difference)
}

function refuseSmallAmount(code: RedeemableCode, order: OrderFacts): RedemptionRefusal | undefined {
  const { currency } = order
  const minimum = parseMinimum(code, currency)
  if (minimum === undefined || 'reason' in minimum) return minimum
  if (order.amountMinor >= minimum.minor) return undefined
  const expected = toMajorUnits(minimum.minor, currency)
  const received = toMajorUnits(order.amountMinor, currency)
  const message = `The order must be ${toMoneyText(minimum.minor, currency)} or more, but is ${toMoneyText(order.amountMinor, currency)}.`
  return createRefusal('BELOW_MINIMUM_AMOUNT', { message, expected, received })
}

/** Refuses a flat discount in a currency other than the order's. */
export function refuseOtherCurrency(
  terms: DiscountTerms,
  received: string,
): RedemptionRefusal | undefined {
  if (terms.couponType !== 'FLAT' || terms.currency === received) return undefined
  const expected = terms.currency
  const message = `The coupon is in ${expected}, but the order is in ${received}.`
  return createRefusal('CURRENCY_DIFFERS', { message, expected, received })
}

function refuseOtherProducts(
  coupon: RedeemableCoupon,
  order: OrderFacts,
): RedemptionRefusal | undefined {
  if (order.baseMinor !== null) return undefined
  const message = 'The order has none of the products that the coupon is limited to.'
  const expected = coupon.productIds ?? []
  return createRefusal('NO_ELIGIBLE_PRODUCT', { message, expected, received: order.products })
}
