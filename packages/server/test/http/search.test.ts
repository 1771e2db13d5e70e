import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listDatabases, type TestDatabase } from '../databases.js'
import type { Json } from '../harness.js'
import { startKitServer, type KitClient, type KitServer } from '../kit-harness.js'

const created = new Date('2026-05-20T12:00:00Z')
const searched = new Date('2026-06-15T12:00:00Z')

type Row = Readonly<Record<string, string | number | boolean | null>>

interface List {
  readonly name: string
  /** The value that rows are sorted by, by the name of the order. */
  readonly sorts: Readonly<Record<string, (row: Row) => string | number | null>>
}

const months: Readonly<Record<string, number>> = { once: 0, forever: 1e6 }
const lower = (value: unknown): string => String(value).toLowerCase()

const lists: readonly List[] = [
  {
    name: 'codes',
    sorts: {
      CODE: ({ code }) => lower(code),
      COUPON: ({ couponName, couponId }) => `${lower(couponName)} ${String(couponId)}`,
      AFFILIATE: ({ affiliateName, affiliateId }) =>
        affiliateName === null ? null : `${lower(affiliateName)} ${String(affiliateId)}`,
      REDEEMED: ({ timesRedeemed }) => Number(timesRedeemed),
      LIMIT: ({ maxRedemptions }) => maxRedemptions as number | null,
      EXPIRES: ({ expiresAt }) => expiresAt as string | null,
      STATUS: ({ status }) => String(status),
      CREATED: () => 0,
    },
  },
  {
    name: 'coupons',
    sorts: {
      NAME: ({ name }) => lower(name),
      DISCOUNT: ({ percentOff, amountOff }) => Number(percentOff ?? amountOff),
      DURATION: ({ duration, durationInMonths }) =>
        months[String(duration)] ?? Number(durationInMonths),
      CODES: ({ codes }) => Number(codes),
      REDEEMED: ({ timesRedeemed }) => Number(timesRedeemed),
      ENDS: ({ redeemBy }) => redeemBy as string | null,
      STATUS: ({ status }) => String(status),
      CREATED: () => 0,
    },
  },
  {
    name: 'affiliates',
    sorts: {
      NAME: ({ firstName, lastName }) => lower(`${String(firstName)} ${String(lastName)}`),
      EMAIL: ({ email }) => lower(email),
      RATE: ({ commissionRate }) => Number(commissionRate),
      REFERRED: ({ numberOfReferredUsers }) => Number(numberOfReferredUsers),
      EARNED: ({ totalCommissionEarned }) => Number(totalCommissionEarned),
      STATUS: ({ status }) => String(status),
      CREATED: () => 0,
    },
  },
  {
    name: 'referrals',
    sorts: {
      NAME: ({ name }) => lower(name),
      EMAIL: ({ email }) => lower(email),
      AFFILIATE: ({ affiliateName, affiliateId }) =>
        `${lower(affiliateName)} ${String(affiliateId)}`,
      STATUS: ({ status }) => String(status),
      CREATED: () => 0,
    },
  },
  {
    name: 'sales',
    sorts: {
      ID: () => 0,
      CUSTOMER: ({ name, email }) => lower(name || email || ''),
      AFFILIATE: ({ affiliateName, affiliateId }) =>
        `${lower(affiliateName)} ${String(affiliateId)}`,
      TOTAL: ({ totalEarned }) => Number(totalEarned),
      COMMISSION: ({ commissionEarned }) => Number(commissionEarned),
      STATUS: ({ status }) => String(status),
      CREATED: ({ createdAt }) => String(createdAt),
    },
  },
]

const cases = lists.flatMap(({ name, sorts }) =>
  Object.entries(sorts).flatMap(([sort, toValue]) =>
    (['ASC', 'DESC'] as const).map((order) => ({ name, sort, order, toValue })),
  ),
)

