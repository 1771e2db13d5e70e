import { createReferlyClient, type ReferlyClient } from '@referly-kit/client'
import { startServer, type RunningServer } from '@referly-kit/server'
import type {
  BalanceAmounts,
  LedgerEntry,
  Payout,
  ReportRow,
  ReportSubject,
} from '@referly-kit/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planDemo, type DemoPlan, type DemoSale } from '../../src/demo/demo-plan.js'
import { createDemo } from '../../src/demo/demo-program.js'

const now = new Date('2026-11-28T12:00:00Z')
const timeZone = 'America/New_York'
let server: RunningServer
let client: ReferlyClient
let plan: DemoPlan

beforeAll(async () => {
  server = await startServer({ clock: () => now })
  const { id } = await server.admin.createProgram({ name: 'Demo', timeZone })
  const { key } = await server.admin.createApiKey(id)
  client = createReferlyClient({ apiKey: key, baseUrl: server.url })
  plan = planDemo('demo', now)
  await createDemo(plan, { client, signal: new AbortController().signal })
}, 120_000)

afterAll(() => server?.close())

/** Returns 20 percent of an amount in cents, rounded half up. */
const toCommission = (cents: number): bigint => (BigInt(cents) * 20n + 50n) / 100n

/** Adds up sales differently from the report: cent by cent, as `sales revenue refunds commission`. */
function addUp(
  sales: readonly DemoSale[],
  toKey: (sale: DemoSale) => string,
): Map<string, bigint[]> {
  const sums = new Map<string, bigint[]>()
  for (const sale of sales) {
    const [count = 0n, revenue = 0n, refunds = 0n, commission = 0n] = sums.get(toKey(sale)) ?? []
    const cents = BigInt(sale.totalCents)
    sums.set(toKey(sale), [
      count + 1n,
      revenue + cents,
      refunds + (sale.isRefunded ? cents : 0n),
      commission + (sale.isRefunded ? 0n : toCommission(sale.totalCents)),
    ])
  }
  return sums
}

const toCents = (amount: number): bigint => BigInt(Math.round(amount * 100))

const toSums = (rows: readonly ReportRow[]): Map<string, bigint[]> =>
  new Map(
    rows.map(({ from, name, sales, revenue, refunds, commission }) => [
      `${from.slice(0, 7)} ${name}`,
      [BigInt(sales), toCents(revenue), toCents(refunds), toCents(commission)],
    ]),
  )

const toDay = (date: Date): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(date)

const toMonth = ({ occurredAt }: DemoSale): string => toDay(occurredAt).slice(0, 7)

const holdingMs = 30 * 86_400_000
const minimumCents = 5000n

/** The commission of an affiliate in cents. */
interface Earnings {
  readonly earned: bigint
  readonly refunded: bigint
  readonly payable: bigint
  readonly pending: bigint
  readonly paid: bigint
}

/** Adds up commission differently from the ledger: sale by sale, with the payout as a sum of sales. */
function toEarnings(sales: readonly DemoSale[]): Earnings {
  const sum = (isCounted: (sale: DemoSale, dueAt: Date) => boolean): bigint =>
    sales
      .filter((sale) => isCounted(sale, new Date(sale.occurredAt.getTime() + holdingMs)))
      .reduce((cents, { totalCents }) => cents + toCommission(totalCents), 0n)
  const taken = sum((sale, dueAt) => !sale.isRefunded && toDay(dueAt) <= plan.payUntil)
  const paid = taken < minimumCents ? 0n : taken
  return {
    earned: sum(() => true),
    refunded: sum((sale) => sale.isRefunded),
    payable: sum((sale, dueAt) => !sale.isRefunded && dueAt <= now) - paid,
    pending: sum((sale, dueAt) => !sale.isRefunded && dueAt > now),
    paid,
  }
}

