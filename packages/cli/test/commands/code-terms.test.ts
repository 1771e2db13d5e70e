import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startCampaignServer, type CampaignServer } from '../campaign-server.js'
import { runInProcess, type Result } from '../referly-in-process.js'
import { pass, passBack, startTestServer } from '../test-server.js'

let server: CampaignServer
let cwd = ''
let coupon = ''

beforeAll(async () => {
  server = await startCampaignServer(3)
})
afterAll(() => server.close())

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-terms-'))
  coupon = await server.createCoupon()
  const list = server.affiliates.map(({ email }) => `John,Lee,${email}\n`)
  await writeFile(join(cwd, 'list.csv'), ['first_name,last_name,email\n', ...list].join(''))
})
afterEach(async () => rm(cwd, { recursive: true, force: true }))

function referly(...words: string[]): Promise<Result> {
  return runInProcess(words, { cwd, env: server.env })
}

async function create(...flags: string[]): Promise<Record<string, unknown>> {
  const { code, out, notes } = await referly(
    'codes',
    'create',
    '--coupon',
    coupon,
    '--affiliate',
    'affiliate0@example.com',
    '--random',
    '9',
    '--json',
    ...flags,
  )
  expect([code, notes]).toEqual([0, ''])
  return JSON.parse(out) as Record<string, unknown>
}

const berlin = ['--time-zone', 'Europe/Berlin']

describe('codes create', () => {
  it.each([
    [['--expires', '2099-01-31', ...berlin], { expiresAt: '2099-01-31T22:59:59.999Z' }],
    [['--expires', '2099-01-31T18:00', ...berlin], { expiresAt: '2099-01-31T17:00:00.000Z' }],
    [['--expires', '2099-01-31T18:00-05:00'], { expiresAt: '2099-01-31T23:00:00.000Z' }],
    [['--max-redemptions', '5'], { maxRedemptions: 5 }],
    [['--first-order'], { firstTimeOrder: true }],
    [['--minimum-amount', '25'], { minimumAmount: 25, minimumAmountCurrency: 'USD' }],
    [
      ['--minimum-amount', '25', '--minimum-currency', 'usd'],
      { minimumAmount: 25, minimumAmountCurrency: 'USD' },
    ],
    [['--customer', 'cus_1'], { customerId: 'cus_1', limitToCustomers: true }],
    [['--limit-to-affiliate'], { limitToAffiliate: true }],
    [['--external-id', 'promo_1'], { externalId: 'promo_1' }],
    [['--inactive'], { active: false }],
  ])('sets what %j describe', async (flags, expected) => {
    expect(await create(...flags)).toMatchObject(expected)
  })

  it.each([
    [['--expires', 'soon'], '`--expires` must be a date such as 2027-01-31, or a time'],
    [['--expires', '2020-01-31'], '`--expires` must be in the future, but was "2020-01-31".'],
    [['--expires', '2099-01-31', '--time-zone', 'Berlin'], '`--time-zone` must be a time zone'],
    [['--time-zone', 'UTC'], '`--time-zone` applies to --expires. Add --expires.'],
    [['--expires', '2099-01-31T18:00Z', ...berlin], '`--time-zone` has no effect on 2099-'],
    [['--minimum-currency', 'EUR'], '`--minimum-currency` applies to --minimum-amount'],
    [['--limit-to-affiliate'], '`--limit-to-affiliate` needs an affiliate. Add --affiliate.'],
  ])('refuses %j', async (flags, expected) => {
    const { code, notes } = await referly(
      'codes',
      'create',
      '--coupon',
      coupon,
      '--random',
      '9',
      ...flags,
    )
    expect(notes).toContain(expected)
    expect(code).toBe(2)
  })
})

