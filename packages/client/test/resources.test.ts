import { afterEach, describe, expect, it } from 'vitest'
import { createReferlyClient, type ReferlyClient } from '../src/index.js'
import { json, startFaultServer, type FaultServer, type Reply } from './fault-server.js'
import { affiliate, coupon, promotionalCode, referral, sale } from './records.js'

let server: FaultServer

async function connect(...replies: Reply[]): Promise<ReferlyClient> {
  server = await startFaultServer(...replies)
  return createReferlyClient({ apiKey: 'sk_test', baseUrl: server.url })
}

afterEach(() => server.close())

describe('creating', () => {
  const customer = { name: 'Eve', email: 'eve@example.com', referredUserExternalId: 'user-1' }
  const cases = [
    {
      path: '/coupons',
      record: coupon,
      input: { name: 'Spring', percentOff: 20 },
      create: (client: ReferlyClient) => client.coupons.create({ name: 'Spring', percentOff: 20 }),
    },
    {
      path: '/promotional-codes',
      record: promotionalCode,
      input: { couponId: 'c1', code: 'SAVE20' },
      create: (client: ReferlyClient) =>
        client.promotionalCodes.create({ couponId: 'c1', code: 'SAVE20' }),
    },
    {
      path: '/affiliates',
      record: affiliate,
      input: { firstName: 'Ada', lastName: 'King', email: 'ada@example.com' },
      create: (client: ReferlyClient) =>
        client.affiliates.create({ firstName: 'Ada', lastName: 'King', email: 'ada@example.com' }),
    },
    {
      path: '/referrals',
      record: referral,
      input: { ...customer, promoCode: 'SAVE20' },
      create: (client: ReferlyClient) =>
        client.referrals.create({ ...customer, promoCode: 'SAVE20' }),
    },
    {
      path: '/sales',
      record: sale,
      input: { totalEarned: 0, email: 'eve@example.com' },
      create: (client: ReferlyClient) =>
        client.sales.create({ totalEarned: 0, email: 'eve@example.com' }),
    },
  ]

  it.each(cases)('posts to $path once, with the key, and returns the record', async (given) => {
    const client = await connect(json(200, given.record))
    expect(await given.create(client)).toEqual(given.record)
    expect(server.received).toHaveLength(1)
    const [request] = server.received
    expect(request).toMatchObject({ method: 'POST', url: `/api/v1${given.path}` })
    expect(JSON.parse(request?.body ?? '')).toEqual(given.input)
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer sk_test',
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': 'referly-kit-client',
    })
  })
})

