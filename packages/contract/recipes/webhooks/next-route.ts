// app/webhooks/referly/route.ts
import { receiveWebhook } from './receive.js'

/** Receives a webhook. */
export async function POST(request: Request): Promise<Response> {
  const status = await receiveWebhook(await request.text(), request.headers)
  return new Response(null, { status })
}
