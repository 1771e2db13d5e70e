import { afterEach, describe, expect, it } from 'vitest'
import {
  createReferlyClient,
  isInvalidRequestError,
  isNotFoundError,
  isOutcomeUnknownError,
  type OutcomeUnknownError,
  type ReferlyClient,
  type ReferlyClientOptions,
  type ReferlyError,
} from '../src/index.js'
import { toData, withIdempotencyKey } from '../src/kit/context.js'
import { createPaged, type Page, type PagedCalls } from '../src/kit/pages.js'
import {
  badGatewayPage,
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

const key = 'sk_live_secret_of_the_kit'
const program = {
  id: '0197a3c0-5f00-7000-8000-00000000b001',
  name: 'Acme',
  currency: 'USD',
  timeZone: 'UTC',
  holdingDays: 45,
}
let server: FaultServer

interface PayoutInput {
  readonly until: string
  readonly idempotencyKey?: string
}

interface Query {
  readonly limit?: number
  readonly cursor?: string
}

afterEach(() => server.close())

async function connect(
  replies: readonly Reply[],
  options: ReferlyClientOptions = {},
): Promise<ReferlyClient> {
  server = await startFaultServer(...replies)
  return createReferlyClient({ apiKey: key, baseUrl: server.url, random: () => 0, ...options })
}

const getError = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  )

function postPayout({ kit }: ReferlyClient, body: object): Promise<unknown> {
  const send = kit.api.POST as (path: string, init: object) => Promise<{ data?: unknown }>
  return send('/payouts', { body }).then(toData)
}

