import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listIsolations, type TestDatabase } from '../databases.js'
import { startTestServer, type Answer, type Api, type Json, type TestServer } from '../harness.js'

describe.each(listIsolations())('on %s', (_name, open) => {
  let now = new Date('2026-06-01T12:00:00Z')
  let database: TestDatabase
  let testServer: TestServer
  let api: Api
  let affiliate: Json

  beforeAll(async () => {
    database = open()
    testServer = await startTestServer({ ...database.options, clock: () => now })
    api = await testServer.createApi({ commissionRate: 10 })
    affiliate = await api.create('/affiliates', {
      firstName: 'John',
      lastName: 'Doe',
      email: 'john@example.com',
    })
  })

  afterAll(async () => {
    await testServer?.server.close()
    database?.close()
  })

  async function createCode(code: Json, coupon: Json = {}): Promise<Json> {
    const { id } = await api.create('/coupons', { name: 'x', percentOff: 20, ...coupon })
    return api.create('/promotional-codes', {
      couponId: id,
      affiliateId: affiliate['id'],
      ...code,
    })
  }

  const sell = (promoCode: string, more: Json = {}): Promise<Answer> =>
    api.post('/sales', { totalEarned: 10, name: 'C', promoCode, ...more })

  async function later<T>(work: () => Promise<T>): Promise<T> {
    const before = now
    now = new Date(before.getTime() + 1)
    try {
      return await work()
    } finally {
      now = before
    }
  }

  const countOf = async (code: string): Promise<unknown> =>
    (await api.get(`/promotional-codes?code=${code}`)).body['timesRedeemed']

  const toStatuses = (answers: readonly Answer[]): number[] =>
    answers.map(({ status }) => status).toSorted((one, other) => one - other)

  describe('a redemption', () => {
    it('is counted for sales and referrals and credited to the affiliate of the code', async () => {
      await createCode({ code: 'Count' })
      const { body: sale } = await sell('COUNT')
      expect(sale['affiliateId']).toBe(affiliate['id'])
      const referral = await api.create('/referrals', {
        name: 'R',
        email: 'r@example.com',
        referredUserExternalId: 'r',
        promoCode: 'count',
      })
      expect(referral['affiliateId']).toBe(affiliate['id'])
      expect(await countOf('COUNT')).toBe(2)
    })

    it('succeeds 10 times for 50 concurrent sales with a limit of 10', async () => {
      await createCode({ code: 'TEN', maxRedemptions: 10 })
      const answers = await Promise.all(Array.from({ length: 50 }, () => sell('ten')))
      expect(toStatuses(answers)).toEqual([...Array(10).fill(200), ...Array(40).fill(409)])
      expect(await countOf('TEN')).toBe(10)
      const numbers = answers.filter(({ status }) => status === 200).map(({ body }) => body['id'])
      expect(new Set(numbers).size).toBe(10)
      const { body } = answers.find(({ status }) => status === 409) as Answer
      expect(body['message']).toContain('CODE_LIMIT_REACHED')
    })

    it('counts against the limit of the coupon across all its codes', async () => {
      const { couponId } = await createCode({ code: 'FIRST' }, { maxRedemptions: 10 })
      await api.create('/promotional-codes', {
        couponId,
        code: 'SECOND',
        affiliateId: affiliate['id'],
      })
      const codes = Array.from({ length: 30 }, (_, index) => (index % 2 ? 'FIRST' : 'SECOND'))
      const answers = await Promise.all(codes.map((code) => sell(code)))
      expect(toStatuses(answers)).toEqual([...Array(10).fill(200), ...Array(20).fill(409)])
      expect(Number(await countOf('FIRST')) + Number(await countOf('SECOND'))).toBe(10)
    })

    it('is rolled back when the referral is a duplicate', async () => {
      await createCode({ code: 'BACK' })
      const body = {
        name: 'R',
        email: 'back@example.com',
        referredUserExternalId: 'back',
        promoCode: 'BACK',
      }
      expect((await api.post('/referrals', body)).status).toBe(200)
      const other = { ...body, email: 'back-2@example.com' }
      expect((await api.post('/referrals', other)).status).toBe(409)
      expect(await countOf('BACK')).toBe(1)
    })
  })

  describe('a sale repeated with the same externalId', () => {
    it('gets the first response and is counted once', async () => {
      await createCode({ code: 'ONCE', maxRedemptions: 1 })
      const first = await sell('ONCE', { externalId: 'order-1' })
      const again = await sell('ONCE', { externalId: 'order-1', totalEarned: 99 })
      expect([again.status, again.body]).toEqual([200, first.body])
      expect(await countOf('ONCE')).toBe(1)
    })

    it('gets the first response even when both arrive simultaneously', async () => {
      await createCode({ code: 'TWICE', maxRedemptions: 1 })
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => sell('TWICE', { externalId: 'order-2' })),
      )
      expect(toStatuses(answers)).toEqual(Array(20).fill(200))
      expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1)
      expect(await countOf('TWICE')).toBe(1)
    })
  })

  describe('a code is refused with the reason', () => {
    const cases: readonly (readonly [string, Json, Json, Json, string])[] = [
      ['OFF', { active: false }, {}, {}, 'CODE_INACTIVE'],
      ['INVALID', {}, { valid: false }, {}, 'COUPON_INVALID'],
      ['LATE', { expiresAt: '2026-06-01T12:00:00Z' }, {}, {}, 'CODE_EXPIRED'],
      ['GONE', {}, { redeemBy: '2026-06-01T12:00:00Z' }, {}, 'COUPON_EXPIRED'],
      ['SMALL', { minimumAmount: 12.52 }, {}, {}, 'BELOW_MINIMUM_AMOUNT'],
      ['OTHER', { limitToCustomers: true, customerId: 'c1' }, {}, {}, 'CUSTOMER_NOT_ALLOWED'],
      ['SELF', { limitToAffiliate: true }, {}, { email: 'c@example.com' }, 'AFFILIATE_NOT_ALLOWED'],
      ['STRANGER', { firstTimeOrder: true }, {}, {}, 'NOT_FIRST_ORDER'],
    ]
    it.each(cases)('%s', async (code, ofCode, ofCoupon, ofSale, reason) => {
      await createCode({ code, ...ofCode }, ofCoupon)
      const { status, body } = await later(() => sell(code, ofSale))
      expect(body['message']).toContain(reason)
      expect(status).toBe(400)
      expect(await countOf(code)).toBe(0)
    })

    it('and with every reason that applies', async () => {
      await createCode(
        { code: 'WORST', active: false, expiresAt: '2026-06-01T12:00:00Z' },
        { valid: false },
      )
      const { body } = await later(() => sell('WORST'))
      for (const reason of ['CODE_INACTIVE', 'CODE_EXPIRED', 'COUPON_INVALID']) {
        expect(body['message']).toContain(reason)
      }
      expect(body['message']).toMatch(
        /^Code WORST cannot be redeemed\. The code is not active \(CODE_INACTIVE\)\. /,
      )
    })

    it('when neither the code nor the sale names an affiliate', async () => {
      const { id } = await api.create('/coupons', { name: 'x', percentOff: 20 })
      await api.create('/promotional-codes', { couponId: id, code: 'NOBODY' })
      const { status, body } = await sell('NOBODY')
      expect([status, body['message']]).toEqual([
        400,
        '`sale.promoCode` must be a code with an affiliate, but was a code without one. Add referralId, or the email of a referral.',
      ])
      expect((await sell('NOBODY', { referralId: affiliate['id'] })).status).toBe(200)
    })
  })

  describe('a code is accepted', () => {
    it('at the exact instant of its expiry, but not a millisecond later', async () => {
      await createCode({ code: 'EDGE', expiresAt: '2026-06-01T14:00:00+02:00' })
      expect((await sell('EDGE')).status).toBe(200)
      now = new Date('2026-06-01T12:00:00.001Z')
      expect((await sell('EDGE')).status).toBe(400)
    })

    it.each([
      ['FROM50', { percentOff: 20 }, 50, 40],
      ['PART', { percentOff: 15 }, 20, 17],
      ['FLAT5', { couponType: 'FLAT', amountOff: 5, currency: 'USD' }, 20, 15],
    ])(
      'when the discount of %s brought the payment below its minimum amount',
      async (code, coupon, minimum, paid) => {
        await createCode({ code, minimumAmount: minimum }, { percentOff: undefined, ...coupon })
        expect((await sell(code, { totalEarned: paid })).status).toBe(200)
        const short = await sell(code, { totalEarned: paid - 0.01 })
        expect(short.status).toBe(400)
        expect(short.body['message']).toContain('BELOW_MINIMUM_AMOUNT')
        expect(await countOf(code)).toBe(1)
      },
    )

    it('only for the first order of a customer if it is limited to first orders', async () => {
      await createCode({ code: 'NEW', firstTimeOrder: true })
      expect((await sell('NEW', { email: 'new@example.com' })).status).toBe(200)
      expect((await sell('NEW', { email: 'NEW@example.com' })).status).toBe(400)
    })

    it('from its assigned customer, from its own affiliate, and for any product of the order', async () => {
      await createCode({ code: 'KEPT', limitToCustomers: true, customerId: 'kept@example.com' })
      expect((await sell('KEPT', { email: 'Kept@example.com' })).status).toBe(200)
      await createCode({ code: 'OWN', limitToAffiliate: true })
      expect((await sell('OWN', { email: 'john@example.com' })).status).toBe(200)
      await createCode({ code: 'COVERED' }, { limitToProducts: true, productIds: ['p1'] })
      for (const productId of ['p1', 'p2']) {
        expect((await sell('COVERED', { product: { productId } })).status).toBe(200)
      }
    })
  })

  describe('an auto-generated code', () => {
    const generate = async (more: Json): Promise<Answer> => {
      const [coupon] = (await api.get('/coupons?name=generated')).list
      const { id } =
        coupon ?? (await api.create('/coupons', { name: 'generated', percentOff: 12.5 }))
      return api.post('/promotional-codes', { couponId: id, isAutoGenerated: true, ...more })
    }

    it('is built from the affiliate and the coupon following its code structure', async () => {
      const { body } = await generate({
        affiliateEmail: 'john@example.com',
        prefix: 'SAVE',
        codeStructure: { firstName: true, discountAmount: true, randomChars: true },
        randomCharsCase: 'uppercase',
      })
      expect(body['code']).toMatch(/^SAVEJOHN12P5[A-Z0-9]{4}$/)
      expect(body).toMatchObject({ isAutoGenerated: true, affiliateId: affiliate['id'] })
    })

    it('never repeats a taken code, and fails with the counts once every code is taken', async () => {
      const one = { codeStructure: { randomChars: true }, prefix: 'Z-', randomCharsLength: 1 }
      const codes = new Set<string>()
      for (let index = 0; index < 36; index++) {
        const { status, body } = await generate(one)
        expect(status).toBe(200)
        codes.add(String(body['code']).toUpperCase())
      }
      expect(codes.size).toBe(36)
      const { status, body } = await generate(one)
      expect(status).toBe(409)
      expect(body['message']).toMatch(/1 requested, 36 possible, 36 taken/)
    })

    it('differs from codes generated at the same time', async () => {
      const two = { codeStructure: { randomChars: true }, prefix: 'Y-', randomCharsLength: 2 }
      const answers = await Promise.all(Array.from({ length: 60 }, () => generate(two)))
      expect(toStatuses(answers)).toEqual(Array(60).fill(200))
      expect(new Set(answers.map(({ body }) => String(body['code']).toUpperCase())).size).toBe(60)
    })

    it('without random characters is refused with 409 if taken', async () => {
      const fixed = { codeStructure: { couponName: true } }
      expect((await generate(fixed)).body['code']).toBe('GENERATED')
      const { status, body } = await generate(fixed)
      expect(status).toBe(409)
      expect(body['message']).toContain('Turn randomChars on')
    })
  })

  it('gives a code to exactly one of 30 concurrent requests in any letter case', async () => {
    const { id } = await api.create('/coupons', { name: 'race', percentOff: 1 })
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        api.post('/promotional-codes', { couponId: id, code: index % 2 ? 'RACE' : 'race' }),
      ),
    )
    expect(toStatuses(answers)).toEqual([200, ...Array(29).fill(409)])
  })
})
