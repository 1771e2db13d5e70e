import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createReferlyClient, type ReferlyClientOptions } from '../src/index.js'
import { hang, json, startFaultServer, text, type FaultServer } from './fault-server.js'
import { coupon } from './records.js'

const loopback = 'http://127.0.0.1:1'
const environment = { ...process.env }
let server: FaultServer

beforeEach(async () => {
  server = await startFaultServer(json(200, [coupon]))
})

afterEach(async () => {
  process.env = { ...environment }
  await server.close()
})

describe('the API key', () => {
  it('defaults to REFERLY_API_KEY, and the base URL to REFERLY_BASE_URL', async () => {
    process.env['REFERLY_API_KEY'] = 'sk_env'
    process.env['REFERLY_BASE_URL'] = server.url
    await createReferlyClient().coupons.list()
    expect(server.received[0]?.headers.authorization).toBe('Bearer sk_env')
  })

  it('is required', () => {
    process.env['REFERLY_API_KEY'] = ''
    expect(() => createReferlyClient()).toThrow(
      '`apiKey` must be given. Pass it, or set REFERLY_API_KEY.',
    )
  })

  it.each([
    ['Bearer sk_live_1', 'Remove "Bearer " in front of it.'],
    ['sk_live_1\nsk_live_2', 'Remove the spaces and line breaks in it.'],
    ['sk_live 1', 'Remove the spaces and line breaks in it.'],
    ['“sk_live_1”', 'Copy it again: a character in it is not ASCII.'],
    ['sk_live_\u200B1', 'Copy it again: a character in it is not ASCII.'],
  ])('reports how to correct %j, without showing it', (apiKey, hint) => {
    const create = (): unknown => createReferlyClient({ apiKey, baseUrl: loopback })
    expect(create).toThrow(`\`apiKey\` must be the key alone. ${hint}`)
    expect(create).not.toThrow('sk_live')
  })

  it('may end with a line break, as a key read from a file does', async () => {
    await createReferlyClient({ apiKey: 'sk_file\r\n', baseUrl: server.url }).coupons.list()
    expect(server.received[0]?.headers.authorization).toBe('Bearer sk_file')
  })

  it('is read before every attempt when it is a function', async () => {
    await server.close()
    server = await startFaultServer(text(503, ''), json(200, [coupon]))
    const keys = ['first', 'second']
    const apiKey = async (): Promise<string> => keys.shift() ?? ''
    await createReferlyClient({ apiKey, baseUrl: server.url, random: () => 0 }).coupons.list()
    const sent = server.received.map(({ headers }) => headers.authorization)
    expect(sent).toEqual(['Bearer first', 'Bearer second'])
  })

  it('must be returned within timeoutMs', async () => {
    const apiKey = (): Promise<string> => new Promise(() => {})
    const client = createReferlyClient({ apiKey, baseUrl: server.url, timeoutMs: 20, retries: 0 })
    const call = client.coupons.create({ name: 'A', percentOff: 1 })
    await expect(call).rejects.toMatchObject({ code: 'TIMEOUT' })
    expect(server.received).toHaveLength(0)
  })

  it('that cannot be read is reported with the reason', async () => {
    const reason = new Error('vault is sealed')
    const apiKey = async (): Promise<string> => {
      throw reason
    }
    const call = createReferlyClient({ apiKey, baseUrl: server.url }).coupons.list()
    await expect(call).rejects.toMatchObject({ field: 'apiKey', cause: reason })
  })
})

describe('the base URL', () => {
  it.each([
    'https://www.referly.so/api/v1',
    'https://www.referly.so/api/v1/',
    'http://localhost:3000',
    'http://api.localhost:3000',
    'http://127.0.0.1:3000/api/v1',
    'http://127.9.9.9',
    'http://[::1]:3000',
  ])('can be %s', (baseUrl) => {
    expect(() => createReferlyClient({ apiKey: 'sk', baseUrl })).not.toThrow()
  })

  it.each([
    ['http://www.referly.so/api/v1', 'must be an https address'],
    ['http://127.0.0.1.example.com', 'must be an https address'],
    ['http://localhost.example.com', 'must be an https address'],
    ['http://10.0.0.1', 'must be an https address'],
    ['ftp://localhost', 'must be an https address'],
    ['https://user:password@www.referly.so', 'Remove its user'],
    ['https://www.referly.so/?key=1', 'query'],
    ['https://www.referly.so/#here', 'fragment'],
    ['www.referly.so', 'Put https:// or http:// in front of it.'],
    ['localhost:3000/api/v1', 'Put https:// or http:// in front of it.'],
    ['127.0.0.1:4460/api/v1', 'Put https:// or http:// in front of it.'],
    ['', 'Put https:// or http:// in front of it.'],
  ])('cannot be %s', (baseUrl, message) => {
    const create = (): unknown => createReferlyClient({ apiKey: 'sk', baseUrl })
    expect(create).toThrow(message)
    expect(create).not.toThrow('password@')
  })

  it('can be plain http only with allowInsecureHttp', () => {
    const baseUrl = 'http://10.0.0.1'
    const options = { apiKey: 'sk', baseUrl, allowInsecureHttp: true }
    expect(() => createReferlyClient(options)).not.toThrow()
    const other = { ...options, baseUrl: 'ftp://10.0.0.1' }
    expect(() => createReferlyClient(other)).toThrow('must be an https address')
  })

  it('can end with slashes', async () => {
    await createReferlyClient({ apiKey: 'sk', baseUrl: `${server.url}//` }).coupons.list()
    expect(server.received[0]?.url).toBe('/api/v1/coupons')
  })
})

