// app/cart/[id]/checkout/route.ts
import { findCart } from './carts.js'
import { startCheckout } from './shop.js'

/** Opens Stripe's page for a cart. */
export async function POST(request: Request, { params }: CartContext): Promise<Response> {
  const { promoCode, attempt } = (await request.json()) as Record<string, unknown>
  const code = { promoCode: String(promoCode), attempt: String(attempt) }
  const { id } = await params
  return Response.json(await startCheckout(await findCart(id), code))
}

interface CartContext {
  params: Promise<{ id: string }>
}
