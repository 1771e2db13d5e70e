import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createReferlyClient } from '@referly-kit/client'
import { verifyWebhook } from '@referly-kit/client/webhooks'
import { startServer, type RunningServer } from '@referly-kit/server'
import { Webhook } from 'svix'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const svix = new Webhook(secret)

/** Signs a message with the reference library. */
function sign(id: string, payload: string, signer: Webhook = svix): Record<string, string> {
  const now = new Date()
  return {
    'content-type': 'application/json',
    'svix-id': id,
    'svix-timestamp': String(Math.floor(now.getTime() / 1000)),
    'svix-signature': signer.sign(id, now, payload),
  }
}

describe('the reference library', () => {
  const payload = '{"event":"coupon.deleted","body":{"id":"c1","note":"Žofie 🎈 \\u0000"}}'

  it('signs what verifyWebhook verifies', async () => {
    const event = await verifyWebhook(payload, sign('msg_1', payload), secret)
    expect(event).toMatchObject({ event: 'coupon.deleted', body: { id: 'c1' } })
    const others = sign('msg_1', payload, new Webhook('whsec_b3RoZXIgb3RoZXIgb3RoZXIgb3RoZXI='))
    await expect(verifyWebhook(payload, others, secret)).rejects.toThrow('svix-signature')
    expect(() => svix.verify(payload, others)).toThrow('signature')
  })
})

interface Received {
  readonly body: string
  readonly headers: IncomingHttpHeaders
}

describe('a server of our own', () => {
  let server: RunningServer
  let receiver: Server
  let receive: (received: Received) => void

  beforeAll(async () => {
    server = await startServer({ webhooksAllowPrivate: true })
    receiver = createServer((request, response) => {
      const received = text(request).then((body) => receive({ body, headers: request.headers }))
      received.then(
        () => response.writeHead(204).end(),
        () => response.destroy(),
      )
    })
    await once(receiver.listen(0, '127.0.0.1'), 'listening')
  })

  afterAll(async () => {
    await server?.close()
    receiver?.close()
  })

  it('sends what the reference library verifies, while its secret is rotated, too', async () => {
    const { id: programId } = await server.admin.createProgram({ name: 'Acme' })
    const { key: apiKey } = await server.admin.createApiKey(programId)
    const { webhooks } = createReferlyClient({ apiKey, baseUrl: server.url }).kit
    const { port } = receiver.address() as AddressInfo
    const endpoint = { url: `http://127.0.0.1:${port}/`, events: ['sale.created' as const] }
    const { id, secret: old } = await webhooks.create(endpoint)
    const { secret: current } = await webhooks.rotate(id)
    const arrival = new Promise<Received>((resolve) => (receive = resolve))
    const { messageId } = await webhooks.test(id, 'sale.created')
    const { body, headers } = await arrival
    for (const each of [old, current]) {
      const webhook = await verifyWebhook(body, headers, each)
      expect(webhook).toMatchObject({ id: messageId, event: 'sale.created' })
      const signed = headers as Record<string, string>
      expect(new Webhook(each).verify(body, signed)).toMatchObject({ body: webhook.body })
    }
    await expect(verifyWebhook(body, headers, secret)).rejects.toThrow('svix-signature')
  })
})

const shops: (() => void)[] = []
afterAll(() => {
  for (const close of shops) close()
})

/** Sends a request to a receiver. */
type Receiver = (init: RequestInit) => Promise<Response>

async function openExpress(): Promise<Receiver> {
  const { createExpressReceiver } = await import('../recipes/webhooks/express.js')
  const listening = createExpressReceiver().listen(0)
  shops.push(() => listening.close())
  await new Promise((resolve) => listening.once('listening', resolve))
  const { port } = listening.address() as AddressInfo
  return (init) => fetch(`http://127.0.0.1:${port}/webhooks/referly`, init)
}

async function openHono(): Promise<Receiver> {
  const { createHonoReceiver } = await import('../recipes/webhooks/hono.js')
  const receiver = createHonoReceiver()
  return async (init) => receiver.request('/webhooks/referly', init)
}

const url = 'https://shop.example.com/webhooks/referly'

