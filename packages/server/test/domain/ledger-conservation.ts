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

/** A server process to kill. */
export type KilledServer = Pick<ServedProcess, 'url' | 'key' | 'kill'>

/** Options for `runKills`. */
export interface KillOptions {
  readonly options: StartOptions
  readonly kills: number
  /** Starts the server; by default from source. */
  readonly start?: (options: StartOptions, key?: string) => Promise<KilledServer>
  readonly onKill?: (tally: LedgerTally) => void
}

/** Kills a server process with SIGKILL again and again while it handles random operations, and compares the books. */
export async function runKills({
  options,
  kills,
  start = serve,
  onKill,
}: KillOptions): Promise<LedgerTally> {
  let server = await start(options)
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
      server = await start(options, key)
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

/** The result of payouts that two processes create at once. Amounts are in cents. */
export interface PayoutRaceTally {
  readonly payouts: number
  /** Amount that affiliates were paid beyond their commission. */
  readonly overpaid: number
  /** Amount that is still owed after a last payout of everything. */
  readonly unpaid: number
  /** Keys whose requests returned different payouts. */
  readonly repeatedKeys: number
  /** Responses other than a payout or `NOTHING_PAYABLE`. */
  readonly failures: readonly string[]
}

/**
 * Lets two processes create payouts at once, with the same and with other keys and filters, while sales are recorded.
 */
export async function runPayoutRaces(
  options: StartOptions,
  rounds: number,
): Promise<PayoutRaceTally> {
  const first = await serve(options)
  const second = await serve(options, first.key)
  try {
    await send(first, 'PATCH', '/program', { holdingDays: 0, minimumPayout: 0 })
    const affiliates = await createAffiliates(first)
    const random = createRandom(7)
    const answers: (Answer & { readonly key: string })[] = []
    const pay = async (target: Target, key: string, filter: Json): Promise<void> => {
      const body = { ...filter, idempotencyKey: key }
      answers.push({ key, ...(await send(target, 'POST', '/payouts', body)) })
    }
    const sell = (target: Target): Promise<Answer> =>
      send(target, 'POST', '/sales', {
        referralId: random.pick(affiliates),
        name: 'C',
        totalEarned: (1 + random.below(20_000)) / 100,
      })
    for (let round = 0; round < rounds; round++) {
      await Promise.all(Array.from({ length: 8 }, () => sell(random.pick([first, second]))))
      const some = { affiliateIds: affiliates.filter(() => random.chance(0.5)).slice(0, 3) }
      const few = some.affiliateIds.length === 0 ? {} : some
      await Promise.all([
        pay(first, `same-${round}`, {}),
        pay(second, `same-${round}`, {}),
        pay(first, `first-${round}`, few),
        pay(second, `second-${round}`, {}),
        pay(second, `third-${round}`, few),
        sell(first),
        sell(second),
      ])
    }
    await pay(first, 'last', {})
    return await toRaceTally(first, answers)
  } finally {
    await Promise.all([first.kill(), second.kill()])
  }
}

async function toRaceTally(
  target: Target,
  answers: readonly (Answer & { readonly key: string })[],
): Promise<PayoutRaceTally> {
  const toCents = (value: unknown): number => Math.round(Number(value) * 100)
  const payouts = (await send(target, 'GET', '/payouts?limit=1000')).body['data'] as Json[]
  const paid = new Map<unknown, number>()
  for (const payout of payouts) {
    const { body } = await send(target, 'GET', `/payouts/${payout['id']}/items?limit=1000`)
    for (const { affiliateId, amount } of body['data'] as Json[]) {
      paid.set(affiliateId, (paid.get(affiliateId) ?? 0) + toCents(amount))
    }
  }
  const sales = (await send(target, 'GET', '/sales')).body as unknown as Json[]
  const earned = new Map<unknown, number>()
  for (const { affiliateId, commissionEarned } of sales) {
    earned.set(affiliateId, (earned.get(affiliateId) ?? 0) + toCents(commissionEarned))
  }
  const rest = [...earned].map(([id, amount]) => amount - (paid.get(id) ?? 0))
  const created = answers.filter(({ status }) => status === 201)
  const ids = new Set(created.map(({ key, body }) => `${key} ${body['id']}`))
  return {
    payouts: payouts.length,
    overpaid: rest.reduce((sum, left) => sum + Math.max(0, -left), 0),
    unpaid: rest.reduce((sum, left) => sum + Math.max(0, left), 0),
    repeatedKeys: ids.size - payouts.length,
    failures: answers
      .filter(({ status, body }) => status !== 201 && body['code'] !== 'NOTHING_PAYABLE')
      .map(({ body }) => JSON.stringify(body)),
  }
}
