import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listIsolations, type TestDatabase } from '../databases.js'
import { startTestServer, type Answer, type Api, type Json, type TestServer } from '../harness.js'

describe.each(listIsolations())('changes at the same time, on %s', (_name, open) => {
  let database: TestDatabase
  let testServer: TestServer
  let api: Api
  let affiliateId: unknown
  let names = 0

  beforeAll(async () => {
    database = open()
    testServer = await startTestServer(database.options)
    api = await testServer.createApi({ commissionRate: 10 })
    affiliateId = (await createAffiliate())['id']
  })

  afterAll(async () => {
    await testServer?.server.close()
    database?.close()
  })

  function createAffiliate(): Promise<Json> {
    const email = `a${names++}@example.com`
    return api.create('/affiliates', { firstName: 'A', lastName: 'B', email })
  }

  async function createCode(code: Json = {}, coupon: Json = {}): Promise<Json> {
    const { id } = await api.create('/coupons', { name: 'x', percentOff: 20, ...coupon })
    const own = { couponId: id, affiliateId, code: `CODE${names++}` }
    return api.create('/promotional-codes', { ...own, ...code })
  }

  const update = (path: string, body: Json): Promise<Answer> => api.send('PUT', path, body)
  const remove = (path: string, body: Json): Promise<Answer> => api.send('DELETE', path, body)
  const sell = (code: Json): Promise<Answer> =>
    api.post('/sales', { totalEarned: 10, name: 'Ada', promoCode: code['code'] })
  const find = async (code: Json): Promise<Json> =>
    (await api.get(`/promotional-codes?id=${code['id']}`)).body
  const countOk = (answers: readonly Answer[]): number =>
    answers.filter(({ status }) => status === 200).length

  it('never exceed a limit that is lowered during sales', async () => {
    const code = await createCode()
    const sales = Array.from({ length: 40 }, () => sell(code))
    const limits = Array.from({ length: 40 }, (_, index) =>
      update('/coupons', { couponId: code['couponId'], maxRedemptions: 40 - index }),
    )
    const sold = countOk(await Promise.all(sales))
    const answers = await Promise.all(limits)
    const { timesRedeemed, coupon } = (await find(code)) as { timesRedeemed: number; coupon: Json }
    expect(timesRedeemed).toBe(sold)
    expect(timesRedeemed).toBeLessThanOrEqual(Number(coupon['maxRedemptions']))
    const accepted = answers.filter(({ status }) => status === 200)
    const lowest = Math.min(...accepted.map(({ body }) => Number(body['maxRedemptions'])))
    expect(coupon['maxRedemptions']).toBe(lowest)
    for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
      expect(status).toBe(400)
      expect(body['message']).toMatch(/must be at least \d+, the number of redemptions so far/)
    }
  })

  it('count every sale before a code is deleted, and none after it', async () => {
    const code = await createCode()
    const sales = Array.from({ length: 20 }, () => sell(code))
    const deleted = remove('/promotional-codes', { promotionalCodeId: code['id'] })
    const statuses = (await Promise.all(sales)).map(({ status }) => status)
    expect((await deleted).status).toBe(200)
    expect(statuses.every((status) => status === 200 || status === 400)).toBe(true)
    expect((await sell(code)).status).toBe(400)
  })

  it('sell only before a code is disabled', async () => {
    const code = await createCode()
    const disable = { promotionalCodeId: code['id'], active: false }
    const sales = Array.from({ length: 20 }, () => sell(code))
    expect((await update('/promotional-codes', disable)).status).toBe(200)
    expect((await sell(code)).status).toBe(400)
    const sold = countOk(await Promise.all(sales))
    expect(await find(code)).toMatchObject({ active: false, timesRedeemed: sold })
  })

  it('give a text to only one of many codes', async () => {
    const codes = await Promise.all(Array.from({ length: 10 }, () => createCode()))
    const code = `WANTED${names++}`
    const answers = await Promise.all(
      codes.map(({ id }) => update('/promotional-codes', { promotionalCodeId: id, code })),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(9).fill(409)])
  })

  it('keep the last link of an affiliate', async () => {
    const { id, link } = await createAffiliate()
    await api.create('/links', { link: `second-${names}`, affiliateId: id })
    const deletions = [link, `second-${names}`].map((text) => remove('/links', { link: text }))
    const statuses = (await Promise.all(deletions)).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([200, 409])
    expect((await api.get(`/links?affiliateId=${id}`)).list).toHaveLength(1)
  })

  it('leave no code with a deleted affiliate', async () => {
    const { id } = await createAffiliate()
    const creations = Array.from({ length: 20 }, () => createCode({ affiliateId: id }))
    const first = await Promise.race(creations)
    expect((await remove('/affiliates', { id })).status).toBe(204)
    await Promise.allSettled(creations)
    expect((await api.get(`/promotional-codes?affiliateId=${id}`)).list).toEqual([])
    expect(await find(first)).toMatchObject({ affiliateId: null, affiliate: null })
    const refused = await api.post('/promotional-codes', {
      couponId: first['couponId'],
      affiliateId: id,
      code: `LATE${names++}`,
    })
    expect(refused.status).toBe(400)
  })

  it('refuse a link of an affiliate that is deleted at the same time', async () => {
    for (let time = 0; time < 10; time++) {
      const { id } = await createAffiliate()
      const link = `late-${names++}`
      const created = api.post('/links', { link, affiliateId: id })
      const removed = remove('/affiliates', { id })
      expect([200, 400, 404]).toContain((await created).status)
      expect((await removed).status).toBe(204)
      expect((await api.get(`/links?link=${link}`)).list).toEqual([])
    }
  })

  it('redeem other codes while a coupon with many codes is deleted', async () => {
    const other = await createCode()
    const code = await createCode()
    const { couponId } = code
    const codes = Array.from({ length: 3000 }, (_, index) => ({
      couponId,
      code: `MANY${names}-${index}`,
    }))
    for (let at = 0; at < codes.length; at += 500) {
      const answers = codes.slice(at, at + 500).map((body) => api.post('/promotional-codes', body))
      expect(countOk(await Promise.all(answers))).toBe(500)
    }
    const sale = await sell(code)
    expect(sale.status).toBe(200)
    const deletion = await remove('/coupons', { couponId })
    expect(deletion.body).toMatchObject({ deletedCoupon: { id: couponId, name: 'x' } })
    expect((await sell(code)).status).toBe(400)
    expect((await sell(other)).status).toBe(200)
    expect((await api.get(`/promotional-codes?couponId=${couponId}`)).list).toEqual([])
    expect((await api.get(`/coupons?id=${couponId}`)).list).toEqual([])
    // The texts are free immediately, even if the rows still exist.
    const again = codes.filter((_code, index) => index % 100 === 0)
    const answers = again.map((body) =>
      api.post('/promotional-codes', { ...body, couponId: other['couponId'] }),
    )
    expect(countOk(await Promise.all(answers))).toBe(again.length)
    expect((await api.get(`/sales?id=${sale.body['id']}`)).list).toEqual([sale.body])
  })
})