describe('the kit API', () => {
  it('is next to the API of Referly, with the same key', async () => {
    const { kit } = await connect([json(200, program)])
    expect(await kit.program.get()).toEqual(program)
    expect(server.received[0]).toMatchObject({ method: 'GET', url: '/api/kit/v1/program' })
    expect(server.received[0]?.headers.authorization).toBe(`Bearer ${key}`)
  })

  it('reports on sales', async () => {
    const report = { data: [], nextCursor: null, currency: 'USD', timeZone: 'UTC' }
    const { kit } = await connect([json(200, report)])
    const query = { from: '2026-11-01', by: 'CODE', unused: true, limit: 20 } as const
    expect(await kit.performance.report(query)).toEqual(report)
    expect(server.received[0]).toMatchObject({
      method: 'GET',
      url: '/api/kit/v1/performance?from=2026-11-01&by=CODE&unused=true&limit=20',
    })
  })

  const row = (name: string): object => ({
    name,
    from: '2026-11-01',
    to: '2026-11-30',
    sales: 1,
    revenue: 20,
  })

  it.each([
    ['as the server sends it', (data: object[]) => JSON.stringify({ data, nextCursor: null })],
    ['with spaces', (data: object[]) => JSON.stringify({ data, nextCursor: null }, null, 2)],
    ['in another order', (data: object[]) => JSON.stringify({ nextCursor: null, data })],
  ])('yields the rows of a report %s', async (_, toBody) => {
    for (const names of [[], ['A'], ['A', 'B', 'C']]) {
      const { kit } = await connect([text(200, toBody(names.map(row)))])
      const found: unknown[] = []
      for await (const { name } of kit.performance.rows({ by: 'CODE' })) found.push(name)
      expect(found).toEqual(names)
      expect(server.received[0]?.url).toBe('/api/kit/v1/performance?by=CODE')
      await server.close()
    }
  })

  it.each([
    ['{"data":[{"name":"A"}]}', /from must be a string/],
    ['{"data":[', /cut off/],
    ['{"rows":[]}', /./],
    ['{', /complete JSON/],
    ['<html>', /complete JSON/],
  ])('throws for a report that is %s', async (body, message) => {
    const { kit } = await connect([text(200, body)])
    await expect(kit.performance.rows().next()).rejects.toThrow(message)
  })

  it.each([
    ['/api/v1', '/api/kit/v1/program'],
    ['/referly/api/v1/', '/referly/api/kit/v1/program'],
    ['', '/api/kit/v1/program'],
  ])('is found from a base URL that ends in "%s"', async (path, expected) => {
    await connect([json(200, program)])
    const { kit } = createReferlyClient({ apiKey: key, baseUrl: new URL(server.url).origin + path })
    await kit.program.get()
    expect(server.received[0]?.url).toBe(expected)
  })

  it('sends changes once', async () => {
    const { kit } = await connect([json(200, program)])
    expect(await kit.program.update({ holdingDays: 45 })).toEqual(program)
    expect(server.received).toMatchObject([{ method: 'PATCH', body: '{"holdingDays":45}' }])
  })

  it('repeats a parameter for each item of a list', async () => {
    const { kit } = await connect([json(200, program)])
    const get = kit.api.GET as (path: string, init: object) => Promise<unknown>
    await get('/program', { params: { query: { id: ['a b', 'c'], limit: 2, cursor: undefined } } })
    expect(server.received[0]?.url).toBe('/api/kit/v1/program?id=a%20b&id=c&limit=2')
  })

  it('passes on headers, middleware, and the signal of a call', async () => {
    const { kit } = await connect([json(200, program)], {
      headers: { 'x-shop': '7' },
      middleware: [async (request, next) => next(request)],
    })
    await kit.api.GET('/program')
    expect(server.received[0]?.headers['x-shop']).toBe('7')
    const error = await getError(kit.program.get({ signal: AbortSignal.abort() }))
    expect(error).toMatchObject({ code: 'ABORTED' })
    expect(server.received).toHaveLength(1)
  })

  it('retries a lookup, but no change that may have been made', async () => {
    const { kit } = await connect([reset, json(200, program), reset])
    expect(await kit.program.get()).toEqual(program)
    const error = await getError(kit.program.update({ holdingDays: 45 }))
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', path: '/program' })
    expect(String(error)).toContain('PATCH /program may have updated its record')
    expect(server.received).toHaveLength(3)
  })

  it('exposes the body of an error', async () => {
    const body = {
      error: 400,
      message: '`program.holdingDays` must be a whole number between 0 and 90, but was 91.',
      code: 'INVALID_INPUT',
      field: 'program.holdingDays',
      expected: 'a whole number between 0 and 90',
      received: '91',
    }
    const { kit } = await connect([json(400, body)])
    const error = await getError(kit.program.update({ holdingDays: 91 }))
    expect(isInvalidRequestError(error) && error.errorBody).toEqual(body)
    expect(error).toMatchObject({
      message: `PATCH /program failed with status 400: ${body.message}`,
    })
  })

  it('does not show a key that the server repeats in the body of an error', async () => {
    const body = { error: 400, message: 'x', code: 'INVALID_INPUT', received: key }
    const { kit } = await connect([json(400, body)])
    expect(JSON.stringify(await getError(kit.program.get()))).not.toContain(key)
  })

  it.each([
    ['Referly, with a page', text(404, '<html>', { 'content-type': 'text/html' })],
    ['an older server', json(404, { error: 404, message: 'not a path of this API' })],
  ])('is reported as missing by %s', async (_server, reply) => {
    const { kit } = await connect([reply])
    const error = await getError(kit.program.get())
    expect(isNotFoundError(error)).toBe(true)
    const place = server.url.replace('/api/v1', '/api/kit/v1')
    expect(error).toMatchObject({
      status: 404,
      message: `GET /program failed: The kit API is not available at ${place}. It is part of the Referly Kit server.`,
    })
  })

  it('has its own error for a record that does not exist', async () => {
    const body = { error: 404, message: 'No sale with id 4711.', code: 'NOT_FOUND' }
    const { kit } = await connect([json(404, body)])
    const error = await getError(kit.program.get())
    expect(error).toMatchObject({
      message: 'GET /program failed with status 404: No sale with id 4711.',
      errorBody: body,
    })
  })
})

