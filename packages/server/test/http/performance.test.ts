import {
  createPeriods,
  createSums,
  fromMinorUnits,
  largestMinorAmount,
  toComparedPeriod,
  toMeasures,
  toMinorUnits,
} from '@referly-kit/redemption'
import type { PerformanceReport, ReportRow } from '@referly-kit/types'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listDatabases, type TestDatabase } from '../databases.js'
import type { Json } from '../harness.js'
import { startKitServer, type KitAnswer, type KitClient, type KitServer } from '../kit-harness.js'
import {
  toModelSums,
  type ModelReferral,
  type ModelSale,
  type ModelSums,
  type Subject,
} from '../report-reference.js'

const timeZone = 'Europe/Berlin'

describe.each(listDatabases())('reports on %s', (_name, open) => {
  let now = new Date()
  let database: TestDatabase
  let kit: KitServer

  beforeAll(async () => {
    database = open()
    kit = await startKitServer({ ...database.options, clock: () => now })
  })

  afterAll(async () => {
    await kit?.server.close()
    database?.close()
  })

  const report = async (client: KitClient, query: Json): Promise<PerformanceReport> => {
    const { status, body } = await ask(client, query)
    expect({ status, body }).toMatchObject({ status: 200 })
    return body as unknown as PerformanceReport
  }

  const ask = (client: KitClient, query: Json): Promise<KitAnswer> =>
    client.get(`/performance?${new URLSearchParams(query as Record<string, string>)}`)

  const rows = async (client: KitClient, query: Json): Promise<readonly ReportRow[]> =>
    (await report(client, query)).data

  interface Shop {
    readonly client: KitClient
    readonly code: (name: string, affiliate?: string, coupon?: string) => Promise<Json>
    readonly affiliate: (name: string) => Promise<Json>
    readonly sell: (at: string, sale: Json) => Promise<Json>
  }

  async function createShop(): Promise<Shop> {
    now = new Date('2026-01-01T00:00:00Z')
    const client = await kit.createClient({ timeZone, commissionRate: 10 })
    const known = new Map<string, Promise<Json>>()
    const once = (key: string, create: () => Promise<Json>): Promise<Json> => {
      const found = known.get(key) ?? create()
      known.set(key, found)
      return found
    }
    const affiliate = (name: string): Promise<Json> =>
      once(`affiliate ${name}`, () =>
        client.create('/affiliates', {
          firstName: name,
          lastName: 'Doe',
          email: `${name}@example.com`,
          affiliateLink: name,
        }),
      )
    const coupon = (name: string): Promise<Json> =>
      once(`coupon ${name}`, () => client.create('/coupons', { name, percentOff: 10 }))
    return {
      client,
      affiliate,
      code: (code, of = 'ann', parent = 'Spring') =>
        once(`code ${code}`, async () =>
          client.create('/promotional-codes', {
            code,
            couponId: (await coupon(parent))['id'],
            affiliateId: (await affiliate(of))['id'],
          }),
        ),
      sell: (at, sale) => {
        now = new Date(at)
        return client.create('/sales', { name: 'C', totalEarned: 100, ...sale })
      },
    }
  }

  it('counts a sale on its day in the time zone of the program', async () => {
    const { client, code, sell } = await createShop()
    await code('ONE')
    // Clocks go back on 2026-10-25, so the day ends at 23:00 UTC instead of 22:00.
    await sell('2026-10-24T21:59:59Z', { promoCode: 'ONE' })
    await sell('2026-10-24T22:00:00Z', { promoCode: 'ONE' })
    await sell('2026-10-25T22:59:59.999Z', { promoCode: 'ONE' })
    await sell('2026-10-25T23:00:00Z', { promoCode: 'ONE' })
    const days = { from: '2026-10-24', to: '2026-10-26', every: 'DAY' }
    const { data, ...facts } = await report(client, days)
    expect(data.map(({ from, sales }) => [from, sales])).toEqual([
      ['2026-10-24', 1],
      ['2026-10-25', 2],
      ['2026-10-26', 1],
    ])
    expect(facts).toEqual({
      nextCursor: null,
      currency: 'USD',
      timeZone,
      from: '2026-10-24',
      to: '2026-10-26',
    })
    const inUtc = await rows(client, { ...days, timeZone: 'UTC' })
    expect(inUtc.map(({ sales }) => sales)).toEqual([2, 2, 0])
  })

  it('adds up all measures, with refunds on the day of their sale', async () => {
    const { client, code, sell } = await createShop()
    await code('ONE')
    const first = await sell('2026-11-02T12:00:00Z', { promoCode: 'ONE', email: 'c@example.com' })
    await sell('2026-11-03T12:00:00Z', {
      promoCode: 'ONE',
      email: 'C@example.com',
      totalEarned: 50.01,
    })
    now = new Date('2026-11-10T12:00:00Z')
    const body = JSON.stringify({ saleId: first['id'] })
    const headers = { authorization: `Bearer ${client.key}`, 'content-type': 'application/json' }
    await fetch(`${kit.server.url}/sales`, { method: 'PATCH', headers, body })
    const [row, ...others] = await rows(client, {
      from: '2026-11-02',
      to: '2026-11-03',
      by: 'CODE',
    })
    expect(others).toEqual([])
    expect(row).toEqual({
      from: '2026-11-02',
      to: '2026-11-03',
      id: (await code('ONE'))['id'],
      name: 'ONE',
      redemptions: 1,
      sales: 2,
      revenue: 150.01,
      refunds: 100,
      netRevenue: 50.01,
      commission: 5,
      newCustomers: 1,
      averageOrder: 75.01,
    })
  })

  it.each(['USD', 'JPY', 'KWD', 'CLF'])('adds up amounts in %s exactly', async (currency) => {
    now = new Date('2026-11-02T12:00:00Z')
    const client = await kit.createClient({ currency, timeZone, commissionRate: 10 })
    const person = { firstName: 'Ann', lastName: 'Doe', email: 'ann@example.com' }
    const { id: affiliateId } = await client.create('/affiliates', person)
    const { id: couponId } = await client.create('/coupons', { name: 'Spring', percentOff: 10 })
    const amount = fc.oneof(
      fc.integer({ min: 1, max: Math.floor(largestMinorAmount / 3) }),
      fc.integer({ min: 1, max: 1000 }),
    )
    const orders = fc.array(amount, { minLength: 1, maxLength: 3 })
    const expected = new Map<string, object>()
    for (const [index, amounts] of fc.sample(orders, 12).entries()) {
      const code = `CODE${index}`
      await client.create('/promotional-codes', { code, couponId, affiliateId })
      const sums = { ...createSums(currency), redemptions: 0, sales: 0 }
      for (const minor of amounts) {
        const order = { promoCode: code, name: 'C', totalEarned: fromMinorUnits(minor, currency) }
        const { commissionEarned } = await client.create('/sales', order)
        sums.commissionMinor += toMinorUnits(Number(commissionEarned), currency)
        sums.revenueMinor += minor
        sums.redemptions++
        sums.sales++
      }
      expected.set(code, toMeasures(sums))
    }
    const day = { from: '2026-11-02', to: '2026-11-02', by: 'CODE' }
    for (const query of [day, { ...day, compare: 'PREVIOUS' }]) {
      for (const row of await rows(client, query)) {
        expect(row).toMatchObject(expected.get(String(row.name)) ?? {})
        if (row.compared) expect(row.compared).toMatchObject(toMeasures(createSums(currency)))
      }
    }
    const largest = {
      promoCode: 'CODE0',
      totalEarned: fromMinorUnits(largestMinorAmount, currency),
    }
    await client.create('/sales', { name: 'C', ...largest })
    expect((await ask(client, day)).status).toBe(500)
  })

  it('returns ids and names with any characters', async () => {
    const { client, code, sell } = await createShop()
    await code('ONE')
    const productId = `O'Neil "\\ \t\u2028 é 😀 </script>`
    await sell('2026-11-02T12:00:00Z', { promoCode: 'ONE', product: { productId } })
    const day = { from: '2026-11-02', to: '2026-11-02', by: 'PRODUCT' }
    const row = { id: productId, name: productId }
    expect(await rows(client, day)).toMatchObject([row])
    expect(await rows(client, { ...day, compare: 'YEAR' })).toMatchObject([row])
  })

  it('returns every row of a report that is sent while it is read', async () => {
    const { client, code, sell } = await createShop()
    await code('ONE')
    const products = Array.from({ length: 1100 }, (_, index) => `p${index}`)
    const day = '2026-03-02T12:00:00Z'
    // Fewer at a time than the connections that one key may have.
    for (let at = 0; at < products.length; at += 550) {
      const sold = products.slice(at, at + 550)
      await Promise.all(
        sold.map((productId) => sell(day, { promoCode: 'ONE', product: { productId } })),
      )
    }
    const query = { from: '2026-03-01', to: '2026-03-31', by: 'PRODUCT' }
    const names = (await rows(client, query)).map(({ name }) => String(name))
    expect(names.toSorted()).toEqual(products.toSorted())
    const byDay = await rows(client, {
      ...query,
      from: '2026-01-01',
      every: 'DAY',
      compare: 'YEAR',
    })
    expect(byDay.map(({ from }) => from)).toEqual(products.map(() => '2026-03-02'))
  })

  it('covers the last 30 days and the whole program by default', async () => {
    const { client, code, sell } = await createShop()
    await code('ONE')
    await sell('2026-11-01T22:59:59Z', { promoCode: 'ONE' })
    await sell('2026-11-01T23:00:00Z', { promoCode: 'ONE' })
    now = new Date('2026-11-30T23:30:00Z')
    const { data, from, to } = await report(client, {})
    expect([from, to]).toEqual(['2026-11-02', '2026-12-01'])
    expect(data).toMatchObject([{ from, to, id: null, name: null, sales: 1, averageOrder: 100 }])
    now = new Date('2027-12-01T12:00:00Z')
    expect(await rows(client, { every: 'MONTH' })).toMatchObject([
      { from: '2027-11-02', to: '2027-11-30', sales: 0, averageOrder: null },
      { from: '2027-12-01', to: '2027-12-01', sales: 0 },
    ])
  })

  it('compares with the period before, and with the same one last year', async () => {
    const { client, code, sell } = await createShop()
    await code('ONE')
    await code('TWO')
    now = new Date('2025-11-15T12:00:00Z')
    await sell('2025-11-15T12:00:00Z', { promoCode: 'ONE', totalEarned: 10 })
    await sell('2026-10-15T12:00:00Z', { promoCode: 'ONE', totalEarned: 20 })
    await sell('2026-10-15T12:00:00Z', { promoCode: 'TWO', totalEarned: 30 })
    await sell('2026-11-15T12:00:00Z', { promoCode: 'ONE', totalEarned: 40 })
    const november = { from: '2026-11-01', to: '2026-11-30', by: 'CODE' }
    expect(await rows(client, { ...november, compare: 'PREVIOUS' })).toMatchObject([
      { name: 'ONE', revenue: 40, compared: { from: '2026-10-01', to: '2026-10-31', revenue: 20 } },
      { name: 'TWO', revenue: 0, averageOrder: null, compared: { revenue: 30, sales: 1 } },
    ])
    expect(await rows(client, { ...november, compare: 'YEAR' })).toMatchObject([
      { name: 'ONE', revenue: 40, compared: { from: '2025-11-01', to: '2025-11-30', revenue: 10 } },
    ])
    expect(await rows(client, { ...november, compare: 'PREVIOUS', limit: '1' })).toHaveLength(1)
    const weekly = { from: '2026-11-09', to: '2026-11-22', every: 'WEEK', compare: 'PREVIOUS' }
    expect(await rows(client, weekly)).toMatchObject([
      { from: '2026-11-09', revenue: 40, compared: { from: '2026-11-02', revenue: 0 } },
      { from: '2026-11-16', revenue: 0, compared: { from: '2026-11-09', revenue: 40 } },
    ])
  })

  it('sorts by any measure and returns the first subjects of the whole report', async () => {
    const { client, code, sell } = await createShop()
    for (const name of ['MANY', 'LARGE', 'SMALL']) await code(name)
    await sell('2026-11-02T12:00:00Z', { promoCode: 'MANY', totalEarned: 10 })
    await sell('2026-11-09T12:00:00Z', { promoCode: 'MANY', totalEarned: 10 })
    await sell('2026-11-09T12:00:00Z', { promoCode: 'LARGE', totalEarned: 90 })
    await sell('2026-11-02T12:00:00Z', { promoCode: 'SMALL', totalEarned: 5 })
    const query = { from: '2026-11-02', to: '2026-11-15', by: 'CODE' }
    const names = async (more: Json): Promise<unknown> =>
      (await rows(client, { ...query, ...more })).map(({ name }) => name)
    expect(await names({})).toEqual(['LARGE', 'MANY', 'SMALL'])
    expect(await names({ sort: 'SALES' })).toEqual(['MANY', 'LARGE', 'SMALL'])
    expect(await names({ sort: 'AVERAGE_ORDER', order: 'ASC' })).toEqual(['SMALL', 'MANY', 'LARGE'])
    expect(await names({ limit: '1' })).toEqual(['LARGE'])
    expect(await rows(client, { ...query, limit: '2', every: 'WEEK' })).toMatchObject([
      { from: '2026-11-02', name: 'MANY' },
      { from: '2026-11-09', name: 'LARGE' },
      { from: '2026-11-09', name: 'MANY' },
    ])
  })

  it('is limited to a coupon, code, affiliate, link, or product', async () => {
    const { client, code, affiliate, sell } = await createShop()
    const one = await code('ONE', 'ann', 'Spring')
    await code('TWO', 'bob', 'Summer')
    const ann = await affiliate('ann')
    const product = { productId: 'shoe' }
    await sell('2026-11-02T12:00:00Z', { promoCode: 'ONE', totalEarned: 1, product })
    await sell('2026-11-02T12:00:00Z', { promoCode: 'TWO', totalEarned: 2 })
    await sell('2026-11-02T12:00:00Z', { referralId: ann['id'], totalEarned: 4 })
    await sell('2026-11-02T12:00:00Z', { referralId: 'bob', totalEarned: 8, product })
    const revenue = async (filter: Json): Promise<unknown> =>
      (await rows(client, { from: '2026-11-02', to: '2026-11-02', ...filter }))[0]?.revenue
    expect(await revenue({})).toBe(15)
    expect(await revenue({ couponId: one['couponId'] })).toBe(1)
    expect(await revenue({ promotionalCodeId: one['id'] })).toBe(1)
    expect(await revenue({ code: 'two' })).toBe(2)
    expect(await revenue({ affiliateId: ann['id'] })).toBe(5)
    expect(await revenue({ affiliateEmail: 'BOB@example.com' })).toBe(10)
    expect(await revenue({ link: 'bob' })).toBe(8)
    expect(await revenue({ productId: 'shoe' })).toBe(9)
    expect(await revenue({ productId: 'shoe', code: 'ONE' })).toBe(1)
    const day = { from: '2026-11-02', to: '2026-11-02' }
    const names = async (by: string): Promise<unknown> =>
      (await rows(client, { ...day, by })).map(({ name, revenue: amount }) => [name, amount])
    expect(await names('COUPON')).toEqual([
      [null, 12],
      ['Summer', 2],
      ['Spring', 1],
    ])
    expect(await names('AFFILIATE')).toEqual([
      ['bob Doe', 10],
      ['ann Doe', 5],
    ])
    expect(await names('LINK')).toEqual([
      ['bob', 8],
      [null, 7],
    ])
    expect(await names('PRODUCT')).toEqual([
      ['shoe', 9],
      [null, 6],
    ])
  })

  it('keeps the names of codes and affiliates that were deleted', async () => {
    const { client, code, sell } = await createShop()
    const { id: codeId } = await code('GONE', 'zoe')
    const { affiliateId } = await sell('2026-11-02T12:00:00Z', { promoCode: 'GONE' })
    const headers = { authorization: `Bearer ${client.key}`, 'content-type': 'application/json' }
    const remove = (path: string, body: Json): Promise<Response> =>
      fetch(kit.server.url + path, { method: 'DELETE', headers, body: JSON.stringify(body) })
    expect((await remove('/promotional-codes', { promotionalCodeId: codeId })).ok).toBe(true)
    expect((await remove('/affiliates', { id: affiliateId })).ok).toBe(true)
    const day = { from: '2026-11-02', to: '2026-11-02' }
    expect(await rows(client, { ...day, by: 'CODE' })).toMatchObject([{ id: codeId, name: 'GONE' }])
    expect(await rows(client, { ...day, by: 'AFFILIATE' })).toMatchObject([{ name: 'zoe Doe' }])
  })

  it('lists the codes, coupons, affiliates, and links without sales', async () => {
    const { client, code, affiliate, sell } = await createShop()
    await code('USED', 'ann', 'Spring')
    await code('UNUSED', 'ann', 'Spring')
    const other = await code('OTHER', 'bob', 'Summer')
    await affiliate('zoe')
    await sell('2026-11-02T12:00:00Z', { promoCode: 'USED' })
    await sell('2026-12-02T12:00:00Z', { promoCode: 'OTHER' })
    const query = { from: '2026-11-01', to: '2026-11-30', unused: 'true' }
    const names = async (by: string, more: Json = {}): Promise<unknown> =>
      (await rows(client, { ...query, by, ...more })).map(({ name }) => name)
    expect(await names('CODE')).toEqual(['UNUSED', 'OTHER'])
    expect(await names('CODE', { limit: '1' })).toEqual(['UNUSED'])
    expect(await names('CODE', { couponId: other['couponId'] })).toEqual(['OTHER'])
    expect(await names('COUPON')).toEqual(['Summer'])
    expect(await names('AFFILIATE')).toEqual(['bob Doe', 'zoe Doe'])
    expect(await names('LINK')).toEqual(['ann', 'bob', 'zoe'])
    const [first] = await rows(client, { ...query, by: 'CODE' })
    expect(first).toMatchObject({ sales: 0, revenue: 0, averageOrder: null, from: query.from })
  })

  it('moves a new customer to the next sale when the first one is deleted or was not theirs', async () => {
    const { client, code, sell } = await createShop()
    await code('ONE')
    await code('TWO')
    const headers = { authorization: `Bearer ${client.key}`, 'content-type': 'application/json' }
    const send = (method: string, body: Json): Promise<Response> =>
      fetch(`${kit.server.url}/sales`, { method, headers, body: JSON.stringify(body) })
    const first = await sell('2026-11-02T12:00:00Z', { promoCode: 'ONE', email: 'a@example.com' })
    const second = await sell('2026-11-03T12:00:00Z', { promoCode: 'TWO', email: 'A@example.com' })
    const counts = async (): Promise<unknown> =>
      Object.fromEntries(
        (await rows(client, { from: '2026-11-02', to: '2026-11-03', by: 'CODE' })).map(
          ({ name, newCustomers }) => [name, newCustomers],
        ),
      )
    expect(await counts()).toEqual({ ONE: 1, TWO: 0 })
    await send('PUT', { saleId: second['id'], email: 'b@example.com' })
    expect(await counts()).toEqual({ ONE: 1, TWO: 1 })
    await send('PUT', { saleId: second['id'], email: 'a@example.com' })
    expect(await counts()).toEqual({ ONE: 1, TWO: 0 })
    await send('DELETE', { saleId: first['id'] })
    expect(await counts()).toEqual({ TWO: 1 })
  })

  it.each([
    [{ from: '2026-11-30', to: '2026-11-01' }, 'query.to'],
    [{ from: '2026-02-30' }, 'query.from'],
    [{ from: '2016-01-01', to: '2026-01-01', every: 'DAY' }, 'query.to'],
    [{ timeZone: 'Mars/Olympus' }, 'query.timeZone'],
    [{ by: 'code' }, 'query.by'],
    [{ code: 'MISSING' }, 'query.code'],
    [{ affiliateEmail: 'missing@example.com' }, 'query.affiliateEmail'],
    [{ link: 'missing' }, 'query.link'],
    [{ couponId: 'x' }, 'query.couponId'],
    [{ limit: '0' }, 'query.limit'],
    [{ unused: 'true' }, 'query.unused'],
    [{ unused: 'true', by: 'PRODUCT' }, 'query.unused'],
    [{ unused: 'true', by: 'CODE', every: 'DAY' }, 'query.unused'],
    [{ frm: '2026-11-01' }, 'query.frm'],
  ])('refuses %j', async (query, field) => {
    const client = await kit.createClient()
    const { status, body } = await ask(client, query)
    expect(body).toMatchObject({ error: 400, code: 'INVALID_INPUT', field })
    expect(status).toBe(400)
  })

  it('equals sums over every record after any order of sales, changes, refunds, and deletions', async () => {
    const step = fc.record({
      kind: fc.constantFrom(
        'sell',
        'sell',
        'sell',
        'sell',
        'sign up',
        'refund',
        'update',
        'delete',
      ),
      hours: fc.integer({ min: 1, max: 60 }),
      code: fc.constantFrom('A1', 'A2', 'B1', 'B2', null),
      customer: fc.constantFrom(
        'a@example.com',
        'B@example.com',
        'b@example.com',
        'c@example.com',
        null,
      ),
      cents: fc.integer({ min: 1, max: 99_999 }),
      product: fc.constantFrom('shoe', 'hat', null),
      pick: fc.nat(),
    })
    const question = fc.record({
      by: fc.constantFrom<(Subject | undefined)[]>(
        undefined,
        'COUPON',
        'CODE',
        'AFFILIATE',
        'LINK',
        'PRODUCT',
      ),
      every: fc.constantFrom(undefined, 'DAY' as const, 'WEEK' as const, 'MONTH' as const),
      compare: fc.constantFrom(undefined, 'PREVIOUS' as const, 'YEAR' as const),
      first: fc.nat({ max: 60 }),
      days: fc.nat({ max: 60 }),
      kind: fc.constantFrom(undefined, 'CODE' as const, 'AFFILIATE' as const),
    })
    const steps = fc.array(step, { minLength: 20, maxLength: 40 })
    const questions = fc.array(question, { minLength: 6, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(steps, questions, async (all, asked) => {
        const shop = await createShop()
        const model = await play(shop, all)
        for (const { by, every, compare, first, days, kind } of asked) {
          const from = new Date(Date.UTC(2026, 9, 1 + first)).toISOString().slice(0, 10)
          const to = new Date(Date.UTC(2026, 9, 1 + first + days)).toISOString().slice(0, 10)
          const id = model.sales.find(({ code }) => code !== null)?.[
            kind === 'CODE' ? 'code' : 'affiliate'
          ]
          const only = kind === undefined || !id ? undefined : { kind, id }
          const filter =
            only && (only.kind === 'CODE' ? { promotionalCodeId: id } : { affiliateId: id })
          const query = Object.entries({ from, to, by, every, compare, ...filter })
          const data = await rows(
            shop.client,
            Object.fromEntries(query.filter(([, value]) => value !== undefined)) as Json,
          )
          const expected = createPeriods({ from, to, every }).flatMap((period) => {
            const current = toModelSums(model, { ...period, only }, by)
            if (compare === undefined) return toExpected(period, current, by)
            const compared = toComparedPeriod(period, { compare, every })
            const other = toModelSums(model, { ...compared, only }, by)
            return toExpected(period, current, by, other)
          })
          expect(data.map(toComparable).toSorted(byKey)).toEqual(expected.toSorted(byKey))
        }
      }),
      { numRuns: 8, endOnFailure: true },
    )
  })

  async function play(shop: Shop, steps: readonly Step[]): Promise<ModelState> {
    const { client, code, affiliate } = shop
    const codes = new Map<string, Json>()
    for (const [name, of, coupon] of [
      ['A1', 'ann', 'Spring'],
      ['A2', 'ann', 'Summer'],
      ['B1', 'bob', 'Spring'],
      ['B2', 'bob', 'Spring'],
    ] as const) {
      codes.set(name, await code(name, of, coupon))
    }
    const links = new Map<string, string>()
    for (const name of ['ann', 'bob']) {
      const { id } = await affiliate(name)
      const response = await fetch(`${kit.server.url}/links?affiliateId=${id}`, {
        headers: { authorization: `Bearer ${client.key}` },
      })
      const [link] = (await response.json()) as readonly Json[]
      links.set(String(id), String(link?.['id']))
    }
    const state: ModelState = { timeZone, sales: [], referrals: [] }
    now = new Date('2026-10-01T00:00:00Z')
    const headers = { authorization: `Bearer ${client.key}`, 'content-type': 'application/json' }
    const send = async (method: string, path: string, body: Json): Promise<Json | undefined> => {
      const init = { method, headers, body: JSON.stringify(body) }
      const response = await fetch(kit.server.url + path, init)
      const text = await response.text()
      return response.ok ? (JSON.parse(text || '{}') as Json) : undefined
    }
    const owner = new Map<string, { id: string; affiliate: string; code: Json | undefined }>()
    for (const { kind, hours, code: name, customer, cents, product, pick } of steps) {
      now = new Date(now.getTime() + hours * 3_600_000)
      const chosen = name === null ? undefined : codes.get(name)
      const sale = state.sales[pick % Math.max(1, state.sales.length)]
      const email = customer?.toLowerCase() ?? null
      if (kind === 'sign up') {
        if (chosen === undefined || customer === null || owner.has(customer.toLowerCase())) continue
        const made = await send('POST', '/referrals', {
          name: 'C',
          email: customer,
          referredUserExternalId: customer.toLowerCase(),
          promoCode: name,
        })
        if (made === undefined) throw new Error('the sign-up was refused')
        const of = String(made['affiliateId'])
        owner.set(customer.toLowerCase(), { id: String(made['id']), affiliate: of, code: chosen })
        const own = { code: String(chosen['id']), coupon: String(chosen['couponId']) }
        state.referrals.push({ at: now, ...own, affiliate: of, link: null })
      } else if (kind === 'sell') {
        const referral = email === null ? undefined : owner.get(email)
        const direct = chosen === undefined && referral === undefined
        const ann = await affiliate('ann')
        const body: Json = {
          name: 'C',
          totalEarned: cents / 100,
          ...(chosen === undefined ? {} : { promoCode: name }),
          ...(customer === null ? {} : { email: customer }),
          ...(direct ? { referralId: 'ann' } : {}),
          ...(product === null ? {} : { product: { productId: product } }),
        }
        const made = await send('POST', '/sales', body)
        if (made === undefined) throw new Error('the sale was refused')
        const isFulfilled =
          chosen !== undefined && referral?.code === chosen && !state.fulfilled?.has(referral.id)
        if (isFulfilled && referral !== undefined) {
          state.fulfilled = new Map([...(state.fulfilled ?? []), [referral.id, Number(made['id'])]])
        }
        state.sales.push({
          id: Number(made['id']),
          at: now,
          code: chosen === undefined ? null : String(chosen['id']),
          coupon: chosen === undefined ? null : String(chosen['couponId']),
          affiliate: String(made['affiliateId']),
          link: direct ? (links.get(String(ann['id'])) ?? null) : null,
          product,
          email: customer,
          referral: made['referralId'] === undefined ? null : String(made['referralId']),
          totalCents: cents,
          refundedCents: 0,
          commissionCents: Math.round(Number(made['commissionEarned']) * 100),
          isRedemption: chosen !== undefined && !isFulfilled,
        })
      } else if (sale === undefined) {
        continue
      } else if (kind === 'refund') {
        if ((await send('PATCH', '/sales', { saleId: sale.id })) === undefined) continue
        sale.refundedCents = sale.totalCents
        sale.commissionCents = 0
        sale.isRedemption = false
        release(state, sale)
      } else if (kind === 'update') {
        const change = {
          saleId: sale.id,
          totalEarned: cents / 100,
          ...(customer && { email: customer }),
        }
        const made = await send('PUT', '/sales', change)
        if (made === undefined) continue
        sale.totalCents = cents
        sale.commissionCents = Math.round(Number(made['commissionEarned']) * 100)
        if (customer) sale.email = customer
      } else if ((await send('DELETE', '/sales', { saleId: sale.id })) !== undefined) {
        state.sales.splice(state.sales.indexOf(sale), 1)
        release(state, sale)
      }
    }
    return state
  }
})

interface Step {
  readonly kind: string
  readonly hours: number
  readonly code: string | null
  readonly customer: string | null
  readonly cents: number
  readonly product: string | null
  readonly pick: number
}

interface ModelState {
  readonly timeZone: string
  readonly sales: ModelSale[]
  readonly referrals: ModelReferral[]
  /** The sale that fulfills the redemption of each referral. */
  fulfilled?: Map<string, number>
}

/** Another sale can fulfill the redemption of a referral whose sale was refunded or deleted. */
function release(state: ModelState, sale: ModelSale): void {
  for (const [referral, id] of state.fulfilled ?? []) {
    if (id === sale.id) state.fulfilled?.delete(referral)
  }
}

type Comparable = readonly [from: string, id: string | null, ...sums: readonly number[]]

const toCents = (amount: number): number => Math.round(amount * 100)

function toComparable({ from, id, compared, ...row }: ReportRow): Comparable {
  const values = ({
    redemptions,
    sales,
    newCustomers,
    ...amounts
  }: Omit<ReportRow, 'id' | 'name' | 'from' | 'to'>): number[] => [
    redemptions,
    sales,
    newCustomers,
    toCents(amounts.revenue),
    toCents(amounts.refunds),
    toCents(amounts.netRevenue),
    toCents(amounts.commission),
    toCents(amounts.averageOrder ?? -1),
  ]
  return [from, id, ...values(row), ...(compared === undefined ? [] : values(compared))]
}

function toExpected(
  { from }: { readonly from: string },
  current: ReadonlyMap<string | null, ModelSums>,
  by: Subject | undefined,
  earlier?: ReadonlyMap<string | null, ModelSums>,
): Comparable[] {
  const none: ModelSums = {
    redemptions: 0,
    sales: 0,
    revenue: 0,
    refunds: 0,
    commission: 0,
    newCustomers: 0,
  }
  const ids = new Set([
    ...current.keys(),
    ...(earlier?.keys() ?? []),
    ...(by === undefined ? [null] : []),
  ])
  const values = (sums: ModelSums = none): number[] => [
    sums.redemptions,
    sums.sales,
    sums.newCustomers,
    sums.revenue,
    sums.refunds,
    sums.revenue - sums.refunds,
    sums.commission,
    sums.sales === 0 ? -100 : Math.floor((2 * sums.revenue + sums.sales) / (2 * sums.sales)),
  ]
  return [...ids].map((id) => [
    from,
    id,
    ...values(current.get(id)),
    ...(earlier === undefined ? [] : values(earlier.get(id))),
  ])
}

function byKey([from, id]: Comparable, [otherFrom, otherId]: Comparable): number {
  return `${from} ${id}` < `${otherFrom} ${otherId}` ? -1 : 1
}
