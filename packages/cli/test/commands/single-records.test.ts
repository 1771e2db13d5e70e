import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCampaignServer, type CampaignServer } from '../campaign-server.js'
import { runInProcess, type Result } from '../referly-in-process.js'
import { startTestServer } from '../test-server.js'

let server: CampaignServer
let couponId = ''

beforeAll(async () => {
  server = await startCampaignServer(3)
})
afterAll(() => server.close())

const referly = (...words: string[]): Promise<Result> =>
  runInProcess(words, { cwd: process.cwd(), env: server.env })

/** Runs a command that must succeed, and returns the JSON that it prints. */
async function referlyJson(...words: string[]): Promise<Record<string, unknown>> {
  const { code, out, notes } = await referly(...words, '--json')
  expect([code, notes]).toEqual([0, expect.not.stringContaining('Error')])
  return JSON.parse(out)
}

let count = 0

/** Creates a code of a new coupon. */
async function createCode(): Promise<{ readonly coupon: string; readonly code: string }> {
  const name = `Coupon ${++count}`
  const coupon = await server.client.coupons.create({ name, percentOff: 20 })
  couponId = coupon.id
  const code = `CODE${count}`
  const affiliateEmail = 'affiliate0@example.com'
  await server.client.promotionalCodes.create({ couponId, code, affiliateEmail })
  return { coupon: name, code }
}

async function recordSale(externalId: string): Promise<number> {
  const { code } = await createCode()
  const email = `${externalId}@example.com`
  const sale = { promoCode: code, totalEarned: 50, name: 'Eve', email, externalId }
  return (await server.client.sales.create(sale)).id
}

describe('a blank name', () => {
  it.each([
    ['coupons', 'create', '--name', '  ', '--percent-off', '20'],
    ['coupons', 'update', 'Spring', '--name', '\t'],
    ['affiliates', 'update', 'affiliate0@example.com', '--first-name', ' '],
    ['referrals', 'update', 'user-1', '--name', ''],
    ['program', 'set', '--name', ' '],
  ])('is refused: %s %s', async (...words) => {
    const { code, notes } = await referly(...words)
    expect([code, notes]).toEqual([2, expect.stringContaining('must be text that is not empty')])
  })
})

describe('coupons', () => {
  it('changes the percentage of a coupon, found by name', async () => {
    const { coupon } = await createCode()
    const updated = await referlyJson('coupons', 'update', coupon, '--percent-off', '25')
    expect(updated).toMatchObject({ id: couponId, percentOff: 25, couponType: 'PERCENTAGE' })
  })

  it('turns a percentage into an amount and back', async () => {
    const { coupon } = await createCode()
    const toFlat = ['--amount-off', '10', '--currency', 'USD']
    const flat = await referlyJson('coupons', 'update', coupon, ...toFlat)
    expect(flat).toMatchObject({ couponType: 'FLAT', amountOff: 10, currency: 'USD' })
    const lower = await referlyJson('coupons', 'update', coupon, '--amount-off', '8')
    expect(lower).toMatchObject({ amountOff: 8, currency: 'USD' })
    const back = await referlyJson('coupons', 'update', coupon, '--percent-off', '5')
    expect(back).toMatchObject({ couponType: 'PERCENTAGE', percentOff: 5 })
  })

  it('names the flag that an amount needs', async () => {
    const { coupon } = await createCode()
    const { code, notes } = await referly('coupons', 'update', coupon, '--amount-off', '8')
    expect([code, notes]).toEqual([2, expect.stringContaining('`--currency` must be')])
  })

  it('sets limits and removes them again', async () => {
    const { coupon } = await createCode()
    const set = ['--max-redemptions', '5', '--redeem-by', '2099-01-31', '--inactive']
    expect(await referlyJson('coupons', 'update', coupon, ...set)).toMatchObject({
      maxRedemptions: 5,
      redeemBy: expect.stringContaining('2099-'),
      valid: false,
    })
    const clear = ['--max-redemptions', 'none', '--redeem-by', 'none', '--active']
    expect(await referlyJson('coupons', 'update', coupon, ...clear)).toMatchObject({
      maxRedemptions: null,
      redeemBy: null,
      valid: true,
    })
  })

  it('names the codes and redemptions of a coupon before it is deleted', async () => {
    await recordSale('before-deletion')
    const { code, notes } = await referly('coupons', 'delete', couponId)
    expect(code).toBe(2)
    expect(notes).toContain('and its 1 code, 1 of them redeemed. Recorded sales are kept.')
    expect(notes).toContain('Confirm with --yes.')
    expect(await server.client.coupons.find({ id: couponId })).toBeDefined()
  })

  it('deletes a coupon with its codes', async () => {
    const { coupon, code } = await createCode()
    const deleted = await referlyJson('coupons', 'delete', coupon, '--yes')
    expect(deleted).toEqual({ deleted: couponId })
    expect(await server.client.promotionalCodes.find({ code })).toBeUndefined()
  })
})

