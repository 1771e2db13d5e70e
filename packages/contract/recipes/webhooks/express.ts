import express, { type Express } from 'express'
import { receiveWebhook } from './receive.js'

/** Creates a receiver for Express 5, which responds to a rejected promise with 500. */
export function createExpressReceiver(): Express {
  const app = express()
  // The signature covers the exact bytes, so this route comes before express.json().
  const raw = express.raw({ type: 'application/json', limit: '1mb' })
  app.post('/webhooks/referly', raw, async (req, res) => {
    res.sendStatus(await receiveWebhook(req.body, req.headers))
  })
  app.use(express.json())
  return app
}