describe('a list of the kit API', () => {
  const pages: readonly Reply[] = [
    json(200, { data: [1, 2], nextCursor: 'b c' }),
    reset,
    json(200, { data: [], nextCursor: 'd' }),
    json(200, { data: [3], nextCursor: null }),
  ]
  const connectList = async (replies: readonly Reply[]): Promise<PagedCalls<number, Query>> => {
    const { kit } = await connect(replies)
    const get = kit.api.GET as (
      path: string,
      init: object,
    ) => Promise<{ readonly data?: Page<number> }>
    return createPaged<number, Query>(async (query) =>
      toData(await get('/numbers', { params: { query } })),
    )
  }

  it('yields the records of every page, and retries a page that is lost', async () => {
    const list = await connectList(pages)
    const numbers: number[] = []
    for await (const number of list.iterate({ limit: 2 })) numbers.push(number)
    expect(numbers).toEqual([1, 2, 3])
    expect(server.received.map(({ url }) => url)).toEqual([
      '/api/kit/v1/numbers?limit=2',
      '/api/kit/v1/numbers?limit=2&cursor=b%20c',
      '/api/kit/v1/numbers?limit=2&cursor=b%20c',
      '/api/kit/v1/numbers?limit=2&cursor=d',
    ])
  })

  it('starts at a cursor, and sends nothing before the first record is requested', async () => {
    const list = await connectList(pages)
    const numbers = list.iterate({ cursor: 'a' })
    expect(server.received).toHaveLength(0)
    expect(await numbers.next()).toEqual({ done: false, value: 1 })
    await numbers.return()
    expect(server.received.map(({ url }) => url)).toEqual(['/api/kit/v1/numbers?cursor=a'])
  })

  it('returns one page with the cursor of the next one', async () => {
    const list = await connectList(pages)
    expect(await list.list()).toEqual({ data: [1, 2], nextCursor: 'b c' })
  })
})

describe('a request with an idempotency key', () => {
  const record = json(200, { id: 'p1' })

  it.each([
    ['a lost response', reset],
    ['a failure of the server', json(500, { error: 500, message: 'x', code: 'SERVER_FAILURE' })],
  ])('is sent again with the same key after %s', async (_fault, fault) => {
    const client = await connect([fault, record])
    const input: PayoutInput = { until: '2026-11-30' }
    expect(await postPayout(client, withIdempotencyKey(input))).toEqual({ id: 'p1' })
    const [first, second] = server.received.map(({ body }) => body)
    expect(first).toMatch(/^\{"until":"2026-11-30","idempotencyKey":"[\da-f-]{36}"\}$/)
    expect(second).toBe(first)
  })

  it('keeps the key of the caller', () => {
    expect(withIdempotencyKey({ idempotencyKey: 'batch 7' })).toEqual({ idempotencyKey: 'batch 7' })
  })

  it('can be resumed with the same key when every attempt was lost', async () => {
    const client = await connect([reset, reset, record], { retries: 1 })
    const error = await getError(postPayout(client, withIdempotencyKey({})))
    expect(isOutcomeUnknownError(error)).toBe(true)
    const outcome = await (error as OutcomeUnknownError).resume?.()
    expect(outcome).toEqual({ status: 'recovered', record: { id: 'p1' } })
    expect(new Set(server.received.map(({ body }) => body)).size).toBe(1)
  })

  it('is not assumed for a text that contains one', async () => {
    const client = await connect([reset, record])
    const error = await getError(postPayout(client, { note: '"idempotencyKey":"a"' }))
    expect(isOutcomeUnknownError(error) && error.resume).toBeUndefined()
    expect(server.received).toHaveLength(1)
  })
})

