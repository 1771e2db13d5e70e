import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { createReferlyClient, type ReferlyClient, type ReferlyClientOptions } from '../src/index.js'
import {
  emptyServerError,
  halfJson,
  hang,
  json,
  loginPage,
  reset,
  startFaultServer,
  text,
  truncated,
  type FaultServer,
  type Reply,
} from './fault-server.js'
import { coupon } from './records.js'

const key = 'sk_live_secret_of_the_api'
let server: FaultServer

afterEach(() => server.close())

async function connect(
  replies: readonly Reply[],
  options: ReferlyClientOptions = {},
): Promise<ReferlyClient> {
  server = await startFaultServer(...replies)
  return createReferlyClient({
    apiKey: key,
    baseUrl: server.url,
    random: () => 0,
    timeoutMs: replies.includes(hang) ? 60 : 10_000,
    ...options,
  })
}

const list = ({ api }: ReferlyClient): Promise<unknown> => api.GET('/coupons')
const create = ({ api }: ReferlyClient): Promise<unknown> =>
  api.POST('/coupons', { body: { name: 'Spring', percentOff: 20 } })

describe('the typed client', () => {
  it('sends queries and bodies as in the contract, with the API key', async () => {
    const client = await connect([json(200, [coupon]), json(200, coupon)])
    const query = { name: 'A + B' }
    const { data, response } = await client.api.GET('/coupons', { params: { query } })
    expect(data).toEqual([coupon])
    expect(response.status).toBe(200)
    const { data: created } = await client.api.POST('/coupons', {
      body: { name: 'Spring', percentOff: 20 },
    })
    expect(created?.id).toBe(coupon.id)
    const [read, written] = server.received
    expect(read?.url).toBe('/api/v1/coupons?name=A%20%2B%20B')
    expect(read?.headers.authorization).toBe(`Bearer ${key}`)
    expect(written).toMatchObject({ method: 'POST', body: '{"name":"Spring","percentOff":20}' })
    expect(written?.headers['content-type']).toBe('application/json')
  })

  it('runs middleware and retries lookups', async () => {
    let runs = 0
    const client = await connect(
      [text(503, ''), text(429, '', { 'retry-after': '0' }), json(200, [])],
      {
        middleware: [
          (request, next) => {
            runs++
            return next(request)
          },
        ],
      },
    )
    expect((await client.api.GET('/coupons')).data).toEqual([])
    expect(runs).toBe(3)
  })

  it.each<[string, Reply, string]>([
    ['401', json(401, { error: 401, message: `unknown key ${key}` }), 'AUTHENTICATION'],
    ['400', json(400, { error: 400, message: 'no' }), 'INVALID_REQUEST'],
    ['429 with a long Retry-After', text(429, '', { 'retry-after': '9999' }), 'RATE_LIMITED'],
    ['500 without a body', emptyServerError, 'SERVER'],
    ['a login page', loginPage, 'UNEXPECTED_RESPONSE'],
    ['incomplete JSON', halfJson, 'UNEXPECTED_RESPONSE'],
    ['an empty body', text(200, ''), 'UNEXPECTED_RESPONSE'],
    ['a truncated body', truncated, 'CONNECTION'],
    ['a reset', reset, 'CONNECTION'],
    ['a redirect', text(302, '', { location: 'https://example.com' }), 'UNEXPECTED_RESPONSE'],
    ['no response in time', hang, 'TIMEOUT'],
  ])('throws a typed error without the key after %s', async (_, reply, code) => {
    const error: unknown = await list(await connect([reply], { retries: 0 })).catch(
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({ code, method: 'GET', path: '/coupons' })
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(key)
  })

  it.each<[string, Reply]>([
    ['a reset', reset],
    ['a truncated body', truncated],
    ['a 500', emptyServerError],
    ['incomplete JSON', halfJson],
    ['a login page', loginPage],
    ['no response in time', hang],
  ])('sends a create once and reports an unknown outcome after %s', async (_, reply) => {
    const call = create(await connect([reply]))
    await expect(call).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', path: '/coupons' })
    expect(server.received).toHaveLength(1)
  })

  it('aborts with the signal of the call', async () => {
    const client = await connect([hang], { timeoutMs: 10_000 })
    const call = client.api.GET('/coupons', { signal: AbortSignal.timeout(20) })
    await expect(call).rejects.toMatchObject({ code: 'ABORTED', outcomeUnknown: false })
  })

  it('does not carry the key to another base URL', async () => {
    const client = await connect([json(200, [])])
    const other = await startFaultServer(json(200, []))
    const call = client.api.GET('/coupons', { baseUrl: other.url })
    await expect(call).rejects.toMatchObject({ code: 'INVALID_INPUT', field: 'middleware' })
    expect(other.received).toHaveLength(0)
    await other.close()
  })

  it('refuses a body that is not JSON data before anything is sent', async () => {
    const client = await connect([json(200, coupon)])
    const body = { name: 'A', percentOff: 10n as unknown as number }
    await expect(client.api.POST('/coupons', { body })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      field: 'input',
    })
    expect(server.received).toHaveLength(0)
  })
})
