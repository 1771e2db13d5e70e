import { startServer, type StartOptions } from '../../src/index.js'
import { createRandom, type Random } from '../fuzz/random.js'
import type { Json } from '../harness.js'
import { serve, type ServedProcess } from '../served.js'

/** The result of a trial: amounts in minor units that were lost or created, which must be zero. */
export interface LedgerTally {
  kills: number
  operations: number
  /** Differences between the ledger and the sales, and between balances and entries, in cents. */
  difference: number
  /** Payouts of the same key that exist more than once. */
  repeatedPayouts: number
}

/** The server to send requests to. */
interface Target {
  readonly url: string
  readonly key: string
}

interface Answer {
  readonly status: number
  readonly body: Json
}

async function send(
  { url, key }: Target,
  method: string,
  path: string,
  body?: Json,
): Promise<Answer> {
  const base = /^\/(?:sales|affiliates)/.test(path) ? url : url.replace('/api/v1', '/api/kit/v1')
  const response = await fetch(base + path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Json }
}

/** Sends one random operation on sales, commission, refunds, or payouts. */
async function operate(
  target: Target,
  random: Random,
  affiliates: readonly string[],
): Promise<void> {
  const saleId = 1 + random.below(60)
  const key = `key-${random.below(1e9)}`
  const amount = (1 + random.below(20_000)) / 100
  const kinds: readonly (() => Promise<unknown>)[] = [
    () =>
      send(target, 'POST', '/sales', {
        referralId: random.pick(affiliates),
        name: 'C',
        totalEarned: amount,
      }),
    () =>
      send(target, 'POST', '/sales', {
        referralId: random.pick(affiliates),
        name: 'C',
        totalEarned: amount,
      }),
    () => send(target, 'PUT', '/sales', { saleId, totalEarned: amount }),
    () => send(target, 'PATCH', '/sales', { saleId }),
    () => send(target, 'DELETE', '/sales', { saleId }),
    () => send(target, 'POST', '/refunds', { saleId, amount, idempotencyKey: key }),
    () => send(target, 'POST', `/commissions/${saleId}/decline`, {}),
    () => send(target, 'POST', '/payouts', { idempotencyKey: `payout-${random.below(20)}` }),
    async () => {
      const list = await send(target, 'GET', '/payouts')
      const payouts = list.body['data'] as Json[]
      const payout = payouts[random.below(Math.max(1, payouts.length))]
      if (payout === undefined) return
      const status = random.chance(0.5) ? 'PAID' : 'FAILED'
      await send(target, 'POST', `/payouts/${payout['id']}/mark`, { status })
    },
  ]
  await random.pick(kinds)()
}

/** Returns how far the books are off, in cents. */
async function findDifference(target: Target): Promise<number> {
  const toCents = (value: unknown): number => Math.round(Number(value) * 100)
  const sum = (rows: readonly Json[], name: string): number =>
    rows.reduce((total, row) => total + toCents(row[name]), 0)
  const entries: Json[] = []
  for (let cursor = ''; ;) {
    const { body } = await send(target, 'GET', `/ledger-entries?limit=1000${cursor}`)
    entries.push(...(body['data'] as Json[]))
    if (body['nextCursor'] === null) break
    cursor = `&cursor=${String(body['nextCursor'])}`
  }
  const { body } = await send(target, 'GET', '/balances?limit=1000')
  const balances = body['data'] as Json[]
  const sales = (await send(target, 'GET', '/sales')).body as unknown as Json[]
  const parts = ['pending', 'payable', 'inPayout', 'paid']
  const total = sum(balances, 'total')
  const payouts = (await send(target, 'GET', '/payouts?limit=1000')).body['data'] as Json[]
  const paid = sum(payouts, 'amount') - sum(payouts, 'failedAmount')
  return (
    Math.abs(sum(entries, 'amount') - total) +
    Math.abs(parts.reduce((all, name) => all + sum(balances, name), 0) - total) +
    Math.abs(sum(sales, 'commissionEarned') - total) +
    Math.abs(paid - sum(balances, 'paid') - sum(balances, 'inPayout'))
  )
}

const program = { name: 'Acme', commissionRate: 33.33, holdingDays: 0, minimumPayout: 0 }

/** Sends random operations to a running server, several at a time, and compares the books. */
export async function runOperations(options: StartOptions, count: number): Promise<LedgerTally> {
  const server = await startServer(options)
  try {
    const { id } = await server.admin.createProgram(program)
    const { key } = await server.admin.createApiKey(id)
    const target = { url: server.url, key }
    const random = createRandom(14)
    const affiliates = await createAffiliates(target)
    for (let sent = 0; sent < count; sent += 8) {
      await Promise.all(Array.from({ length: 8 }, () => operate(target, random, affiliates)))
    }
    return { kills: 0, operations: count, ...(await check(target)) }
  } finally {
    await server.close()
  }
}

async function check(target: Target): Promise<Pick<LedgerTally, 'difference' | 'repeatedPayouts'>> {
  const { body } = await send(target, 'GET', '/payouts?limit=1000')
  const payouts = body['data'] as Json[]
  return {
    difference: await findDifference(target),
    repeatedPayouts: Math.max(0, payouts.length - 20),
  }
}

async function createAffiliates(target: Target): Promise<readonly string[]> {
  const names = ['ann', 'ben', 'cid', 'dan']
  return Promise.all(
    names.map(async (name) => {
      const input = {
        firstName: name,
        lastName: 'L',
        email: `${name}@example.com`,
        commissionRate: 33.33,
      }
      return String((await send(target, 'POST', '/affiliates', input)).body['id'])
    }),
  )
}

/** Kills a server process with SIGKILL again and again while it handles random operations, and compares the books. */
export async function runKills(
  options: StartOptions,
  kills: number,
  onKill?: (tally: LedgerTally) => void,
): Promise<LedgerTally> {
  let server: ServedProcess = await serve(options)
  const { key } = server
  const random = createRandom(41)
  const tally: LedgerTally = { kills: 0, operations: 0, difference: 0, repeatedPayouts: 0 }
  const base = { url: server.url, key }
  await send(base, 'PATCH', '/program', { holdingDays: 0, minimumPayout: 0 })
  const affiliates = await createAffiliates(base)
  try {
    while (tally.kills < kills) {
      const target = { url: server.url, key }
      const enough = tally.operations + 10 + random.below(30)
      const work = async (): Promise<void> => {
        for (;;) {
          try {
            await operate(target, random, affiliates)
            if (++tally.operations === enough) settle()
          } catch {
            return
          }
        }
      }
      let settle = (): void => {}
      const settled = new Promise<void>((resolve) => (settle = resolve))
      const all = Promise.all(Array.from({ length: 8 }, work))
      await Promise.race([settled, all])
      await server.kill()
      await all
      server = await serve(options, key)
      tally.kills++
      const { difference, repeatedPayouts } = await check({ url: server.url, key })
      tally.difference += difference
      tally.repeatedPayouts += repeatedPayouts
      onKill?.(tally)
    }
  } finally {
    await server.kill()
  }
  return tally
}
