import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createReferlyClient, type ReferlyClient } from '@referly-kit/client'
import { startServer, type RunningServer } from '@referly-kit/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { toBuyerSentences } from '../recipes/checkout/refusals.js'
import { kitContractFile } from '../src/kit/kit-contract.js'
import { startFakeStripe, type FakeStripe } from './fake-stripe.js'

const secret = 'whsec_recipes'

/** Sends a request to a shop. */
type Shop = (path: string, body: string, headers?: Record<string, string>) => Promise<Response>

let server: RunningServer
let referly: ReferlyClient
let stripe: FakeStripe
const closers: (() => void)[] = []

beforeAll(async () => {
  server = await startServer()
  const { id } = await server.admin.createProgram({ name: 'Acme', commissionRate: 25 })
  const { key: apiKey } = await server.admin.createApiKey(id)
  referly = createReferlyClient({ apiKey, baseUrl: server.url })
  stripe = startFakeStripe()
  Object.assign(process.env, {
    REFERLY_API_KEY: apiKey,
    REFERLY_BASE_URL: server.url,
    STRIPE_SECRET_KEY: 'sk_test_recipes',
    STRIPE_WEBHOOK_SECRET: secret,
    SITE_URL: 'https://shop.example.com',
  })
  const email = 'ada@example.com'
  await referly.affiliates.create({ firstName: 'Ada', lastName: 'King', email })
})

afterAll(async () => {
  for (const close of closers) close()
  stripe.close()
  await server.close()
})

async function openExpress(): Promise<Shop> {
  const { createExpressShop } = await import('../recipes/checkout/express.js')
  const listening = createExpressShop().listen(0)
  closers.push(() => listening.close())
  await new Promise((resolve) => listening.once('listening', resolve))
  const { port } = listening.address() as AddressInfo
  return (path, body, headers) => fetch(`http://127.0.0.1:${port}${path}`, toInit(body, headers))
}

async function openHono(): Promise<Shop> {
  const { createHonoShop } = await import('../recipes/checkout/hono.js')
  const shop = createHonoShop()
  return async (path, body, headers) => shop.request(path, toInit(body, headers))
}

async function openNext(): Promise<Shop> {
  const code = await import('../recipes/checkout/next-code-route.js')
  const checkout = await import('../recipes/checkout/next-checkout-route.js')
  const webhook = await import('../recipes/checkout/next-webhook-route.js')
  return async (path, body, headers) => {
    const request = new Request(`https://shop.example.com${path}`, toInit(body, headers))
    const [, id = ''] = /^\/cart\/([^/]+)\//.exec(path) ?? []
    const context = { params: Promise.resolve({ id }) }
    if (path.endsWith('/code')) return code.POST(request, context)
    if (path.endsWith('/checkout')) return checkout.POST(request, context)
    // Next.js answers a rejected promise with a 500.
    return webhook.POST(request).catch(() => new Response(null, { status: 500 }))
  }
}

function toInit(body: string, headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body }
}