async function openNext(): Promise<Receiver> {
  const { POST } = await import('../recipes/webhooks/next-route.js')
  // Next.js answers a rejected promise with a 500.
  return (init) => POST(new Request(url, init)).catch(() => new Response(null, { status: 500 }))
}

async function openWorker(): Promise<Receiver> {
  const worker = (await import('../recipes/webhooks/worker.js')).default
  const environment = { REFERLY_WEBHOOK_SECRET: secret }
  // The platform answers a rejected promise with a 500.
  return (init) =>
    worker
      .fetch(new Request(url, init), environment)
      .catch(() => new Response(null, { status: 500 }))
}

describe.each([
  ['Express', openExpress],
  ['Hono', openHono],
  ['Next.js', openNext],
  ['Cloudflare Workers', openWorker],
])('a receiver in %s', (name, open) => {
  let receive: Receiver
  let sent: string[]

  beforeAll(async () => {
    process.env['REFERLY_WEBHOOK_SECRET'] = secret
    receive = await open()
    sent = (await import('../recipes/webhooks/mail.js')).sent
  })

  beforeEach(() => {
    sent.length = 0
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    vi.spyOn(console, 'error').mockImplementation(() => {})
  })

  /** Delivers an event as the server does, and returns the status of the response. */
  const deliver = async (id: string, event: string, body: object): Promise<number> => {
    const payload = JSON.stringify({ event, body })
    const headers = sign(`${id} ${name}`, payload)
    return (await receive({ method: 'POST', headers, body: payload })).status
  }

  const sale = { id: 7, name: 'Žofie', commissionEarned: 10 }

  it('handles an event once, however often it arrives', async () => {
    const answers = [1, 2].map(() => deliver('msg_1', 'sale.created', sale))
    expect(await Promise.all(answers)).toEqual([204, 204])
    expect(await deliver('msg_1', 'sale.created', sale)).toBe(204)
    expect(sent).toEqual(['New sale to Žofie. Commission: 10'])
  })

  it('asks for an event again when handling it failed', async () => {
    sent.push = () => {
      throw new Error('The mail service is down.')
    }
    expect(await deliver('msg_2', 'sale.created', sale)).toBe(500)
    Reflect.deleteProperty(sent, 'push')
    expect(await deliver('msg_2', 'sale.created', sale)).toBe(204)
    expect(sent).toHaveLength(1)
  })

  it('keeps the newest version of a record, and none after its deletion', async () => {
    const { findCopy } = await import('../recipes/webhooks/database.js')
    const id = `code of ${name}`
    const versions = ['2026-11-20T10:00:02Z', '2026-11-20T10:00:01Z'].map((updatedAt) => ({
      id,
      updatedAt,
    }))
    expect(await deliver('msg_3', 'promocode.updated', versions[0] ?? {})).toBe(204)
    expect(await deliver('msg_4', 'promocode.created', versions[1] ?? {})).toBe(204)
    expect(findCopy(id)).toEqual(versions[0])
    expect(await deliver('msg_5', 'promocode.deleted', { id })).toBe(204)
    expect(await deliver('msg_6', 'promocode.updated', versions[0] ?? {})).toBe(204)
    expect(findCopy(id)).toBeUndefined()
  })

  it('accepts events it does not need, and refuses forged ones', async () => {
    expect(await deliver('msg_7', 'click.created', { id: 1 })).toBe(204)
    const payload = JSON.stringify({ event: 'sale.created', body: sale })
    const headers = sign('msg_8', `${payload} `)
    expect((await receive({ method: 'POST', headers, body: payload })).status).toBe(400)
    expect((await receive({ method: 'POST', body: payload })).status).toBe(400)
    expect(sent).toEqual([])
  })
})

it('the page about webhooks shows the recipes unchanged', () => {
  const page = readFileSync(new URL('../../client/docs/webhooks.md', import.meta.url), 'utf8')
  const blocks = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code)
  const folder = new URL('../recipes/webhooks/', import.meta.url)
  for (const file of readdirSync(folder)) {
    expect(blocks).toContain(readFileSync(new URL(file, folder), 'utf8'))
  }
})
