import { Hono } from 'hono'
import { receiveWebhook } from './receive.js'

/** Creates a receiver for Hono, which responds to a rejected promise with 500. */
export function createHonoReceiver(): Hono {
  const app = new Hono()
  app.post('/webhooks/referly', async (c) => {
    const status = await receiveWebhook(await c.req.text(), c.req.raw.headers)
    return new Response(null, { status })
  })
  return app
}