describe.each(listDatabases())('the search on %s', (_name, open) => {
  let database: TestDatabase
  let kit: KitServer
  let client: KitClient
  let now = created

  beforeAll(async () => {
    database = open()
    kit = await startKitServer({ ...database.options, clock: () => now })
    client = await kit.createClient({ commissionRate: 20 })
    await createRecords(client)
    now = searched
  })

  afterAll(async () => {
    await kit?.server.close()
    database?.close()
  })

  const get = async (path: string, query: Json = {}): Promise<Json & { readonly data: Row[] }> => {
    const text = new URLSearchParams(query as Record<string, string>).toString()
    const { status, body } = await client.get(`/search/${path}?${text}`)
    if (status !== 200) throw new Error(JSON.stringify(body))
    return body as Json & { readonly data: Row[] }
  }
  const find = async (path: string, query: Json, property: string): Promise<unknown[]> => {
    const { data, total } = await get(path, { ...query, includeTotal: 'true' })
    expect(total).toBe(data.length)
    return data.map((row) => row[property])
  }

  it.each(cases)('sorts $name by $sort $order, page by page', async ({ name, ...by }) => {
    const { sort, order, toValue } = by
    const all = (await get(name, { limit: '1000' })).data
    const expected = sortRows(all, toValue, order)
    const rows: Row[] = []
    for (let cursor: unknown; cursor !== null;) {
      const page = await get(name, { sort, order, limit: '4', ...(cursor ? { cursor } : {}) })
      rows.push(...page.data)
      cursor = page['nextCursor']
    }
    expect(rows).toEqual(expected)
    const skip = all.length - 2
    expect((await get(name, { sort, order, skip: `${skip}` })).data).toEqual(expected.slice(skip))
  })

  it('finds a part of a code, coupon, name, or email in any letter case', async () => {
    expect(await find('codes', { q: 'Da-2' }, 'code')).toEqual(['ADA-2'])
    expect(await find('codes', { q: 'sUMM ada' }, 'code')).toEqual(['ADA-2', 'ADA-8'])
    expect(await find('codes', { q: 'émile' }, 'code')).toEqual(['EMILE-1', 'EMILE-7'])
    expect(await find('codes', { q: 'EMILE@' }, 'code')).toEqual(['EMILE-1', 'EMILE-7'])
    expect(await find('codes', { q: 'a%a' }, 'code')).toEqual([])
    expect(await find('coupons', { q: '50%' }, 'name')).toEqual(['Summer 50%_off'])
    expect(await find('affiliates', { q: 'king' }, 'firstName')).toEqual(['Ada'])
    expect(await find('affiliates', { q: 'go-ada' }, 'firstName')).toEqual(['Ada'])
    expect(await find('referrals', { q: 'user-1 ada' }, 'name')).toEqual(['Customer 1'])
    expect(await find('sales', { q: 'emile-1' }, 'id')).toEqual([2])
    expect(await find('sales', { q: '3' }, 'id')).toContain(3)
  })

  it('filters codes', async () => {
    const expires = { expiresBefore: '2026-06-29T12:00:00Z', sort: 'EXPIRES' }
    expect(await find('codes', { status: 'DISABLED' }, 'code')).toEqual(['NOBODY-3'])
    expect(await find('codes', { status: 'USED_UP' }, 'code')).toEqual(['EMILE-1'])
    expect(await find('codes', expires, 'status')).toEqual(['EXPIRED', 'ACTIVE'])
    expect(await find('codes', { ...expires, status: 'ACTIVE' }, 'code')).toEqual(['BO-5'])
    expect(await find('codes', { assigned: 'false' }, 'code')).toEqual(['NOBODY-3', 'NOBODY-9'])
    expect(await find('codes', { redeemed: 'true' }, 'code')).toEqual(['EMILE-1', 'ADA-2', 'ADA-8'])
  })

  it('filters by record, status, and period', async () => {
    const [ended] = (await get('coupons', { status: 'ENDED' })).data
    expect(ended).toMatchObject({ name: 'Winter', codes: 2, activeCodes: 2 })
    const id = String(ended?.['id'])
    expect(await find('codes', { couponId: id }, 'couponName')).toEqual(['Winter', 'Winter'])
    expect(await find('coupons', { id }, 'name')).toEqual(['Winter'])
    const without = { hasActiveCodes: 'false' }
    expect(await find('coupons', without, 'name')).toEqual(['Without codes'])
    expect(await find('affiliates', { status: 'INVITED' }, 'id')).toEqual([])
    const owners = await find('codes', { couponId: id }, 'affiliateId')
    const everyone = await find('affiliates', {}, 'id')
    const withoutCode = everyone.filter((each) => !owners.includes(each))
    expect(await find('affiliates', { withoutCodeOf: id }, 'id')).toEqual(withoutCode)
    expect(withoutCode.length).toBeLessThan(everyone.length)
    expect(await find('sales', { status: 'REFUNDED' }, 'id')).toEqual([1])
    expect(await find('sales', { from: '2026-05-20', to: '2026-05-20' }, 'id')).toHaveLength(4)
    expect(await find('sales', { to: '2026-05-19' }, 'id')).toEqual([])
  })

  it('continues after a record that was deleted, and before one that was added', async () => {
    const page = await get('codes', { sort: 'CODE', limit: '3' })
    const [, , last] = page.data
    const { status } = await client.sendToReferly('DELETE', '/promotional-codes', {
      promotionalCodeId: last?.['id'],
    })
    expect(status).toBeLessThan(300)
    const cursor = String(page['nextCursor'])
    const next = await get('codes', { sort: 'CODE', limit: '3', cursor })
    expect(next.data[0]?.['code']).not.toBe(last?.['code'])
    expect(lower(next.data[0]?.['code']) > lower(last?.['code'])).toBe(true)
  })

  it.each([
    ['of another sort', { sort: 'CODE' }, 'CREATED'],
    ['with other values', { sort: 'LIMIT' }, 'EXPIRES'],
  ])('rejects a cursor %s', async (_what, query, sort) => {
    const { nextCursor } = await get('codes', { sort, limit: '1' })
    const text = new URLSearchParams({ ...query, cursor: String(nextCursor) }).toString()
    const { status, body } = await client.get(`/search/codes?${text}`)
    expect(status).toBe(400)
    expect(body).toMatchObject({ code: 'INVALID_INPUT', field: 'query.cursor' })
  })

  it.each([
    ['EXPIRES', 0, '2026-99-01 00:00:00+00'],
    ['EXPIRES', 0, 'infinity'],
    ['LIMIT', 0, '1; DROP TABLE coupons'],
    ['CODE', 0, '\0'],
    ['CODE', 7, 'ada'],
  ])('rejects a forged cursor of %s', async (sort, part, value) => {
    const id = '0197a3c0-5f00-7000-8000-0000000000ff'
    const cursor = Buffer.from(JSON.stringify(['codes', sort, false, part, id, value]))
    const query = new URLSearchParams({ sort, cursor: cursor.toString('base64url') }).toString()
    expect((await client.get(`/search/codes?${query}`)).status).toBe(400)
  })
})