describe('coupons create', () => {
  it.each([
    [['--redeem-by', '2099-01-31', ...berlin], { redeemBy: '2099-01-31T22:59:59.999Z' }],
    [['--product', 'a', '--product', 'b'], { limitToProducts: true, productIds: ['a', 'b'] }],
    [['--inactive'], { valid: false }],
    [['--integration-type', 'stripe'], { integrationType: 'stripe' }],
    [['--months', '3'], { duration: 'repeating', durationInMonths: 3 }],
  ])('sets what %j describe', async (flags, expected) => {
    const words = [
      'coupons',
      'create',
      '--name',
      `With ${flags[0]}`,
      '--percent-off',
      '20',
      '--json',
    ]
    const { code, out, notes } = await referly(...words, ...flags)
    expect([code, notes]).toEqual([0, ''])
    expect(JSON.parse(out)).toMatchObject(expected)
  })

  it.each([
    [[], 'A coupon needs a discount. Pass --percent-off, or --amount-off with --currency.'],
    [['--amount-off', '3'], 'Pass --currency with --amount-off, such as USD.'],
    [['--percent-off', '20', '--currency', 'USD'], '`--currency` applies to --amount-off'],
    [['--percent-off', '20', '--duration', 'once', '--months', '3'], '`--months` has no effect'],
    [
      ['--percent-off', '20', '--amount-off', '3'],
      '`--amount-off <n>` cannot be used with option `--percent-off <n>`.',
    ],
    [
      ['--percent-off', '200'],
      '`--percent-off` must be a number from 1 to 100, with up to four decimal places, but was "200".',
    ],
    [['--percent-off', '20', '--time-zone', 'UTC'], '`--time-zone` applies to --redeem-by'],
    [['--percent-off', '20', '--redeem-by', '2020-01-01'], '`--redeem-by` must be in the future'],
  ])('refuses %j', async (flags, expected) => {
    const { code, notes } = await referly('coupons', 'create', '--name', 'Refused', ...flags)
    expect(notes).toContain(expected)
    expect(code).toBe(2)
  })
})

describe('a plan with terms', () => {
  const terms = ['--expires', '2099-01-31', ...berlin, '--max-redemptions', '5', '--first-order']
  const generate = (...flags: string[]): Promise<Result> =>
    referly(
      'codes',
      'generate',
      'list.csv',
      '--coupon',
      coupon,
      '--random',
      '8',
      '-o',
      'plan.csv',
      ...flags,
    )
  const push = (...flags: string[]): Promise<Result> =>
    referly('codes', 'push', 'plan.csv', '--yes', '--rate', 'max', ...flags)

  it('is generated from flags, shown before a push, and sent with each code', async () => {
    await generate(...terms)
    const plan = await readFile(join(cwd, 'plan.csv'), 'utf8')
    expect(plan).toMatch(/,coupon_id,expires_at,max_redemptions,first_time_order\n/)
    expect(plan).toMatch(/,2099-01-31T22:59:59\.999Z,5,yes\n/)
    const { code, notes } = await push()
    expect(notes).toContain(
      'Terms:     expires_at 2099-01-31T22:59:59.999Z, max_redemptions 5, first_time_order yes\n',
    )
    expect(code, notes).toBe(0)
    const codes = await server.client.promotionalCodes.list({ couponId: coupon })
    expect(codes).toHaveLength(3)
    for (const created of codes) {
      expect(created).toMatchObject({
        expiresAt: '2099-01-31T22:59:59.999Z',
        maxRedemptions: 5,
        firstTimeOrder: true,
      })
    }
    expect(await push('--json')).toMatchObject({ code: 0 })
    const results = await referly('jobs', 'results', '--json')
    expect(JSON.parse(results.out)[0]).toMatchObject({ status: 'created', maxRedemptions: 5 })
  })

  it('fails rows whose code exists with other terms', async () => {
    await generate('--max-redemptions', '5')
    await push()
    const plan = await readFile(join(cwd, 'plan.csv'), 'utf8')
    await writeFile(join(cwd, 'plan.csv'), plan.replace(/,5\n/, ',7\n').replace(/,5\n/, ',\n'))
    const { code, notes, out } = await push('--json')
    expect(JSON.parse(out)).toMatchObject({ exists: 2, failed: 1, created: 0 })
    expect(code, notes).toBe(3)
    const { out: shown } = await referly('jobs', 'show')
    expect(shown).toContain('The code exists with other terms: max_redemptions is 5 instead of 7.')
    expect(await server.client.promotionalCodes.list({ couponId: coupon })).toHaveLength(3)
  })

  it('can be written by hand, with dates in the time zone of the push, and resumed in another', async () => {
    const rows = 'affiliate0@example.com,HAND-A,2099-01-31\naffiliate1@example.com,HAND-B,\n'
    const header = 'email,code,coupon,expires_at\n'
    await writeFile(join(cwd, 'plan.csv'), header + rows.replace(/,(HAND-.),/g, `,$1,${coupon},`))
    expect(await push('--time-zone', 'Asia/Tokyo')).toMatchObject({ code: 0 })
    const [a, b] = await Promise.all(
      ['HAND-A', 'HAND-B'].map((code) => server.client.promotionalCodes.find({ code })),
    )
    expect(a?.expiresAt).toBe('2099-01-31T14:59:59.999Z')
    expect(b?.expiresAt).toBeNull()
    expect(await referly('jobs', 'resume', '--last')).toMatchObject({ code: 0 })
  })

  it('ends with exit code 3 when the server ignores the terms', async () => {
    // A server that ignores limits of redemptions.
    const forgetful = await startTestServer(async (exchange) => {
      const body = exchange.body.toString().replace(/,"maxRedemptions":\d+/, '')
      passBack(exchange.answer, await pass({ ...exchange, body }, server.url))
    })
    await generate('--max-redemptions', '5')
    const { code, notes, out } = await push('--json', '--base-url', forgetful.url)
    forgetful.close()
    expect(JSON.parse(out)).toMatchObject({ created: 3, missing: [], different: [{}, {}, {}] })
    expect(notes).toContain('Error: 3 codes have different terms on the server than in the plan.\n')
    expect(notes).not.toContain('To continue')
    expect(code).toBe(3)
  })

  it('refuses a time zone that does not exist', async () => {
    await generate()
    const { code, notes } = await push('--time-zone', 'Tokyo')
    expect(notes).toContain('`--time-zone` must be a time zone such as Europe/Berlin')
    expect(code).toBe(2)
  })
})

