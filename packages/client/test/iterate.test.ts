import { getEventListeners } from 'node:events'
import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import {
  createReferlyClient,
  isConnectionError,
  isReferlyError,
  type IterateOptions,
  type ReferlyClient,
  type ReferlyClientOptions,
} from '../src/index.js'
import {
  drip,
  emptyServerError,
  hang,
  json,
  loginPage,
  reset,
  startFaultServer,
  text,
  type FaultServer,
  type Reply,
} from './fault-server.js'
import { affiliate, coupon, promotionalCode, referral, sale } from './records.js'

const key = 'sk_live_Zq8-very_secret'

let server: FaultServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

async function connect(
  replies: readonly Reply[],
  options: ReferlyClientOptions = {},
): Promise<ReferlyClient> {
  server = await startFaultServer(...replies)
  return createReferlyClient({ apiKey: key, baseUrl: server.url, random: () => 0, ...options })
}

/** A client of a server that sends these bytes in these parts. */
function connectTo(...parts: readonly (string | Uint8Array)[]): ReferlyClient {
  const chunks = parts.map((part) => (typeof part === 'string' ? toBytes(part) : part))
  const fetch = async (): Promise<Response> => new Response(toStream(chunks))
  return createReferlyClient({ apiKey: key, fetch })
}

function toStream(parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): ReadableStream {
  const source = (async function* () {
    yield* parts
  })()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await source.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await source.return(undefined)
    },
  })
}

const toBytes = (part: string): Uint8Array => new TextEncoder().encode(part)

interface End {
  readonly records: readonly unknown[]
  readonly error: (Error & Record<string, unknown>) | undefined
}

async function readAll(client: ReferlyClient, options: IterateOptions = {}): Promise<End> {
  const records: unknown[] = []
  try {
    for await (const record of client.coupons.iterate({}, options)) records.push(record)
    return { records, error: undefined }
  } catch (error) {
    expect(isReferlyError(error)).toBe(true)
    return { records, error: error as End['error'] }
  }
}

const one = JSON.stringify(coupon)
const many = (count: number): string => `[${Array.from({ length: count }, () => one).join(',')}]`

/** Sends the parts one after the other, then ends as `end` specifies. */
function inParts(parts: readonly string[], end: (response: Parameters<Reply>[0]) => void): Reply {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    for (const part of parts) {
      await new Promise<void>((resolve) => response.write(part, () => resolve()))
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    end(response)
  }
}

describe('every collection', () => {
  const records = { coupons: coupon, promotionalCodes: promotionalCode, affiliates: affiliate }
  const all = Object.entries({ ...records, referrals: referral, sales: sale })
  it.each(all)('%s can be iterated with the same filters as list', async (name, record) => {
    const client = await connect([json(200, [record, record])])
    const collection = client[name as Exclude<keyof ReferlyClient, 'api' | 'kit'>]
    const seen: unknown[] = []
    for await (const each of collection.iterate({ id: 'x' } as never)) seen.push(each)
    expect(seen).toEqual([record, record])
    expect(seen).toEqual(await collection.list())
    expect(server?.received[0]).toMatchObject({ method: 'GET' })
    expect(server?.received[0]?.url).toMatch(/\?id=x$/)
  })
})

