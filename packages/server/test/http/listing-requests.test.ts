import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listDatabases, type TestDatabase } from '../databases.js'
import { startTestServer, type Api, type Json, type TestServer } from '../harness.js'

describe.each(listDatabases())('a long list on %s', (_name, open) => {
  const many = 2500
  let database: TestDatabase
  let testServer: TestServer
  let api: Api
  let coupon: Json
  let affiliate: Json
  const created: Json[] = []

  beforeAll(async () => {
    database = open()
    testServer = await startTestServer(database.options)
    api = await testServer.createApi()
    coupon = await api.create('/coupons', { name: 'Many', percentOff: 20, externalId: 'many' })
    affiliate = await api.create('/affiliates', {
      firstName: 'A',
      lastName: 'B',
      email: 'a@example.com',
    })
    const [couponId, affiliateId] = [coupon['id'], affiliate['id']]
    for (let at = 0; at < many; at += 250) {
      const codes = Array.from({ length: 250 }, (_, index) => `CODE-${at + index}`)
      const bodies = codes.map((code, index) =>
        index % 2 ? { couponId, code } : { couponId, code, affiliateId },
      )
      created.push(
        ...(await Promise.all(bodies.map((body) => api.create('/promotional-codes', body)))),
      )
    }
  })

  afterAll(async () => {
    await testServer?.server.close()
    database?.close()
  })

  const byId = (one: Json, other: Json): number =>
    String(one['id']) < String(other['id']) ? -1 : 1

  it('of codes has every code once, as created, in order of id', async () => {
    const { list, headers } = await api.get('/promotional-codes')
    expect(list).toEqual(created.toSorted(byId))
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  it('can be filtered', async () => {
    const { list } = await api.get(`/promotional-codes?affiliateId=${String(affiliate['id'])}`)
    expect(list).toHaveLength(many / 2)
    expect(list.map(({ code }) => Number(String(code).slice(5)) % 2)).not.toContain(1)
  })

  it('inside a coupon has every code once, even when only that coupon is requested', async () => {
    const { body } = await api.get('/coupons?externalId=many')
    const plain = created
      .toSorted(byId)
      .map(({ coupon: _coupon, affiliate: _affiliate, ...code }) => code)
    expect(body).toEqual({ ...coupon, promotionalCodes: plain })
    expect((await api.get('/coupons?name=Many')).list).toEqual([body])
  })

  it('of coupons has every coupon once, with its own codes', async () => {
    const bodies = Array.from({ length: 230 }, (_, index) => ({
      name: `c${index}`,
      percentOff: 5,
    }))
    const coupons = await Promise.all(bodies.map((body) => api.create('/coupons', body)))
    const some = coupons.filter((_, index) => index % 7 === 0)
    for (const [index, { id }] of some.entries()) {
      await api.create('/promotional-codes', { couponId: id, code: `few-${index}` })
    }
    const { list } = await api.get('/coupons')
    expect(list.map(({ id }) => id)).toEqual(
      [coupon, ...coupons].toSorted(byId).map(({ id }) => id),
    )
    const counts = list.map(({ promotionalCodes }) => (promotionalCodes as Json[]).length)
    const expected = [many, ...some.map(() => 1), ...coupons.slice(some.length).map(() => 0)]
    expect(counts.toSorted()).toEqual(expected.toSorted())
    for (const { id, promotionalCodes } of list) {
      for (const { couponId } of promotionalCodes as Json[]) expect(couponId).toBe(id)
    }
  })

  it('does not block other clients when its reader stalls, and ends when the reader disconnects', async () => {
    const readers = await Promise.all(Array.from({ length: 20 }, () => openUnread()))
    // If each list held a connection, the pool would be exhausted and these requests would fail.
    for (let count = 0; count < 20; count++) {
      expect((await api.get('/promotional-codes?code=code-1')).status).toBe(200)
    }
    for (const close of readers) close()
  })

  /** Requests the list and reads nothing after the headers. */
  function openUnread(): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${api.key}` }
      const asked = request(`${testServer.server.url}/promotional-codes`, { headers }, (answer) => {
        answer.pause()
        resolve(() => answer.destroy())
      })
      asked.once('error', reject)
      asked.end()
    })
  }
})
