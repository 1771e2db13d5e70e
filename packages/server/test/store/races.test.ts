import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listClusters, type Cluster } from '../databases.js'
import { mixOperations } from '../mixed-operations.js'
import { get, post, send, serve, type ServedProcess } from '../served.js'

const serializable = `ALTER ROLE postgres SET default_transaction_isolation = 'serializable'`

describe.each(
  listClusters().flatMap(
    (open) =>
      [
        ['read committed', open],
        ['serializable', open],
      ] as const,
  ),
)('two server processes on one PostgreSQL, %s', (isolation, open) => {
  let cluster: Cluster
  let servers: readonly ServedProcess[] = []
  let couponId: unknown
  let affiliateId: unknown

  beforeAll(async () => {
    cluster = open()
    if (isolation === 'serializable') cluster.run('psql', ['-c', serializable])
    const first = await serve(cluster.options)
    servers = [first, await serve(cluster.options, first.key)]
    couponId = (await post(first, '/coupons', { name: 'x', percentOff: 5 })).body['id']
    const person = { firstName: 'A', lastName: 'B', email: 'a@example.com' }
    affiliateId = (await post(first, '/affiliates', person)).body['id']
  })

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.kill()))
    cluster?.close()
  })

  const server = (index: number): ServedProcess => {
    const chosen = servers[index % servers.length]
    if (chosen === undefined) throw new Error('no server')
    return chosen
  }

  const countStatuses = async (
    requests: readonly Promise<{ status: number }>[],
  ): Promise<Record<number, number>> => {
    const counts: Record<number, number> = {}
    for (const { status } of await Promise.all(requests)) counts[status] = (counts[status] ?? 0) + 1
    return counts
  }

  const toRandomCase = (text: string): string =>
    [...text].map((letter) => (Math.random() < 0.5 ? letter.toLowerCase() : letter)).join('')

  it('give a code to exactly one of 400 concurrent requests in any letter case', async () => {
    const requests = Array.from({ length: 400 }, (_, index) => {
      const body = { couponId, code: toRandomCase('RACEFORONECODE') }
      return post(server(index), '/promotional-codes', body)
    })
    expect(await countStatuses(requests)).toEqual({ 200: 1, 409: 399 })
  })

  it('redeem a code limited to 100 uses exactly 100 times for 400 concurrent sales', async () => {
    const code = { couponId, affiliateId, code: 'HUNDRED', maxRedemptions: 100 }
    await post(server(0), '/promotional-codes', code)
    const requests = Array.from({ length: 400 }, (_, index) =>
      post(server(index), '/sales', { totalEarned: 1, name: 'C', promoCode: 'hundred' }),
    )
    expect(await countStatuses(requests)).toEqual({ 200: 100, 409: 300 })
    const found = await get(server(1), '/promotional-codes?code=HUNDRED')
    expect(found).toMatchObject({ timesRedeemed: 100 })
    const sales = (await get(server(0), '/sales')) as { id: number }[]
    expect(sales.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
  })

  it('never deadlock under mixed operations', async () => {
    const counts = await mixOperations({ servers, couponId, affiliateId }, 800)
    expect(Object.keys(counts).toSorted()).toEqual(['200', '409'])
  })

  it('never deadlock when sales of one customer and the program are changed', async () => {
    const kit = (to: ServedProcess): ServedProcess => ({
      ...to,
      url: to.url.replace(/\/api\/v1$/, '/api/kit/v1'),
    })
    const sale = { totalEarned: 1, name: 'C', referralId: affiliateId, email: 'c@example.com' }
    const sales = await Promise.all(
      Array.from({ length: 40 }, () => post(server(0), '/sales', sale)),
    )
    const requests = sales.flatMap(({ body: { id: saleId } }, index) => [
      index % 4 < 2
        ? send(server(index), 'DELETE', '/sales', { saleId })
        : send(server(index), 'PUT', '/sales', { saleId, email: `c${index}@example.com` }),
      send(kit(server(index)), 'PATCH', '/program', { minimumPayout: index }),
    ])
    expect(await countStatuses(requests)).toEqual({ 200: 60, 204: 20 })
    const log = readFileSync(join(cluster.directory, 'log'), 'utf8')
    expect(log.match(/deadlock detected/g)).toBeNull()
  })
})
