import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyWebhook, type VerifiedWebhook } from '@referly-kit/client/webhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../src/run.js'
import { startCampaignServer, type CampaignServer } from '../campaign-server.js'
import { createRecordedContext, runInProcess, type Result } from '../referly-in-process.js'
import { pass, passBack, startTestServer, type TestServer } from '../test-server.js'

let server: CampaignServer
let cwd = ''

const referly = (words: string): Promise<Result> =>
  runInProcess(words.split(' '), { cwd, env: server.env })

/** Runs a command that must succeed, and returns the JSON that it prints. */
async function referlyJson(words: string): Promise<Record<string, unknown>> {
  const { code, out, notes } = await referly(`${words} --json`)
  expect([code, notes]).toEqual([0, expect.not.stringContaining('Error')])
  return JSON.parse(out) as Record<string, unknown>
}

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-webhooks-'))
  server = await startCampaignServer(1)
})
afterAll(async () => {
  await server.close()
  await rm(cwd, { recursive: true, force: true })
})

const url = 'https://hooks.example/orders'

describe('an endpoint', () => {
  it('is created with the events of a pattern, and shows its secret once', async () => {
    const { code, out, notes } = await referly(`webhooks create ${url} --events sale.*,payout.paid`)
    expect(code).toBe(0)
    expect(out).toMatch(/^Secret +whsec_[\w+/]{43}=$/m)
    expect(out).toMatch(/^Events +sale\.created, sale\.updated, sale\.deleted, payout\.paid$/m)
    expect(notes).toBe('The secret is shown only once. Store it where the receiver can read it.\n')
    expect((await referly('webhooks list --json')).out).not.toContain('whsec_')
  })

  it('is listed with its state and backlog', async () => {
    const { out } = await referly('webhooks list')
    expect(out).toMatch(/^ID +Description +URL +Events +Pending +Failed +State$/m)
    expect(out).toMatch(/ orders +https:\/\/hooks\.example\/orders +4 +0 +0 +enabled$/m)
    expect((await referly('webhooks list --format csv')).out).toContain(
      ',sale.created sale.updated sale.deleted payout.paid,0,0,ENABLED',
    )
  })

  it('is found by its description or URL, and changed', async () => {
    const changed = await referlyJson('webhooks update orders --events coupon.* --concurrency 2')
    expect(changed).toMatchObject({ events: expect.arrayContaining(['coupon.deleted']) })
    expect(changed).toMatchObject({ concurrency: 2, maxPerSecond: 50 })
    expect(await referlyJson(`webhooks disable ${url}`)).toMatchObject({ state: 'DISABLED' })
    expect(await referlyJson('webhooks enable orders')).toMatchObject({ state: 'ENABLED' })
    const { secret } = await referlyJson('webhooks rotate orders --overlap-hours 1')
    expect(secret).toMatch(/^whsec_/)
  })

  it('is tested, and its deliveries are listed and resent', async () => {
    const { out, notes } = await referly('webhooks test orders --event coupon.updated --json')
    const { id } = JSON.parse(out) as { id: string }
    expect(notes).toBe(`To see the response: referly webhooks deliveries ${id}\n`)
    const list = await referly('webhooks deliveries --endpoint orders --event coupon.updated')
    expect(list.out).toMatch(new RegExp(`^${id} .* coupon\\.updated +${url} `, 'm'))
    const shown = await referly(`webhooks deliveries ${id}`)
    expect(shown.notes).toContain(`coupon.updated to ${url}: `)
    expect(await referlyJson(`webhooks deliveries ${id}`)).toMatchObject({
      payload: { event: 'coupon.updated' },
    })
    expect(await referlyJson(`webhooks resend ${id}`)).toMatchObject({ id })
    const { notes: resent } = await referly('webhooks resend --endpoint orders --since 2026-01-01')
    expect(resent).toMatch(/^Resending \d deliver(y|ies) to https:\/\/hooks\.example\/orders\.\n$/)
  })

  it.each([
    ['webhooks create http://localhost/hook --events sale.created', '`--url` must be'],
    [
      `webhooks create ${url} --events sale.craeted`,
      '`--events` must be one or more of affiliate.',
    ],
    ['webhooks test orders --event nothing', '`--event` must be one of affiliate.created, '],
    ['webhooks update orders', 'No changes given.'],
    ['webhooks resend', 'Pass either the ID of a delivery, or both --endpoint and --since.'],
    ['webhooks resend --endpoint orders --since tomorrow', '`--since` must be a date such as'],
    [
      'webhooks delete orders',
      'This deletes the endpoint https://hooks.example/orders, its secret',
    ],
  ])('is not changed by a mistake: %s', async (words, sentence) => {
    const { code, notes } = await referly(words)
    expect([code, notes]).toEqual([2, expect.stringContaining(sentence)])
  })

  it('must have a unique name to be found by name', async () => {
    const { id } = await referlyJson(`webhooks create ${url} --events sale.created`)
    const { code, notes } = await referly('webhooks disable orders')
    expect([code, notes]).toEqual([2, expect.stringContaining('2 endpoints are named orders.')])
    expect(await referlyJson(`webhooks delete ${String(id)} --yes`)).toEqual({ deleted: id })
    expect((await referly('webhooks disable nobody')).notes).toContain('No endpoint with the ID')
  })
})

