import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listClusters, listIsolations, type TestDatabase } from '../databases.js'
import { startTestServer, type Answer, type Api, type Json, type TestServer } from '../harness.js'
import { get, post, serve, type ServedProcess } from '../served.js'

describe.each(listIsolations())('on %s, a customer who signs up with a code', (_name, open) => {
  let now = new Date('2026-06-01T12:00:00Z')
  let database: TestDatabase
  let testServer: TestServer
  let api: Api
  let affiliateId: unknown
  let customers = 0

  beforeAll(async () => {
    database = open()
    testServer = await startTestServer({ ...database.options, clock: () => now })
    api = await testServer.createApi({ commissionRate: 10 })
    const john = { firstName: 'John', lastName: 'Doe', email: 'john@example.com' }
    affiliateId = (await api.create('/affiliates', john))['id']
  })

  afterAll(async () => {
    await testServer?.server.close()
    database?.close()
  })

  async function createCode(code: Json, coupon: Json = {}): Promise<Json> {
    const { id } = await api.create('/coupons', { name: 'x', percentOff: 20, ...coupon })
    return api.create('/promotional-codes', { couponId: id, affiliateId, ...code })
  }

  function signUp(promoCode: string, email: string): Promise<Json> {
    const referredUserExternalId = `customer-${customers++}`
    return api.create('/referrals', { name: 'Ada', email, referredUserExternalId, promoCode })
  }

  const sell = (promoCode: string, more: Json): Promise<Answer> =>
    api.post('/sales', { totalEarned: 10, name: 'Ada', promoCode, ...more })

  const countOf = async (code: string): Promise<unknown> =>
    (await api.get(`/promotional-codes?code=${code}`)).body['timesRedeemed']

  const toStatuses = (answers: readonly Answer[]): number[] =>
    answers.map(({ status }) => status).toSorted((one, other) => one - other)

  it('and then buys with it redeems it once, even at its limit', async () => {
    await createCode({ code: 'ONE', maxRedemptions: 1 })
    await signUp('one', 'ada@example.com')
    expect(await countOf('ONE')).toBe(1)
    const first = await sell('One', { email: 'ADA@example.com' })
    expect([first.status, await countOf('ONE')]).toEqual([200, 1])
    const second = await sell('ONE', { email: 'ada@example.com' })
    expect([second.status, await countOf('ONE')]).toEqual([409, 1])
    expect(second.body['message']).toContain('CODE_LIMIT_REACHED')
  })

  it('redeems it again with each later purchase', async () => {
    await createCode({ code: 'LATER' })
    await signUp('LATER', 'later@example.com')
    for (const expected of [1, 2, 3]) {
      expect((await sell('LATER', { email: 'later@example.com' })).status).toBe(200)
      expect(await countOf('LATER')).toBe(expected)
    }
  })

  it('is recognized by the id of the referral alone', async () => {
    await createCode({ code: 'BYID', maxRedemptions: 1 })
    const { id } = await signUp('BYID', 'byid@example.com')
    const sale = await sell('BYID', { referralId: id, email: 'other@example.com' })
    expect([sale.status, await countOf('BYID')]).toEqual([200, 1])
  })

  it('keeps their use of the coupon when its other codes reach the limit', async () => {
    const { couponId } = await createCode({ code: 'KEPT1' }, { maxRedemptions: 1 })
    await api.create('/promotional-codes', { couponId, affiliateId, code: 'KEPT2' })
    await signUp('KEPT1', 'kept@example.com')
    const stranger = await sell('KEPT2', { email: 'stranger@example.com' })
    expect(stranger.status).toBe(409)
    expect(stranger.body['message']).toContain('COUPON_LIMIT_REACHED')
    expect((await sell('KEPT1', { email: 'kept@example.com' })).status).toBe(200)
  })

  it('does not give their use to another customer or another code', async () => {
    await createCode({ code: 'MINE', maxRedemptions: 1 })
    await createCode({ code: 'YOURS' })
    await signUp('MINE', 'mine@example.com')
    expect((await sell('MINE', { email: 'else@example.com' })).status).toBe(409)
    expect((await sell('YOURS', { email: 'mine@example.com' })).status).toBe(200)
    expect(await countOf('YOURS')).toBe(1)
    expect((await sell('MINE', { email: 'mine@example.com' })).status).toBe(200)
  })

  it('has one use per sign-up', async () => {
    await createCode({ code: 'TWO', maxRedemptions: 2 })
    await signUp('TWO', 'two@example.com')
    await signUp('TWO', 'two@example.com')
    const answers = [1, 2, 3].map(() => sell('TWO', { email: 'two@example.com' }))
    expect(toStatuses(await Promise.all(answers))).toEqual([200, 200, 409])
    expect(await countOf('TWO')).toBe(2)
  })

  it('is still refused when the code has expired', async () => {
    await createCode({ code: 'EXPIRED', expiresAt: now.toISOString() })
    await signUp('EXPIRED', 'expired@example.com')
    now = new Date(now.getTime() + 1)
    const late = await sell('EXPIRED', { email: 'expired@example.com' })
    expect(late.status).toBe(400)
    expect(late.body['message']).toContain('CODE_EXPIRED')
  })

  it('redeems it once per purchase when many arrive at once', async () => {
    await createCode({ code: 'RUSH' })
    await signUp('RUSH', 'rush@example.com')
    const answers = Array.from({ length: 30 }, () => sell('RUSH', { email: 'rush@example.com' }))
    expect(toStatuses(await Promise.all(answers))).toEqual(Array(30).fill(200))
    expect(await countOf('RUSH')).toBe(30)
  })

  it('gets one response to the same purchase sent many times concurrently', async () => {
    await createCode({ code: 'AGAIN', maxRedemptions: 1 })
    await signUp('AGAIN', 'again@example.com')
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        sell('AGAIN', { email: 'again@example.com', externalId: 'again-1' }),
      ),
    )
    expect(toStatuses(answers)).toEqual(Array(20).fill(200))
    expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1)
    expect(await countOf('AGAIN')).toBe(1)
  })

  it('uses a code for first orders in only one of many simultaneous orders', async () => {
    await createCode({ code: 'FIRSTORDER', firstTimeOrder: true })
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => sell('FIRSTORDER', { email: 'first@example.com' })),
    )
    expect(toStatuses(answers)).toEqual([200, ...Array(19).fill(400)])
    expect(await countOf('FIRSTORDER')).toBe(1)
  })

  it('uses only one of several codes for first orders in simultaneous orders', async () => {
    const codes = ['FIRST1', 'FIRST2', 'FIRST3', 'FIRST4']
    for (const code of codes) await createCode({ code, firstTimeOrder: true })
    const answers = await Promise.all(
      codes.map((code) => sell(code, { email: 'several@example.com' })),
    )
    expect(toStatuses(answers)).toEqual([200, 400, 400, 400])
  })
})

