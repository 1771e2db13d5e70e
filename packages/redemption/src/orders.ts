import { assertArray, assertObject, assertQuantity } from './assertions.js'
import type { RedeemableCoupon } from './coupons.js'
import { parseCurrency } from './currencies.js'
import { type Decimal, multiply, sum, toDecimal } from './decimals.js'
import { RedemptionInputError } from './errors.js'
import { parseMoney, parsePrice, roundMoney } from './money.js'

/** The person who redeems a code. Compared by id if there is one, otherwise by email, ignoring case. */
export interface Redeemer {
  /** Your own id for the customer, compared to `code.customerId`. */
  readonly customerId?: string | null | undefined
  readonly email?: string | null | undefined
  /** The id of the affiliate, if the customer is one. Compared to `code.affiliateId`. */
  readonly affiliateId?: string | null | undefined
}

/** One line of an order. */
export interface OrderItem {
  readonly productId: string
  /** The unit price in major units, which can have more decimals than the currency of the order. */
  readonly amount: number
  /** Greater than 0. Fractions are allowed, such as 1.5 hours. Default: 1. */
  readonly quantity?: number | undefined
}

/** An order, or a single payment, to redeem a code for. */
export interface RedeemableOrder extends Redeemer {
  /** The amount to pay before the discount, in major units. */
  readonly amount: number
  readonly currency: string
  /** The lines of the order. Required if the coupon covers only some of the products. Only eligible lines need valid amounts. */
  readonly items?: readonly OrderItem[] | undefined
  /** The products in the order, if their prices are not known. Ignored if `items` is given. */
  readonly productIds?: readonly string[] | undefined
}

/** A parsed order, with amounts in minor units and the currency in upper case. */
export interface OrderFacts {
  readonly amountMinor: number
  readonly currency: string
  readonly products: readonly string[]
  /** The amount that the coupon applies to, or `null` if nothing in the order is eligible. */
  readonly baseMinor: number | null
}

/** Parses an order and determines the amount that the coupon applies to. */
export function parseOrder(order: RedeemableOrder, coupon: RedeemableCoupon): OrderFacts {
  assertObject(order, 'order')
  const currency = parseCurrency(order.currency, 'order.currency')
  const amountMinor = parseMoney(order.amount, currency, 'order.amount')
  const { items } = order
  if (items !== undefined) assertItems(items)
  const products = items?.map(({ productId }) => productId) ?? order.productIds ?? []
  assertArray(products, 'order.productIds')
  if (coupon.limitToProducts !== true) {
    return { amountMinor, currency, products, baseMinor: amountMinor }
  }
  const eligible = new Set(coupon.productIds ?? [])
  const known = { amountMinor, currency, items, products }
  return { amountMinor, currency, products, baseMinor: toEligibleMinor(known, eligible) }
}

function assertItems(items: readonly OrderItem[]): void {
  assertArray(items, 'order.items')
  for (const [index, item] of items.entries()) assertObject(item, `order.items[${index}]`)
}

interface KnownOrder {
  readonly amountMinor: number
  readonly currency: string
  readonly items: readonly OrderItem[] | undefined
  readonly products: readonly string[]
}

function toEligibleMinor(order: KnownOrder, eligible: ReadonlySet<string>): number | null {
  const matching = order.products.filter((productId) => eligible.has(productId))
  if (matching.length === 0) return null
  if (order.items === undefined) {
    if (matching.length === order.products.length) return order.amountMinor
    throw new RedemptionInputError({
      code: 'ITEMS_REQUIRED',
      field: 'order.items',
      expected: 'set if the coupon covers only some of the products in the order',
      received: undefined,
      hint: 'Pass every item with its amount.',
    })
  }
  // Other lines do not matter, so they can be anything, such as a gift card with a negative amount.
  const amounts = order.items.flatMap((item, index) =>
    eligible.has(item.productId) ? [parseLine(item, `order.items[${index}]`)] : [],
  )
  // The lines can add up to more than the order if another discount has already been applied to it.
  return Math.min(roundMoney(sum(amounts), order.currency, 'order.items'), order.amountMinor)
}

/** Parses the exact amount of a line, in major units. */
function parseLine({ amount, quantity = 1 }: OrderItem, field: string): Decimal {
  assertQuantity(quantity, `${field}.quantity`)
  return multiply(parsePrice(amount, `${field}.amount`), toDecimal(quantity))
}