describe('a response', () => {
  it.each([
    ['of one object', one, 1],
    ['of []', '[]', 0],
    ['of null', 'null', 0],
    ['with a byte order mark', `\ufeff${many(2)}`, 2],
    ['with white space', ` [ ${one}\n,\t${one} ] \n`, 2],
  ])('%s yields the same records as list', async (_, body, count) => {
    const { records, error } = await readAll(connectTo(body))
    expect(error).toBeUndefined()
    expect(records).toHaveLength(count)
    expect(records).toEqual(await connectTo(body).coupons.list())
  })

  it.each([
    ['that is empty', '', 0, 'complete JSON, but was 0 characters'],
    ['of a string', '"a"', 0, 'an object, an array, or null, but was string'],
    [
      'with a missing record',
      `[${one},,${one}]`,
      1,
      '[1] must be complete JSON, but was 0 characters',
    ],
    ['with a trailing comma', `[${one},]`, 1, '[1] must be complete JSON, but was 0 characters'],
    ['with text after it', `${many(2)} x`, 2, 'a single array, but was one with text after it'],
    ['that is not closed', `[${one},${one},`, 2, 'a complete array, but was one that is cut off'],
    ['that ends in a record', `[${one},{"id":"c`, 1, 'a complete array, but was one that is cut'],
    ['of an incomplete object', one.slice(0, 40), 0, 'complete JSON, but was 40 characters'],
    ['with a record that is not JSON', `[${one},{a}]`, 1, '[1] must be complete JSON'],
    ['with a record without its id', `[${one},{"name":"A"}]`, 1, '[1].id must be a string'],
    ['with null instead of a record', `[${one},null]`, 1, '[1] must be an object, but was null'],
    ['with an array instead of a record', `[${one},[]]`, 1, '[1] must be an object, but was array'],
    ['of one object without its id', '{}', 0, ': id must be a string, but was undefined'],
  ])(
    '%s is an error with the number of records that arrived',
    async (_, body, arrived, message) => {
      const { records, error } = await readAll(connectTo(body))
      expect(records).toHaveLength(arrived)
      expect(error).toMatchObject({
        code: 'UNEXPECTED_RESPONSE',
        arrived,
        status: 200,
        attempts: 1,
      })
      expect(error?.message).toContain(message)
      expect(error?.message).toContain(`; records that arrived: ${arrived}`)
    },
  )

  it.each([
    ['a page whole', '<html>Log in</html>', '<html>Log in</html>'],
    ['of a list the record in question', `[${one},{"name":"A"}]`, '{"name":"A"}'],
    ['of a long record 2048 characters', `["${'a'.repeat(9000)}"]`, `"${'a'.repeat(2047)}`],
  ])('that breaks the contract is quoted in the error: %s', async (_, answer, body) => {
    expect((await readAll(connectTo(answer))).error).toMatchObject({ body })
  })

  it('with an HTML page is an error that quotes the page', async () => {
    const { error } = await readAll(await connect([loginPage]))
    expect(error).toMatchObject({ code: 'UNEXPECTED_RESPONSE', body: '<html>Log in</html>' })
  })

  it('with a record over the limit is an error before the whole record has arrived', async () => {
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      yield toBytes(`[${one},{"a":"`)
      for (;;) yield toBytes('x'.repeat(1000))
    }
    const fetch = async (): Promise<Response> => new Response(toStream(endless()))
    const client = createReferlyClient({ apiKey: key, fetch })
    const { records, error } = await readAll(client, { maxRecordLength: 5000 })
    expect(records).toHaveLength(1)
    expect(error).toMatchObject({ code: 'UNEXPECTED_RESPONSE', arrived: 1 })
    expect(error?.message).toContain('records of at most 5000 characters')
  })

  it('in a single large chunk is processed in small steps', async () => {
    const { records } = await readAll(connectTo(many(5000)))
    expect(records).toHaveLength(5000)
  })

  it('in any chunks yields the same records as list, or fails after the same records', async () => {
    const name = fc.string({ unit: 'grapheme' })
    const record = fc.record({ name, note: fc.jsonValue() }).map((own) => ({ ...coupon, ...own }))
    const arbitrary = fc.tuple(fc.array(record), fc.array(fc.nat()), fc.option(fc.nat()))
    const property = fc.asyncProperty(arbitrary, async ([list, cuts, end]) => {
      const body = JSON.stringify(list)
      const whole = toBytes(body)
      const bytes = end === null ? whole : whole.slice(0, end % whole.length)
      const places = cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b)
      const parts = [0, ...places].map((from, index) => bytes.slice(from, places[index]))
      const { records, error } = await readAll(connectTo(...parts))
      expect(error === undefined).toBe(end === null)
      expect(records).toEqual((JSON.parse(body) as unknown[]).slice(0, records.length))
      if (end === null) expect(records).toHaveLength(list.length)
      else expect(error?.['arrived']).toBe(records.length)
    })
    await fc.assert(property, { numRuns: 200 })
  })
})

