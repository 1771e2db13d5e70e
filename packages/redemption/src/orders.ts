import { assertArray, assertObject, assertQuantity } from './assertions.js'
import type { RedeemableCoupon } from './coupons.js'
import { parseCurrency } from './currencies.js'
import { add, multiply, toDecimal, type Decimal } from './decimals.js'
import { RedemptionInputError } from './errors.js'
import { parseDecimal, parseMoney, toMinor } from './money.js'

/** The person who redeems the code, compared by id if one is given, otherwise by email in any letter case. */
export interface Redeemer {
  /** The caller's own id for the customer, compared with `code.customerId`. */
  readonly customerId?: string | null | undefined
  readonly email?: string | null | undefined
  /** Set when the customer is an affiliate, compared with `code.affiliateId`. */
  readonly affiliateId?: string | null | undefined
}

/** One line of an order. */
export interface OrderItem {
  readonly productId: string
  /** The price of one unit, in major units of the order's currency; may be finer than its smallest unit. */
  readonly amount: number
  /** The number of units, fractions allowed (default 1). */
  readonly quantity?: number | undefined
}

/** An order, or one payment, to use a code for. */
export interface RedeemableOrder extends Redeemer {
  /** The amount to pay before this discount, in major units. */
  readonly amount: number
  readonly currency: string
  /** The lines of the order; required when a coupon covers only some of them. */
  readonly items?: readonly OrderItem[] | undefined
  /** The products in the order, when their amounts are unknown. Ignored when `items` is given. */
  readonly productIds?: readonly string[] | undefined
}

/** An order in minor units, with an upper-case currency. */
export interface OrderFacts {
  readonly amountMinor: number
  readonly currency: string
  readonly products: readonly string[]
  /** The amount that the discount applies to; `null` when nothing in the order is eligible. */
  readonly baseMinor: number | null
}

/** Parses an order and applies the product limit of the coupon. */
export function parseOrder(order: RedeemableOrder, coupon: RedeemableCoupon): OrderFacts {
  assertObject(order, 'order')
  const currency = parseCurrency(order.currency, 'order.currency')
  const amountMinor = parseMoney(order.amount, currency, 'order.amount')
  const products = parseProducts(order)
  if (coupon.limitToProducts !== true) {
    return { amountMinor, currency, products, baseMinor: amountMinor }
  }
  const eligible = new Set(coupon.productIds ?? [])
  const facts = { amountMinor, currency, products }
  return { ...facts, baseMinor: toEligibleMinor(order, facts, eligible) }
}

function parseProducts({ items, productIds }: RedeemableOrder): readonly string[] {
  if (items === undefined) {
    assertArray(productIds ?? [], 'order.productIds')
    return productIds ?? []
  }
  assertArray(items, 'order.items')
  return items.map((item, index) => {
    assertObject(item, `order.items[${index}]`)
    return item.productId
  })
}

function toEligibleMinor(
  { items }: RedeemableOrder,
  { amountMinor, currency, products }: Omit<OrderFacts, 'baseMinor'>,
  eligible: ReadonlySet<string>,
): number | null {
  const matching = products.filter((productId) => eligible.has(productId))
  if (matching.length === 0) return null
  if (items === undefined) {
    if (matching.length === products.length) return amountMinor
    const expected = 'given with amounts, because the coupon covers only some of order.productIds'
    const field = 'order.items'
    throw new RedemptionInputError({ code: 'ITEMS_REQUIRED', field, expected, received: undefined })
  }
  // Unit prices can be finer than the smallest unit of a currency, so only the sum is rounded. Other
  // lines are not read: a gift card may have a negative amount.
  let sum: Decimal = { digits: 0n, scale: 0 }
  for (const [index, item] of items.entries()) {
    if (eligible.has(item.productId)) sum = add(sum, parseLine(item, `order.items[${index}]`))
  }
  // The lines can sum to more than the order when something else has already been deducted.
  return Math.min(toMinor(sum, currency, 'order.items'), amountMinor)
}

function parseLine({ amount, quantity = 1 }: OrderItem, field: string): Decimal {
  assertQuantity(quantity, `${field}.quantity`)
  return multiply(parseDecimal(amount, `${field}.amount`), toDecimal(quantity))
}
