import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listDatabases, type TestDatabase } from '../databases.js'
import type { Json } from '../harness.js'
import { startKitServer, type KitAnswer, type KitClient, type KitServer } from '../kit-harness.js'

const start = new Date('2026-06-01T12:00:00Z')
const dayMs = 86_400_000

describe.each(listDatabases())('the ledger on %s', (_name, open) => {
  let now = start
  let database: TestDatabase
  let kit: KitServer
  let keys = 0

  beforeAll(async () => {
    database = open()
    kit = await startKitServer({ ...database.options, clock: () => now })
  })

  afterAll(async () => {
    await kit?.server.close()
    database?.close()
  })

  const wait = (days: number): void => {
    now = new Date(now.getTime() + days * dayMs)
  }

  const setUp = async (program: Json = {}): Promise<{ of: KitClient; ann: string }> => {
    const of = await kit.createClient({ commissionRate: 10, holdingDays: 7, ...program })
    return { of, ann: await createAffiliate(of, 'ann') }
  }

  async function createAffiliate(of: KitClient, name: string): Promise<string> {
    const email = `${name}@example.com`
    const input = {
      firstName: name,
      lastName: '"Lee", =1',
      email,
      affiliateLink: name.replace('=', ''),
    }
    return String((await of.create('/affiliates', input))['id'])
  }

  const sell = async (of: KitClient, referralId: string, more: Json = {}): Promise<number> =>
    Number((await of.create('/sales', { totalEarned: 1000, name: 'C', referralId, ...more }))['id'])

  const post = (of: KitClient, path: string, body: Json): Promise<KitAnswer> =>
    of.send('POST', path, { idempotencyKey: `key-${keys++}`, ...body })

  const list = async (of: KitClient, path: string): Promise<Json[]> =>
    (await of.get(path)).body['data'] as Json[]

  const balanceOf = async (of: KitClient, affiliateId: string): Promise<Json> => {
    const [balance] = await list(of, `/balances?affiliateId=${affiliateId}`)
    const { pending, held, payable, inPayout, paid, total } = balance ?? {}
    return { pending, held, payable, inPayout, paid, total }
  }
  const none = { pending: 0, held: 0, payable: 0, inPayout: 0, paid: 0, total: 0 }

  it('pays commission out once its holding period is over', async () => {
    const { of, ann } = await setUp()
    await sell(of, ann)
    expect(await balanceOf(of, ann)).toEqual({ ...none, pending: 100, total: 100 })
    expect((await post(of, '/payouts', {})).body).toMatchObject({ code: 'NOTHING_PAYABLE' })
    wait(7)
    expect(await balanceOf(of, ann)).toEqual({ ...none, payable: 100, total: 100 })
    const payout = await post(of, '/payouts', {})
    expect(payout).toMatchObject({ status: 201, body: { status: 'PENDING', amount: 100 } })
    expect(await balanceOf(of, ann)).toEqual({ ...none, inPayout: 100, total: 100 })
    const mark = `/payouts/${payout.body['id']}/mark`
    expect((await of.send('POST', mark, { status: 'PAID' })).body).toMatchObject({
      status: 'PAID',
      paidAmount: 100,
    })
    expect(await balanceOf(of, ann)).toEqual({ ...none, paid: 100, total: 100 })
    const entries = await list(of, `/ledger-entries?affiliateId=${ann}`)
    expect(entries.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['EARNED', 100],
      ['IN_PAYOUT', 0],
      ['PAID', 0],
    ])
  })

  it('creates a payout once for a key, and refuses the key for another payout', async () => {
    const { of, ann } = await setUp({ holdingDays: 0 })
    await sell(of, ann)
    const body = { idempotencyKey: 'november' }
    const first = await post(of, '/payouts', body)
    await sell(of, ann)
    expect((await post(of, '/payouts', body)).body).toEqual(first.body)
    const other = await post(of, '/payouts', { ...body, affiliateIds: [ann] })
    expect(other).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_KEY_REUSED' } })
    const stranger = '0197a3c0-5f00-7000-8000-0000000000ff'
    expect((await post(of, '/payouts', { affiliateIds: [ann, stranger] })).body['message']).toBe(
      `\`payout.affiliateIds\` must be the ids of affiliates in the program, but was ${stranger}.`,
    )
    expect(await list(of, '/payouts')).toHaveLength(1)
  })

  it('lists payouts, refunds, and entries page by page from the newest', async () => {
    const { of, ann } = await setUp({ holdingDays: 0, minimumPayout: 0 })
    for (let index = 0; index < 3; index++) {
      const saleId = await sell(of, ann)
      await post(of, '/refunds', { saleId, amount: 10 })
      await post(of, '/payouts', {})
    }
    for (const path of ['/payouts', '/refunds', '/ledger-entries']) {
      const oldest = await list(of, `${path}?limit=1000`)
      const newest: Json[] = []
      for (let cursor: unknown = ''; cursor !== null;) {
        const after = cursor === '' ? '' : `&cursor=${cursor}`
        const { body } = await of.get(`${path}?sort=NEWEST&limit=2${after}`)
        newest.push(...(body['data'] as Json[]))
        cursor = body['nextCursor']
      }
      expect(newest).toEqual(oldest.toReversed())
      expect(oldest.length).toBeGreaterThan(2)
    }
  })

  it('adds up the balances of each currency, and what a payout would pay', async () => {
    const { of, ann } = await setUp({ minimumPayout: 50 })
    const [ben, cid] = [await createAffiliate(of, 'ben'), await createAffiliate(of, 'cid')]
    const totals = '/balances/totals'
    expect(await list(of, totals)).toEqual([])
    await sell(of, ann)
    wait(7)
    await sell(of, ben, { totalEarned: 400 })
    await post(of, '/adjustments', { affiliateId: ben, amount: -3, note: 'Overpaid' })
    await post(of, '/adjustments', { affiliateId: cid, amount: 20.5, note: 'Bonus' })
    const sums = { pending: 40, held: 0, payable: 117.5, inPayout: 0, paid: 0, total: 157.5 }
    expect(await list(of, totals)).toEqual([{ currency: 'USD', affiliates: 3, ...sums }])
    const { body } = await of.get('/payouts/preview/total')
    expect(body).toEqual({ currency: 'USD', amount: 100, affiliates: 1, carriedOver: 2 })
    const some = await of.get(`/payouts/preview/total?affiliateId=${ben}&affiliateId=${cid}`)
    expect(some.body).toEqual({ currency: 'USD', amount: 0, affiliates: 0, carriedOver: 2 })
    expect((await post(of, '/payouts', {})).body).toMatchObject({ amount: 100, affiliates: 1 })
  })

  it('carries over what is below the minimum, negative, or of an affiliate who is not active', async () => {
    const { of, ann } = await setUp({ holdingDays: 0 })
    const [ben, cid, dan] = [
      await createAffiliate(of, 'ben'),
      await createAffiliate(of, 'cid'),
      await createAffiliate(of, 'dan'),
    ]
    await sell(of, ann, { totalEarned: 499.9 })
    await sell(of, ben, { totalEarned: 500 })
    await post(of, '/adjustments', { affiliateId: cid, amount: -3, note: 'Overpaid' })
    await sell(of, dan)
    await of.sendToReferly('PUT', '/affiliates', { affiliateId: dan, affiliateStatus: 'BANNED' })
    const preview = await list(of, '/payouts/preview')
    expect(preview.map(({ name, amount, carriedOver }) => [name, amount, carriedOver])).toEqual([
      ['ann "Lee", =1', 49.99, 'BELOW_MINIMUM'],
      ['ben "Lee", =1', 50, null],
      ['cid "Lee", =1', -3, 'NEGATIVE'],
      ['dan "Lee", =1', 100, 'AFFILIATE_BANNED'],
    ])
    const { body } = await post(of, '/payouts', {})
    expect(body).toMatchObject({ amount: 50, affiliates: 1 })
    const items = await list(of, `/payouts/${body['id']}/items`)
    expect(items).toMatchObject([{ affiliateId: ben, amount: 50, status: 'PENDING' }])
  })

  it('pays what was payable until a day, and the rest later, but nothing twice', async () => {
    const { of, ann } = await setUp({ timeZone: 'Europe/Berlin', minimumPayout: 0 })
    await sell(of, ann)
    const day = (days: number): string =>
      new Date(now.getTime() + days * dayMs).toISOString().slice(0, 10)
    const until = day(7)
    wait(2)
    await sell(of, ann, { totalEarned: 500 })
    wait(10)
    expect((await post(of, '/payouts', { until: day(-9) })).body).toMatchObject({
      code: 'NOTHING_PAYABLE',
    })
    expect((await post(of, '/payouts', { until })).body).toMatchObject({ amount: 100 })
    expect((await post(of, '/payouts', { until })).body).toMatchObject({ code: 'NOTHING_PAYABLE' })
    expect((await post(of, '/payouts', {})).body).toMatchObject({ amount: 50 })
    expect((await post(of, '/payouts', { until })).body).toMatchObject({ code: 'NOTHING_PAYABLE' })
  })

  it('deducts a refund after a payout from the next one', async () => {
    const { of, ann } = await setUp({ holdingDays: 0, minimumPayout: 0 })
    const id = await sell(of, ann)
    const payout = await post(of, '/payouts', {})
    const refusal = await of.sendToReferly('PATCH', '/sales', { saleId: id })
    expect(refusal).toMatchObject({ status: 400, body: { reason: 'IN_PAYOUT_BATCH' } })
    await of.send('POST', `/payouts/${payout.body['id']}/mark`, { status: 'PAID' })
    for (const [method, more] of [
      ['PATCH', {}],
      ['PUT', { totalEarned: 1 }],
      ['DELETE', {}],
    ] as const) {
      const refused = await of.sendToReferly(method, '/sales', { saleId: id, ...more })
      expect(refused).toMatchObject({ status: 400, body: { reason: 'PAID_OUT' } })
    }
    const refund = { saleId: id, amount: 250, reason: 'DISPUTE', note: 'Chargeback' }
    const { body } = await post(of, '/refunds', refund)
    expect(body).toMatchObject({ amount: 250, commission: 25, reason: 'DISPUTE' })
    expect(await balanceOf(of, ann)).toEqual({ ...none, payable: -25, paid: 100, total: 75 })
    const [entry] = await list(of, '/ledger-entries?kind=CLAWED_BACK')
    expect(entry).toMatchObject({ amount: -25, saleId: id, reason: 'DISPUTE', note: 'Chargeback' })
    await sell(of, ann)
    expect((await post(of, '/payouts', {})).body).toMatchObject({ amount: 75 })
  })

  it('refunds a part of a sale at its rate, and refuses more than was paid', async () => {
    const { of, ann } = await setUp()
    const id = await sell(of, ann, { totalEarned: 99.99 })
    const first = { idempotencyKey: 'once', saleId: id, amount: 33.33 }
    const { body } = await post(of, '/refunds', first)
    expect(body).toMatchObject({ amount: 33.33, commission: 3.33 })
    expect((await post(of, '/refunds', first)).body).toEqual(body)
    expect(await balanceOf(of, ann)).toMatchObject({ pending: 6.67 })
    const tooMuch = await post(of, '/refunds', { saleId: id, amount: 66.67 })
    expect(tooMuch.body['message']).toBe(
      '`refund.amount` must be greater than 0 and at most 66.66 USD, the amount that has not been refunded yet, but was 66.67 USD.',
    )
    const lower = await of.sendToReferly('PUT', '/sales', { saleId: id, totalEarned: 33.32 })
    expect(lower.body['message']).toContain('at least 33.33 USD, the amount that was refunded')
    await post(of, '/refunds', { saleId: id })
    expect(await balanceOf(of, ann)).toEqual(none)
    expect((await post(of, '/refunds', { saleId: id })).body).toMatchObject({
      field: 'refund.saleId',
    })
    const refunds = await list(of, `/refunds?saleId=${id}`)
    expect(refunds.map(({ amount }) => amount)).toEqual([33.33, 66.66])
  })

  it('holds commission until it is released, in a program with manual approval', async () => {
    const { of, ann } = await setUp({ approval: 'manual' })
    const [one, other] = [await sell(of, ann), await sell(of, ann)]
    wait(8)
    expect(await balanceOf(of, ann)).toEqual({ ...none, pending: 200, held: 200, total: 200 })
    const held = await list(of, '/commissions?approvalStatus=ON_HOLD')
    expect(held).toMatchObject([{ saleId: one, holdReason: 'PROGRAM_SETTINGS' }, { saleId: other }])
    for (let repetition = 0; repetition < 2; repetition++) {
      const released = await of.send('POST', `/commissions/${one}/release`, { note: 'Checked' })
      expect(released).toMatchObject({ status: 200, body: { approvalStatus: 'ACCEPTED' } })
      const declined = await of.send('POST', `/commissions/${other}/decline`, {})
      expect(declined.body).toMatchObject({ approvalStatus: 'DECLINED', amount: 0 })
    }
    expect(await balanceOf(of, ann)).toEqual({ ...none, payable: 100, total: 100 })
    const late = await of.send('POST', `/commissions/${other}/release`, {})
    expect(late).toMatchObject({ status: 409, body: { code: 'COMMISSION_DECLINED' } })
    await post(of, '/payouts', {})
    const paid = await of.send('POST', `/commissions/${one}/decline`, {})
    expect(paid).toMatchObject({ status: 400, body: { code: 'IN_PAYOUT_BATCH' } })
    expect((await of.send('POST', '/commissions/4711/release', {})).status).toBe(404)
  })

  it('holds or declines commission on affiliates’ own purchases, but records the sales', async () => {
    for (const [selfReferral, balance] of [
      ['off', { pending: 100, held: 0 }],
      ['hold', { pending: 100, held: 100 }],
      ['reject', { pending: 0, held: 0 }],
    ] as const) {
      const { of, ann } = await setUp({ selfReferral })
      await sell(of, ann, { email: 'Ann+shop@EXAMPLE.com' })
      expect(await balanceOf(of, ann)).toMatchObject(balance)
    }
  })

  it('makes a failed amount payable again, even one that was marked as paid', async () => {
    const { of, ann } = await setUp({ holdingDays: 0 })
    const ben = await createAffiliate(of, 'ben')
    await sell(of, ann)
    await sell(of, ben)
    const { body } = await post(of, '/payouts', {})
    const mark = (input: Json): Promise<KitAnswer> =>
      of.send('POST', `/payouts/${body['id']}/mark`, input)
    await mark({ status: 'PAID', affiliateIds: [ann] })
    expect((await mark({ status: 'FAILED', reason: 'Closed account' })).body).toMatchObject({
      status: 'PAID',
      paidAmount: 100,
      failedAmount: 100,
    })
    expect(await balanceOf(of, ben)).toMatchObject({ payable: 100, inPayout: 0 })
    expect((await mark({ status: 'PAID', affiliateIds: [ben] })).body).toMatchObject({
      code: 'PAYOUT_SETTLED',
    })
    expect((await mark({ status: 'FAILED' })).body).toMatchObject({ code: 'PAYOUT_SETTLED' })
    await mark({ status: 'FAILED', affiliateIds: [ann] })
    expect(await balanceOf(of, ann)).toMatchObject({ payable: 100, paid: 0 })
    expect((await post(of, '/payouts', {})).body).toMatchObject({ amount: 200 })
    expect((await mark({ status: 'PAID', affiliateIds: [] })).body['message']).toBe(
      '`payout.affiliateIds` must be an array that is not empty, but was empty.',
    )
    const stranger = '0197a3c0-5f00-7000-8000-0000000000ff'
    expect((await mark({ status: 'PAID', affiliateIds: [stranger] })).body).toMatchObject({
      field: 'payout.affiliateIds',
    })
  })

  it('writes files for the bank, PayPal, and Wise, without formulas', async () => {
    const { of } = await setUp({ holdingDays: 0, currency: 'KWD' })
    const eve = await createAffiliate(of, '=eve')
    await sell(of, eve, { totalEarned: 500 })
    const { body } = await post(of, '/payouts', {})
    const read = async (format: string): Promise<string> =>
      (await of.get(`/payouts/${body['id']}/file?format=${format}`)).text
    const name = `"'=eve ""Lee"", =1"`
    const reference = `Payout ${String(body['id']).slice(-8).toUpperCase()}`
    expect(await read('BANK')).toBe(
      `name,email,amount,currency,reference\r\n${name},'=eve@example.com,50.000,KWD,${reference}\r\n`,
    )
    expect(await read('PAYPAL')).toBe(
      `'=eve@example.com,50.000,KWD,${eve.replaceAll('-', '').slice(2)},${reference},PAYPAL\r\n`,
    )
    expect(await read('WISE')).toBe(
      `name,recipientEmail,paymentReference,receiverType,amountCurrency,amount,sourceCurrency,targetCurrency\r\n` +
        `${name},'=eve@example.com,${reference},PERSON,source,50.000,KWD,KWD\r\n`,
    )
    const missing = await of.get(`/payouts/${body['id']}/file?format=BANK&part=2`)
    expect([missing.status, missing.text]).toEqual([
      404,
      expect.stringContaining('The file of the payout has one part, so part 2 does not exist.'),
    ])
    await of.send('POST', `/payouts/${body['id']}/mark`, { status: 'PAID' })
    expect(await read('PAYPAL')).toBe('')
  })

  it('shows what was earned, held, taken back, and paid in a period', async () => {
    const { of, ann } = await setUp({ timeZone: 'Europe/Berlin', minimumPayout: 0 })
    now = new Date('2026-08-31T21:59:59.999Z')
    await sell(of, ann)
    now = new Date('2026-08-31T22:00:00.000Z')
    const id = await sell(of, ann, { totalEarned: 200 })
    await post(of, '/refunds', { saleId: id, amount: 100 })
    wait(20)
    const { body } = await post(of, '/payouts', {})
    await of.send('POST', `/payouts/${body['id']}/mark`, { status: 'PAID' })
    await post(of, '/refunds', { saleId: id, amount: 50 })
    now = new Date('2026-10-05T12:00:00Z')
    const period = 'from=2026-09-01&to=2026-09-30'
    const [statement] = await list(of, `/statements?${period}&affiliateEmail=ANN@example.com`)
    expect(statement).toMatchObject({
      opening: { ...none, pending: 100, total: 100 },
      closing: { ...none, payable: -5, paid: 110, total: 105 },
      earned: 20,
      refunded: -10,
      clawedBack: -5,
      inPayout: 110,
      paid: 110,
    })
    const entries = await list(of, `/ledger-entries?${period}&affiliateId=${ann}`)
    expect(entries.map(({ kind }) => kind)).toEqual([
      'EARNED',
      'REFUNDED',
      'IN_PAYOUT',
      'PAID',
      'CLAWED_BACK',
    ])
  })

  it('corrects the ledger when a sale is changed or deleted', async () => {
    const { of, ann } = await setUp()
    const id = await sell(of, ann)
    await of.sendToReferly('PUT', '/sales', { saleId: id, totalEarned: 500 })
    expect(await balanceOf(of, ann)).toMatchObject({ pending: 50, total: 50 })
    await of.sendToReferly('DELETE', '/sales', { saleId: id })
    expect(await balanceOf(of, ann)).toEqual(none)
    const entries = await list(of, `/ledger-entries?saleId=${id}`)
    expect(entries.map(({ kind, amount, reason }) => [kind, amount, reason])).toEqual([
      ['EARNED', 100, null],
      ['ADJUSTED', -50, 'SALE_CHANGED'],
      ['ADJUSTED', -50, 'SALE_DELETED'],
    ])
  })

  it('lists everything page by page', async () => {
    const { of, ann } = await setUp({ holdingDays: 0, minimumPayout: 0 })
    await createAffiliate(of, 'ben')
    for (let sale = 0; sale < 3; sale++) await sell(of, ann)
    await post(of, '/payouts', {})
    for (const path of ['/ledger-entries', '/commissions']) {
      const first = await of.get(`${path}?limit=2`)
      const next = await of.get(`${path}?limit=2&cursor=${first.body['nextCursor']}`)
      const both = [first, next].flatMap(({ body }) => body['data'] as Json[])
      expect(both).toEqual((await list(of, path)).slice(0, 4))
    }
    expect((await of.get('/balances?cursor=x')).body).toMatchObject({ field: 'query.cursor' })
    const reversed = await of.get('/statements?from=2026-02-01&to=2026-01-01')
    expect(reversed.body).toMatchObject({ code: 'INVALID_INPUT', field: 'query.to' })
  })

  it('adds a repeated adjustment once, in any letter case of the id', async () => {
    const { of, ann } = await setUp()
    const body = { affiliateId: ann.toUpperCase(), amount: 5, note: 'Bonus', idempotencyKey: 'b' }
    const first = await post(of, '/adjustments', body)
    expect(first).toMatchObject({ status: 201, body: { affiliateId: ann } })
    expect((await post(of, '/adjustments', body)).body).toEqual(first.body)
    expect(await list(of, '/ledger-entries')).toHaveLength(1)
  })

  it.each(['/refunds', '/adjustments'])(
    'refuses an amount to %s that is finer than the currency',
    async (path) => {
      const { of, ann } = await setUp()
      const saleId = await sell(of, ann)
      const subject = path === '/refunds' ? { saleId } : { affiliateId: ann, note: 'x' }
      const { status, body } = await post(of, path, { ...subject, amount: 0.005 })
      expect([status, body['code']]).toEqual([400, 'INVALID_INPUT'])
      expect(body['message']).toBe(
        `\`${path.slice(1, -1)}.amount\` must be an amount in USD with at most 2 decimal places, but was 0.005.`,
      )
      expect(await list(of, '/ledger-entries')).toHaveLength(1)
    },
  )

  it('finds the payout of a sale by the sales that it includes, regardless of server clocks', async () => {
    const { of, ann } = await setUp({ holdingDays: 0, minimumPayout: 0 })
    const ben = await createAffiliate(of, 'ben')
    const at = new Date(now)
    const setClock = (seconds: number): void => {
      now = new Date(at.getTime() + seconds * 1000)
    }
    const pay = async (): Promise<unknown> => (await post(of, '/payouts', {})).body['amount']
    const refund = (saleId: number): Promise<KitAnswer['body']> =>
      of.sendToReferly('PATCH', '/sales', { saleId }).then(({ body }) => body)
    await sell(of, ben)
    setClock(10)
    expect(await pay()).toBe(100)
    setClock(7)
    const taken = await sell(of, ann)
    setClock(5)
    expect(await pay()).toBe(100)
    expect(await refund(taken)).toMatchObject({ reason: 'IN_PAYOUT_BATCH' })
    await sell(of, ann)
    setClock(20)
    expect(await pay()).toBe(100)
    setClock(15)
    const later = await sell(of, ann)
    expect(await refund(later)).toMatchObject({ success: true })
    setClock(20)
  })

  it.each([
    ['/payouts', { until: '2026-02-30' }, 'payout.until'],
    ['/payouts', { currency: 'XXX' }, 'payout.currency'],
    ['/adjustments', { amount: 0, note: 'x' }, 'adjustment.amount'],
    ['/adjustments', { amount: 1, note: 'x' }, 'adjustment.affiliateId'],
    ['/refunds', { saleId: 4711 }, 'refund.saleId'],
  ])('names what is wrong with a request to %s: %o', async (path, body, field) => {
    const { of } = await setUp()
    const affiliateId = '0197a3c0-5f00-7000-8000-0000000000ff'
    const id = path === '/adjustments' ? { affiliateId } : {}
    const answer = await post(of, path, { ...id, ...body })
    expect(answer.body).toMatchObject({ field })
    expect(await list(of, '/ledger-entries')).toEqual([])
  })
})
