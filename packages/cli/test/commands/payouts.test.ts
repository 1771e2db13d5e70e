import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCampaignServer, type CampaignServer } from '../campaign-server.js'
import { runInProcess, type Result } from '../referly-in-process.js'

let server: CampaignServer
let cwd = ''
const saleIds: number[] = []
const [ada, bob] = ['affiliate0@example.com', 'affiliate1@example.com']

const referly = (words: string): Promise<Result> =>
  runInProcess(words.split(' '), { cwd, env: server.env })

/** Runs a command that must succeed, and returns the JSON that it prints. */
async function referlyJson(words: string): Promise<Record<string, unknown>> {
  const { code, out, notes } = await referly(`${words} --json`)
  expect([code, notes]).toEqual([0, expect.not.stringContaining('Error')])
  return JSON.parse(out) as Record<string, unknown>
}

/** The options for a statement of today. */
function today(): string {
  const day = new Date().toISOString().slice(0, 10)
  return `--from ${day} --to ${day}`
}

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-payouts-'))
  server = await startCampaignServer(2)
  const { client } = server
  const couponId = await server.createCoupon()
  const { affiliates, promotionalCodes, sales } = client
  for (const [code, affiliateEmail] of [
    ['ADA', ada],
    ['BOB', bob],
  ] as const) {
    const affiliate = await affiliates.find({ email: affiliateEmail })
    await affiliates.update({ affiliateId: affiliate?.id ?? '', commissionRate: 20 })
    await promotionalCodes.create({ couponId, code, affiliateEmail })
  }
  await referlyJson('program set --holding-days 0 --minimum-payout 15')
  for (const [promoCode, totalEarned] of [
    ['ADA', 100],
    ['ADA', 33.33],
    ['BOB', 50],
  ] as const) {
    const email = `buyer${saleIds.length}@example.com`
    const sale = await sales.create({ promoCode, totalEarned, name: 'Buyer', email })
    saleIds.push(sale.id)
  }
})
afterAll(async () => {
  await server.close()
  await rm(cwd, { recursive: true, force: true })
})

