import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { createValidate } from '@referly-kit/specs/validation'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract } from '../../src/http/contract.js'
import { kitContract } from '../../src/http/kit-contract.js'
import { signMessage } from '../../src/webhooks/attempt.js'
import { listDatabases, type TestDatabase } from '../databases.js'
import type { Json } from '../harness.js'
import { kitSpec, startKitServer, type KitClient, type KitServer } from '../kit-harness.js'

const validate = createValidate(kitSpec)
const { enum: allEvents } = kitSpec.components.schemas['WebhookEventName'] as { enum: string[] }

interface Received {
  readonly event: string
  readonly body: Json
}

/** Reads the events of a program in the order of their changes. */
interface EventReader {
  /** Returns what has happened since the last call. */
  readNew(): Promise<readonly Received[]>
}

async function listen(
  client: KitClient,
  events: readonly string[] = allEvents,
): Promise<EventReader> {
  const { body: listener } = await client.send('POST', '/webhook-listeners', { events })
  let after = 0
  return {
    async readNew() {
      // Events before this one were fanned out before it.
      const { id } = await client.create('/coupons', { name: 'Last', percentOff: 1 })
      const heard: Received[] = []
      for (;;) {
        const path = `/webhook-listeners/${String(listener['id'])}/events?after=${after}&wait=10`
        const { body } = await client.get(path)
        after = Number(body['nextAfter'])
        const found = body['data'] as { id: string; payload: string }[]
        if (found.length === 0) throw new Error('the last event is missing')
        heard.push(...found.map(({ payload }) => JSON.parse(payload) as Received))
        if (heard.at(-1)?.body['id'] === id) return heard.slice(0, -1)
      }
    },
  }
}

/** The records that earlier steps have created. */
type Known = Record<string, Json>

interface Step {
  /** The id of the operation that the step is about. */
  readonly operation: string
  readonly when?: string
  run(client: KitClient, known: Known): Promise<unknown>
  readonly events: readonly string[]
}

const send = async (
  client: KitClient,
  [method, path, body]: readonly [string, string, unknown],
): Promise<Json> => {
  const { status, body: answer } = await client.sendToReferly(method, path, body)
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`)
  return answer
}

const sendToKit = async (
  client: KitClient,
  [method, path, body]: readonly [string, string, unknown],
): Promise<Json> => {
  const { status, body: answer } = await client.send(method, path, body)
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`)
  return answer
}

const id = (known: Known, name: string): unknown => known[name]?.['id']

