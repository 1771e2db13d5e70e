import { assertArray, assertCount, assertObject } from './assertions.js'
import type { RedeemableCoupon } from './coupons.js'
import { parseCurrency } from './currencies.js'
import { RedemptionInputError } from './errors.js'
import { parseMoney, toAmount } from './money.js'

/** The person who redeems. An id is compared when it is given, and otherwise the email, in any letter case. */
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

interface OrderLine {
  readonly productId: string
  readonly amountMinor: bigint
}

/** Reads an order and applies the product limit of the coupon. */
export function parseOrder(order: RedeemableOrder, coupon: RedeemableCoupon): OrderFacts {
  assertObject(order, 'order')
  const currency = parseCurrency(order.currency, 'order.currency')
  const amountMinor = parseMoney(order.amount, currency, 'order.amount')
  const lines = order.items && parseLines(order.items, currency)
  const products = lines?.map(({ productId }) => productId) ?? order.productIds ?? []
  assertArray(products, 'order.productIds')
  if (coupon.limitToProducts !== true) {
    return { amountMinor, currency, products, baseMinor: amountMinor }
  }
  const eligible = new Set(coupon.productIds ?? [])
  const known = { amountMinor, lines, products }
  return { amountMinor, currency, products, baseMinor: toEligibleMinor(known, eligible) }
}

function parseLines(items: readonly OrderItem[], currency: string): readonly OrderLine[] {
  assertArray(items, 'order.items')
  return items.map((item, index) => {
    const field = `order.items[${index}]`
    assertObject(item, field)
    const { productId, amount, quantity = 1 } = item
    assertCount(quantity, `${field}.quantity`, 1)
    const minor = parseMoney(amount, currency, `${field}.amount`)
    return { productId, amountMinor: BigInt(minor) * BigInt(quantity) }
  })
}

interface KnownOrder {
  readonly amountMinor: number
  readonly lines: readonly OrderLine[] | undefined
  readonly products: readonly string[]
}

function toEligibleMinor(order: KnownOrder, eligible: ReadonlySet<string>): number | null {
  const matching = order.products.filter((productId) => eligible.has(productId))
  if (matching.length === 0) return null
  if (order.lines === undefined) {
    if (matching.length === order.products.length) return order.amountMinor
    const expected = 'given with amounts, because the coupon covers only some of order.productIds'
    const field = 'order.items'
    throw new RedemptionInputError({ code: 'ITEMS_REQUIRED', field, expected, received: undefined })
  }
  const sum = order.lines
    .filter(({ productId }) => eligible.has(productId))
    .reduce((total, { amountMinor }) => total + amountMinor, 0n)
  // The lines can sum to more than the order when something else has already been deducted.
  return Math.min(toAmount(sum, 'order.items'), order.amountMinor)
}
