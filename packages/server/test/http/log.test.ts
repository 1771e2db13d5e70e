import { request as send } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClientAddressReader } from '../../src/http/client-address.js'
import { createApp, startServer, type RunningServer } from '../../src/index.js'

interface LogLine {
  readonly [name: string]: unknown
}

let server: RunningServer
let text = ''

beforeAll(async () => {
  server = await startServer({ trustProxy: 1, logger: { write: (lines) => void (text += lines) } })
})

afterAll(() => server.close())

function toLines(): LogLine[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as LogLine)
}

/** Sends a request with raw headers, which `fetch` would refuse. */
function get(path: string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = send({ port: server.port, path, headers, agent: false }, (response) => {
      response.resume()
      response.on('end', () => resolve(String(response.headers['x-request-id'])))
    })
    request.on('error', reject).end()
  })
}

async function readLine(requestId: string): Promise<LogLine> {
  await expect.poll(() => text).toContain(`"requestId":"${requestId}"`)
  return toLines().find((line) => line['requestId'] === requestId) ?? {}
}

describe('the log', () => {
  it('writes one JSON object per line for 2,000 requests over 32 connections', async () => {
    const before = toLines().length
    const url = `${server.url}/coupons?email=ann@example.com`
    const work = async (): Promise<void> => {
      for (let i = 0; i < 63; i++) await (await fetch(url)).text()
    }
    await Promise.all(Array.from({ length: 32 }, work))
    await expect.poll(() => toLines().length).toBe(before + 32 * 63)
    expect(text).not.toContain('ann@example.com')
  })

  it('contains the client, its program, and the trace id', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const headers = { 'user-agent': 'shop/1.0', traceparent, 'x-forwarded-for': '203.0.113.9' }
    expect(await readLine(await get('/api/v1/coupons', headers))).toMatchObject({
      client: '203.0.113.9',
      userAgent: 'shop/1.0',
      traceparent,
      status: 401,
    })
  })

  it('truncates a long user agent and escapes terminal control characters', async () => {
    const agent = `\u009b31m${'x'.repeat(1000)}`
    const line = await readLine(await get('/', { 'user-agent': agent }))
    expect(String(line['userAgent'])).toHaveLength(256)
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  })

  it.each(['checkout-1', '01a22064-57b5-7234-8090-1038a5a25a34', 'a'.repeat(128)])(
    'adopts the well-formed request id %s',
    async (id) => {
      expect(await get('/api/v1/coupons', { 'x-request-id': id })).toBe(id)
      expect(await readLine(id)).toMatchObject({ status: 401 })
    },
  )

  it.each(['', 'two words', '"},{"', '<b>', 'a'.repeat(129), '\u00e9'])(
    'replaces the malformed request id %j',
    async (id) => {
      expect(await get('/api/v1/coupons', { 'x-request-id': id })).toMatch(/^[\da-f-]{36}$/)
    },
  )

  it.each(['', '00-xyz', 'x'.repeat(55)])(
    'leaves out the malformed trace %j',
    async (traceparent) => {
      expect(await readLine(await get('/', { traceparent }))).not.toHaveProperty('traceparent')
    },
  )
})

describe('a log of errors only', () => {
  it('contains a request that the server failed, and no others', async () => {
    const lines: string[] = []
    let isBroken = false
    const clock = (): Date => {
      if (isBroken) throw new Error('the clock stopped')
      return new Date()
    }
    const logger = { errorsOnly: true, write: (line: string) => void lines.push(line) }
    const app = await createApp({ clock, logger })
    const { id } = await app.admin.createProgram({ name: 'Acme' })
    const { key } = await app.admin.createApiKey(id)
    const authorization = `Bearer ${key}`
    const request = {
      method: 'POST',
      url: '/api/v1/coupons',
      headers: { authorization, 'x-request-id': 'checkout-1' },
      payload: { name: 'Spring', percentOff: 20 },
    } as const
    expect((await app.http.inject(request)).statusCode).toBe(200)
    expect((await app.http.inject({ ...request, payload: {} })).statusCode).toBe(400)
    isBroken = true
    expect((await app.http.inject(request)).statusCode).toBe(500)
    await app.close()
    expect(lines.map((line) => JSON.parse(line) as LogLine)).toMatchObject([
      {
        level: 50,
        path: '/api/v1/coupons',
        status: 500,
        failure: { message: 'the clock stopped' },
      },
    ])
  })
})

describe('the client address', () => {
  const proxy = '10.0.0.1'
  it.each([
    [0, proxy, '203.0.113.9', proxy],
    [1, proxy, undefined, proxy],
    [1, proxy, '203.0.113.9', '203.0.113.9'],
    [1, proxy, '1.1.1.1, 203.0.113.9', '203.0.113.9'],
    [2, proxy, '1.1.1.1, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    [5, proxy, '203.0.113.9', '203.0.113.9'],
    ['10.0.0.0/8', proxy, '1.1.1.1, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['10.0.0.0/8', '198.51.100.7', '203.0.113.9', '198.51.100.7'],
    ['10.0.0.1,fd00::/8', '::ffff:10.0.0.1', '203.0.113.9, fd00::5', '203.0.113.9'],
    ['10.0.0.0/8', proxy, '10.0.0.3', '10.0.0.3'],
    [1, proxy, '203.0.113.9:51234', '203.0.113.9'],
    [1, proxy, '[2001:db8::1]:443', '2001:db8::1'],
    [1, proxy, '::ffff:203.0.113.9', '203.0.113.9'],
    [1, proxy, '<script>', proxy],
    [1, proxy, '1.1.1.1, unknown', proxy],
    [1, proxy, '', proxy],
  ] as const)(
    'with trustProxy %j, called from %s with %j, is %s',
    (proxies, from, list, client) => {
      const read = createClientAddressReader(proxies)
      const headers = list === undefined ? {} : { 'x-forwarded-for': list }
      expect(read({ headers, socket: { remoteAddress: from } as never })).toBe(client)
    },
  )

  it.each([-1, 1.5, 101, 'all', '10.0.0.0/33', '10.0.0.1,,', '::/129', 'true'])(
    'refuses trustProxy %j',
    async (trustProxy) => {
      const failure = await startServer({ trustProxy }).catch((error: unknown) => error)
      expect(failure).toMatchObject({ code: 'INVALID_OPTION', field: 'trustProxy' })
    },
  )
})