describe('looking up', () => {
  const one = [promotionalCode]
  it.each([
    { shape: 'an array', answer: [promotionalCode], list: one, found: promotionalCode },
    { shape: 'an object', answer: promotionalCode, list: one, found: promotionalCode },
    { shape: 'null', answer: null, list: [], found: undefined },
    { shape: 'an empty array', answer: [], list: [], found: undefined },
  ])('accepts $shape', async ({ answer, list, found }) => {
    const client = await connect(json(200, answer))
    expect(await client.promotionalCodes.list({ couponId: 'c1' })).toEqual(list)
    expect(await client.promotionalCodes.find({ code: 'SAVE20' })).toEqual(found)
  })

  it('sends the filter as an escaped query', async () => {
    const client = await connect(json(200, []))
    await client.coupons.list({ name: 'Spring & 20 %' })
    await client.coupons.list()
    await client.sales.find({ id: 7 })
    expect(server.received.map(({ url }) => url)).toEqual([
      '/api/v1/coupons?name=Spring%20%26%2020%20%25',
      '/api/v1/coupons',
      '/api/v1/sales?id=7',
    ])
    expect(server.received[0]?.headers).not.toHaveProperty('content-type')
  })

  it('preserves characters of every script, even after a byte order mark', async () => {
    const record = { ...coupon, name: 'Frühling 山 🎉' }
    const client = await connect((response) => response.end(`\uFEFF${JSON.stringify([record])}`))
    expect(await client.coupons.list()).toEqual([record])
  })

  it('refuses several records where only one is possible', async () => {
    const client = await connect(json(200, [coupon, coupon]))
    await expect(client.coupons.find({ id: 'c1' })).rejects.toMatchObject({
      code: 'UNEXPECTED_RESPONSE',
      received: '2 records',
    })
  })

  it.each([
    [{}, 'key'],
    [{ id: undefined }, 'key'],
    [{ id: '' }, 'id'],
    [{ externalId: null }, 'externalId'],
    [{ id: 'c1', externalId: 'x' }, 'key'],
    [{ name: 'Spring' }, 'key'],
  ])(
    'refuses %j as a unique key without sending it, because it would read everything',
    async (key, field) => {
      const client = await connect(json(200, [coupon]))
      await expect(client.coupons.find(key as never)).rejects.toMatchObject({ field })
      expect(server.received).toHaveLength(0)
    },
  )

  const filters = [
    { affiliateEmail: undefined },
    { affiliateEmail: null },
    { affiliateEmail: '' },
    { affiliateEmail: {} },
    { couponId: 'c1', affiliateEmail: undefined },
    { affiliateEMail: 'ada@example.com' },
  ]
  const readers = {
    list: (client: ReferlyClient, filter: object) => client.promotionalCodes.list(filter),
    iterate: (client: ReferlyClient, filter: object) =>
      client.promotionalCodes.iterate(filter).next(),
    'safe.list': async (client: ReferlyClient, filter: object) => {
      const result = await client.promotionalCodes.safe.list(filter)
      if (!result.ok) throw result.error
    },
    'safe.iterate': async (client: ReferlyClient, filter: object) => {
      for await (const result of client.promotionalCodes.safe.iterate(filter)) {
        if (!result.ok) throw result.error
      }
    },
  }
  const refusals = Object.entries(readers).flatMap(([name, read]) =>
    filters.map((filter) => ({ name, read, filter })),
  )

  it.each(refusals)('refuses $filter in $name without sending it', async ({ read, filter }) => {
    const client = await connect(json(200, [promotionalCode]))
    await expect(read(client, filter)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      field: Object.keys(filter).at(-1),
    })
    expect(server.received).toHaveLength(0)
  })

  it('explains how to fix a filter without a value, and lists the filters that exist', async () => {
    const client = await connect(json(200, []))
    await expect(client.affiliates.list({ email: undefined } as never)).rejects.toThrow(
      '`email` must be text or a number, but was undefined. Leave it out to match every record.',
    )
    await expect(client.affiliates.list({ mail: 'a' } as never)).rejects.toThrow(
      '`mail` must be one of the filters id, email.',
    )
  })

  it('refuses a record with a key other than the requested one', async () => {
    const client = await connect(json(200, [promotionalCode]))
    const call = client.promotionalCodes.find({ code: 'SAVE10' })
    await expect(call).rejects.toMatchObject({
      code: 'UNEXPECTED_RESPONSE',
      property: 'code',
      expected: 'the one asked for',
    })
    await expect(client.promotionalCodes.find({ id: 'pc2' })).rejects.toThrow('id must be the one')
    expect(await client.promotionalCodes.find({ code: ' save20' })).toEqual(promotionalCode)
  })
})

describe('responses that break the contract', () => {
  const { id: _, ...withoutId } = coupon
  it.each([
    {
      answer: [coupon, withoutId],
      property: '[1].id',
      expected: 'a string',
      received: 'undefined',
    },
    { answer: withoutId, property: 'id', expected: 'a string', received: 'undefined' },
    { answer: [null], property: '[0]', expected: 'an object', received: 'null' },
    { answer: 'no', property: '', expected: 'an object, an array, or null', received: 'string' },
    {
      answer: [{ ...coupon, productIds: null }],
      property: '[0].productIds',
      expected: 'an array',
      received: 'null',
    },
    { answer: { error: 400, message: 'no' }, property: 'id', expected: 'a string' },
  ])('are refused with the name of the property: $property', async ({ answer, ...fault }) => {
    const client = await connect(json(200, answer))
    await expect(client.coupons.list()).rejects.toMatchObject({
      code: 'UNEXPECTED_RESPONSE',
      status: 200,
      ...fault,
    })
    expect(server.received).toHaveLength(1)
  })

  it.each([null, [], [coupon, coupon], withoutId])(
    'leave the outcome of a create unknown: %j',
    async (answer) => {
      const client = await connect(json(200, answer))
      await expect(client.coupons.create({ name: 'A', percentOff: 1 })).rejects.toMatchObject({
        code: 'OUTCOME_UNKNOWN',
        cause: { code: 'UNEXPECTED_RESPONSE' },
      })
      expect(server.received).toHaveLength(1)
    },
  )
})