describe('codes', () => {
  it('disables and enables a code', async () => {
    const { code } = await createCode()
    const disabled = await referlyJson('codes', 'disable', code.toLowerCase())
    expect(disabled).toMatchObject({ code, active: false })
    expect(await referlyJson('codes', 'enable', code)).toMatchObject({ code, active: true })
  })

  it('changes every field of a code', async () => {
    const { code } = await createCode()
    const flags =
      `--code NEW${code} --affiliate affiliate1@example.com --expires 2099-01-31T00:00:00Z ` +
      '--max-redemptions 7 --first-order --minimum-amount 25 --minimum-currency USD ' +
      '--customer cus_1 --limit-to-affiliate'
    const updated = await referlyJson('codes', 'update', code, ...flags.split(' '))
    expect(updated).toMatchObject({
      code: `NEW${code}`,
      affiliate: { email: 'affiliate1@example.com' },
      expiresAt: '2099-01-31T00:00:00.000Z',
      maxRedemptions: 7,
      firstTimeOrder: true,
      minimumAmount: 25,
      minimumAmountCurrency: 'USD',
      limitToCustomers: true,
      customerId: 'cus_1',
      limitToAffiliate: true,
    })
    const none =
      '--affiliate none --expires none --max-redemptions none --no-first-order ' +
      '--minimum-amount none --customer none --no-limit-to-affiliate'
    const cleared = await referlyJson('codes', 'update', `NEW${code}`, ...none.split(' '))
    expect(cleared).toMatchObject({
      affiliateId: null,
      expiresAt: null,
      maxRedemptions: null,
      firstTimeOrder: false,
      minimumAmount: null,
      minimumAmountCurrency: null,
      limitToCustomers: false,
      customerId: null,
      limitToAffiliate: false,
    })
  })

  it('refuses an update without changes', async () => {
    const { code } = await createCode()
    const result = await referly('codes', 'update', code)
    expect(result).toMatchObject({ code: 2, notes: expect.stringContaining('No changes given.') })
  })

  it('extends a code, and refuses to shorten its time', async () => {
    const { code } = await createCode()
    const endless = await referly('codes', 'extend', code, '--until', '2099-01-31')
    expect(endless).toMatchObject({ code: 2, notes: expect.stringContaining('does not expire') })
    await referlyJson('codes', 'update', code, '--expires', '2098-01-31')
    const extended = await referlyJson('codes', 'extend', code, '--until', '2099-01-31T00:00:00Z')
    expect(extended).toMatchObject({ expiresAt: '2099-01-31T00:00:00.000Z' })
    const shorter = await referly('codes', 'extend', code, '--until', '2097-01-31')
    expect(shorter).toMatchObject({ code: 2, notes: expect.stringContaining('is valid longer') })
  })

  it('deletes a code, which frees its text', async () => {
    const { code } = await createCode()
    const refused = await referly('codes', 'delete', code)
    expect(refused).toMatchObject({ code: 2, notes: expect.stringContaining('0 redemptions') })
    const { code: exit, notes } = await referly('codes', 'delete', code, '--yes')
    expect([exit, notes]).toEqual([0, `Deleted the code ${code}.\n`])
    await server.client.promotionalCodes.create({ couponId, code })
  })

  it('reports a code that does not exist', async () => {
    const result = await referly('codes', 'disable', 'NOBODY')
    expect(result).toMatchObject({
      code: 1,
      notes: 'Error: No code named NOBODY. To list them: referly codes list\n',
    })
  })
})

