import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startCampaignServer, type CampaignServer } from '../campaign-server.js'
import { runInProcess, type Result } from '../referly-in-process.js'

let server: CampaignServer
let cwd = ''
let couponId = ''
let count = 0

beforeAll(async () => {
  server = await startCampaignServer(6)
})
afterAll(() => server.close())
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-many-'))
  couponId = await server.createCoupon()
  count++
})
afterEach(() => rm(cwd, { recursive: true, force: true }))

const referly = (...words: string[]): Promise<Result> =>
  runInProcess(words, { cwd, env: server.env })

/** Writes a file into the working directory, and returns the option that names it. */
async function listIn(name: string, lines: readonly (string | number)[]): Promise<string[]> {
  await writeFile(join(cwd, name), `${lines.join('\n')}\n`)
  return ['--file', name]
}

async function revertLast(): Promise<Result> {
  const [job] = JSON.parse((await referly('jobs', 'list', '--json')).out)
  return referly('jobs', 'revert', job.id, '--yes')
}

async function createSales(prefix: string): Promise<readonly number[]> {
  const { promotionalCodes, sales } = server.client
  const code = `S${count}${prefix.toUpperCase()}`
  await promotionalCodes.create({ couponId, code, affiliateEmail: 'affiliate0@example.com' })
  const ids: number[] = []
  for (const index of [1, 2, 3]) {
    const [name, email] = ['Eve', `${prefix}${index}-${count}@example.com`]
    const externalId = `${prefix}-${count}-${index}`
    const sale = await sales.create({ promoCode: code, totalEarned: 10, name, email, externalId })
    ids.push(sale.id)
  }
  return ids
}

describe('a change to many coupons', () => {
  it('changes from a percentage to an amount, and reverts the change', async () => {
    const other = await server.createCoupon()
    const file = await listIn('coupons.txt', [couponId, other])
    const { coupons } = server.client
    const flat = ['--amount-off', '5', '--currency', 'USD']
    const changed = await referly('coupons', 'update', ...file, ...flat, '--yes')
    expect([changed.code, changed.notes]).toEqual([0, expect.stringContaining('2 changed')])
    expect(changed.notes).toContain('coupon_type: PERCENTAGE -> FLAT\n')
    expect(await coupons.find({ id: other })).toMatchObject({ couponType: 'FLAT', amountOff: 5 })
    const reverted = await revertLast()
    expect([reverted.code, reverted.notes]).toEqual([0, expect.stringContaining('2 changed')])
    expect(await coupons.find({ id: other })).toMatchObject({ percentOff: 20, amountOff: null })
  })

  it('names the codes that a deletion of coupons deletes', async () => {
    await server.client.promotionalCodes.create({ couponId, code: `DOOMED${count}` })
    const file = await listIn('coupons.txt', [couponId])
    const asked = await referly('coupons', 'delete', ...file)
    expect([asked.code, asked.notes]).toEqual([
      2,
      expect.stringContaining('It also deletes their 1 code, 0 of them redeemed.'),
    ])
    expect((await referly('coupons', 'delete', ...file, '--yes')).code).toBe(0)
    expect(await server.client.coupons.find({ id: couponId })).toBeUndefined()
  })

  it('refuses a name that several coupons have', async () => {
    const file = await listIn('coupons.txt', ['C'])
    const { code, notes } = await referly('coupons', 'update', ...file, '--inactive')
    expect([code, notes]).toEqual([2, expect.stringContaining('Several coupons match C.')])
  })
})

describe('a change to many affiliates', () => {
  const emails = ['affiliate1@example.com', 'affiliate2@example.com']

  it('deactivates those in a CSV file, and reverts the change', async () => {
    const file = await listIn('left.csv', ['Name,E-Mail', ...emails.map((email) => `X,${email}`)])
    const { code, notes } = await referly('affiliates', 'deactivate', ...file, '--yes')
    expect([code, notes]).toEqual([0, expect.stringContaining('status: ACTIVE -> DEACTIVATED\n')])
    const find = (): ReturnType<typeof server.client.affiliates.find> =>
      server.client.affiliates.find({ email: 'affiliate2@example.com' })
    expect(await find()).toMatchObject({ status: 'DEACTIVATED' })
    expect(await revertLast()).toMatchObject({ code: 0 })
    expect(await find()).toMatchObject({ status: 'ACTIVE' })
  })

  it('gives them one commission rate, but not one link', async () => {
    const file = await listIn('partners.txt', emails)
    const rate = ['--commission-rate', '31']
    expect(await referly('affiliates', 'update', ...file, ...rate, '--yes')).toMatchObject({
      code: 0,
    })
    const found = await server.client.affiliates.find({ email: 'affiliate1@example.com' })
    expect(found?.commissionRate).toBe(31)
    const { code, notes } = await referly('affiliates', 'update', ...file, '--link', 'same')
    expect([code, notes]).toEqual([
      2,
      expect.stringContaining('`--link` applies to a single record'),
    ])
  })

  it('deletes only those who have not earned commission', async () => {
    await createSales('kept')
    const file = await listIn('left.txt', ['affiliate4@example.com', 'affiliate5@example.com'])
    const { code, notes } = await referly(
      'affiliates',
      'delete',
      ...file,
      '--without-commission',
      '--yes',
    )
    expect([code, notes]).toEqual([0, expect.stringContaining('2 deleted, 0 refused, 0 failed.')])
    const emailsLeft = (await server.client.affiliates.list()).map(({ email }) => email)
    expect(emailsLeft).toContain('affiliate0@example.com')
    expect(emailsLeft).not.toContain('affiliate4@example.com')
  })
})

