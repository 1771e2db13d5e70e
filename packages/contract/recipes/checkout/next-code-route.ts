// app/cart/[id]/code/route.ts
import { findCart } from './carts.js'
import { quoteCart } from './shop.js'

/** Checks a code while the buyer types it. */
export async function POST(request: Request, { params }: CartContext): Promise<Response> {
  const { promoCode } = (await request.json()) as Record<string, unknown>
  const { id } = await params
  return Response.json(await quoteCart(await findCart(id), String(promoCode)))
}

interface CartContext {
  params: Promise<{ id: string }>
}