/** Returns the expected commission by email of the affiliate, for those who have sold. */
function toEarningsByEmail(): Map<string, Earnings> {
  const pairs = plan.affiliates.flatMap(({ email }): [string, Earnings][] => {
    const sales = plan.sales.filter(({ affiliate }) => affiliate.email === email)
    return sales.length === 0 ? [] : [[email, toEarnings(sales)]]
  })
  return new Map(pairs)
}

const toBalanceCents = ({
  pending,
  held,
  payable,
  inPayout,
  paid,
  total,
}: BalanceAmounts): bigint[] => [pending, held, payable, inPayout, paid, total].map(toCents)

const toExpectedBalance = ({ pending, payable, paid }: Earnings): bigint[] => [
  pending,
  0n,
  payable,
  0n,
  paid,
  pending + payable + paid,
]

const noBalance = [0n, 0n, 0n, 0n, 0n, 0n]

/** Collects a list that may have several pages, by key. */
async function collect<Item, Value>(
  items: AsyncIterable<Item>,
  toPair: (item: Item) => [string, Value],
): Promise<Map<string, Value>> {
  const pairs: [string, Value][] = []
  for await (const item of items) pairs.push(toPair(item))
  expect(new Set(pairs.map(([key]) => key)).size).toBe(pairs.length)
  return new Map(pairs)
}

/** Adds up entries as `held owed inPayout paid`, by affiliate and kind. */
function addUpEntries(entries: readonly LedgerEntry[]): Map<string, bigint[]> {
  const sums = new Map<string, bigint[]>()
  for (const { affiliateId, kind, held, owed, inPayout, paid } of entries) {
    const key = `${affiliateId} ${kind}`
    const before = sums.get(key) ?? [0n, 0n, 0n, 0n]
    const amounts = [held, owed, inPayout, paid].map(toCents)
    sums.set(
      key,
      before.map((cents, index) => cents + (amounts[index] ?? 0n)),
    )
  }
  return sums
}

/** Returns the expected sums of entries, leaving out kinds for which an affiliate has no entry. */
function toExpectedEntries(id: string, { earned, refunded, paid }: Earnings): [string, bigint[]][] {
  const entries: [string, bigint[]][] = [[`${id} EARNED`, [0n, earned, 0n, 0n]]]
  if (refunded > 0n) entries.push([`${id} REFUNDED`, [0n, -refunded, 0n, 0n]])
  if (paid > 0n) {
    entries.push([`${id} IN_PAYOUT`, [0n, -paid, paid, 0n]])
    entries.push([`${id} PAID`, [0n, 0n, -paid, paid]])
  }
  return entries
}

