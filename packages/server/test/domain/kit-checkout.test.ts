import { afterAll, beforeEach, beforeAll, describe, expect, it } from 'vitest'
import { listDatabases, type TestDatabase } from '../databases.js'
import type { Json } from '../harness.js'
import { startKitServer, type KitAnswer, type KitClient, type KitServer } from '../kit-harness.js'

const order = { amount: 59.9, currency: 'USD' }

describe.each(listDatabases())('the checkout in %s', (_name, open) => {
  let place: TestDatabase
  let server: KitServer
  let client: KitClient
  let now: Date
  let couponId: unknown
  let affiliateId: unknown
  let keys = 0

  beforeAll(async () => {
    place = open()
    server = await startKitServer({ ...place.options, clock: () => now })
  })

  afterAll(async () => {
    await server.server.close()
    place.close()
  })

  beforeEach(async () => {
    now = new Date('2026-11-28T10:00:00Z')
    client = await server.createClient()
    couponId = (await client.create('/coupons', { name: 'x', percentOff: 20 }))['id']
    const person = { firstName: 'A', lastName: 'B', email: 'a@example.com', commissionRate: 25 }
    affiliateId = (await client.create('/affiliates', person))['id']
  })

  const passMinutes = (minutes: number): void => {
    now = new Date(now.getTime() + minutes * 60_000)
  }

  const createCode = (more: Json = {}): Promise<Json> =>
    client.create('/promotional-codes', { couponId, affiliateId, code: 'SPRING20', ...more })

  const quote = (more: Json = {}): Promise<KitAnswer> =>
    client.send('POST', '/quotes', { promoCode: 'spring20', order, ...more })

  const reserve = (more: Json = {}): Promise<KitAnswer> => {
    const idempotencyKey = `key-${keys++}`
    return client.send('POST', '/reservations', {
      promoCode: 'spring20',
      order,
      idempotencyKey,
      ...more,
    })
  }

  const hold = async (more: Json = {}): Promise<Json> => {
    const { status, body } = await reserve(more)
    expect([status, body['reasons']]).toEqual([200, []])
    return body['reservation'] as Json
  }

  const pay = (more: Json = {}): Promise<KitAnswer> =>
    client.send('POST', '/sales', { totalEarned: 47.92, name: 'Ada', ...more })

  /** Sends a change to Referly's API, and returns the status and the message. */
  const change = async (method: string, path: string, body: Json): Promise<unknown[]> => {
    const response = await fetch(server.server.url + path, {
      method,
      headers: { authorization: `Bearer ${client.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    return [response.status, text === '' ? undefined : (JSON.parse(text) as Json)['message']]
  }

  const readUses = async (): Promise<unknown> => {
    const response = await fetch(`${server.server.url}/promotional-codes?code=spring20`, {
      headers: { authorization: `Bearer ${client.key}` },
    })
    return ((await response.json()) as Json)['timesRedeemed']
  }

  const toReasons = ({ body }: KitAnswer): unknown =>
    (body['reasons'] as Json[]).map(({ reason }) => reason)

  describe('a quote', () => {
    it('has the discount to the cent, and the terms of the coupon', async () => {
      const { id: promotionalCodeId } = await createCode()
      const { status, body } = await quote()
      expect(status).toBe(200)
      expect(body).toEqual({
        redeemable: true,
        reasons: [],
        promoCode: 'SPRING20',
        promotionalCodeId,
        couponId,
        affiliateId,
        discount: {
          amountOff: 11.98,
          amountOffMinor: 1198,
          base: 59.9,
          baseMinor: 5990,
          total: 47.92,
          totalMinor: 4792,
          currency: 'USD',
        },
        terms: {
          couponType: 'PERCENTAGE',
          percentOff: 20,
          amountOff: null,
          currency: null,
          duration: 'forever',
          durationInMonths: null,
        },
      })
      expect(await readUses()).toBe(0)
    })

    it('has every reason against a code, both machine-readable and as a sentence', async () => {
      await createCode({ expiresAt: '2026-11-28T10:00:00Z', minimumAmount: 100, maxRedemptions: 1 })
      await hold({ order: { amount: 100, currency: 'USD' } })
      passMinutes(1)
      const { body } = await quote()
      expect(body).toMatchObject({ redeemable: false })
      expect(body['discount']).toBeUndefined()
      expect(body['reasons']).toMatchObject([
        { reason: 'CODE_EXPIRED', rule: 'code.expiresAt' },
        {
          reason: 'CODE_LIMIT_REACHED',
          message: '0 of 1 redemption has been used, and reservations hold 1.',
          expected: 1,
          received: 1,
        },
        { reason: 'BELOW_MINIMUM_AMOUNT', expected: 100, received: 59.9 },
      ])
    })

    it('refuses a code that does not exist, and one without an affiliate', async () => {
      const unknown = await quote()
      expect(unknown.body).toMatchObject({ promoCode: 'spring20', promotionalCodeId: null })
      expect(toReasons(unknown)).toEqual(['CODE_NOT_FOUND'])
      await client.create('/promotional-codes', { couponId, code: 'SPRING20' })
      expect(toReasons(await quote())).toEqual(['NO_AFFILIATE'])
      expect((await quote({ referralId: affiliateId })).body).toMatchObject({
        redeemable: true,
        affiliateId,
      })
    })

    it('recognizes the first order by email, and by the number that the shop passes', async () => {
      await createCode({ firstTimeOrder: true })
      const email = 'eve@example.com'
      expect(toReasons(await quote())).toEqual(['NOT_FIRST_ORDER'])
      expect(toReasons(await quote({ customer: { orders: 0 } }))).toEqual([])
      expect(toReasons(await quote({ customer: { email } }))).toEqual([])
      expect(toReasons(await quote({ customer: { email, orders: 1 } }))).toEqual([
        'NOT_FIRST_ORDER',
      ])
      await pay({ promoCode: 'spring20', email })
      expect(toReasons(await quote({ customer: { email, orders: 0 } }))).toEqual([
        'NOT_FIRST_ORDER',
      ])
    })

    it.each<[string, Json, string]>([
      ['another currency', { order: { amount: 1, currency: 'EUR' } }, 'quote.order.currency'],
      [
        'a negative amount of an item',
        { order: { ...order, items: [{ productId: 'a', amount: 1, quantity: -1 }] } },
        'quote.order.items[0].quantity',
      ],
      ['an unknown referral', { referralId: 'nobody' }, 'quote.referralId'],
      ['a property of another name', { coupon: 'x' }, 'quote.coupon'],
    ])('is refused for %s', async (_what, input, field) => {
      const limited = { name: 'x', percentOff: 20, limitToProducts: true, productIds: ['a'] }
      couponId = (await client.create('/coupons', limited))['id']
      await createCode()
      const { status, body } = await quote(input)
      expect([status, body['code'], body['field']]).toEqual([400, 'INVALID_INPUT', field])
    })
  })

  describe('a reservation', () => {
    it('holds a use for 15 minutes, and then releases it', async () => {
      await createCode({ maxRedemptions: 1 })
      const held = await hold()
      expect(held).toMatchObject({ status: 'HELD', expiresAt: '2026-11-28T10:15:00.000Z' })
      expect(toReasons(await reserve())).toEqual(['CODE_LIMIT_REACHED'])
      expect((await pay({ promoCode: 'spring20' })).status).toBe(409)
      expect(await readUses()).toBe(0)
      passMinutes(15)
      expect(toReasons(await quote())).toEqual(['CODE_LIMIT_REACHED'])
      passMinutes(1)
      expect(toReasons(await quote())).toEqual([])
      expect((await client.get(`/reservations/${String(held['id'])}`)).body['status']).toBe(
        'LAPSED',
      )
      expect(await hold()).toMatchObject({ status: 'HELD' })
    })

    it('can be released, once or more, until a sale redeems it', async () => {
      await createCode({ maxRedemptions: 1 })
      const path = `/reservations/${String((await hold())['id'])}`
      for (let index = 0; index < 2; index++) {
        const { status, body } = await client.send('DELETE', path, {})
        expect([status, body['status']]).toEqual([200, 'RELEASED'])
      }
      const next = await hold()
      await pay({ reservationId: next['id'] })
      const { status, body } = await client.send(
        'DELETE',
        `/reservations/${String(next['id'])}`,
        {},
      )
      expect([status, body['code']]).toEqual([409, 'RESERVATION_REDEEMED'])
      expect((await client.get('/reservations/nothing')).body).toMatchObject({
        error: 404,
        code: 'NOT_FOUND',
      })
    })

    it('is returned again for a repeated key, regardless of later changes', async () => {
      await createCode({ maxRedemptions: 1 })
      const held = await hold({ idempotencyKey: 'cart-1' })
      const other = { amount: 10, currency: 'USD' }
      const { body } = await reserve({ idempotencyKey: 'cart-1', order: other })
      expect(body['reservation']).toEqual(held)
      await client.send('DELETE', `/reservations/${String(held['id'])}`, {})
      expect(await hold({ idempotencyKey: 'cart-1' })).toEqual({ ...held, status: 'RELEASED' })
    })

    it('is made once for concurrent requests with the same key', async () => {
      await createCode({ maxRedemptions: 1 })
      const requests = Array.from({ length: 20 }, () => hold({ idempotencyKey: 'cart-2' }))
      const held = await Promise.all(requests)
      expect(new Set(held.map(({ id }) => id)).size).toBe(1)
    })

    it('of a code for first orders is refused to a buyer who holds one', async () => {
      await createCode({ firstTimeOrder: true })
      await createCode({ firstTimeOrder: true, code: 'OTHER' })
      const customer = { email: 'Eve@example.com', customerId: 'eve', orders: 0 }
      const { id } = await hold({ customer })
      for (const more of [
        { customer: { email: 'eve@EXAMPLE.com', orders: 0 } },
        { customer: { email: 'eva@example.com', customerId: 'eve', orders: 0 } },
        { customer, promoCode: 'OTHER' },
      ]) {
        const { body } = await reserve(more)
        expect(body['reasons']).toMatchObject([
          {
            reason: 'NOT_FIRST_ORDER',
            message:
              'The code is for first orders only, and the customer already has a reservation for one. Release that reservation to make another one.',
          },
        ])
      }
      expect(toReasons(await quote({ customer }))).toEqual(['NOT_FIRST_ORDER'])
      await hold({ customer: { email: 'adam@example.com', orders: 0 } })
      await client.send('DELETE', `/reservations/${String(id)}`, {})
      await hold({ customer })
      passMinutes(16)
      await hold({ customer })
    })

    it('of a code for first orders is made once for concurrent requests of a buyer', async () => {
      await createCode({ firstTimeOrder: true })
      const customer = { email: 'eve@example.com', orders: 0 }
      const answers = await Promise.all(Array.from({ length: 10 }, () => reserve({ customer })))
      const held = answers.filter(({ body }) => body['reservation'] !== undefined)
      expect(held).toHaveLength(1)
    })

    it.each([
      ['/quotes', { order: { amount: 59.905, currency: 'USD' } }, 'quote.order.amount'],
      ['/reservations', { order: { amount: 59.905, currency: 'USD' } }, 'reservation.order.amount'],
      ['/sales', { totalEarned: 59.905 }, 'sale.totalEarned'],
      ['/sales', { tax: 0.005 }, 'sale.tax'],
      ['/sales', { shipping: 0.005 }, 'sale.shipping'],
    ])(
      'is refused for an amount that is finer than the currency: %s %o',
      async (path, input, field) => {
        await createCode()
        const subject = { promoCode: 'spring20', order, idempotencyKey: 'fine' }
        const { idempotencyKey: _key, ...asked } = subject
        const sold = { totalEarned: 47.92, name: 'Ada', promoCode: 'spring20' }
        const bodies: Record<string, Json> = {
          '/quotes': asked,
          '/reservations': subject,
          '/sales': sold,
        }
        const { status, body } = await client.send('POST', path, { ...bodies[path], ...input })
        expect([status, body['code'], body['field']]).toEqual([400, 'INVALID_INPUT', field])
      },
    )

    it('counts when a limit is lowered', async () => {
      const { id: promotionalCodeId } = await createCode({ maxRedemptions: 9 })
      await hold()
      await hold({ holdSeconds: 60 })
      await pay({ promoCode: 'spring20' })
      const lower = (path: string, body: Json): Promise<unknown[]> => change('PUT', path, body)
      const limit = { promotionalCodeId, maxRedemptions: 2 }
      const rule = 'at least 3, the 1 redemption so far and the 2 uses held by reservations'
      expect(await lower('/promotional-codes', limit)).toEqual([
        400,
        `\`promotionalCode.maxRedemptions\` must be ${rule}, but was 2.`,
      ])
      expect(await lower('/coupons', { couponId, maxRedemptions: 2 })).toEqual([
        400,
        `\`coupon.maxRedemptions\` must be ${rule}, but was 2.`,
      ])
      passMinutes(2)
      expect((await lower('/promotional-codes', limit))[0]).toBe(200)
      expect((await lower('/coupons', { couponId, maxRedemptions: 2 }))[0]).toBe(200)
    })

    it('takes no use from a customer whose referral has redeemed the code', async () => {
      await createCode({ maxRedemptions: 1 })
      const eve = { name: 'Eve', email: 'eve@example.com', referredUserExternalId: 'u1' }
      await client.create('/referrals', { ...eve, promoCode: 'SPRING20' })
      expect(toReasons(await reserve())).toEqual(['CODE_LIMIT_REACHED'])
      const { id: reservationId } = await hold({ customer: { email: eve.email } })
      const { body } = await pay({ reservationId, email: eve.email })
      expect(body).toMatchObject({ redemption: 'BY_REFERRAL' })
      expect(await readUses()).toBe(1)
    })
  })

  describe('a sale with a reservation', () => {
    it('is recorded once, and redeems the held use', async () => {
      await createCode({ maxRedemptions: 1 })
      const { id: reservationId } = await hold({ customer: { email: 'ada@example.com' } })
      const { status, body } = await pay({ reservationId, externalId: 'pi_1' })
      expect(status).toBe(200)
      expect(body).toMatchObject({
        affiliateId,
        reservationId,
        redemption: 'COUNTED',
        commissionEarned: 11.98,
        occurredAt: '2026-11-28T10:00:00.000Z',
      })
      expect((await pay({ reservationId, externalId: 'pi_1' })).body).toEqual(body)
      expect((await pay({ reservationId })).body).toEqual(body)
      const other = await pay({ reservationId, externalId: 'pi_2' })
      expect([other.status, other.body['code']]).toEqual([409, 'RESERVATION_REDEEMED'])
      expect(await readUses()).toBe(1)
      const reservation = await client.get(`/reservations/${String(reservationId)}`)
      expect(reservation.body).toMatchObject({ status: 'REDEEMED', saleId: body['id'] })
    })

    it('is recorded once for concurrent requests', async () => {
      await createCode({ maxRedemptions: 5 })
      const { id: reservationId } = await hold()
      const requests = Array.from({ length: 10 }, () => pay({ reservationId }))
      const ids = (await Promise.all(requests)).map(({ body }) => body['id'])
      expect(ids).toEqual(Array.from({ length: 10 }, () => 1))
      expect(await readUses()).toBe(1)
    })

    it('is recorded even if code, coupon, and affiliate have ended since', async () => {
      const { id: promotionalCodeId } = await createCode({
        maxRedemptions: 2,
        expiresAt: '2026-11-28T10:01:00Z',
        firstTimeOrder: true,
      })
      const customer = { email: 'ada@example.com' }
      const other = { email: 'eva@example.com' }
      const [first, second] = [await hold({ customer }), await hold({ customer: other })]
      await client.create('/sales', {
        totalEarned: 1,
        name: 'A',
        referralId: affiliateId,
        ...customer,
      })
      await change('PUT', '/promotional-codes', { promotionalCodeId, active: false })
      passMinutes(10)
      expect((await pay({ promoCode: 'spring20', ...customer })).status).toBe(400)
      expect((await pay({ reservationId: first['id'] })).body['redemption']).toBe('COUNTED')
      expect((await change('DELETE', '/coupons', { couponId }))[0]).toBe(200)
      expect((await change('DELETE', '/affiliates', { id: affiliateId }))[0]).toBe(204)
      const { body } = await pay({ reservationId: second['id'] })
      expect(body).toMatchObject({ affiliateId, commissionRate: 25, commissionEarned: 11.98 })
    })

    it('is counted after a lapse while a use is left, and recorded without being counted after that', async () => {
      await createCode({ maxRedemptions: 2 })
      const [first, second] = [await hold(), await hold()]
      passMinutes(16)
      expect((await pay({ reservationId: first['id'] })).body['redemption']).toBe('COUNTED')
      expect((await pay({ promoCode: 'spring20' })).body['redemption']).toBe('COUNTED')
      const late = await pay({ reservationId: second['id'] })
      expect([late.status, late.body['redemption']]).toEqual([200, 'NOT_COUNTED'])
      expect(await readUses()).toBe(2)
    })

    it('releases its use when it is refunded', async () => {
      await createCode({ maxRedemptions: 1 })
      const { id: reservationId } = await hold()
      const { body } = await pay({ reservationId })
      await change('PATCH', '/sales', { saleId: body['id'] })
      expect(await readUses()).toBe(0)
      expect(await hold()).toMatchObject({ status: 'HELD' })
    })

    it.each<[string, Json, string]>([
      ['a reservation that does not exist', { reservationId: 'x' }, 'sale.reservationId'],
      ['a payment in the future', { occurredAt: '2026-11-28T10:06:00Z' }, 'sale.occurredAt'],
      ['a date without a time', { occurredAt: '2026-11-28' }, 'sale.occurredAt'],
    ])('is refused for %s', async (_what, input, field) => {
      await createCode()
      const { status, body } = await pay({ promoCode: 'spring20', ...input })
      expect([status, body['field']]).toEqual([400, field])
    })

    it('is refused for a code other than that of the reservation', async () => {
      await createCode()
      const { id: reservationId } = await hold()
      const { status, body } = await pay({ reservationId, promoCode: 'OTHER' })
      expect([status, body['field']]).toEqual([400, 'sale.promoCode'])
      expect((await pay({ reservationId, promoCode: ' Spring20' })).status).toBe(200)
    })
  })

  describe('a payment that is reported late', () => {
    it('is checked and dated at the instant of the payment', async () => {
      const ends = '2026-11-28T10:05:00Z'
      couponId = (await client.create('/coupons', { name: 'x', percentOff: 20, redeemBy: ends }))[
        'id'
      ]
      await createCode({ expiresAt: ends })
      passMinutes(10)
      const sale = { promoCode: 'spring20' }
      expect((await pay(sale)).status).toBe(400)
      expect((await pay({ ...sale, occurredAt: '2026-11-28T10:05:01Z' })).status).toBe(400)
      const { status, body } = await pay({ ...sale, occurredAt: ends })
      expect(status).toBe(200)
      expect(body).toMatchObject({
        occurredAt: '2026-11-28T10:05:00.000Z',
        recordedAt: '2026-11-28T10:10:00.000Z',
      })
    })

    it('has a ledger entry dated when it was recorded', async () => {
      await createCode()
      const occurredAt = '2026-10-31T23:00:00.000Z'
      const { body } = await pay({ promoCode: 'spring20', occurredAt })
      expect(body).toMatchObject({ occurredAt, recordedAt: now.toISOString() })
      const entries = (await client.get('/ledger-entries')).body['data']
      expect(entries).toMatchObject([{ saleId: body['id'], createdAt: now.toISOString() }])
    })

    it('is dated now when the clock of the provider is a little ahead', async () => {
      await createCode()
      const { body } = await pay({ promoCode: 'spring20', occurredAt: '2026-11-28T10:04:00Z' })
      expect(body['occurredAt']).toBe('2026-11-28T10:00:00.000Z')
    })
  })
})