describe('affiliates', () => {
  const email = 'affiliate2@example.com'

  it('changes an affiliate', async () => {
    const flags = '--first-name Ada --last-name King --commission-rate 30 --link ada-blog'
    const updated = await referlyJson('affiliates', 'update', email, ...flags.split(' '))
    expect(updated).toMatchObject({ firstName: 'Ada', lastName: 'King', commissionRate: 30 })
    expect(JSON.stringify(updated['affiliateLinks'])).toContain('"ada-blog"')
  })

  it('deactivates an affiliate, and activates them again', async () => {
    expect(await referlyJson('affiliates', 'deactivate', email)).toMatchObject({
      status: 'DEACTIVATED',
    })
    const active = await referlyJson('affiliates', 'update', email, '--status', 'active')
    expect(active).toMatchObject({ status: 'ACTIVE' })
  })

  it('deletes an affiliate', async () => {
    await server.client.affiliates.create({
      firstName: 'A',
      lastName: 'B',
      email: 'ab@example.com',
    })
    const refused = await referly('affiliates', 'delete', 'ab@example.com')
    expect(refused.notes).toContain(
      'Their sales are kept, and 0 codes will no longer have an affiliate.',
    )
    const { code } = await referly('affiliates', 'delete', 'ab@example.com', '--yes')
    expect(code).toBe(0)
    expect(await server.client.affiliates.find({ email: 'ab@example.com' })).toBeUndefined()
  })
})

describe('links', () => {
  it('adds, lists, renames, and deletes a link', async () => {
    const affiliate = 'affiliate1@example.com'
    const created = await referlyJson('links', 'create', 'zoe-blog', '--affiliate', affiliate)
    expect(created).toMatchObject({ link: 'zoe-blog', affiliate: { email: affiliate } })
    const renamed = await referlyJson('links', 'update', 'zoe-blog', 'zoe-news')
    expect(renamed).toMatchObject({ id: created['id'], link: 'zoe-news' })
    const { out } = await referly('links', 'list', '--affiliate', affiliate, '--format', 'csv')
    expect(out).toContain('link,email,clicks,referrals,sales,revenue,currency,url\n')
    expect(out).toContain(`zoe-news,${affiliate},0,0,0,0`)
    const refused = await referly('links', 'delete', 'zoe-news')
    expect(refused.notes).toContain('which led to 0 referrals and 0 sales')
    const { code } = await referly('links', 'delete', 'zoe-news', '--yes')
    expect(code).toBe(0)
    expect(await server.client.links.find({ link: 'zoe-news' })).toBeUndefined()
  })
})

describe('referrals', () => {
  it('records, lists, changes, and deletes a referral', async () => {
    const affiliate = 'affiliate1@example.com'
    const flags = `--name Bo --email bo@example.com --external-id user-1 --affiliate ${affiliate}`
    const created = await referlyJson('referrals', 'create', ...flags.split(' '))
    expect(created).toMatchObject({ email: 'bo@example.com' })
    const again = await referly('referrals', 'create', ...flags.replace('user-1', 'x').split(' '))
    expect(again.notes).toBe('A referral with this email already existed. It was not changed.\n')
    const changed = await referlyJson('referrals', 'update', 'user-1', '--plan', 'Pro')
    expect(changed).toMatchObject({ id: created['id'], plan: 'Pro' })
    const { out } = await referly('referrals', 'list', '--affiliate', affiliate, '--format', 'csv')
    expect(out).toContain('Bo,bo@example.com,user-1,active,Pro')
    const refused = await referly('referrals', 'delete', 'user-1')
    expect(refused.notes).toContain('which led to 0 sales')
    expect((await referly('referrals', 'delete', 'user-1', '--yes')).code).toBe(0)
    expect(await server.client.referrals.find({ externalId: 'user-1' })).toBeUndefined()
  })
})

