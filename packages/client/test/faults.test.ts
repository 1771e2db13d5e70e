import { afterEach, describe, expect, it } from 'vitest'
import {
  createReferlyClient,
  isReferlyError,
  type ReferlyClient,
  type ReferlyClientOptions,
} from '../src/index.js'
import {
  badGatewayPage,
  drip,
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

let server: FaultServer | undefined
let waits: number[] = []

/** A client that records its waits instead of waiting, and whose jitter is always half. */
function createImpatientClient(baseUrl: string, options: ReferlyClientOptions = {}): ReferlyClient {
  waits = []
  const clock = {
    now: () => Date.now(),
    sleep: async (ms: number) => {
      waits.push(ms)
    },
  }
  return createReferlyClient({ apiKey: 'sk', baseUrl, clock, random: () => 0.5, ...options })
}

async function connect(
  replies: readonly Reply[],
  options: ReferlyClientOptions = {},
): Promise<ReferlyClient> {
  server = await startFaultServer(...replies)
  return createImpatientClient(server.url, options)
}

async function fail(call: Promise<unknown>): Promise<Error & { cause?: unknown }> {
  const error: unknown = await call.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  )
  expect(isReferlyError(error)).toBe(true)
  return error as Error
}

const newCoupon = { name: 'Spring', percentOff: 20 }

afterEach(async () => {
  await server?.close()
  server = undefined
})

/** Only a reply that never ends should time out, even on a busy machine. */
const toTimeoutMs = (reply: Reply): number => (reply === hang || reply === drip ? 200 : 10_000)

interface Outcome {
  /** The number of requests the server received for one call. */
  readonly requests: number
  /** The code of the error, followed by that of its cause. */
  readonly error: readonly string[]
}

interface Fault {
  readonly name: string
  readonly reply: Reply
  readonly get: Outcome
  readonly post: Outcome
}

const rateLimited = (value: string): Reply => text(429, '', { 'retry-after': value })

const faults: Fault[] = [
  {
    name: '500 with an empty body',
    reply: emptyServerError,
    get: { requests: 3, error: ['SERVER'] },
    post: { requests: 1, error: ['OUTCOME_UNKNOWN', 'SERVER'] },
  },
  {
    name: '502 with an HTML page',
    reply: badGatewayPage,
    get: { requests: 3, error: ['SERVER'] },
    post: { requests: 1, error: ['OUTCOME_UNKNOWN', 'SERVER'] },
  },
  {
    name: '408',
    reply: text(408, ''),
    get: { requests: 3, error: ['API'] },
    post: { requests: 1, error: ['OUTCOME_UNKNOWN', 'API'] },
  },
  {
    name: '429 with seconds',
    reply: rateLimited('1'),
    get: { requests: 3, error: ['RATE_LIMITED'] },
    post: { requests: 3, error: ['RATE_LIMITED'] },
  },
  {
    name: '429 with a date',
    reply: (response) => {
      const date = new Date(Date.now() + 3000).toUTCString()
      response.writeHead(429, { 'retry-after': date }).end()
    },
    get: { requests: 3, error: ['RATE_LIMITED'] },
    post: { requests: 3, error: ['RATE_LIMITED'] },
  },
  {
    name: '429 with a wait of an hour',
    reply: rateLimited('3600'),
    get: { requests: 1, error: ['RATE_LIMITED'] },
    post: { requests: 1, error: ['RATE_LIMITED'] },
  },
  {
    name: '200 with an HTML page',
    reply: loginPage,
    get: { requests: 1, error: ['UNEXPECTED_RESPONSE', 'SyntaxError'] },
    post: { requests: 1, error: ['OUTCOME_UNKNOWN', 'UNEXPECTED_RESPONSE'] },
  },
  {
    name: '200 cut off by the connection',
    reply: truncated,
    get: { requests: 3, error: ['CONNECTION', 'TypeError'] },
    post: { requests: 1, error: ['OUTCOME_UNKNOWN', 'CONNECTION'] },
  },
  {
    name: '200 with incomplete JSON',
    reply: halfJson,
    get: { requests: 1, error: ['UNEXPECTED_RESPONSE', 'SyntaxError'] },
    post: { requests: 1, error: ['OUTCOME_UNKNOWN', 'UNEXPECTED_RESPONSE'] },
  },
  {
    name: '200 with an empty body',
    reply: text(200, '', { 'content-length': '0' }),
    get: { requests: 1, error: ['UNEXPECTED_RESPONSE', 'SyntaxError'] },
    post: { requests: 1, error: ['OUTCOME_UNKNOWN', 'UNEXPECTED_RESPONSE'] },
  },
  {
    name: 'a reset connection',
    reply: reset,
    get: { requests: 3, error: ['CONNECTION', 'TypeError'] },
    post: { requests: 1, error: ['OUTCOME_UNKNOWN', 'CONNECTION'] },
  },
  {
    name: 'no response',
    reply: hang,
    get: { requests: 3, error: ['TIMEOUT'] },
    post: { requests: 1, error: ['OUTCOME_UNKNOWN', 'TIMEOUT'] },
  },
  {
    name: 'a response that never ends',
    reply: drip,
    get: { requests: 3, error: ['TIMEOUT'] },
    post: { requests: 1, error: ['OUTCOME_UNKNOWN', 'TIMEOUT'] },
  },
]

