import { createReferlyClient, isConflictError } from '@referly-kit/client'
import { fromMinorUnits } from '@referly-kit/redemption'
import type { NewQuote, Refusal } from '@referly-kit/types'
import { Stripe } from 'stripe'
import { toBuyerSentences } from './refusals.js'

const { STRIPE_SECRET_KEY = '', STRIPE_WEBHOOK_SECRET = '', SITE_URL = '' } = process.env

// Reads REFERLY_BASE_URL, the URL of your Referly Kit server, and REFERLY_API_KEY.
const referly = createReferlyClient()
const stripe = new Stripe(STRIPE_SECRET_KEY, { httpClient: Stripe.createFetchHttpClient() })

/** A cart in your shop. Load it from your database; never take prices from the browser. */
export interface Cart {
  readonly currency: string
  readonly items: readonly CartItem[]
  readonly email: string
  /** The number of orders that the customer has paid before. */
  readonly orders: number
}

/** One line of a cart. */
export interface CartItem {
  readonly productId: string
  readonly name: string
  /** The price of one unit in cents, as in Stripe. */
  readonly unitAmount: number
  readonly quantity: number
}

/** The response to a code that a buyer typed: the total to pay, or messages that explain the refusal. */
export interface CodeResult {
  readonly ok: boolean
  readonly total?: number
  readonly amountOff?: number
  readonly messages: readonly string[]
}

/** Checks a code while the buyer types it. Amounts are in cents. */
export async function quoteCart(cart: Cart, promoCode: string): Promise<CodeResult> {
  const { discount, reasons } = await referly.kit.quotes.create({ promoCode, ...toOrder(cart) })
  if (discount === undefined) return refuse(cart, reasons)
  return { ok: true, total: discount.totalMinor, amountOff: discount.amountOffMinor, messages: [] }
}

/** The response to a buyer who wants to pay: the URL of Stripe's page, or messages that explain the refusal. */
export interface CheckoutResult {
  readonly ok: boolean
  readonly url?: string | null
  readonly messages: readonly string[]
}

// Stripe's page stays open for at least 30 minutes. The use of the code is held a little longer than that.
const openSeconds = 30 * 60
const holdSeconds = openSeconds + 120

/**
 * Holds a use of the code and opens Stripe's page with the discounted amount.
 *
 * The `attempt` is a random id that your page sends with its form, so that a double click does not hold two uses.
 */
export async function startCheckout(
  cart: Cart,
  { promoCode, attempt }: { promoCode: string; attempt: string },
): Promise<CheckoutResult> {
  const { reservation, reasons } = await referly.kit.reservations.create({
    promoCode,
    ...toOrder(cart),
    idempotencyKey: attempt,
    holdSeconds,
  })
  if (reservation === undefined) return refuse(cart, reasons)
  const currency = cart.currency.toLowerCase()
  const { amountOffMinor } = reservation.discount
  const once = { duration: 'once', max_redemptions: 1, name: reservation.promoCode } as const
  // Stripe refuses a coupon of zero, such as 1% of 0.40 USD.
  const coupon =
    amountOffMinor > 0 &&
    (await stripe.coupons.create(
      { ...once, currency, amount_off: amountOffMinor },
      { idempotencyKey: `coupon ${reservation.id}` },
    ))
  const session = await stripe.checkout.sessions.create(
    {
      mode: 'payment',
      customer_email: cart.email,
      line_items: cart.items.map(({ name, unitAmount, quantity }) => ({
        quantity,
        price_data: { currency, unit_amount: unitAmount, product_data: { name } },
      })),
      ...(coupon ? { discounts: [{ coupon: coupon.id }] } : {}),
      metadata: { reservationId: reservation.id },
      expires_at: Math.floor(Date.parse(reservation.createdAt) / 1000) + openSeconds + 60,
      success_url: `${SITE_URL}/thanks`,
      cancel_url: `${SITE_URL}/cart`,
    },
    { idempotencyKey: `session ${reservation.id}` },
  )
  return { ok: true, url: session.url, messages: [] }
}

/** Handles an event from Stripe. Throws if it was not signed by Stripe. Stripe resends events that failed. */
export async function handleStripeEvent(body: string, signature: string): Promise<void> {
  const { webhooks } = stripe
  const event = await webhooks.constructEventAsync(body, signature, STRIPE_WEBHOOK_SECRET)
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
      await recordSale(event.data.object, new Date(event.created * 1000))
      break
    case 'checkout.session.expired':
    case 'checkout.session.async_payment_failed':
      await releaseUse(event.data.object)
      break
  }
}

async function recordSale(session: Stripe.Checkout.Session, paidAt: Date): Promise<void> {
  const { reservationId } = session.metadata ?? {}
  // A bank debit is confirmed by another event days later.
  if (reservationId === undefined || session.payment_status === 'unpaid') return
  const currency = (session.currency ?? '').toUpperCase()
  const { email, name } = session.customer_details ?? {}
  await referly.kit.sales.create({
    reservationId,
    externalId: session.id,
    totalEarned: fromMinorUnits(session.amount_total ?? 0, currency),
    tax: fromMinorUnits(session.total_details?.amount_tax ?? 0, currency),
    shipping: fromMinorUnits(session.total_details?.amount_shipping ?? 0, currency),
    name: name ?? email ?? 'Customer',
    ...(email ? { email } : {}),
    occurredAt: paidAt.toISOString(),
  })
}

async function releaseUse({ metadata }: Stripe.Checkout.Session): Promise<void> {
  const { reservationId } = metadata ?? {}
  if (reservationId === undefined) return
  try {
    await referly.kit.reservations.release(reservationId)
  } catch (error) {
    // Events can arrive in any order. In this case, the sale was already recorded.
    if (!isConflictError(error)) throw error
  }
}

function toOrder({ currency, items, email, orders }: Cart): Pick<NewQuote, 'order' | 'customer'> {
  const cents = items.reduce((sum, { unitAmount, quantity }) => sum + unitAmount * quantity, 0)
  return {
    order: {
      amount: fromMinorUnits(cents, currency),
      currency,
      items: items.map(({ productId, unitAmount, quantity }) => ({
        productId,
        amount: fromMinorUnits(unitAmount, currency),
        quantity,
      })),
    },
    customer: { email, orders },
  }
}

function refuse({ currency }: Cart, reasons: readonly Refusal[]): CodeResult & CheckoutResult {
  return { ok: false, messages: toBuyerSentences(reasons, { currency, locale: 'en-US' }) }
}