function sortRows(
  rows: readonly Row[],
  toValue: (row: Row) => string | number | null,
  order: 'ASC' | 'DESC',
): readonly Row[] {
  const sign = order === 'ASC' ? 1 : -1
  const place = new Map(rows.map((row, index) => [row, index]))
  return rows.toSorted((one, other) => {
    const [a, b] = [toValue(one), toValue(other)]
    if ((a === null) !== (b === null)) return a === null ? 1 : -1
    if (a !== null && b !== null && a !== b) return a < b ? -sign : sign
    return sign * ((place.get(one) ?? 0) - (place.get(other) ?? 0))
  })
}

async function createRecords(client: KitClient): Promise<void> {
  const people = [
    ['Ada', 'King', 30],
    ['Émile', 'Zola', 10],
    ['bo', 'Chen', 20],
  ] as const
  for (const [firstName, lastName, commissionRate] of people) {
    const name = firstName.normalize('NFD').replaceAll(/\P{ASCII}/gu, '')
    const email = `${name.toLowerCase()}@example.com`
    const affiliateLink = `go-${name.toLowerCase()}`
    const input = { firstName, lastName, email, commissionRate, affiliateLink }
    await client.create('/affiliates', input)
  }
  const coupons = [
    { name: 'Winter', percentOff: 20, redeemBy: '2026-06-01T00:00:00.000Z' },
    { name: 'Summer 50%_off', percentOff: 50, duration: 'repeating', durationInMonths: 3 },
    { name: 'autumn', couponType: 'FLAT', amountOff: 5, currency: 'USD', duration: 'forever' },
    { name: 'Without codes', percentOff: 5 },
  ]
  const ids: unknown[] = []
  for (const coupon of coupons) ids.push((await client.create('/coupons', coupon))['id'])
  const terms: Readonly<Record<number, Json>> = {
    1: { maxRedemptions: 1 },
    2: { maxRedemptions: 5 },
    4: { expiresAt: '2026-06-01T00:00:00.000Z' },
    5: { expiresAt: '2026-06-20T00:00:00.000Z', maxRedemptions: 100 },
    7: { expiresAt: '2027-01-01T00:00:00.000Z' },
  }
  const owners = ['NOBODY', 'EMILE', 'ADA', 'NOBODY', 'ADA', 'BO', 'BO', 'EMILE', 'ADA', 'NOBODY']
  for (let index = 1; index < owners.length; index++) {
    const owner = owners[index] ?? ''
    const affiliateEmail = owner === 'NOBODY' ? {} : { affiliateEmail: `${owner}@example.com` }
    const couponId = ids[index === 4 || index === 6 ? 0 : 1 + Number(index % 6 > 2)]
    const input = { couponId, code: `${owner}-${index}`, ...affiliateEmail, ...terms[index] }
    const code = await client.create('/promotional-codes', input)
    if (index !== 3) continue
    await client.sendToReferly('PUT', '/promotional-codes', {
      promotionalCodeId: code['id'],
      active: false,
    })
  }
  for (const index of [1, 2]) {
    await client.create('/referrals', {
      name: `Customer ${index}`,
      email: `customer${3 - index}@example.com`,
      referredUserExternalId: `user-${index}`,
      promoCode: 'ADA-8',
    })
  }
  const sales = ['ADA-2', 'EMILE-1', 'ADA-8', 'ADA-2']
  for (const [index, promoCode] of sales.entries()) {
    const customer = index === 3 ? {} : { email: `Buyer${9 - index}@example.com` }
    const input = { promoCode, totalEarned: 10 * (index + 1), name: index % 2 ? '' : 'Buyer' }
    const sale = await client.create('/sales', { ...input, ...customer })
    if (index > 0) continue
    await client.send('POST', '/refunds', { saleId: sale['id'], idempotencyKey: 'r' })
  }
}