describe('a payout', () => {
  let id = ''

  it('starts from balances', async () => {
    const { out } = await referly('balances')
    expect(out).toMatch(
      /^Affiliate +Email +Pending \(USD\) +On hold \(USD\) +Payable \(USD\) +In payout \(USD\)/,
    )
    expect(out).toMatch(
      /^John No 0 +affiliate0@example\.com +0\.00 +0\.00 +26\.67 +0\.00 +0\.00 +26\.67$/m,
    )
    const { out: csv } = await referly(`balances --affiliate ${bob} --format csv`)
    expect(csv).toContain('affiliate1@example.com,0.00,0.00,10.00,0.00,0.00,10.00,USD')
  })

  it.each([
    ['balances', 60, 'Affiliate  Pending (USD)  On hold (USD)  Payable (USD)'],
    ['payouts preview', 40, 'Affiliate  Amount (USD)  Carried over'],
    ['sales list', 80, 'ID  Recorded              Customer  Amount  Commission  Status'],
  ])('of %s keep their amounts on a terminal of %i columns', async (words, columns, titles) => {
    const { out } = await runInProcess(words.split(' '), { cwd, env: server.env, columns })
    expect(out.split('\n')[0]).toBe(titles)
  })

  it('shows the sums of all balances', async () => {
    const { out } = await referly('balances --totals')
    expect(out).toMatch(/^Affiliates +Pending \(USD\) +On hold \(USD\) +Payable \(USD\)/)
    expect(out).toMatch(/^ +2 +0\.00 +0\.00 +36\.67 +0\.00 +0\.00 +36\.67$/m)
    const { code, notes } = await referly(`balances --totals --affiliate ${bob}`)
    expect([code, notes]).toEqual([2, 'Error: Pass --affiliate or --totals, not both.\n'])
  })

  it('refuses an affiliate that does not exist', async () => {
    for (const words of [
      'balances',
      'statements --month 2026-01',
      'refunds list',
      'commissions list',
      'sales list',
      'links list',
      'referrals list',
      'codes list',
      'codes disable',
    ]) {
      const { code, notes } = await referly(`${words} --affiliate nobody@example.com`)
      const sentence = expect.stringContaining('No affiliate with the ID or email address nobody@')
      expect([code, notes]).toEqual([1, sentence])
    }
    const quiet = await referly(`statements --month 2026-01 --affiliate ${bob}`)
    expect(quiet).toMatchObject({ code: 0, notes: 'No results.\n' })
  })

  it('takes back the commission of a partial refund', async () => {
    const words = `refunds create ${saleIds[1]} --amount 11.11 --reason dispute --idempotency-key chargeback-1`
    const refund = { amount: 11.11, commission: 2.22, reason: 'DISPUTE' }
    expect(await referlyJson(words)).toMatchObject(refund)
    expect(await referlyJson(words)).toMatchObject(refund)
    const { out } = await referly('refunds list --format csv')
    const [titles, ...rows] = out.trimEnd().split('\n')
    expect(titles).toBe(
      'sale_id,created_at,affiliate_id,name,email,amount,commission,currency,reason,note',
    )
    expect(rows).toEqual([expect.stringContaining(',John No 0,affiliate0@example.com,11.11,2.22,')])
    const { code, notes } = await referly(`refunds create ${saleIds[1]} --amount 99`)
    expect([code, notes]).toEqual([2, expect.stringContaining('`--amount` must be')])
  })

  it('names the affiliates whose amounts are carried over', async () => {
    const { out } = await referly('payouts preview')
    expect(out).toMatch(/^John No 0 +affiliate0@example\.com +24\.45\s*$/m)
    expect(out).toMatch(/^Zoë No 1 +affiliate1@example\.com +10\.00 +below minimum$/m)
    const { out: csv } = await referly(`payouts preview --affiliate ${bob} --format csv`)
    expect(csv.trimEnd().split('\n')).toEqual([
      'name,email,amount,currency,carried_over',
      'Zoë No 1,affiliate1@example.com,10.00,USD,BELOW_MINIMUM',
    ])
  })

  it('is created once for a key', async () => {
    const { code, out, notes } = await referly('payouts create --idempotency-key november --json')
    expect(code).toBe(0)
    const payout = JSON.parse(out) as { id: string }
    id = payout.id
    expect(payout).toMatchObject({ status: 'PENDING', amount: 24.45, affiliates: 1 })
    expect(notes).toBe(
      `The payout has 24.45 USD for 1 affiliate. To pay it: referly payouts file ${id} --as bank\n`,
    )
    expect(await referlyJson('payouts create --idempotency-key november')).toMatchObject({ id })
    const repeated = ['payouts', 'create', '--idempotency-key', 'november']
    const shown = await runInProcess(repeated, { cwd, env: server.env, referly: 'npx referly' })
    expect(shown.notes).toContain(`To pay it: npx referly payouts file ${id} --as bank\n`)
    expect(shown.out).toMatch(/^Amount +24\.45\n.*\nPaid amount +0\.00\n/m)
    const unknown = await referly('payouts show november')
    expect(unknown.notes).toBe('Error: `<id>` must be a UUID, but was "november".\n')
    const second = await referly('payouts create')
    expect([second.code, second.notes]).toEqual([2, expect.stringContaining('Nothing is payable')])
  })

  it('is exported for PayPal, and marked as paid', async () => {
    const { out } = await referly(`payouts file ${id} --as paypal`)
    expect(out).toMatch(/^affiliate0@example\.com,24\.45,USD,/)
    await referly(`payouts file ${id} --as wise -o wise.csv`)
    expect(await readFile(join(cwd, 'wise.csv'), 'utf8')).toContain('affiliate0@example.com')
    expect(await referlyJson(`payouts mark ${id} paid`)).toMatchObject({ status: 'PAID' })
    const empty = 'No amount in the payout is pending, so the file has no rows.\n'
    expect(await referly(`payouts file ${id} --as paypal`)).toMatchObject({ out: '', notes: empty })
    expect(await referly(`payouts file ${id} --as wise`)).toMatchObject({ notes: empty })
    const paid = await referly(`statements ${today()} --format csv`)
    expect(paid.out).toContain(`${ada},0.00,26.67,0.00,-2.22,0.00,24.45,0.00,USD`)
    const failed = `payouts mark ${id} failed --affiliate ${ada} --reason bounced`
    expect(await referlyJson(failed)).toMatchObject({ status: 'FAILED', failedAmount: 24.45 })
    expect((await referly(`payouts show ${id}`)).out).toMatch(/ 24\.45 +failed +bounced$/m)
    expect((await referly('payouts list')).out).toMatch(new RegExp(`^${id} .* failed$`, 'm'))
  })

  it('is on the statement of the affiliate, line by line', async () => {
    const period = today()
    const { out, notes } = await referly(`statements --affiliate ${ada} ${period} --format csv`)
    const kinds = out
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[1])
    expect(kinds).toEqual(expect.arrayContaining(['EARNED', 'REFUNDED', 'PAID', 'PAYOUT_FAILED']))
    expect(notes).toContain('the amount owed went from 0.00 to 24.45 USD (payable 24.45')
    expect(notes).toContain('and 0.00 was paid.')
    const all = await referly(`statements ${period}`)
    expect(all.out).toMatch(/^John No 0 +affiliate0@example\.com +0\.00 +26\.67 +0\.00 +-2\.22/m)
    const month = await referly(`statements --month ${period.slice(7, 14)} --json`)
    expect(JSON.parse(month.out)).toHaveLength(2)
  })
})

