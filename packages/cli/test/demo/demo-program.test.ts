import { createReferlyClient, type ReferlyClient } from '@referly-kit/client'
import { startServer, type RunningServer } from '@referly-kit/server'
import type { ReportRow, ReportSubject } from '@referly-kit/types'
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

/** Adds up sales by another way than the report: cent by cent, as `sales revenue refunds commission`. */
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

const toMonth = ({ occurredAt }: DemoSale): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(occurredAt).slice(0, 7)

describe('the demo program', () => {
  it('is the same for the same seed, and another for another', () => {
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
})
