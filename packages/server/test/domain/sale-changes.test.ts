import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listDatabases, type TestDatabase } from '../databases.js'
import { startTestServer, type Answer, type Api, type Json, type TestServer } from '../harness.js'

const start = new Date('2026-06-01T12:00:00Z')

describe.each(listDatabases())('on %s', (_name, open) => {
  let now = start
  let database: TestDatabase
  let testServer: TestServer
  let api: Api
  let affiliate: Json
  let records = 0

  beforeAll(async () => {
    database = open()
    testServer = await startTestServer({ ...database.options, clock: () => now })
    api = await testServer.createApi({ commissionRate: 10 })
    affiliate = await createAffiliate(api)
  })

  afterAll(async () => {
    await testServer?.server.close()
    database?.close()
  })

  const createAffiliate = (of: Api, name = 'john'): Promise<Json> =>
    of.create('/affiliates', {
      firstName: 'John',
      lastName: 'Doe',
      email: `${name}@example.com`,
      affiliateLink: name,
    })

  async function createCode(of: Api, affiliateId: unknown, more: Json = {}): Promise<string> {
    const { id } = await of.create('/coupons', { name: 'x', percentOff: 20 })
    const code = `CODE${records++}`
    await of.create('/promotional-codes', { couponId: id, affiliateId, code, ...more })
    return code
  }

  const createReferral = (more: Json): Promise<Answer> =>
    api.post('/referrals', {
      name: 'Ada',
      email: `customer-${records}@example.com`,
      referredUserExternalId: `customer-${records++}`,
      ...more,
    })

  const sell = (more: Json, of = api): Promise<Json> =>
    of.create('/sales', { totalEarned: 100, name: 'Ada', ...more })

  const refund = (saleId: unknown, of = api): Promise<Answer> =>
    of.send('PATCH', '/sales', { saleId })

  const readSale = async (id: unknown, of = api): Promise<Json | undefined> =>
    (await of.get(`/sales?id=${id}`)).list[0]

  const countOf = async (code: string, of = api): Promise<unknown> =>
    (await of.get(`/promotional-codes?code=${code}`)).body['timesRedeemed']

  describe('a repeated referral', () => {
    it('returns the first one and never moves to another affiliate', async () => {
      const other = await createAffiliate(api, 'mary')
      const email = 'Repeat@example.com'
      const first = await createReferral({ email, affiliateId: affiliate['id'] })
      const again = await createReferral({ email: 'repeat@EXAMPLE.com', affiliateId: other['id'] })
      expect(again).toMatchObject({ status: 200, body: first.body })
      const { list } = await api.get(`/referrals?affiliateId=${other['id']}`)
      expect(list).toEqual([])
    })

    it('does not redeem a code', async () => {
      const code = await createCode(api, affiliate['id'])
      const email = 'again@example.com'
      await createReferral({ email, affiliateId: affiliate['id'] })
      expect((await createReferral({ email, promoCode: code })).status).toBe(200)
      expect(await countOf(code)).toBe(0)
    })

    it('is recorded once by 20 concurrent requests, even with the last redemption', async () => {
      const code = await createCode(api, affiliate['id'], { maxRedemptions: 1 })
      const email = 'race@example.com'
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => createReferral({ email, promoCode: code })),
      )
      expect(new Set(answers.map(({ status, body }) => `${status} ${body['id']}`)).size).toBe(1)
      expect(await countOf(code)).toBe(1)
    })
  })

  describe('a sale', () => {
    it('is recorded once for either of its keys', async () => {
      const by = { referralId: affiliate['id'] }
      const first = await sell({ ...by, externalId: 'order-1', externalInvoiceId: 'invoice-1' })
      expect(await sell({ ...by, externalInvoiceId: 'invoice-1' })).toEqual(first)
      expect(await sell({ ...by, externalId: 'order-1', externalInvoiceId: 'i-2' })).toEqual(first)
      const second = await sell({ ...by, externalId: 'order-2' })
      const both = await sell({ ...by, externalId: 'order-2', externalInvoiceId: 'invoice-1' })
      expect([second['id'] === first['id'], both['id']]).toEqual([false, first['id']])
      const { list } = await api.get('/sales?saleExternalInvoiceId=invoice-1')
      expect(list).toEqual([first])
    })

    it('is recorded once by 20 concurrent requests with the same invoice', async () => {
      const code = await createCode(api, affiliate['id'])
      const sales = await Promise.all(
        Array.from({ length: 20 }, () => sell({ promoCode: code, externalInvoiceId: 'invoice-3' })),
      )
      expect(new Set(sales.map(({ id }) => id)).size).toBe(1)
      expect(await countOf(code)).toBe(1)
    })

    it('is not identified by an empty invoice id', async () => {
      const by = { referralId: affiliate['id'], externalInvoiceId: '' }
      expect((await sell(by))['id']).not.toBe((await sell(by))['id'])
    })

    it('counts for the link that led to it', async () => {
      const jane = await createAffiliate(api, 'jane')
      const referral = await createReferral({ affiliateId: 'jane' })
      await sell({ referralId: referral.body['id'] })
      await sell({ referralId: 'jane', totalEarned: 50 })
      await sell({ referralId: jane['id'] })
      const { list } = await api.get('/links?link=jane')
      expect(list).toMatchObject([{ referrals: 1, sales: 2, totalRevenue: 150 }])
    })
  })

  describe('a refund', () => {
    it('takes back the commission and the redemption once, even with 20 concurrent requests', async () => {
      const code = await createCode(api, affiliate['id'], { maxRedemptions: 2 })
      await sell({ promoCode: code })
      const { id } = await sell({ promoCode: code })
      const answers = await Promise.all(Array.from({ length: 20 }, () => refund(id)))
      const repeated = answers.map(({ body }) => body['alreadyRefunded'])
      expect(repeated.toSorted()).toEqual([false, ...Array<boolean>(19).fill(true)])
      expect(await countOf(code)).toBe(1)
      const shown = { commissionEarned: 0, status: 'REFUNDED', refundedAt: now.toISOString() }
      expect(await readSale(id)).toMatchObject({ totalEarned: 100, ...shown })
    })

    it('lets exactly one of several waiting sales have the redemption', async () => {
      const code = await createCode(api, affiliate['id'], { maxRedemptions: 1 })
      const { id } = await sell({ promoCode: code })
      const body = { totalEarned: 1, name: 'B', promoCode: code }
      const [, ...answers] = await Promise.all([
        refund(id),
        ...Array.from({ length: 10 }, () => api.post('/sales', body)),
      ])
      const sold = answers.filter(({ status }) => status === 200).length
      expect(sold).toBeLessThanOrEqual(1)
      expect(await countOf(code)).toBe(sold)
    })

    it('and a deletion of the same sale release the redemption once', async () => {
      const code = await createCode(api, affiliate['id'])
      await sell({ promoCode: code })
      const { id } = await sell({ promoCode: code })
      await refund(id)
      expect((await api.send('DELETE', '/sales', { saleId: id })).status).toBe(204)
      expect(await countOf(code)).toBe(1)
    })

    it('leaves the redemption with the referral, for the next sale of the customer', async () => {
      const code = await createCode(api, affiliate['id'], { maxRedemptions: 1 })
      const referral = await createReferral({ promoCode: code })
      const by = { referralId: referral.body['id'], promoCode: code }
      const { id } = await sell(by)
      await refund(id)
      expect(await countOf(code)).toBe(1)
      await sell(by)
      expect(await countOf(code)).toBe(1)
      expect((await api.post('/sales', { totalEarned: 1, ...by })).status).toBe(409)
    })

    it('keeps the redemption if the program is set to do so', async () => {
      const own = await testServer.createApi({ refundReturnsRedemption: false })
      const john = await createAffiliate(own)
      const code = await createCode(own, john['id'])
      const { id } = await sell({ promoCode: code }, own)
      await refund(id, own)
      expect(await countOf(code, own)).toBe(1)
      await own.send('DELETE', '/sales', { saleId: id })
      expect(await countOf(code, own)).toBe(0)
    })

    it('is refused after the holding days, with the reason', async () => {
      const own = await testServer.createApi({ holdingDays: 7 })
      const john = await createAffiliate(own)
      const [early, late] = [
        await sell({ referralId: john['id'] }, own),
        await sell({ referralId: john['id'] }, own),
      ]
      now = new Date(start.getTime() + 7 * 86_400_000)
      expect((await refund(early['id'], own)).status).toBe(200)
      now = new Date(now.getTime() + 1)
      const refused = await refund(late['id'], own)
      now = start
      expect(refused).toMatchObject({
        status: 400,
        body: {
          reason: 'REFUND_WINDOW_CLOSED',
          error: expect.stringMatching(
            /holding period\. To take back commission after that, refund/,
          ),
        },
      })
      expect(refused.body['error']).toContain('until 2026-06-08T12:00:00.000Z')
      expect(await readSale(late['id'], own)).toMatchObject({ status: 'ACTIVE' })
    })
  })

  it('wins every race with an update', async () => {
    const { id } = await sell({ referralId: affiliate['id'] })
    await Promise.all([
      ...Array.from({ length: 5 }, (_, index) =>
        api.send('PUT', '/sales', { saleId: id, totalEarned: 50 + index }),
      ),
      refund(id),
    ])
    expect(await readSale(id)).toMatchObject({ commissionEarned: 0, status: 'REFUNDED' })
  })

  describe('limitToAffiliate', () => {
    it('lets only the affiliate redeem the code, by default', async () => {
      const code = await createCode(api, affiliate['id'], { limitToAffiliate: true })
      const body = { totalEarned: 1, name: 'C', promoCode: code }
      const refused = await api.post('/sales', { ...body, email: 'someone@example.com' })
      expect(refused.body['message']).toContain('AFFILIATE_NOT_ALLOWED')
      expect((await api.post('/sales', { ...body, email: 'john@example.com' })).status).toBe(200)
    })

    it('lets everyone redeem and credits the affiliate, if the program is set to do so', async () => {
      const own = await testServer.createApi({ limitToAffiliate: 'attribution' })
      const john = await createAffiliate(own)
      const code = await createCode(own, john['id'], { limitToAffiliate: true })
      const sale = await sell({ promoCode: code, email: 'someone@example.com' }, own)
      expect(sale['affiliateId']).toBe(john['id'])
      const found = await own.get(`/promotional-codes?code=${code}`)
      expect(found.body['limitToAffiliate']).toBe(true)
    })
  })
})