describe('the commission of a sale', () => {
  it('is held, released, and declined', async () => {
    await referlyJson('program set --approval manual')
    const email = 'late@example.com'
    const input = { promoCode: 'BOB', totalEarned: 10, name: 'Late', email }
    const { id } = await server.client.sales.create(input)
    const { out } = await referly('commissions list --status on-hold')
    const line = `^ *${id} +Zoë No 1 +affiliate1@example\\.com +2\\.00 +on hold +program settings`
    expect(out).toMatch(new RegExp(line, 'm'))
    const { out: csv } = await referly('commissions list --status on-hold --format csv')
    expect(csv).toMatch(/^sale_id,affiliate_id,name,email,amount,currency,status,/)
    expect(csv).toMatch(
      new RegExp(`^${id},[0-9a-f-]{36},Zoë No 1,affiliate1@example\\.com,2\\.00,`, 'm'),
    )
    const { out: json } = await referly('commissions list --status on-hold --format json')
    expect(JSON.parse(json)).toMatchObject([{ saleId: id, approvalStatus: 'ON_HOLD' }])
    const released = await referlyJson(`commissions release ${id} --note checked`)
    expect(released).toMatchObject({ saleId: id, approvalStatus: 'ACCEPTED', amount: 2 })
    const declined = await referlyJson(`commissions decline ${id}`)
    expect(declined).toMatchObject({ approvalStatus: 'DECLINED', amount: 0 })
  })

  it('is listed with the name of an affiliate who was deleted since', async () => {
    const { affiliates, coupons, promotionalCodes, sales } = server.client
    const email = 'left@example.com'
    const person = { firstName: 'Eve', lastName: 'Left', email, commissionRate: 10 }
    const { id: affiliateId } = await affiliates.create(person)
    const [{ id: couponId } = { id: '' }] = await coupons.list()
    await promotionalCodes.create({ code: 'EVE', couponId, affiliateId })
    await sales.create({ promoCode: 'EVE', totalEarned: 10, name: 'Buyer', email: 'b@example.com' })
    await affiliates.delete({ id: affiliateId })
    const { out } = await referly('commissions list')
    expect(out).toMatch(/ Eve Left +left@example\.com /)
    const { out: sold } = await referly('sales list')
    expect(sold).toMatch(/ Buyer +b@example\.com +Eve Left +10\.00 /)
  })
})