/** The mutating operations of both contracts, in an order in which each has its records. */
const steps: readonly Step[] = [
  {
    operation: 'createAffiliate',
    run: async (client, known) => {
      const body = { firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com' }
      known['ann'] = await send(client, ['POST', '/affiliates', { ...body, affiliateLink: 'ann' }])
    },
    events: ['affiliate.created'],
  },
  {
    operation: 'updateAffiliate',
    run: (client, known) =>
      send(client, [
        'PUT',
        '/affiliates',
        { affiliateId: id(known, 'ann'), affiliateLink: 'ann2' },
      ]),
    events: ['affiliate.updated'],
  },
  {
    operation: 'createLink',
    run: async (client, known) => {
      const body = { affiliateId: id(known, 'ann'), link: 'ann3' }
      known['link'] = await send(client, ['POST', '/links', body])
    },
    events: ['affiliate.updated'],
  },
  {
    operation: 'updateLink',
    run: (client, known) =>
      send(client, ['PUT', '/links', { id: id(known, 'link'), newLink: 'ann4' }]),
    events: ['affiliate.updated'],
  },
  {
    operation: 'deleteLink',
    run: (client, known) => send(client, ['DELETE', '/links', { id: id(known, 'link') }]),
    events: ['affiliate.updated'],
  },
  {
    operation: 'createCoupon',
    run: async (client, known) => {
      known['coupon'] = await send(client, ['POST', '/coupons', { name: 'S', percentOff: 20 }])
    },
    events: ['coupon.created'],
  },
  {
    operation: 'updateCoupon',
    run: (client, known) =>
      send(client, ['PUT', '/coupons', { couponId: id(known, 'coupon'), name: 'Summer' }]),
    events: ['coupon.updated'],
  },
  {
    operation: 'createPromotionalCode',
    run: async (client, known) => {
      const body = { couponId: id(known, 'coupon'), affiliateId: id(known, 'ann'), code: 'ANN20' }
      known['code'] = await send(client, ['POST', '/promotional-codes', body])
    },
    events: ['promocode.created'],
  },
  {
    operation: 'createPromotionalCode',
    when: 'a taken code is refused',
    run: (client, known) =>
      client.sendToReferly('POST', '/promotional-codes', {
        couponId: id(known, 'coupon'),
        code: 'ann20',
      }),
    events: [],
  },
  {
    operation: 'createPromotionalCode',
    when: 'the code is generated',
    run: (client, known) =>
      send(client, [
        'POST',
        '/promotional-codes',
        {
          couponId: id(known, 'coupon'),
          affiliateId: id(known, 'ann'),
          isAutoGenerated: true,
          codeStructure: { randomChars: true },
        },
      ]),
    events: ['promocode.created'],
  },
  {
    operation: 'updatePromotionalCode',
    run: (client, known) =>
      send(client, [
        'PUT',
        '/promotional-codes',
        { promotionalCodeId: id(known, 'code'), maxRedemptions: 50 },
      ]),
    events: ['promocode.updated'],
  },
  {
    operation: 'createReferral',
    run: async (client, known) => {
      const body = { name: 'Bo', email: 'bo@example.com', referredUserExternalId: 'u1' }
      known['bo'] = await send(client, ['POST', '/referrals', { ...body, promoCode: 'ANN20' }])
    },
    events: ['referral.created'],
  },
  {
    operation: 'createReferral',
    when: 'the customer is known',
    run: (client, known) =>
      send(client, [
        'POST',
        '/referrals',
        {
          name: 'Bo',
          email: 'BO@example.com',
          referredUserExternalId: 'u9',
          affiliateId: id(known, 'ann'),
        },
      ]),
    events: [],
  },
  {
    operation: 'updateReferral',
    run: (client, known) =>
      send(client, ['PUT', '/referrals', { referralId: id(known, 'bo'), plan: 'Pro' }]),
    events: ['referral.updated'],
  },
  {
    operation: 'createSale',
    run: async (client, known) => {
      const product = { name: 'Pro' }
      const body = { email: 'bo@example.com', totalEarned: 50, externalId: 'o1', product }
      known['sale'] = await send(client, ['POST', '/sales', body])
    },
    events: ['sale.created'],
  },
  {
    operation: 'createSale',
    when: 'it is repeated',
    run: (client) =>
      send(client, [
        'POST',
        '/sales',
        { email: 'bo@example.com', totalEarned: 60, externalId: 'o1' },
      ]),
    events: [],
  },
  {
    operation: 'createSale',
    when: 'it is refused',
    run: (client) =>
      client.sendToReferly('POST', '/sales', { promoCode: 'NONE', name: 'X', totalEarned: 5 }),
    events: [],
  },
  {
    operation: 'updateSale',
    run: (client, known) =>
      send(client, ['PUT', '/sales', { saleId: id(known, 'sale'), totalEarned: 40 }]),
    events: ['sale.updated'],
  },
  {
    operation: 'createRefund',
    when: 'a part is refunded',
    run: (client, known) =>
      sendToKit(client, [
        'POST',
        '/refunds',
        { saleId: id(known, 'sale'), amount: 10, idempotencyKey: 'r1' },
      ]),
    events: ['sale.updated'],
  },
  {
    operation: 'createRefund',
    when: 'it is repeated',
    run: (client, known) =>
      sendToKit(client, [
        'POST',
        '/refunds',
        { saleId: id(known, 'sale'), amount: 10, idempotencyKey: 'r1' },
      ]),
    events: [],
  },
  {
    operation: 'createRefund',
    when: 'the rest is refunded',
    run: (client, known) =>
      sendToKit(client, ['POST', '/refunds', { saleId: id(known, 'sale'), idempotencyKey: 'r2' }]),
    events: ['sale.deleted'],
  },
  {
    operation: 'createKitSale',
    run: async (client, known) => {
      const body = { promoCode: 'ANN20', name: 'Cy', totalEarned: 1000, externalId: 'o2' }
      known['kitSale'] = await sendToKit(client, ['POST', '/sales', body])
    },
    events: ['sale.created'],
  },
  {
    operation: 'refundSale',
    run: (client, known) => send(client, ['PATCH', '/sales', { saleId: id(known, 'kitSale') }]),
    events: ['sale.deleted'],
  },
  {
    operation: 'refundSale',
    when: 'it is repeated',
    run: (client, known) => send(client, ['PATCH', '/sales', { saleId: id(known, 'kitSale') }]),
    events: [],
  },
  {
    operation: 'deleteSale',
    run: (client, known) => send(client, ['DELETE', '/sales', { saleId: id(known, 'kitSale') }]),
    events: ['sale.deleted'],
  },
  {
    operation: 'updateProgram',
    run: (client) =>
      sendToKit(client, ['PATCH', '/program', { approval: 'MANUAL', holdingDays: 0 }]),
    events: [],
  },
  {
    operation: 'createSale',
    when: 'its commission is held',
    run: async (client, known) => {
      const body = { promoCode: 'ANN20', name: 'Di', totalEarned: 1000 }
      known['held'] = await send(client, ['POST', '/sales', body])
    },
    events: ['sale.created', 'commission.held'],
  },
  {
    operation: 'releaseCommission',
    run: (client, known) =>
      sendToKit(client, ['POST', `/commissions/${String(id(known, 'held'))}/release`, {}]),
    events: ['sale.updated', 'commission.released'],
  },
  {
    operation: 'releaseCommission',
    when: 'it is repeated',
    run: (client, known) =>
      sendToKit(client, ['POST', `/commissions/${String(id(known, 'held'))}/release`, {}]),
    events: [],
  },
  {
    operation: 'declineCommission',
    run: async (client) => {
      const body = { promoCode: 'ANN20', name: 'Ed', totalEarned: 10 }
      const sale = await send(client, ['POST', '/sales', body])
      return sendToKit(client, ['POST', `/commissions/${String(sale['id'])}/decline`, {}])
    },
    events: ['sale.created', 'commission.held', 'sale.updated'],
  },
  {
    operation: 'createAdjustment',
    run: (client, known) =>
      sendToKit(client, [
        'POST',
        '/adjustments',
        { affiliateId: id(known, 'ann'), amount: 5, note: 'Bonus', idempotencyKey: 'a1' },
      ]),
    events: [],
  },
  {
    operation: 'createPayout',
    run: async (client, known) => {
      known['payout'] = await sendToKit(client, ['POST', '/payouts', { idempotencyKey: 'p1' }])
    },
    events: ['payout.created'],
  },
  {
    operation: 'createPayout',
    when: 'it is repeated',
    run: (client) => sendToKit(client, ['POST', '/payouts', { idempotencyKey: 'p1' }]),
    events: [],
  },
  {
    operation: 'markPayout',
    run: (client, known) =>
      sendToKit(client, [
        'POST',
        `/payouts/${String(id(known, 'payout'))}/mark`,
        { status: 'PAID' },
      ]),
    events: ['payout.paid'],
  },
  {
    operation: 'createQuote',
    run: (client) =>
      sendToKit(client, [
        'POST',
        '/quotes',
        { promoCode: 'ANN20', order: { amount: 10, currency: 'USD' } },
      ]),
    events: [],
  },
  {
    operation: 'createReservation',
    run: async (client, known) => {
      const order = { amount: 10, currency: 'USD' }
      const body = { promoCode: 'ANN20', order, idempotencyKey: 'cart' }
      const { reservation } = await sendToKit(client, ['POST', '/reservations', body])
      known['reservation'] = reservation as Json
    },
    events: [],
  },
  {
    operation: 'releaseReservation',
    run: (client, known) =>
      sendToKit(client, ['DELETE', `/reservations/${String(id(known, 'reservation'))}`, {}]),
    events: [],
  },
  {
    operation: 'deleteReferral',
    run: (client, known) => send(client, ['DELETE', '/referrals', { referralId: id(known, 'bo') }]),
    events: ['referral.deleted'],
  },
  {
    operation: 'deletePromotionalCode',
    run: async (client, known) => {
      const body = { couponId: id(known, 'coupon'), code: 'GONE' }
      const { id: promotionalCodeId } = await send(client, ['POST', '/promotional-codes', body])
      return send(client, ['DELETE', '/promotional-codes', { promotionalCodeId }])
    },
    events: ['promocode.created', 'promocode.deleted'],
  },
  {
    operation: 'deleteAffiliate',
    when: 'two codes lose their affiliate',
    run: (client, known) => send(client, ['DELETE', '/affiliates', { id: id(known, 'ann') }]),
    events: ['promocode.updated', 'promocode.updated', 'affiliate.deleted'],
  },
  {
    operation: 'deleteCoupon',
    when: 'two codes are deleted with it',
    run: async (client, known) => {
      await send(client, ['DELETE', '/coupons', { couponId: id(known, 'coupon') }])
      // The codes are removed in the background.
      await new Promise((resolve) => setTimeout(resolve, 300))
    },
    events: ['coupon.deleted', 'promocode.deleted', 'promocode.deleted'],
  },
]

/** Operations about access to the API and webhooks themselves, which have no events. */
const silent = /ApiKey|Webhook|Backup/

describe.each(listDatabases())('events on %s', (_name, open) => {
  let database: TestDatabase
  let kit: KitServer

  beforeAll(async () => {
    database = open()
    kit = await startKitServer({ ...database.options, webhooksAllowPrivate: true })
  })

  afterAll(async () => {
    await kit.server.close()
    database.close()
  })

  it('are exactly the documented ones of each operation, with the documented payloads', async () => {
    const client = await kit.createClient({ commissionRate: 20 })
    const { readNew } = await listen(client)
    const known: Known = {}
    for (const { operation, when, run, events } of steps) {
      await run(client, known)
      const heard = await readNew()
      expect([operation, when, heard.map(({ event }) => event)]).toEqual([operation, when, events])
      for (const each of heard) {
        expect(validate(['components', 'schemas', 'WebhookEvent'], each), each.event).toEqual([])
      }
    }
  })

  it('show the record after the change, with its affiliate and its coupon', async () => {
    const client = await kit.createClient({ commissionRate: 20 })
    const { readNew } = await listen(client)
    const body = { firstName: 'Ann', lastName: 'Lee', email: 'a@example.com', affiliateLink: 'ann' }
    const affiliate = await client.create('/affiliates', body)
    const [created] = await readNew()
    const coupon = await client.create('/coupons', { name: 'Spring', percentOff: 20 })
    const owner = { couponId: coupon['id'], affiliateId: affiliate['id'] }
    await client.create('/promotional-codes', { ...owner, code: 'ANN20' })
    const sale = { promoCode: 'ANN20', name: 'Bo', totalEarned: 50, taxAmount: 5 }
    await client.create('/sales', { ...sale, externalId: 'o1' })
    const [, code, sold] = await readNew()
    expect(created?.body).toMatchObject({ name: 'Ann Lee', link: 'ann', totalRevenue: 0 })
    expect(code?.body).toMatchObject({
      code: 'ANN20',
      timesRedeemed: 0,
      coupon: { name: 'Spring', percentOff: 20, duration: 'forever', valid: true },
    })
    expect(sold?.body).toMatchObject({
      id: 1,
      externalId: 'o1',
      totalEarned: 50,
      status: 'ACTIVE',
      affiliate: { email: 'a@example.com', link: 'ann', totalRevenue: null },
      referral: null,
      commissions: [{ saleId: 1, approvalStatus: 'ACCEPTED', rewardType: 'CASH' }],
    })
  })

  it('are rendered even if the record has been deleted since', async () => {
    const client = await kit.createClient()
    const { readNew } = await listen(client)
    const coupon = await client.create('/coupons', { name: 'Spring', percentOff: 20 })
    const couponId = coupon['id']
    const code = await client.create('/promotional-codes', { couponId, code: 'GONE' })
    await Promise.all([
      client.sendToReferly('PUT', '/coupons', { couponId, name: 'Summer' }),
      client.sendToReferly('DELETE', '/promotional-codes', { promotionalCodeId: code['id'] }),
    ])
    await client.sendToReferly('DELETE', '/coupons', { couponId })
    const heard = await readNew()
    expect(heard.find(({ event }) => event === 'coupon.updated')?.body['name']).toBe('Summer')
    expect(heard.find(({ event }) => event === 'promocode.created')?.body['code']).toBe('GONE')
    expect(heard.at(-1)).toEqual({ event: 'coupon.deleted', body: { id: couponId } })
  })

  it('are sent for a held commission and a paid payout, signed and as documented', async () => {
    const client = await kit.createClient({
      commissionRate: 20,
      approval: 'manual',
      holdingDays: 0,
    })
    const requests: { readonly headers: IncomingHttpHeaders; readonly text: string }[] = []
    const receiver = createServer((request, response) => {
      const received = readText(request).then((text) =>
        requests.push({ headers: request.headers, text }),
      )
      received.then(
        () => response.end(),
        () => response.destroy(),
      )
    })
    receiver.listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
    const events = ['commission.held', 'payout.paid']
    const { body: endpoint } = await client.send('POST', '/webhooks', { url, events })
    const ann = { firstName: 'Ann', lastName: 'Lee', email: 'a@example.com' }
    const affiliate = await client.create('/affiliates', ann)
    const coupon = await client.create('/coupons', { name: 'Spring', percentOff: 20 })
    const owner = { couponId: coupon['id'], affiliateId: affiliate['id'] }
    await client.create('/promotional-codes', { ...owner, code: 'ANN20' })
    const sale = await client.create('/sales', { promoCode: 'ANN20', name: 'Bo', totalEarned: 500 })
    await sendToKit(client, ['POST', `/commissions/${String(sale['id'])}/release`, {}])
    const payout = await sendToKit(client, ['POST', '/payouts', { idempotencyKey: 'p1' }])
    await sendToKit(client, ['POST', `/payouts/${String(payout['id'])}/mark`, { status: 'PAID' }])
    await expect.poll(() => requests.length).toBe(2)
    receiver.close()
    const [held, paid] = requests.map(({ text }) => JSON.parse(text) as Received)
    expect(held).toMatchObject({
      event: 'commission.held',
      body: { saleId: sale['id'], amount: 100, currency: 'USD', approvalStatus: 'ON_HOLD' },
    })
    expect(paid).toMatchObject({
      event: 'payout.paid',
      body: { id: payout['id'], amount: 100, status: 'PAID' },
    })
    for (const { headers, text } of requests) {
      const schema = ['components', 'schemas', 'WebhookEvent'] as const
      expect(validate(schema, JSON.parse(text))).toEqual([])
      const sentAt = new Date(Number(headers['svix-timestamp']) * 1000)
      const message = { id: String(headers['svix-id']), sentAt, payload: text }
      expect(headers).toMatchObject(signMessage(message, [String(endpoint['secret'])]))
    }
  })

  it('stay in their program', async () => {
    const [ours, theirs] = [await kit.createClient(), await kit.createClient()]
    const [{ readNew }, other] = [await listen(ours), await listen(theirs)]
    await theirs.create('/coupons', { name: 'Theirs', percentOff: 20 })
    expect(await readNew()).toEqual([])
    expect((await other.readNew()).map(({ body }) => body['name'])).toEqual(['Theirs'])
  })

  it('become one delivery per endpoint that wants them, from its creation until it is disabled', async () => {
    const client = await kit.createClient()
    const { readNew } = await listen(client)
    const url = 'https://hooks.invalid/a'
    await client.create('/coupons', { name: 'Before', percentOff: 20 })
    const { body: wanting } = await client.send('POST', '/webhooks', {
      url,
      events: ['coupon.created'],
    })
    await client.send('POST', '/webhooks', { url, events: ['sale.created'] })
    await client.create('/coupons', { name: 'During', percentOff: 20 })
    await client.send('PATCH', `/webhooks/${String(wanting['id'])}`, { enabled: false })
    await client.create('/coupons', { name: 'After', percentOff: 20 })
    await readNew()
    const { body } = await client.get('/webhook-deliveries')
    const [first, ...others] = body['data'] as Json[]
    expect(others).toEqual([])
    expect(first).toMatchObject({ webhookId: wanting['id'], event: 'coupon.created', url })
    const { body: log } = await client.get(`/webhook-deliveries/${String(first?.['id'])}`)
    expect(log['payload']).toMatchObject({ body: { name: 'During' } })
  })
})

describe('the table of events', () => {
  it('has every operation that changes something', () => {
    const changing = [...contract.operations, ...kitContract.operations]
      .filter(({ id: name, method }) => method !== 'GET' && !silent.test(name))
      .map(({ id: name }) => name as string)
    const inTable = new Set(steps.map(({ operation }) => operation))
    expect(changing.filter((name) => !inTable.has(name))).toEqual([])
  })
})
