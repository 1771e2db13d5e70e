import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createVendorLimiter } from '../../src/http/vendor-limits.js'
import { startTestServer, type Api, type TestServer } from '../harness.js'

const read = { method: 'GET', path: '/coupons', authorization: 'Bearer a' }
const write = { method: 'POST', path: '/coupons', authorization: 'Bearer a' }

function countAllowed(take: () => unknown): number {
  let count = 0
  while (count < 1000 && take() === undefined) count++
  return count
}

describe("Referly's limits", () => {
  it('allow 100 reads and 30 writes of one endpoint in any minute', () => {
    let time = 0
    const limiter = createVendorLimiter(() => time)
    expect(countAllowed(() => limiter.take(read))).toBe(100)
    expect(countAllowed(() => limiter.take(write))).toBe(30)
    time = 59_999
    expect(limiter.take(read)).toMatchObject({ seconds: 1 })
    time = 60_000
    expect(countAllowed(() => limiter.take(read))).toBe(100)
    expect(countAllowed(() => limiter.take(write))).toBe(30)
  })

  it('allow 20 requests about sales in 15 minutes, reads and writes together', () => {
    const limiter = createVendorLimiter(() => 0)
    const methods = ['GET', 'POST', 'PATCH']
    let sent = 0
    const take = (): unknown =>
      limiter.take({ ...read, path: '/sales', method: methods[sent++ % 3] ?? 'GET' })
    expect(countAllowed(take)).toBe(20)
    expect(take()).toEqual({
      seconds: 900,
      fact: "The API key has reached Referly's limit for /sales: 20 requests in 15 minutes.",
    })
  })

  it('count each API key and each endpoint separately', () => {
    const limiter = createVendorLimiter(() => 0)
    countAllowed(() => limiter.take(write))
    expect(limiter.take({ ...write, path: '/affiliates' })).toBeUndefined()
    expect(limiter.take({ ...write, authorization: 'Bearer b' })).toBeUndefined()
    expect(limiter.take({ ...write, authorization: undefined })).toBeUndefined()
  })
})

describe('a server with the option limits', () => {
  let server: TestServer
  let api: Api
  beforeAll(async () => {
    server = await startTestServer({ limits: 'referly' })
    api = await server.createApi()
  })
  afterAll(() => server.server.close())

  it('returns 429 with the seconds to wait after 20 requests about sales', async () => {
    for (let count = 0; count < 20; count++) expect((await api.get('/sales')).status).toBe(200)
    const { status, headers, body } = await api.get('/sales')
    expect(status).toBe(429)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(800)
    expect(body['message']).toMatch(
      /^The API key has reached Referly's limit for \/sales: 20 requests in 15 minutes\. Try again in \d+ s\.$/,
    )
    expect((await api.get('/coupons')).status).toBe(200)
  })

  it('returns 429 to a wrong key as well', async () => {
    const headers = { authorization: 'Bearer wrong' }
    for (let count = 0; count < 20; count++) {
      expect((await server.send('/sales', { headers })).status).toBe(401)
    }
    expect((await server.send('/sales', { headers })).status).toBe(429)
  })
})