describe('a connection', () => {
  it('that fails before the response is retried, as for list', async () => {
    const client = await connect([reset, emptyServerError, text(200, many(3))])
    expect(await readAll(client)).toMatchObject({ error: undefined, records: { length: 3 } })
    expect(server?.received).toHaveLength(3)
  })

  it('with an error status throws the error of that status', async () => {
    const { error } = await readAll(await connect([json(401, { error: 401, message: 'no' })]))
    expect(error).toMatchObject({ code: 'AUTHENTICATION', status: 401 })
  })

  it('that breaks midway is an error with the number of records that arrived', async () => {
    const client = await connect([inParts([`[${one},${one},`], (to) => to.destroy())])
    const { records, error } = await readAll(client)
    expect(records).toHaveLength(2)
    expect(isConnectionError(error)).toBe(true)
    expect(error).toMatchObject({ method: 'GET', path: '/coupons', arrived: 2, sent: true })
    expect(error?.message).toBe('GET /coupons lost its connection; records that arrived: 2')
    expect(error?.cause).toBeInstanceOf(Error)
    expect(server?.received).toHaveLength(1)
  })

  it.each([
    ['goes silent', () => {}],
    [
      'drips without a record',
      (response: Parameters<Reply>[0]) => {
        const timer = setInterval(() => response.write(' '), 10)
        response.on('close', () => clearInterval(timer))
      },
    ],
  ])('that %s times out with the number of records that arrived', async (_, end) => {
    const client = await connect([inParts([`[${one},`], end)], { timeoutMs: 300 })
    const { records, error } = await readAll(client)
    expect(records).toHaveLength(1)
    expect(error).toMatchObject({ code: 'TIMEOUT', timeoutMs: 300, arrived: 1 })
  })

  it.each([hang, drip])('that never sends a record times out (%#)', async (reply) => {
    const client = await connect([reply], { timeoutMs: 100, retries: 0 })
    expect((await readAll(client)).error).toMatchObject({ code: 'TIMEOUT' })
  })

  it('may outlast timeoutMs and totalTimeoutMs as long as records arrive', async () => {
    const parts = ['[', ...Array.from({ length: 80 }, () => `${one},`), one]
    const reply = inParts(parts, (response) => response.end(']'))
    const client = await connect([reply], { timeoutMs: 500, totalTimeoutMs: 500 })
    expect(await readAll(client)).toMatchObject({ error: undefined, records: { length: 81 } })
  })

  it('is not timed while the caller processes a record', async () => {
    const reply = inParts(['[', `${one},`, one], (response) => response.end(']'))
    const client = await connect([reply], { timeoutMs: 400 })
    let seen = 0
    for await (const _ of client.coupons.iterate()) {
      seen++
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
    expect(seen).toBe(2)
  })
})

describe('the loop', () => {
  it('sends nothing before the first iteration', async () => {
    const client = await connect([json(200, [coupon])])
    const records = client.coupons.iterate()
    expect(server?.received).toHaveLength(0)
    expect((await records.next()).value).toEqual(coupon)
    await records.return()
  })

  it('ends the transfer when the caller breaks out', async () => {
    let closed: Promise<void> = Promise.resolve()
    const endless: Reply = (response) => {
      closed = new Promise((resolve) => response.on('close', resolve))
      response.writeHead(200).write('[')
      const send = (): boolean => response.destroyed || response.write(`${one},`, send)
      send()
    }
    const client = await connect([endless])
    let seen = 0
    for await (const _ of client.coupons.iterate()) if (++seen === 100) break
    await closed
    expect(seen).toBe(100)
  })

  it('reads no further than the caller', async () => {
    let sent = 0
    const source = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          controller.enqueue(toBytes(sent++ === 0 ? `[${one}` : `,${one}`))
        },
      },
      { highWaterMark: 0 },
    )
    const fetch = async (): Promise<Response> => new Response(source)
    const records = createReferlyClient({ apiKey: key, fetch }).coupons.iterate()
    for (let step = 0; step < 5; step++) await records.next()
    expect(sent).toBeLessThan(10)
    await records.return()
  })

  it('ends with the signal, between records and while waiting for one', async () => {
    for (const stopAt of ['record', 'wait'] as const) {
      const client = await connect([inParts([`[${one},${one},`], () => {})])
      const controller = new AbortController()
      const seen: unknown[] = []
      const loop = (async () => {
        for await (const each of client.coupons.iterate({}, { signal: controller.signal })) {
          seen.push(each)
          if (stopAt === 'record') controller.abort(new Error('enough'))
          else setTimeout(() => controller.abort(new Error('enough')), 50)
        }
      })()
      const arrived = stopAt === 'record' ? 1 : 2
      const end = { code: 'ABORTED', arrived, outcomeUnknown: false, cause: { message: 'enough' } }
      await expect(loop).rejects.toMatchObject(end)
      expect(seen).toHaveLength(arrived)
      expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
      await server?.close()
    }
  })

  it('never leaves a listener on the signal', async () => {
    const { signal } = new AbortController()
    for (const body of [many(3), `${many(3)}x`, '[', 'null']) {
      await readAll(connectTo(body), { signal })
    }
    for await (const _ of connectTo(many(3)).coupons.iterate({}, { signal })) break
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })

  it.each([0, -1, Number.NaN])('refuses %d as maxRecordLength', async (maxRecordLength) => {
    const { error } = await readAll(connectTo('[]'), { maxRecordLength })
    expect(error).toMatchObject({ code: 'INVALID_INPUT', field: 'maxRecordLength' })
  })
})