interface Receiver extends TestServer {
  readonly requests: { body: string; headers: Record<string, string | string[] | undefined> }[]
}

/** Starts a program that receives events on this machine. */
async function startReceiver(): Promise<Receiver> {
  const requests: Receiver['requests'] = []
  const receiver = await startTestServer(({ incoming, body, answer }) => {
    requests.push({ body: body.toString(), headers: incoming.headers })
    answer.writeHead(204).end()
  })
  return { ...receiver, requests }
}

/** A connection to the server that can be interrupted, as by a restart. */
interface Connection {
  readonly url: string
  block(): void
  open(): Promise<void>
}

async function startConnection(): Promise<Connection> {
  const start = (onPort?: number): Promise<TestServer> =>
    startTestServer(
      async (exchange) => passBack(exchange.answer, await pass(exchange, server.url)),
      onPort,
    )
  let current = await start()
  const port = Number(new URL(current.url).port)
  return {
    url: current.url,
    block: () => current.close(),
    async open() {
      current = await start(port)
    },
  }
}

/** A running `webhooks listen`. */
interface Listening {
  readonly notes: readonly string[]
  readonly out: readonly string[]
  readonly ended: Promise<number>
  /** Resolves when the output matches. */
  until(pattern: RegExp): Promise<RegExpExecArray>
  /** Sends a signal, as Ctrl-C does. */
  stop(signal: string): void
}

function listen(words: string, env: Record<string, string> = server.env): Listening {
  const { context, out, notes } = createRecordedContext({ cwd, env })
  const stopping = new AbortController()
  const ended = run(['webhooks', 'listen', ...words.split(' ')], {
    ...context,
    signal: stopping.signal,
  })
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec([...notes, ...out].join(''))
      if (match !== null) return match
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  return { notes, out, ended, until, stop: (signal) => stopping.abort(signal) }
}

describe('listening', () => {
  const createCoupon = (name: string): Promise<unknown> =>
    server.client.coupons.create({ name, percentOff: 5 })

  it('prints events, forwards them signed, and ends after a number of them', async () => {
    const receiver = await startReceiver()
    const listening = listen(`--events coupon.* --count 2 --forward ${receiver.url}`)
    const [, secret = ''] = await listening.until(/Verify with this secret: (\S+)/)
    await createCoupon('First')
    await createCoupon('Second')
    expect(await listening.ended).toBe(0)
    expect(listening.out).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d {2}coupon\.created {2}\S+ First {2}204 in \d+ ms\n$/),
      expect.stringMatching(/ Second {2}204 in \d+ ms\n$/),
    ])
    expect(listening.notes).toEqual([
      'Listening for 3 event types. Press Ctrl-C to stop.\n',
      `Forwarding to ${receiver.url}. Verify with this secret: ${secret}\n`,
      'Stopped listening.\n',
    ])
    const verified: VerifiedWebhook[] = []
    for (const { body, headers } of receiver.requests) {
      verified.push(await verifyWebhook(body, headers, secret))
    }
    expect(verified).toMatchObject([{ body: { name: 'First' } }, { body: { name: 'Second' } }])
    receiver.close()
  })

  it('shows why an event was not delivered, and continues', async () => {
    const receiver = await startReceiver()
    receiver.close()
    const listening = listen(`--events coupon.created --count 1 --forward ${receiver.url} --json`)
    await listening.until(/Forwarding/)
    await createCoupon('Third')
    expect(await listening.ended).toBe(0)
    expect(JSON.parse(listening.out.join(''))).toMatchObject({
      event: 'coupon.created',
      payload: { body: { name: 'Third' } },
      forwarded: { error: expect.stringContaining('ECONNREFUSED') },
    })
  })

  it('waits for a server that restarts, and misses nothing', async () => {
    const connection = await startConnection()
    const env = { ...server.env, REFERLY_BASE_URL: connection.url }
    const listening = listen('--events coupon.created', env)
    await listening.until(/Listening/)
    connection.block()
    await createCoupon('Meanwhile')
    await listening.until(/Retrying until it responds/)
    await connection.open()
    await listening.until(/Reconnected[^]* Meanwhile\n/)
    listening.stop('SIGINT')
    expect(await listening.ended).toBe(130)
    expect(listening.notes.at(-1)).toBe('Stopped listening.\n')
    connection.block()
  })
})

describe("Referly's own API", () => {
  it('has no webhooks, which the error explains', async () => {
    const vendor = await startTestServer(({ answer }) => answer.writeHead(404).end('{}'))
    const env = { REFERLY_API_KEY: 'sk_1', REFERLY_BASE_URL: vendor.url }
    for (const words of ['webhooks list', 'webhooks listen --count 1']) {
      const { code, notes } = await runInProcess(words.split(' '), { cwd, env })
      expect(code).toBe(1)
      expect(notes).toMatch(/^Error: .* The kit API is not available at .*\.\n$/)
    }
    vendor.close()
  })
})
