import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { get, post, type ServedProcess } from './served.js'

/** The buyers of a code, and the uses that it has. */
export interface Rush {
  readonly buyers: number
  readonly uses: number
}

/** The results of buyers, and what the server counted in the end. */
export interface RushResult {
  readonly sales: number
  readonly abandoned: number
  readonly refused: number
  readonly timesRedeemed: unknown
  /** The sales that are not counted as redemptions. */
  readonly notCounted: number
}

/**
 * Lets buyers reserve uses of one code on all servers at once. A third of them never pay, so that their reservations
 * lapse after a second. Those who are refused try again until all uses are sold.
 */
export async function rush(
  servers: readonly ServedProcess[],
  { buyers, uses }: Rush,
): Promise<RushResult> {
  const [first] = servers
  if (first === undefined) throw new Error('no server')
  const code = `RUSH-${randomUUID().slice(0, 8)}`
  const coupon = await post(first, '/coupons', { name: 'x', percentOff: 20 })
  const email = `${code}@example.com`
  const affiliate = await post(first, '/affiliates', { firstName: 'A', lastName: 'B', email })
  const [couponId, affiliateId] = [coupon.body['id'], affiliate.body['id']]
  await post(first, '/promotional-codes', { couponId, affiliateId, code, maxRedemptions: uses })
  const result = { sales: 0, abandoned: 0, refused: 0, notCounted: 0 }
  const buy = async (index: number): Promise<void> => {
    const server = toKit(servers[index % servers.length] ?? first)
    const isLapsing = index % 3 === 0
    const input = {
      promoCode: code,
      order: { amount: 10, currency: 'USD' },
      holdSeconds: isLapsing ? 1 : 900,
    }
    for (;;) {
      const { body } = await post(server, '/reservations', {
        ...input,
        idempotencyKey: randomUUID(),
      })
      const { id: reservationId } = (body['reservation'] ?? {}) as { readonly id?: string }
      if (reservationId === undefined && result.sales < uses) {
        await sleep(300 + Math.random() * 400)
        continue
      }
      if (reservationId === undefined) result.refused++
      else if (isLapsing) result.abandoned++
      else await pay(server, reservationId, result)
      return
    }
  }
  await Promise.all(Array.from({ length: buyers }, (_, index) => buy(index)))
  const found = (await get(first, `/promotional-codes?code=${code}`)) as Record<string, unknown>
  return { ...result, timesRedeemed: found['timesRedeemed'] }
}

async function pay(
  server: Pick<ServedProcess, 'url' | 'key'>,
  reservationId: string,
  result: { sales: number; notCounted: number },
): Promise<void> {
  const sale = { reservationId, totalEarned: 8, name: 'C', externalId: randomUUID() }
  const { status, body } = await post(server, '/sales', sale)
  if (status !== 200) throw new Error(`a sale was refused: ${JSON.stringify(body)}`)
  result.sales++
  if (body['redemption'] !== 'COUNTED') result.notCounted++
}

function toKit({ url, key }: ServedProcess): Pick<ServedProcess, 'url' | 'key'> {
  return { url: url.replace(/\/api\/v1$/, '/api/kit/v1'), key }
}