describe('codes list', () => {
  it('shows which codes can no longer be redeemed', async () => {
    const { coupons, promotionalCodes, sales } = server.client
    const own = { couponId: coupon, affiliateEmail: 'affiliate2@example.com' }
    const over = await coupons.create({ name: 'Over', percentOff: 5 })
    const off = await coupons.create({ name: 'Off', percentOff: 5, valid: false })
    const old = await promotionalCodes.create({ ...own, code: 'S-OLD' })
    await promotionalCodes.create({ couponId: over.id, code: 'S-OVER' })
    await promotionalCodes.create({ couponId: off.id, code: 'S-COUPON-OFF' })
    await promotionalCodes.create({ ...own, code: 'S-ACTIVE' })
    await promotionalCodes.create({ ...own, code: 'S-OFF', active: false })
    await promotionalCodes.create({ ...own, code: 'S-USED', maxRedemptions: 1 })
    const customer = { name: 'Bo', email: 'bo@example.com' }
    await sales.create({ promoCode: 'S-USED', totalEarned: 10, ...customer })
    // The server creates nothing that has already expired.
    const past = new Date(Date.now() - 1000).toISOString()
    await coupons.update({ couponId: over.id, redeemBy: past })
    await promotionalCodes.update({ promotionalCodeId: old.id, expiresAt: past })
    const { out } = await referly('codes', 'list', '--format', 'csv')
    const rows = out.split('\n').map((line) => line.split(','))
    const listed = rows.filter(([code]) => code?.startsWith('S-'))
    expect(Object.fromEntries(listed.map(([code, , , state]) => [code, state]))).toEqual({
      'S-ACTIVE': 'active',
      'S-OFF': 'inactive',
      'S-COUPON-OFF': 'inactive',
      'S-OLD': 'expired',
      'S-OVER': 'expired',
      'S-USED': 'used up',
    })
    const expired = await referly('codes', 'list', '--expired', '--format', 'csv')
    expect(expired.out.match(/^S-\w+/gm)).toEqual(['S-OLD', 'S-OVER'])
  })
})