describe('sales', () => {
  it('corrects a sale, found by its external ID', async () => {
    const id = await recordSale('order-1')
    const words = 'sales update --external-id order-1 --amount 40 --commission 7'
    const changed = await referlyJson(...words.split(' '))
    expect(changed).toMatchObject({ id, totalEarned: 40, commissionEarned: 7 })
  })

  it('refunds a sale once', async () => {
    const id = await recordSale('order-2')
    const first = await referly('sales', 'refund', String(id))
    expect(first.notes).toBe(`Refunded sale ${id}. Its commission was taken back.\n`)
    const second = await referlyJson('sales', 'refund', '--external-id', 'order-2')
    expect(second).toMatchObject({ saleId: id, success: true, alreadyRefunded: true })
    const { out } = await referly('sales', 'list', '--format', 'csv')
    expect(out).toMatch(
      new RegExp(`^${id},.*,Eve,order-2@example\\.com,order-2,.*,50,0,refunded`, 'm'),
    )
  })

  it('deletes a sale', async () => {
    const id = await recordSale('order-3')
    const refused = await referly('sales', 'delete', String(id))
    expect(refused.notes).toContain(`This deletes sale ${id} of 50 and its commission.`)
    expect(await referlyJson('sales', 'delete', String(id), '--yes')).toEqual({ deleted: id })
    expect(await server.client.sales.find({ id })).toBeUndefined()
  })

  it.each([
    [['sales', 'refund'], 'Pass a sale, or select sales, for example with --file.'],
    [['sales', 'refund', '7', '--external-id', '7'], 'Pass either the ID of the sale'],
    [['sales', 'refund', 'order-1'], 'Pass your own ID with --external-id.'],
    [
      ['commissions', 'release', 'order-1'],
      '`<sale>` must be the ID of a sale, a whole number, but was "order-1". To list them:',
    ],
  ])('refuses %j, even before there is an API key', async (words, expected) => {
    for (const env of [server.env, {}]) {
      const { code, notes } = await runInProcess(words, { cwd: process.cwd(), env })
      expect([code, notes]).toEqual([2, expect.stringContaining(expected)])
    }
  })
})

describe('the program', () => {
  it('is shown with its settings', async () => {
    const { code, out } = await referly('program', 'show')
    expect(code).toBe(0)
    expect(out).toMatch(/^Name +Campaign$/m)
    expect(out).toMatch(/^Minimum payout +50\.00$/m)
    expect(out).toMatch(/^Self referral +OFF$/m)
  })

  it('keeps the settings that are not given', async () => {
    const words = ['--holding-days', '45', '--approval', 'manual', '--no-deduct-tax']
    const changed = { holdingDays: 45, approval: 'MANUAL', deductTax: false }
    expect(await referlyJson('program', 'set', ...words)).toMatchObject(changed)
    const restored = await referlyJson('program', 'set', '--approval', 'automatic')
    expect(restored).toMatchObject({ ...changed, approval: 'AUTOMATIC' })
  })

  it('is not changed without a setting, or by an invalid one', async () => {
    const none = await referly('program', 'set')
    expect([none.code, none.notes]).toEqual([2, expect.stringContaining('No changes given')])
    const { code, notes } = await referly('program', 'set', '--time-zone', 'Berlin')
    expect([code, notes]).toEqual([
      2,
      'Error: `--time-zone` must be the IANA name of a time zone, such as Europe/Berlin, but was "Berlin".\n',
    ])
  })

  it('is backed up to a new file that only the user can read', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'referly-backup-'))
    const backup = (env: Readonly<Record<string, string>>): Promise<Result> =>
      runInProcess(['program', 'backup', 'all.jsonl', '--json'], { cwd, env })
    const { code, out, notes } = await backup(server.env)
    const file = join(cwd, 'all.jsonl')
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
    const rows = lines.length - 2
    expect([code, JSON.parse(out)]).toEqual([0, { rows, file: 'all.jsonl' }])
    expect(notes).toBe(`Wrote ${rows} rows to all.jsonl.\n`)
    expect((await stat(file)).mode & 0o077).toBe(0)
    expect((await backup(server.env)).notes).toContain('all.jsonl already exists.')
    await rm(file)
    const cut = await startTestServer(({ answer }) =>
      answer
        .writeHead(200, { 'content-type': 'application/x-ndjson' })
        .end(lines.slice(0, -1).join('\n')),
    )
    const incomplete = await backup({ ...server.env, REFERLY_BASE_URL: cut.url })
    expect([incomplete.code, incomplete.notes]).toEqual([
      5,
      expect.stringContaining('The backup is incomplete. Run the command again.'),
    ])
    expect(await readdir(cwd)).toEqual([])
    cut.close()
    await rm(cwd, { recursive: true })
  })

  it('has no settings in the API of any other server', async () => {
    const other = await startTestServer(({ answer }) => answer.writeHead(404).end('<html>'))
    const env = { ...server.env, REFERLY_BASE_URL: other.url }
    const { notes } = await runInProcess(['program', 'show'], { cwd: process.cwd(), env })
    expect(notes).toBe(
      `Error: GET /program failed: The kit API is not available at ${new URL('/api/kit/v1', other.url).href}. It is part of the Referly Kit server.\n`,
    )
    other.close()
  })
})
