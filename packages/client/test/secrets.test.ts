import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { createReferlyClient, type AttemptLog, type ReferlyClientOptions } from '../src/index.js'
import * as surface from '../src/index.js'
import { createErrorWatch } from './error-watch.js'
import {
  emptyServerError,
  hang,
  json,
  reset,
  startFaultServer,
  text,
  type FaultServer,
  type Reply,
} from './fault-server.js'

const key = 'sk_live_Zq8-very_secret'
const newCoupon = { name: 'Spring', percentOff: 20 }

let server: FaultServer | undefined
let logged: unknown[] = []
const seen = new Set<string>()

afterEach(async () => {
  await server?.close()
  server = undefined
})

/** Everything a program could print about a value. */
function toPrintings(value: unknown): string {
  const parts = [inspect(value, { depth: null, showHidden: true }), JSON.stringify(value)]
  for (let part = value; part instanceof Error; part = part.cause) {
    seen.add(part.name)
    const own = Reflect.ownKeys(part).map((name) => String(Reflect.get(part as object, name)))
    parts.push(String(part), part.stack ?? '', ...own)
  }
  return parts.join('\n')
}

async function failWith(
  replies: readonly Reply[],
  call: (client: surface.ReferlyClient) => Promise<unknown>,
  options: ReferlyClientOptions = {},
): Promise<unknown> {
  server = await startFaultServer(...replies)
  logged = []
  const log = (...parts: [string, AttemptLog]): void => void logged.push(...parts)
  const client = createReferlyClient({
    apiKey: key,
    baseUrl: server.url,
    random: () => 0,
    timeoutMs: replies.includes(hang) ? 100 : 10_000,
    logger: { debug: log, warn: log },
    ...options,
  })
  expect(toPrintings(client)).not.toContain(key)
  return call(client).then(
    () => undefined,
    (reason: unknown) => reason,
  )
}

/** A server that repeats the key wherever it can. */
const echo = (status: number, padding: number = 0): Reply => {
  const message = `unknown key ${key}`
  const body = JSON.stringify({ error: status, message })
  return (response) => {
    response.writeHead(status, { 'content-type': `text/plain; key=${key}`, 'x-request-id': key })
    response.end(padding === 0 ? body : key.repeat(9).padEnd(padding) + key.repeat(9))
  }
}

const aborted = AbortSignal.abort()
const list = (client: surface.ReferlyClient): Promise<unknown> => client.coupons.list()
const create = (client: surface.ReferlyClient): Promise<unknown> => client.coupons.create(newCoupon)

/** A fetch as built by instrumentation or proxies, whose errors contain the request. */
const failingFetch: ReferlyClientOptions['fetch'] = async (url, init) => {
  const request = new Request(url, { method: 'POST', headers: init.headers ?? {} })
  const inner = Object.assign(new Error(`sent ${key}`), { code: `E_${key}` })
  throw Object.assign(new Error('proxy failed', { cause: inner }), { request, init })
}

const quotingFetch: ReferlyClientOptions['fetch'] = async (_, init) => {
  throw new Error([...new Headers(init.headers)].flat().join(' '))
}

const headersFetch: ReferlyClientOptions['fetch'] = async (_, { headers }) => {
  throw Object.assign(new Error('failed'), { config: { nested: [{ headers }] } })
}

const requestFetch: ReferlyClientOptions['fetch'] = async (url, { headers = {} }) => {
  throw Object.assign(new Error('failed'), { request: new Request(url, { headers }) })
}

