import express, { type Express } from 'express'
import { findCart } from './carts.js'
import { handleStripeEvent, quoteCart, startCheckout } from './shop.js'

/** Creates the routes of a checkout for Express 5, which responds to a rejected promise with 500. */
export function createExpressShop(): Express {
  const app = express()
  // The signature covers the exact bytes, so this route comes before express.json().
  app.post('/webhooks/stripe', express.text({ type: 'application/json' }), async (req, res) => {
    await handleStripeEvent(String(req.body), req.get('stripe-signature') ?? '')
    res.sendStatus(200)
  })
  app.use(express.json())
  app.post('/cart/:id/code', async (req, res) => {
    res.json(await quoteCart(await findCart(req.params.id), String(req.body.promoCode)))
  })
  app.post('/cart/:id/checkout', async (req, res) => {
    const { promoCode, attempt } = req.body
    const code = { promoCode: String(promoCode), attempt: String(attempt) }
    res.json(await startCheckout(await findCart(req.params.id), code))
  })
  return app
}
