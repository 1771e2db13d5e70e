import type { Cart } from './shop.js'

const carts = new Map<string, Cart>()

/** Saves a cart. A real shop would use a database. */
export function saveCart(id: string, cart: Cart): void {
  carts.set(id, cart)
}

/** Finds a cart. In your shop, look it up in the database, and only for the customer who is signed in. */
export async function findCart(id: string): Promise<Cart> {
  const cart = carts.get(id)
  if (cart === undefined) throw new Error(`no cart ${id}`)
  return cart
}