describe('no error of iterate contains the API key', () => {
  const print = (error: unknown): string => {
    const chain = [error, (error as Error).cause].map((part) => inspect(part, { depth: null }))
    return [...chain, JSON.stringify(error), String(error), (error as Error).stack].join('\n')
  }
  const half = key.slice(0, 9)

  it.each([
    ['a page', `<html>${key}`],
    ['a record that is not JSON', `[${one},{"a":${key}}]`],
    ['a record that is the key', `[${key}]`],
    ['a record with a wrong shape', `[${one},{"name":"${key}"}]`],
    ['a cut-off answer', `[{"id":"${key}`],
    ['text after the list', `[] ${key}`],
  ])('when the server repeats it in %s', async (_, body) => {
    const { error } = await readAll(connectTo(body))
    expect(error).toBeInstanceOf(Error)
    expect(print(error)).not.toContain(half)
  })

  it('when the excerpt ends in the middle of it', async () => {
    for (let padding = 2000; padding < 2200; padding += 7) {
      const note = key.repeat(9).padEnd(padding) + key.repeat(9)
      const { error } = await readAll(connectTo(JSON.stringify([{ note }])))
      expect(print(error)).not.toContain(half)
    }
  })

  it('when the body fails with an error that quotes it', async () => {
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield toBytes(`[${one},`)
      throw Object.assign(new Error(`socket of ${key}`), { headers: { authorization: key } })
    }
    const fetch = async (): Promise<Response> => new Response(toStream(failing()))
    const { error } = await readAll(createReferlyClient({ apiKey: key, fetch }))
    expect(error).toMatchObject({ code: 'CONNECTION', arrived: 1 })
    expect(print(error)).not.toContain(half)
    expect(print(error)).toContain('[redacted]')
  })

  it('even in part, when JSON.parse quotes the list', async () => {
    const error: unknown = await connectTo(`[${key}]`)
      .coupons.list()
      .catch((reason: unknown) => reason)
    expect(print(error)).not.toContain(half)
  })
})