describe.each(
  listClusters().flatMap((open) =>
    ['read committed', 'serializable'].map((level) => [level, open] as const),
  ),
)('two server processes on one PostgreSQL, %s', (level, open) => {
  it('give a claimed use and a first order to one sale each', async () => {
    const cluster = open()
    const set = `ALTER ROLE postgres SET default_transaction_isolation = '${level}'`
    cluster.run('psql', ['-q', '-c', set])
    const first = await serve(cluster.options)
    const servers: readonly ServedProcess[] = [first, await serve(cluster.options, first.key)]
    try {
      const { id: couponId } = (await post(first, '/coupons', { name: 'x', percentOff: 5 })).body
      const person = { firstName: 'A', lastName: 'B', email: 'a@example.com' }
      const { id: affiliateId } = (await post(first, '/affiliates', person)).body
      const code = { couponId, affiliateId, maxRedemptions: 40 }
      await post(first, '/promotional-codes', { ...code, code: 'CLAIMED' })
      await post(first, '/promotional-codes', { ...code, code: 'FIRST', firstTimeOrder: true })
      const emails = Array.from({ length: 20 }, (_, index) => `c${index}@example.com`)
      for (const email of emails) {
        const customer = { name: 'C', email, referredUserExternalId: email, promoCode: 'CLAIMED' }
        expect((await post(first, '/referrals', customer)).status).toBe(200)
      }
      const sellAtOnce = async (promoCode: string, prefix: string): Promise<number> => {
        const answers = await Promise.all(
          emails.flatMap((email) =>
            servers.flatMap((server) =>
              [1, 2].map(() => {
                const sale = { totalEarned: 1, name: 'C', promoCode, email: prefix + email }
                return post(server, '/sales', sale)
              }),
            ),
          ),
        )
        return answers.filter(({ status }) => status === 200).length
      }
      // Each customer has one claimed use, and 20 more are left: 40 of the 80 sales fit.
      expect(await sellAtOnce('CLAIMED', '')).toBe(40)
      expect(await get(first, '/promotional-codes?code=CLAIMED')).toMatchObject({
        timesRedeemed: 40,
      })
      expect(await sellAtOnce('FIRST', 'new-')).toBe(20)
    } finally {
      await Promise.all(servers.map((server) => server.kill()))
      cluster.close()
    }
  })
})