function toCodes(error: Error & { cause?: unknown }): string[] {
  const chain = [error, error.cause].filter((part) => part instanceof Error)
  return chain.map((part) => ('code' in part ? String(part.code) : part.name))
}

describe.each(faults)('$name', ({ reply, get, post }) => {
  it('on a GET is retried if it may be temporary, then thrown', async () => {
    const client = await connect([reply], { timeoutMs: toTimeoutMs(reply) })
    const error = await fail(client.coupons.list())
    expect(toCodes(error)).toEqual(get.error)
    expect(server?.received).toHaveLength(get.requests)
    expect(error).toMatchObject({ method: 'GET', path: '/coupons', attempts: get.requests })
  })

  it('on a POST is retried only if the server cannot have acted on it', async () => {
    const client = await connect([reply], { timeoutMs: toTimeoutMs(reply) })
    const error = await fail(client.coupons.create(newCoupon))
    expect(toCodes(error)).toEqual(post.error)
    expect(server?.received).toHaveLength(post.requests)
    expect(error).toMatchObject({ method: 'POST', path: '/coupons', attempts: post.requests })
  })
})

describe('an unreachable server', () => {
  it('is retried for a POST like for a GET, because nothing was sent', async () => {
    // Port 9 is unused. A port that was free a moment ago may be in use by now.
    const client = createImpatientClient('http://127.0.0.1:9')
    const refused = { code: 'CONNECTION', sent: false, attempts: 3 }
    expect(await fail(client.coupons.list())).toMatchObject(refused)
    expect(await fail(client.coupons.create(newCoupon))).toMatchObject(refused)
  })

  it('with a TLS failure counts as not sent', async () => {
    server = await startFaultServer(json(200, coupon))
    const client = createImpatientClient(server.url.replace('http:', 'https:'))
    const error = await fail(client.coupons.create(newCoupon))
    expect(error).toMatchObject({ code: 'CONNECTION', sent: false, attempts: 3 })
    expect(server.received).toHaveLength(0)
  })

  it('with an unknown host name counts as not sent', async () => {
    const client = createImpatientClient('https://referly.invalid')
    const error = await fail(client.coupons.create(newCoupon))
    expect(error).toMatchObject({ code: 'CONNECTION', sent: false, attempts: 3 })
  })
})

describe('a temporary fault', () => {
  it.each([emptyServerError, badGatewayPage, reset, truncated, hang, rateLimited('1')])(
    'is invisible to a GET (%#)',
    async (reply) => {
      const client = await connect([reply, json(200, [coupon])], { timeoutMs: toTimeoutMs(reply) })
      expect(await client.coupons.list()).toEqual([coupon])
      expect(server?.received).toHaveLength(2)
    },
  )

  it('is invisible to a POST after a 429, which resends the same body', async () => {
    const client = await connect([rateLimited('1'), rateLimited('2'), json(200, coupon)])
    expect(await client.coupons.create(newCoupon)).toEqual(coupon)
    const bodies = server?.received.map(({ body }) => JSON.parse(body))
    expect(bodies).toEqual([newCoupon, newCoupon, newCoupon])
    expect(waits).toEqual([1000, 2000])
  })
})

describe('waits', () => {
  it('double their bound and use full jitter', async () => {
    const client = await connect([emptyServerError], { retries: 6 })
    await fail(client.coupons.list())
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 4000])
  })

  it('do not exceed the total time limit', async () => {
    const client = await connect([rateLimited('5')], { totalTimeoutMs: 4000 })
    const error = await fail(client.coupons.list())
    expect(error).toMatchObject({ code: 'RATE_LIMITED', attempts: 1, retryAfterMs: 5000 })
    expect(error.message).toContain('. Wait 5 s.')
  })

  it('do not occur without retries', async () => {
    const client = await connect([emptyServerError], { retries: 0 })
    expect(await fail(client.coupons.list())).toMatchObject({ code: 'SERVER', attempts: 1 })
  })
})

