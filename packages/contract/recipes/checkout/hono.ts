import { Hono } from 'hono'
import { findCart } from './carts.js'
import { handleStripeEvent, quoteCart, startCheckout } from './shop.js'

/** Creates the routes of a checkout for Hono, which responds to a rejected promise with 500. */
export function createHonoShop(): Hono {
  const app = new Hono()
  app.post('/webhooks/stripe', async (c) => {
    await handleStripeEvent(await c.req.text(), c.req.header('stripe-signature') ?? '')
    return c.body(null, 200)
  })
  app.post('/cart/:id/code', async (c) => {
    const { promoCode } = await c.req.json()
    return c.json(await quoteCart(await findCart(c.req.param('id')), String(promoCode)))
  })
  app.post('/cart/:id/checkout', async (c) => {
    const { promoCode, attempt } = await c.req.json()
    const code = { promoCode: String(promoCode), attempt: String(attempt) }
    return c.json(await startCheckout(await findCart(c.req.param('id')), code))
  })
  return app
}