describe('no error, log, or printed client contains the API key', () => {
  const statuses = [400, 401, 403, 404, 409, 418, 422, 429, 500]
  it.each(statuses)('when a %i repeats it', async (status) => {
    for (const call of [list, create]) {
      const error = await failWith([echo(status)], call)
      expect(error).toBeInstanceOf(surface.ReferlyError)
      expect(toPrintings(error)).not.toContain(key)
      expect(toPrintings(error)).toContain('[redacted]')
      expect(toPrintings(logged)).not.toContain(key)
      await server?.close()
    }
  })

  it.each([
    ['with escaped slashes', (value: string) => value.replaceAll('/', String.raw`\/`)],
    ['with escaped code units', (value: string) => value.replace('sk/', String.raw`\u0073K\u002F`)],
    ['as JSON in JSON', (value: string) => JSON.stringify(value.replaceAll('/', String.raw`\/`))],
  ])('when it is repeated in JSON %s', async (_, escape) => {
    const apiKey = 'sk/live/Zq8-very_secret'
    const body = escape(JSON.stringify({ error: 401, message: `unknown key ${apiKey}` }))
    const error = await failWith([text(401, body)], list, { apiKey })
    const { body: printed } = error as { body: string }
    expect(printed).toContain('unknown key [redacted]')
    expect(printed).not.toContain('very_secret')
    expect(toPrintings(error)).not.toContain('very_secret')
  })

  it('when JSON that is cut off repeats it with escapes', async () => {
    const apiKey = 'sk/live/Zq8-very_secret'
    const error = await failWith([text(200, String.raw`["sk\/live\/Zq8-very_secret`)], list, {
      apiKey,
    })
    expect(error).toMatchObject({ code: 'UNEXPECTED_RESPONSE', body: '["[redacted]' })
    expect(toPrintings(error)).not.toContain('very_secret')
  })

  it('and a long run of backslashes is searched quickly', async () => {
    const error = await failWith([text(401, '\\'.repeat(1_000_000))], list)
    expect(error).toMatchObject({ code: 'AUTHENTICATION' })
  })

  it('that a middleware sees', async () => {
    const { errors, watch } = createErrorWatch()
    await failWith([hang], list, { fetch: failingFetch, middleware: [watch], retries: 0 })
    expect(errors).toHaveLength(1)
    expect(toPrintings(errors[0])).not.toContain(key)
  })

  it('when the excerpt ends in the middle of it', async () => {
    for (let padding = 2000; padding < 2200; padding += 7) {
      const error = await failWith([echo(400, padding)], list)
      expect(toPrintings(error)).not.toContain(key.slice(0, 12))
      await server?.close()
    }
  })

  it.each<[string, Reply, typeof list, ReferlyClientOptions]>([
    ['200 that is not JSON', text(200, `${key}`), list, {}],
    ['200 that is half JSON', text(200, `{"a": "${key}", ${key}`), create, {}],
    ['200 with a wrong shape', json(200, [{ id: 1, key }]), list, {}],
    ['a reset', reset, create, {}],
    ['a timeout', hang, list, {}],
    ['a server error', emptyServerError, create, {}],
    ['a redirect', text(302, key, { location: `/?key=${key}` }), list, {}],
    ['an abort', hang, (client) => client.coupons.list({}, { signal: aborted }), {}],
    ['a fault in the input', hang, (client) => client.coupons.create({} as never), {}],
    ['a fetch that attaches the request', hang, create, { fetch: failingFetch }],
    ['a fetch that quotes headers', hang, list, { fetch: quotingFetch }],
    ['a fetch that hides headers deep inside', hang, list, { fetch: headersFetch }],
    ['a fetch that attaches only a Request', hang, list, { fetch: requestFetch }],
    ['a key with a line break', hang, list, { apiKey: () => `${key}\n` }],
  ])('after %s', async (_, reply, call, options) => {
    const error = await failWith([reply], call, options)
    expect(error).toBeInstanceOf(surface.ReferlyError)
    expect(toPrintings(error)).not.toContain(key)
    expect(toPrintings(logged)).not.toContain(key)
  })

  it('and every class of error has its guard', () => {
    const names = Object.keys(surface)
    const classes = names.filter((name) => /^[A-Z].*Error$/.test(name))
    expect(names.filter((name) => /^is.*Error$/.test(name))).toEqual(
      classes.map((name) => `is${name}`),
    )
  })

  it('and every class of error was inspected', () => {
    const classes = Object.keys(surface).filter((name) => /^[A-Z].*Error$/.test(name))
    const abstract = ['CallError', 'ReferlyError']
    expect(classes.filter((name) => !seen.has(name))).toEqual(abstract)
  })
})

describe('the cause of a lost connection', () => {
  it('is the original error of fetch if it does not contain the key', async () => {
    const failure = Object.assign(new Error('no luck'), { detail: { a: [1] } })
    const fetch = async (): Promise<Response> => {
      throw failure
    }
    expect(await failWith([hang], list, { fetch })).toMatchObject({ cause: failure })
  })

  it('keeps name, message, code, and inner causes when the key is removed', async () => {
    const error = await failWith([hang], list, { fetch: failingFetch })
    expect(error).toMatchObject({
      code: 'CONNECTION',
      cause: {
        name: 'Error',
        message: 'proxy failed',
        cause: { message: 'sent [redacted]', code: 'E_[redacted]' },
      },
    })
  })
})