describe('other options', () => {
  it('accept fractional time limits, such as seconds times 1000', () => {
    const timeoutMs = 1.005 * 1000
    expect(Number.isInteger(timeoutMs)).toBe(false)
    expect(() => createReferlyClient({ apiKey: 'sk', timeoutMs })).not.toThrow()
  })

  it.each<[ReferlyClientOptions, string]>([
    [{ apiKey: 'a b' }, 'apiKey'],
    [{ apiKey: '' }, 'apiKey'],
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ timeoutMs: Number.NaN }, 'timeoutMs'],
    [{ totalTimeoutMs: 2 ** 31 }, 'totalTimeoutMs'],
    [{ timeoutMs: 0.5 }, 'timeoutMs'],
    [{ retries: -1 }, 'retries'],
    [{ maxRetryAfterMs: 2 ** 31 }, 'maxRetryAfterMs'],
    [{ retries: 1.5 }, 'retries'],
    [{ maxRetryAfterMs: Number.POSITIVE_INFINITY }, 'maxRetryAfterMs'],
    [{ headers: { Authorization: 'Basic x' } }, 'headers["Authorization"]'],
    [{ headers: { 'x-a': 'line\nbreak' } }, 'headers["x-a"]'],
    [{ userAgent: 'line\nbreak' }, 'headers["user-agent"]'],
  ])('that are invalid are refused immediately: %j', (options, field) => {
    const create = (): unknown =>
      createReferlyClient({ apiKey: 'sk', baseUrl: loopback, ...options })
    expect(create).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', field }))
  })

  it('set headers and the user agent', async () => {
    const given = { headers: { 'x-trace': 't1' }, userAgent: 'shop/1.0' }
    await createReferlyClient({ apiKey: 'sk', baseUrl: server.url, ...given }).coupons.list()
    const expected = { 'x-trace': 't1', 'user-agent': 'shop/1.0', authorization: 'Bearer sk' }
    expect(server.received[0]?.headers).toMatchObject(expected)
  })

  it('set the time limit of a single call', async () => {
    await server.close()
    server = await startFaultServer(hang)
    const client = createReferlyClient({ apiKey: 'sk', baseUrl: server.url, retries: 0 })
    const call = client.coupons.list({}, { timeoutMs: 30 })
    await expect(call).rejects.toMatchObject({ code: 'TIMEOUT', timeoutMs: 30, bound: 'attempt' })
    await expect(client.coupons.list({}, { timeoutMs: -1 })).rejects.toThrow('`timeoutMs` must be')
  })

  it('accept a fetch that ignores signals', async () => {
    const fetch = (): Promise<Response> => new Promise(() => {})
    const client = createReferlyClient({ apiKey: 'sk', baseUrl: loopback, fetch, retries: 0 })
    const call = client.coupons.list({}, { timeoutMs: 30 })
    await expect(call).rejects.toMatchObject({ code: 'TIMEOUT' })
  })
})

describe('the logger', () => {
  it('logs every attempt, and retried ones as warnings', async () => {
    await server.close()
    server = await startFaultServer(text(503, '', { 'cf-ray': 'ray-1' }), json(200, [coupon]))
    const lines: unknown[][] = []
    const logger = {
      debug: (...line: unknown[]) => void lines.push(['debug', ...line]),
      warn: (...line: unknown[]) => void lines.push(['warn', ...line]),
    }
    const options = { apiKey: 'sk', baseUrl: server.url, random: () => 0, logger }
    await createReferlyClient(options).coupons.list({ name: 'private' })
    expect(lines).toMatchObject([
      ['warn', 'referly: GET /coupons 503', { attempt: 1, retryInMs: 0, requestId: 'ray-1' }],
      ['debug', 'referly: GET /coupons 200', { attempt: 2, outcome: 200, method: 'GET' }],
    ])
    expect(JSON.stringify(lines)).not.toContain('private')
  })

  it('cannot fail a successful call by throwing', async () => {
    const shout = (): void => {
      throw new Error('disk full')
    }
    const logger = { debug: shout, warn: shout }
    const client = createReferlyClient({ apiKey: 'sk', baseUrl: server.url, logger })
    expect(await client.coupons.list()).toEqual([coupon])
  })
})
