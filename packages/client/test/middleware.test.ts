import { afterEach, describe, expect, it } from 'vitest'
import {
  createReferlyClient,
  type Middleware,
  type ReferlyClient,
  type ReferlyClientOptions,
} from '../src/index.js'
import { createErrorWatch } from './error-watch.js'
import {
  hang,
  json,
  reset,
  startFaultServer,
  text,
  type FaultServer,
  type Reply,
} from './fault-server.js'
import { coupon } from './records.js'

let server: FaultServer

afterEach(() => server.close())

async function connect(
  middleware: readonly Middleware[],
  replies: readonly Reply[] = [json(200, [coupon])],
  options: ReferlyClientOptions = {},
): Promise<ReferlyClient> {
  server = await startFaultServer(...replies)
  return createReferlyClient({
    apiKey: 'sk_secret',
    baseUrl: server.url,
    random: () => 0,
    middleware,
    ...options,
  })
}

describe('a middleware', () => {
  it('wraps the ones after it, and sees the response last', async () => {
    const steps: string[] = []
    const layer =
      (name: string): Middleware =>
      async (request, next) => {
        steps.push(`${name} ${request.method} ${new URL(request.url).pathname}`)
        const response = await next(request)
        steps.push(`${name} ${response.status}`)
        return response
      }
    const client = await connect([layer('outer'), layer('inner')])
    await client.coupons.list()
    const path = '/api/v1/coupons'
    expect(steps).toEqual([`outer GET ${path}`, `inner GET ${path}`, 'inner 200', 'outer 200'])
  })

  it('runs once for each attempt', async () => {
    let runs = 0
    const count: Middleware = (request, next) => {
      runs++
      return next(request)
    }
    const client = await connect([count], [text(503, ''), text(503, ''), json(200, [coupon])])
    await client.coupons.list()
    expect(runs).toBe(3)
  })

  it('can change headers or replace the request, but never sees or sets the key', async () => {
    const seen: (string | null)[] = []
    const change: Middleware = (request, next) => {
      seen.push(request.headers.get('authorization'), request.body ?? null)
      const headers = new Headers(request.headers)
      headers.set('authorization', 'Bearer stolen')
      headers.set('x-trace', 't1')
      return next({ ...request, headers })
    }
    const client = await connect([change], [json(200, coupon)])
    await client.coupons.create({ name: 'A', percentOff: 1 })
    expect(seen).toEqual([null, '{"name":"A","percentOff":1}'])
    const expected = { authorization: 'Bearer sk_secret', 'x-trace': 't1' }
    expect(server.received[0]?.headers).toMatchObject(expected)
  })

  it('can respond by itself', async () => {
    const client = await connect([async () => Response.json([coupon])])
    expect(await client.coupons.list()).toEqual([coupon])
    expect(server.received).toHaveLength(0)
  })

  it('cannot carry the key to another origin', async () => {
    const other = await startFaultServer(json(200, []))
    const astray: Middleware = (request, next) => next({ ...request, url: other.url })
    const client = await connect([astray])
    const call = client.coupons.list()
    await expect(call).rejects.toMatchObject({ code: 'INVALID_INPUT', field: 'middleware' })
    expect(other.received).toHaveLength(0)
    await other.close()
  })

  it('cannot send an attempt twice', async () => {
    const twice: Middleware = async (request, next) => {
      await next(request)
      return next(request)
    }
    const client = await connect([twice], [json(200, coupon)], { retries: 0 })
    const call = client.coupons.create({ name: 'A', percentOff: 1 })
    await expect(call).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    expect(server.received).toHaveLength(1)
  })

  it('that fails before anything is sent is reported with its reason and not retried', async () => {
    const reason = new Error('no token')
    const fail: Middleware = async () => {
      throw reason
    }
    const call = (await connect([fail])).coupons.create({ name: 'A', percentOff: 1 })
    await expect(call).rejects.toMatchObject({ field: 'middleware', cause: reason })
  })

  it('whose own connection fails after a create was sent does not cause a second create', async () => {
    const report: Middleware = async (request, next) => {
      await next(request)
      throw Object.assign(new Error('metrics are down'), { code: 'ECONNREFUSED' })
    }
    const client = await connect([report], [json(200, coupon)])
    const call = client.coupons.create({ name: 'A', percentOff: 1 })
    await expect(call).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    expect(server.received).toHaveLength(1)
  })

  it('that hangs ends with the attempt and can send nothing afterward', async () => {
    let late: Promise<Response> | undefined
    const pass: Middleware = async (request, next) => {
      await new Promise((resolve) => setTimeout(resolve, 60))
      return next(request)
    }
    const slow: Middleware = (request, next) => (late = pass(request, next))
    const client = await connect([slow], [hang], { timeoutMs: 20, retries: 0 })
    await expect(client.coupons.list()).rejects.toMatchObject({ code: 'TIMEOUT' })
    await expect(late).rejects.toBeDefined()
    expect(server.received).toHaveLength(0)
  })

  it('sees the errors of fetch', async () => {
    const { errors, watch } = createErrorWatch()
    const client = await connect([watch], [reset], { retries: 0 })
    await expect(client.coupons.list()).rejects.toMatchObject({ code: 'CONNECTION' })
    expect(errors).toHaveLength(1)
  })
})