describe('statements', () => {
  it.each([
    ['statements', 'Pass either --month, or both --from and --to.'],
    ['statements --month 2026-11 --from 2026-11-01', 'Pass either --month'],
    ['statements --month 2026-13', '`--month` must be a month such as 2026-11, but was "2026-13".'],
  ])('refuse %s', async (words, sentence) => {
    const { code, notes } = await referly(words)
    expect([code, notes]).toEqual([2, expect.stringContaining(sentence)])
  })
})

describe('an API key', () => {
  it('is created, listed, and revoked through the API', async () => {
    const { code, out, notes } = await referly('keys create Shop')
    expect([code, out]).toEqual([0, expect.stringMatching(/^REFERLY_API_KEY=rk_live_[\w-]{43}$/m)])
    expect(notes).toContain('Created the key "Shop"')
    const key = out.trim().split('=')[1] ?? ''
    const shown = (await referly('keys list')).out
    expect(shown).toMatch(/^\S+ +Shop +rk_live_/m)
    expect(shown).toMatch(/^\S+ +- \(in use\) +rk_live_/m)
    expect(shown).not.toContain(key)
    const keys = JSON.parse((await referly('keys list --json')).out) as Record<string, string>[]
    const [own, shop] = [undefined, 'Shop'].map((label) =>
      keys.find((each) => (each['label'] ?? undefined) === label),
    )
    expect((await referly(`keys revoke ${own?.['id']}`)).notes).toContain('in use by the request')
    expect(await referlyJson(`keys revoke ${shop?.['id']}`)).toMatchObject({ state: 'ENDED' })
    expect((await referly('keys list')).out).not.toContain('Shop')
    expect((await referly('keys list --ended')).out).toContain('Shop')
  })
})

describe('the file of a payout with more rows than Wise allows', () => {
  const affiliates = 1002
  let large: CampaignServer
  let id = ''

  const exportFile = (words: string): Promise<Result> =>
    runInProcess(`payouts file ${id} ${words}`.split(' '), { cwd, env: large.env })

  beforeAll(async () => {
    large = await startCampaignServer(affiliates)
    const { kit } = large.client
    const adjustments: Promise<unknown>[] = []
    for await (const { id: affiliateId } of large.client.affiliates.iterate()) {
      adjustments.push(kit.adjustments.create({ affiliateId, amount: 60, note: 'Bonus' }))
    }
    await Promise.all(adjustments)
    id = (await kit.payouts.create()).id
  })
  afterAll(() => large.close())

  it('is written in parts that together have every affiliate once', async () => {
    const { code, notes } = await exportFile('--as wise -o large.csv')
    expect([code, notes]).toEqual([
      0,
      'Wrote part 1 of 2 of the file for Wise to large.csv.\nWrote part 2 of 2 of the file for Wise to large-2.csv.\n',
    ])
    const parts = await Promise.all(
      ['large.csv', 'large-2.csv'].map((name) => readFile(join(cwd, name), 'utf8')),
    )
    const emails = parts.flatMap((text) => text.match(/affiliate\d+@example\.com/g) ?? [])
    expect([emails.length, new Set(emails).size]).toEqual([affiliates, affiliates])
  })

  it('is not written when one of the parts already exists', async () => {
    await writeFile(join(cwd, 'kept-2.csv'), 'kept')
    const { code, notes } = await exportFile('--as wise -o kept.csv')
    expect([code, notes]).toEqual([
      2,
      'Error: kept-2.csv already exists. Choose another file, or overwrite it with --force.\n',
    ])
    await expect(readFile(join(cwd, 'kept.csv'))).rejects.toThrow('ENOENT')
  })

  it('is printed one part at a time, the first with a note about the others', async () => {
    const { out, notes } = await exportFile('--as wise')
    expect(out.trimEnd().split('\n')).toHaveLength(1001)
    expect(notes).toBe(
      'This is part 1 of 2, because a file for Wise has at most 1000 rows. Add --output to write all parts.\n',
    )
    const second = await exportFile('--as wise --part 2')
    expect([second.out.trimEnd().split('\n').length, second.notes]).toEqual([3, ''])
    const third = await exportFile('--as wise --part 3')
    expect(third.notes).toBe(
      'Error: The file of the payout has 2 parts, so part 3 does not exist.\n',
    )
  })
})