describe('a change to many links or referrals', () => {
  it('deletes the unused links of an affiliate, except the last, which cannot be deleted', async () => {
    const affiliateEmail = 'affiliate3@example.com'
    for (const link of [`blog${count}`, `news${count}`]) {
      await server.client.links.create({ link, affiliateEmail })
    }
    const { code, notes } = await referly(
      'links',
      'delete',
      '--affiliate',
      affiliateEmail,
      '--unused',
      '--yes',
    )
    expect([code, notes]).toEqual([3, expect.stringContaining('1 failed.')])
    expect(await server.client.links.list({ affiliateEmail })).toHaveLength(1)
  })

  it('updates the referrals of an affiliate, and reverts the change', async () => {
    const affiliateEmail = 'affiliate3@example.com'
    for (const index of [1, 2]) {
      const referredUserExternalId = `user-${count}-${index}`
      const customer = { name: 'Bo', email: `bo${index}-${count}@example.com` }
      await server.client.referrals.create({ ...customer, referredUserExternalId, affiliateEmail })
    }
    const words = ['referrals', 'update', '--affiliate', affiliateEmail, '--status', 'inactive']
    expect(await referly(...words, '--yes')).toMatchObject({ code: 0 })
    const statuses = async (): Promise<readonly string[]> =>
      (await server.client.referrals.list({ affiliateEmail })).map(({ status }) => status)
    expect(await statuses()).toEqual(['INACTIVE', 'INACTIVE'])
    expect(await revertLast()).toMatchObject({ code: 0 })
    expect(await statuses()).toEqual(['ACTIVE', 'ACTIVE'])
  })
})

describe('a change to many sales', () => {
  it('refunds the sales in a file once, and refuses to revert the refunds', async () => {
    await createSales('order')
    const file = await listIn('returned.csv', [
      'external_id',
      `order-${count}-1`,
      `order-${count}-2`,
    ])
    const asked = await referly('sales', 'refund', ...file)
    expect(asked.notes).toContain('This refunds 2 sales. This cannot be reverted.')
    const { code, notes } = await referly('sales', 'refund', ...file, '--yes')
    expect([code, notes]).toEqual([0, expect.stringContaining('2 refunded, 0 refused, 0 failed.')])
    const again = await referly('sales', 'refund', ...file, '--yes')
    expect(again.notes).toContain('0 to refund, 2 unchanged')
    expect((await revertLast()).notes).toContain('Refunded sales stay refunded.')
  })

  it('corrects amounts, and restores a commission that was set by hand', async () => {
    const ids = await createSales('big')
    const [first = 0] = ids
    await server.client.sales.update({ saleId: first, commissionEarned: 7 })
    const file = await listIn('sales.txt', ids)
    expect(await referly('sales', 'update', ...file, '--amount', '20', '--yes')).toMatchObject({
      code: 0,
    })
    expect(await server.client.sales.find({ id: first })).toMatchObject({ totalEarned: 20 })
    expect(await revertLast()).toMatchObject({ code: 0 })
    expect(await server.client.sales.find({ id: first })).toMatchObject({
      totalEarned: 10,
      commissionEarned: 7,
    })
  })

  it('does not mistake external IDs in a list for IDs', async () => {
    const ids = await createSales('list')
    const file = await listIn('sales.txt', [`list-${count}-1`])
    const { code, notes } = await referly('sales', 'delete', ...file, '--yes')
    expect([code, notes]).toEqual([2, expect.stringContaining('1 of the sales does not exist')])
    expect(await server.client.sales.find({ id: ids[0] ?? 0 })).toBeDefined()
  })

  it('writes the results of a deletion, which names what was deleted', async () => {
    const ids = await createSales('gone')
    const file = await listIn('sales.csv', ['id', ...ids])
    const { code, out } = await referly('sales', 'delete', ...file, '--yes')
    expect(code).toBe(0)
    const results = await readFile(join(cwd, out.trim()), 'utf8')
    expect(results).toContain('amount 10, commission')
    expect(results.match(/,deleted,changed,/g)).toHaveLength(3)
    expect(await server.client.sales.find({ id: ids[0] ?? 0 })).toBeUndefined()
  })
})