describe.each([
  ['Express', openExpress],
  ['Hono', openHono],
  ['Next.js', openNext],
])('a checkout in %s', (name, open) => {
  const promoCode = `${name.replace(/\W/g, '')}20`.toUpperCase()
  let shop: Shop

  beforeAll(async () => {
    shop = await open()
    const { saveCart } = await import('../recipes/checkout/carts.js')
    const items = [
      { productId: 'tea', name: 'Tea', unitAmount: 995, quantity: 2 },
      { productId: 'pot', name: 'Pot', unitAmount: 4000, quantity: 1 },
    ]
    saveCart(name, { currency: 'USD', items, email: 'eve@example.com', orders: 0 })
    const { id: couponId } = await referly.coupons.create({ name, percentOff: 20 })
    const affiliateEmail = 'ada@example.com'
    const code = { couponId, affiliateEmail, code: promoCode, maxRedemptions: 2, minimumAmount: 50 }
    await referly.promotionalCodes.create(code)
  })

  const ask = async (path: string, body: object): Promise<unknown> => {
    const response = await shop(`/cart/${encodeURIComponent(name)}/${path}`, JSON.stringify(body))
    return response.json()
  }

  /** Sends an event as Stripe does. */
  const notify = async (type: string, session: object, key = secret): Promise<number> => {
    const created = Math.floor(Date.now() / 1000)
    const event = { id: 'evt_1', object: 'event', type, created, data: { object: session } }
    const body = JSON.stringify(event)
    const signature = createHmac('sha256', key).update(`${created}.${body}`).digest('hex')
    const headers = { 'stripe-signature': `t=${created},v1=${signature}` }
    return (await shop('/webhooks/stripe', body, headers)).status
  }

  const readUses = async (): Promise<unknown> =>
    (await referly.promotionalCodes.find({ code: promoCode }))?.timesRedeemed

  it('shows the discount in cents, or a sentence about the code', async () => {
    const typed = ` ${promoCode.toLowerCase()} `
    const quoted = { ok: true, total: 4792, amountOff: 1198, messages: [] }
    expect(await ask('code', { promoCode: typed })).toEqual(quoted)
    const messages = ['We could not find this code. Please check the spelling.']
    expect(await ask('code', { promoCode: 'NOBODY' })).toEqual({ ok: false, messages })
  })

  it('records a sale once when the payment succeeds', async () => {
    const order = { promoCode, attempt: `${name} 1` }
    const opened = await ask('checkout', order)
    expect(opened).toMatchObject({ ok: true, url: expect.stringMatching(/^https:/) })
    expect(await ask('checkout', order)).toEqual(opened)
    const session = stripe.findSession(opened)
    expect(session).toMatchObject({ currency: 'usd', amount_total: 4792 })
    expect(await notify('checkout.session.completed', session, 'whsec_forged')).toBe(500)
    expect(
      await notify('checkout.session.completed', { ...session, payment_status: 'unpaid' }),
    ).toBe(200)
    expect(await readUses()).toBe(0)
    for (const type of ['completed', 'async_payment_succeeded', 'expired']) {
      expect(await notify(`checkout.session.${type}`, session)).toBe(200)
    }
    expect(await readUses()).toBe(1)
    const sale = await referly.sales.find({ saleExternalId: session.id })
    expect(sale).toMatchObject({ totalEarned: 47.92, commissionEarned: 11.98, name: 'Eve' })
  })

  it('opens the page without a coupon when the discount is less than a cent', async () => {
    const { saveCart } = await import('../recipes/checkout/carts.js')
    const id = `${name}-small`
    const items = [{ productId: 'pin', name: 'Pin', unitAmount: 2, quantity: 1 }]
    saveCart(id, { currency: 'USD', items, email: 'eve@example.com', orders: 0 })
    const { id: couponId } = await referly.coupons.create({ name: id, percentOff: 20 })
    const code = `SMALL${promoCode}`
    await referly.promotionalCodes.create({ couponId, affiliateEmail: 'ada@example.com', code })
    const body = JSON.stringify({ promoCode: code, attempt: id })
    const opened = await (await shop(`/cart/${encodeURIComponent(id)}/checkout`, body)).json()
    expect(stripe.findSession(opened)).toMatchObject({ amount_total: 2 })
  })

  it('gives the use to the next buyer when nobody pays', async () => {
    const opened = await ask('checkout', { promoCode, attempt: `${name} 2` })
    const next = { promoCode, attempt: `${name} 3` }
    const usedUp = { ok: false, messages: ['This code has been used up.'] }
    expect(await ask('checkout', next)).toEqual(usedUp)
    expect(await notify('checkout.session.expired', stripe.findSession(opened))).toBe(200)
    expect(await ask('checkout', next)).toMatchObject({ ok: true })
  })
})

describe('the messages for buyers', () => {
  type Reasons = Parameters<typeof toBuyerSentences>[0]
  const contract = readFileSync(kitContractFile, 'utf8')
  const [, list = ''] = /reason:\s+type: string\s+enum:\s+((?:- \w+\s+)+)/.exec(contract) ?? []
  const reasons = [...list.matchAll(/- (\w+)/g)].map(([, reason = '']) => reason)

  it('exist for every reason', async () => {
    const { toBuyerSentences: toSentences } = await import('../recipes/checkout/refusals.js')
    const refusals = reasons.map((reason) => {
      return { reason, rule: '', message: '', expected: 50, received: null }
    })
    const sentences = toSentences(refusals as Reasons, { currency: 'USD', locale: 'en-US' })
    expect(sentences).toHaveLength(16)
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z][^{}]+\.$/)
    expect(sentences).toContain('This code is for orders of $50.00 or more.')
  })
})

it('the page about the checkout shows the recipes unchanged', () => {
  const page = readFileSync(
    new URL('../../client/docs/checkout-recipes.md', import.meta.url),
    'utf8',
  )
  const blocks = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code)
  const folder = new URL('../recipes/checkout/', import.meta.url)
  const files = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'))
  expect(blocks.toSorted()).toEqual(files.toSorted())
})
