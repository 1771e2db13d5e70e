import { post, type ServedProcess } from './served.js'

/** The records used by the operations. */
export interface MixedTargets {
  readonly servers: readonly ServedProcess[]
  readonly couponId: unknown
  readonly affiliateId: unknown
}

type Operation = (to: ServedProcess) => Promise<{ status: number }>

// Kept below the default number of connections per key.
const concurrency = 800

/**
 * Creates sales, codes, and referrals, and redeems codes, in random order on every server, mostly
 * on the same few rows. Returns the number of responses per status.
 */
export async function mixOperations(
  targets: MixedTargets,
  count: number,
): Promise<Readonly<Record<number, number>>> {
  const { servers, couponId, affiliateId } = targets
  const to = (index: number): ServedProcess => {
    const server = servers[index % servers.length]
    if (server === undefined) throw new Error('The server was not started.')
    return server
  }
  for (let index = 0; index < 5; index++) {
    await post(to(index), '/promotional-codes', { couponId, affiliateId, code: `MIX${index}` })
  }
  const statuses: Record<number, number> = {}
  let next = 0
  const work = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const { status } = await toOperation(couponId, index)(to(index))
      statuses[status] = (statuses[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, work))
  return statuses
}

/** The keys repeat every 37 operations in opposite orders, so that two batches need the same rows. */
function toOperation(couponId: unknown, index: number): Operation {
  const some = index % 37
  const promoCode = `MIX${index % 5}`
  const sale = { totalEarned: 1, name: 'C', promoCode }
  const code = { couponId, code: `A${some}`, externalId: `e${36 - some}` }
  const person = { name: 'R', email: `r${some}@example.com`, referredUserExternalId: `r${some}` }
  const operations: readonly Operation[] = [
    (to) => post(to, '/sales', { ...sale, externalId: `s${some}` }),
    (to) => post(to, '/sales', sale),
    (to) => post(to, '/promotional-codes', code),
    (to) => post(to, '/referrals', { ...person, promoCode }),
  ]
  return operations[Math.floor(Math.random() * operations.length)]!
}
