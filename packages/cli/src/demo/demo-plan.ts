import { createSeededRandom } from '../plans/seeded-random.js'

/** An affiliate of the demo program, with their code. */
export interface DemoAffiliate {
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly code: string
  /** Name of the code's coupon. */
  readonly coupon: string
}

/** A sale of the demo program. */
export interface DemoSale {
  readonly affiliate: DemoAffiliate
  readonly externalId: string
  readonly email: string
  readonly totalCents: number
  readonly occurredAt: Date
  readonly productId: string
  readonly isRefunded: boolean
}

/** The records of the demo program. */
export interface DemoPlan {
  readonly coupons: readonly { readonly name: string; readonly percentOff: number }[]
  readonly affiliates: readonly DemoAffiliate[]
  /** Oldest first. */
  readonly sales: readonly DemoSale[]
  /** Last day whose commission the payout pays, such as `2026-11-14`. */
  readonly payUntil: string
}

const firstNames = 'Ada Ben Chloe Dan Emma Finn Grace Hugo Ines Jack'.split(' ')
const lastNames = 'Berg Cruz Diaz Evans'.split(' ')
const products = ['starter', 'team', 'business']
const pricesCents = [2900, 4900, 9900, 19_900]
const coupons = [
  { name: 'Spring', percentOff: 20 },
  { name: 'Newsletter', percentOff: 10 },
  { name: 'Partners', percentOff: 15 },
]

/** The commission of all affiliates, in percent. */
export const demoCommissionRate = 20

/** The number of days with sales. */
export const demoDays = 90

const salesPerDay = 7
const dayMs = 86_400_000

// A refund after the holding period of 30 days would be refused.
const refundableDays = 25

// Commission that became payable since then is left for the next payout.
const daysSincePayout = 14

/**
 * Plans 40 affiliates and their sales on the 90 days before an instant. The same seed and instant give the same plan.
 */
export function planDemo(seed: string, now: Date): DemoPlan {
  const draw = createDraw(seed)
  const affiliates = firstNames.flatMap((firstName) =>
    lastNames.map((lastName): DemoAffiliate => {
      const { name = '' } = coupons[draw(coupons.length)] ?? {}
      const email = `${firstName}.${lastName}@example.com`.toLowerCase()
      return {
        firstName,
        lastName,
        email,
        code: `${firstName}${lastName}`.toUpperCase(),
        coupon: name,
      }
    }),
  )
  const start = now.getTime() - demoDays * dayMs
  const sales: DemoSale[] = []
  for (let day = 0; day < demoDays; day++) {
    const times = Array.from({ length: draw(2 * salesPerDay + 1) }, () => draw(dayMs))
    for (const ms of times.toSorted((one, other) => one - other)) {
      const externalId = `demo-${sales.length + 1}`
      const at = start + day * dayMs + ms
      sales.push({ ...planSale(affiliates, { draw, at, now }), externalId })
    }
  }
  const payUntil = new Date(now.getTime() - daysSincePayout * dayMs).toISOString().slice(0, 10)
  return { coupons, affiliates, sales, payUntil }
}

/** Returns a whole number from 0 up to, but not including, `below`. */
type Draw = (below: number) => number

/** Draws from four bytes, so that all numbers below a small limit are almost equally likely. */
function createDraw(seed: string): Draw {
  const random = createSeededRandom(seed)
  return (below) => {
    const bytes = random(new Uint8Array(4))
    return new DataView(bytes.buffer).getUint32(0) % below
  }
}

interface SaleContext {
  readonly draw: Draw
  readonly at: number
  readonly now: Date
}

function planSale(
  affiliates: readonly DemoAffiliate[],
  { draw, at, now }: SaleContext,
): Omit<DemoSale, 'externalId'> {
  // The product of two draws makes some affiliates sell far more than others.
  const rank = Math.floor((draw(affiliates.length) * draw(affiliates.length)) / affiliates.length)
  const affiliate = affiliates[rank] ?? affiliates[0]
  if (affiliate === undefined) throw new Error('the demo has no affiliates')
  const { percentOff = 0 } = coupons.find(({ name }) => name === affiliate.coupon) ?? {}
  const price = pricesCents[draw(pricesCents.length)] ?? 0
  const isRefundable = at > now.getTime() - refundableDays * dayMs
  return {
    affiliate,
    email: `customer${draw(300)}@example.com`,
    totalCents: Math.round((price * (100 - percentOff)) / 100),
    occurredAt: new Date(at),
    productId: products[draw(products.length)] ?? '',
    isRefunded: draw(12) === 0 && isRefundable,
  }
}
