// app/webhooks/stripe/route.ts
import { handleStripeEvent } from './shop.js'

/** Handles an event from Stripe. */
export async function POST(request: Request): Promise<Response> {
  const signature = request.headers.get('stripe-signature') ?? ''
  await handleStripeEvent(await request.text(), signature)
  return new Response(null, { status: 200 })
}