describe('a deletion', () => {
  const missing = json(404, { error: 404, message: 'x', code: 'NOT_FOUND' })
  const done = text(204, '')

  it('is done when its response is lost and the retry finds nothing', async () => {
    const client = await connect([reset, missing])
    await client.kit.webhooks.delete('w1')
    expect(server.received.map(({ method }) => method)).toEqual(['DELETE', 'DELETE'])
  })

  it('fails when the first request finds nothing', async () => {
    const client = await connect([missing])
    expect(isNotFoundError(await getError(client.kit.webhooks.delete('w1')))).toBe(true)
  })

  it('fails on a server without the kit API, even after a retry', async () => {
    const client = await connect([reset, text(404, 'Not found')])
    expect(isNotFoundError(await getError(client.kit.webhooks.delete('w1')))).toBe(true)
  })

  it.each([
    ['finds nothing', missing],
    ['deletes it', done],
  ])(
    'can be resumed when every attempt was lost, and is done when the next one %s',
    async (_, end) => {
      const client = await connect([reset, reset, end], { retries: 1 })
      const error = await getError(client.kit.webhooks.delete('w1'))
      const outcome = await (error as OutcomeUnknownError).resume?.()
      expect(outcome).toEqual({ status: 'recovered', record: undefined })
    },
  )
})

describe('a fault of the server', () => {
  const good = json(200, program)
  const isHang = (reply: Reply): boolean => reply === hang
  const calls: Readonly<Record<string, (client: ReferlyClient) => Promise<unknown>>> = {
    GET: ({ kit }) => kit.program.get(),
    'POST with a key': (client) => postPayout(client, withIdempotencyKey({})),
    'POST without one': (client) => postPayout(client, {}),
    PATCH: ({ kit }) => kit.program.update({ holdingDays: 45 }),
  }
  const lost = ['answered 2', 'answered 2', 'OUTCOME_UNKNOWN 1', 'OUTCOME_UNKNOWN 1']
  const useless = ['UNEXPECTED_RESPONSE 1', 'OUTCOME_UNKNOWN 1', ...lost.slice(2)]

  it.each<[string, Reply, string[]]>([
    ['a reset connection', reset, lost],
    ['an empty 500', emptyServerError, lost],
    ['a 502 with a page', badGatewayPage, lost],
    ['a 429', text(429, '', { 'retry-after': '0' }), Array<string>(4).fill('answered 2')],
    ['a truncated response', truncated, lost],
    ['no response', hang, lost],
    ['a 200 with a page', loginPage, useless],
    ['half a JSON text', halfJson, useless],
    ['null', json(200, null), useless],
    ['a list', json(200, []), useless],
  ])('is handled without doing anything twice: %s', async (_fault, reply, expected) => {
    const results: string[] = []
    for (const call of Object.values(calls)) {
      const client = await connect([reply, good], {
        clock: { now: () => Date.now(), sleep: async () => {} },
        ...(isHang(reply) && { timeoutMs: 60 }),
      })
      const error = await getError(call(client))
      const outcome = error === undefined ? 'answered' : (error as ReferlyError).code
      results.push(`${outcome} ${server.received.length}`)
      await server.close()
    }
    expect(results).toEqual(expected)
  })

  it('can be resumed when the response to a request with a key was unusable', async () => {
    const client = await connect([loginPage, good])
    const error = await getError(postPayout(client, withIdempotencyKey({})))
    const outcome = await (error as OutcomeUnknownError).resume?.()
    expect(outcome).toEqual({ status: 'recovered', record: program })
  })
})

describe('a backup', () => {
  const lines = '{"format":"referly-kit-backup","schema":10}\n{"rows":0,"sha256":"00"}\n'
  const headers = { 'content-type': 'application/x-ndjson' }
  const file: Reply = text(200, lines, headers)
  const broken: Reply = (response) => {
    response.writeHead(200, { ...headers, 'content-length': '5000' })
    response.write(lines, () => response.destroy())
  }

  async function readAll(referly: ReferlyClient): Promise<string> {
    let all = ''
    for await (const piece of referly.kit.backup.read()) all += Buffer.from(piece).toString()
    return all
  }

  it('is yielded unchanged', async () => {
    expect(await readAll(await connect([file]))).toBe(lines)
  })

  it('is refused when the response is a page', async () => {
    await expect(readAll(await connect([loginPage]))).rejects.toMatchObject({
      name: 'UnexpectedResponseError',
      expected: 'application/x-ndjson',
    })
  })

  it('that breaks off is an error', async () => {
    await expect(readAll(await connect([broken]))).rejects.toMatchObject({
      name: 'ConnectionError',
    })
  })
})