describe('a refusal', () => {
  const refusals = [
    { status: 400, code: 'INVALID_REQUEST', name: 'InvalidRequestError' },
    { status: 401, code: 'AUTHENTICATION', name: 'AuthenticationError' },
    { status: 403, code: 'AUTHENTICATION', name: 'AuthenticationError' },
    { status: 404, code: 'NOT_FOUND', name: 'NotFoundError' },
    { status: 409, code: 'CONFLICT', name: 'ConflictError' },
    { status: 418, code: 'API', name: 'ApiError' },
    { status: 422, code: 'INVALID_REQUEST', name: 'InvalidRequestError' },
  ]
  it.each(refusals)('with $status is thrown immediately as $name', async (given) => {
    const errorBody = { error: given.status, message: 'name must be unique' }
    const reply = json(given.status, errorBody, { 'x-request-id': 'req-1' })
    const client = await connect([reply])
    const error = await fail(client.coupons.create(newCoupon))
    expect(error).toMatchObject({
      ...given,
      errorBody,
      body: JSON.stringify(errorBody),
      requestId: 'req-1',
      attempts: 1,
    })
    expect(error.message).toContain(
      `POST /coupons failed with status ${given.status}: name must be`,
    )
    expect(server?.received).toHaveLength(1)
  })

  it.each(['A key is required.', 'A key is required'])(
    'advises in a sentence: %s',
    async (said) => {
      const client = await connect([json(401, { error: 401, message: said })])
      const { message } = await fail(client.coupons.list())
      expect(message).toMatch(/: A key is required\. Check the API key\.$/)
    },
  )

  it('with a long body keeps the first 2048 characters', async () => {
    const client = await connect([text(400, 'x'.repeat(5000))])
    const error = await fail(client.coupons.list())
    expect(error).toMatchObject({ body: 'x'.repeat(2048), errorBody: undefined })
  })
})

describe('totalTimeoutMs', () => {
  it('ends an attempt whose own time limit is longer', async () => {
    const client = await connect([hang], { totalTimeoutMs: 100 })
    const error = await fail(client.coupons.list())
    expect(error).toMatchObject({ code: 'TIMEOUT', bound: 'total', timeoutMs: 100 })
  })
})

describe('aborting', () => {
  it('before the call, sends nothing', async () => {
    const client = await connect([json(200, coupon)])
    const signal = AbortSignal.abort('changed my mind')
    const error = await fail(client.coupons.create(newCoupon, { signal }))
    expect(error).toMatchObject({ code: 'ABORTED', outcomeUnknown: false, attempts: 0 })
    expect(error.cause).toBe('changed my mind')
    expect(server?.received).toHaveLength(0)
  })

  it.each(['GET', 'POST'])('during a %s, ends it immediately without a retry', async (method) => {
    const controller = new AbortController()
    const abort: Reply = () => controller.abort(new Error('stop'))
    const client = await connect([abort])
    const { signal } = controller
    const isPost = method === 'POST'
    const call = isPost
      ? client.coupons.create(newCoupon, { signal })
      : client.coupons.list({}, { signal })
    const error = await fail(call)
    expect(error).toMatchObject({ code: 'ABORTED', outcomeUnknown: isPost, attempts: 1 })
    expect(error.cause).toBe(controller.signal.reason)
    expect(server?.received).toHaveLength(1)
  })

  it('during a wait, ends the call immediately', async () => {
    server = await startFaultServer(rateLimited('50'))
    const client = createReferlyClient({ apiKey: 'sk', baseUrl: server.url })
    const signal = AbortSignal.timeout(100)
    const error = await fail(client.coupons.list({}, { signal }))
    expect(error).toMatchObject({ code: 'ABORTED', outcomeUnknown: false, attempts: 1 })
    expect(server.received).toHaveLength(1)
  })
})

describe('a redirect', () => {
  it.each([301, 302, 307, 308])(
    'with %i is not followed, so the key is not sent',
    async (status) => {
      const other = await startFaultServer(json(200, [coupon]))
      const client = await connect([text(status, '', { location: `${other.url}/coupons` })])
      const error = await fail(client.coupons.list())
      expect(error).toMatchObject({ code: 'UNEXPECTED_RESPONSE', status })
      expect(error.message).toContain(new URL(other.url).origin)
      expect(other.received).toHaveLength(0)
      const created = await fail(client.coupons.create(newCoupon))
      expect(created).toMatchObject({ code: 'UNEXPECTED_RESPONSE', status })
      expect(other.received).toHaveLength(0)
      await other.close()
    },
  )

  it('with 303 after a create leaves the outcome unknown', async () => {
    const client = await connect([text(303, '', { location: '/api/v1/coupons' })])
    expect(await fail(client.coupons.create(newCoupon))).toMatchObject({ code: 'OUTCOME_UNKNOWN' })
  })
})