describe('the demo program', () => {
  it('is the same for the same seed, and different for another', () => {
    expect(planDemo('demo', now)).toEqual(plan)
    expect(planDemo('other', now)).not.toEqual(plan)
    expect(plan.affiliates).toHaveLength(40)
    expect(plan.sales.length).toBeGreaterThan(400)
    expect(plan.sales.filter(({ isRefunded }) => isRefunded).length).toBeGreaterThan(5)
  })

  it.each<[ReportSubject, (sale: DemoSale) => string]>([
    ['AFFILIATE', ({ affiliate }) => `${affiliate.firstName} ${affiliate.lastName}`],
    ['CODE', ({ affiliate }) => affiliate.code],
    ['COUPON', ({ affiliate }) => affiliate.coupon],
    ['PRODUCT', ({ productId }) => productId],
  ])('is reported to the cent by %s and month', async (by, toName) => {
    const range = { from: '2026-08-01', to: '2026-11-30', every: 'MONTH' } as const
    const { data } = await client.kit.performance.report({ ...range, by })
    const expected = addUp(plan.sales, (sale) => `${toMonth(sale)} ${toName(sale)}`)
    expect(toSums(data)).toEqual(expected)
  })

  it('has the same commission in the report and in the totals of its affiliates', async () => {
    const range = { from: '2026-08-01', to: '2026-11-30', by: 'AFFILIATE' } as const
    const { data } = await client.kit.performance.report(range)
    const reported = new Map(data.map(({ id, commission }) => [id, toCents(commission)]))
    for (const { id, totalCommissionEarned } of await client.affiliates.list()) {
      expect(toCents(totalCommissionEarned)).toBe(reported.get(id) ?? 0n)
    }
  })

  it('has an example of each kind of amount', () => {
    const all = [...toEarningsByEmail().values()]
    expect(all.some(({ paid }) => paid > 0n)).toBe(true)
    expect(all.some(({ paid, payable }) => paid === 0n && payable > 0n)).toBe(true)
    expect(all.some(({ paid, payable }) => paid > 0n && payable > 0n)).toBe(true)
    expect(all.some(({ pending }) => pending > 0n)).toBe(true)
    expect(all.some(({ refunded }) => refunded > 0n)).toBe(true)
  })

  it('pays what was payable 14 days ago to each affiliate who has reached the minimum', async () => {
    const paid = [...toEarningsByEmail()].filter(([, earnings]) => earnings.paid > 0n)
    const amount = paid.reduce((cents, [, earnings]) => cents + earnings.paid, 0n)
    const { data: payouts } = await client.kit.payouts.list()
    expect(payouts).toHaveLength(1)
    const [payout] = payouts as [Payout]
    expect(payout).toMatchObject({ status: 'PAID', currency: 'USD', affiliates: paid.length })
    const { amount: total, paidAmount, failedAmount } = payout
    expect([total, paidAmount, failedAmount].map(toCents)).toEqual([amount, amount, 0n])
    const items = await collect(client.kit.payouts.items(payout.id).iterate(), (item) => [
      item.email,
      { status: item.status, cents: toCents(item.amount) },
    ])
    expect(items).toEqual(
      new Map(paid.map(([email, earnings]) => [email, { status: 'PAID', cents: earnings.paid }])),
    )
  })

  it('has balances that match its sales to the cent', async () => {
    const balances = await collect(client.kit.balances.iterate(), (balance) => [
      balance.email,
      toBalanceCents(balance),
    ])
    const expected = [...toEarningsByEmail()].map(
      ([email, earnings]) => [email, toExpectedBalance(earnings)] as const,
    )
    expect(balances).toEqual(new Map(expected))
  })

  it('has ledger entries that match its sales to the cent', async () => {
    const earnings = toEarningsByEmail()
    const entries = await collect(client.kit.ledgerEntries.iterate(), (entry) => [entry.id, entry])
    const affiliates = await client.affiliates.list()
    const expected = affiliates.flatMap(({ id, email }) => {
      const own = earnings.get(email)
      return own === undefined ? [] : toExpectedEntries(id, own)
    })
    expect(addUpEntries([...entries.values()])).toEqual(new Map(expected))
  })

  it('has statements that start from zero and end with its balances', async () => {
    const range = { from: '2026-11-01', to: '2026-11-30' }
    const statements = await collect(client.kit.statements.iterate(range), (statement) => {
      const { earned, held, released, declined, refunded } = statement
      const { clawedBack, adjusted, inPayout, payoutFailed, paid } = statement
      const others = [held, released, declined, clawedBack, adjusted, payoutFailed]
      return [
        statement.email,
        {
          opening: toBalanceCents(statement.opening),
          changes: [earned, refunded, inPayout, paid].map(toCents),
          others: others.map(toCents),
          closing: toBalanceCents(statement.closing),
        },
      ]
    })
    const expected = [...toEarningsByEmail()].map(([email, earnings]) => {
      const { earned, refunded, paid } = earnings
      const changes = [earned, -refunded, paid, paid]
      const closing = toExpectedBalance(earnings)
      return [email, { opening: noBalance, changes, others: noBalance, closing }] as const
    })
    expect(statements).toEqual(new Map(expected))
  })
})
