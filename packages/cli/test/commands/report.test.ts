import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReferlyClient, type ReferlyClient } from '@referly-kit/client'
import { startServer, type RunningServer } from '@referly-kit/server'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startCampaignServer, type CampaignServer } from '../campaign-server.js'
import { runInProcess } from '../referly-in-process.js'
import { runReferly, type ReferlyResult } from '../referly-process.js'

let campaign: CampaignServer
let cwd = ''

beforeAll(async () => {
  campaign = await startCampaignServer(1)
  const couponId = await campaign.createCoupon()
  const [{ email: affiliateEmail } = { email: '' }] = campaign.affiliates
  await campaign.client.promotionalCodes.create({ couponId, code: 'ONE', affiliateEmail })
  cwd = await mkdtemp(join(tmpdir(), 'referly-report-'))
})
afterAll(async () => {
  await campaign.close()
  await rm(cwd, { recursive: true, force: true })
})

function report(): Promise<ReferlyResult> {
  const words = ['report', '--by', 'code', '--since-last', '--format', 'csv']
  return runReferly(words, { cwd, env: campaign.env })
}

async function sell(externalId: string): Promise<void> {
  await campaign.client.sales.create({ promoCode: 'ONE', totalEarned: 10, externalId, name: 'C' })
}

describe('report --since-last', () => {
  it('shows the redemptions since the last report', async () => {
    await sell('first')
    expect(await report()).toMatchObject({
      code: 0,
      stdout: 'code,redemptions,sales,revenue,commission\nONE,1,1,10,0\n',
    })
    await sell('second')
    await sell('third')
    const { stdout, stderr } = await report()
    expect(stdout).toBe('code,redemptions,new,sales,revenue,commission\nONE,3,2,3,30,0\n')
    expect(stderr).toMatch(/^Compared with the report of \d{4}-\d\d-\d\d \d\d:\d\d \S+\.\n$/)
  })

  it('ignores a stored report that was damaged', async () => {
    const directory = join(cwd, '.referly', 'reports')
    const [name = ''] = await readdir(directory)
    await writeFile(join(directory, name), '[]')
    const { code, stderr } = await report()
    expect(stderr).toBe('No earlier report. The next one will be compared with this one.\n')
    expect(code).toBe(0)
  })

  it('is printed even if it cannot be stored for the next one', async () => {
    const directory = join(cwd, '.referly', 'reports')
    await rm(directory, { recursive: true })
    await writeFile(directory, '')
    const { code, stdout, stderr } = await report()
    expect(stdout).toMatch(/^code,redemptions,sales,revenue,commission\nONE,3,3,30,0\n$/)
    expect(stderr).toMatch(
      /\nError: \S+ cannot be written \(.*\)\. .* cannot be compared with this one\.\n$/,
    )
    expect(code).toBe(2)
  })
})

describe('report', () => {
  let server: RunningServer
  let client: ReferlyClient
  let env: Record<string, string> = {}

  async function start(currency: string): Promise<void> {
    server = await startServer()
    const { id } = await server.admin.createProgram({ name: 'P', currency, commissionRate: 12.5 })
    const { key } = await server.admin.createApiKey(id)
    client = createReferlyClient({ apiKey: key, baseUrl: server.url })
    env = { REFERLY_BASE_URL: server.url, REFERLY_API_KEY: key, HOME: cwd }
  }
  afterEach(() => server.close())

  async function createCodes(email: string, codes: readonly string[]): Promise<void> {
    await client.affiliates.create({ firstName: 'Ann', lastName: email.slice(0, 2), email })
    for (const code of codes) {
      const { id } = await client.coupons.create({ name: `C-${code}`, percentOff: 20 })
      await client.promotionalCodes.create({ couponId: id, code, affiliateEmail: email })
    }
  }

  async function sellFor(promoCode: string, totalEarned: number): Promise<void> {
    const externalId = `${promoCode}-${totalEarned}`
    await client.sales.create({ promoCode, totalEarned, name: 'C', externalId })
  }

  const print = async (...words: string[]): Promise<string> =>
    (await runInProcess(words, { cwd, env })).out

  it('shows revenue and commission with the decimals of the currency', async () => {
    await start('KWD')
    await createCodes('a1@example.com', ['KW'])
    await sellFor('KW', 5.124)
    await sellFor('KW', 0.3)
    expect(await print('report', '--format', 'csv', '--currency', 'kwd')).toBe(
      'affiliate,redemptions,codes,sales,revenue,commission,currency\nAnn a1,2,1,2,5.424,0.679,KWD\n',
    )
    expect(await print('report')).toMatch(/Revenue +Commission\nAnn a1 .* 5\.424 +0\.679\n$/)
    expect(await print('affiliates', 'list', '--currency', 'KWD')).toMatch(
      /Rate +Status +Earned \(KWD\)\n.* 12\.5% +active +0\.679\n$/,
    )
  })

  it('shows yen without decimals, with the currency of the environment', async () => {
    await start('JPY')
    await createCodes('a1@example.com', ['JP'])
    await sellFor('JP', 1980)
    expect(await print('report')).toMatch(/ 1980 +248\n$/)
    env = { ...env, REFERLY_CURRENCY: 'JPY' }
    expect(await print('report', '--by', 'code')).toMatch(/Revenue \(JPY\) .*\nJP .* 1980 +248\n$/)
    env = { ...env, REFERLY_CURRENCY: '¥' }
    const { code, notes } = await runInProcess(['report'], { cwd, env })
    expect(notes).toBe(
      'Error: `REFERLY_CURRENCY` must be a three-letter code, such as USD, but was ¥.\n',
    )
    expect(code).toBe(2)
  })

  it('shows the revenue of a code or coupon unless its affiliate has codes in other rows', async () => {
    await start('USD')
    await createCodes('a1@example.com', ['ONLY'])
    await createCodes('b2@example.com', ['FIRST', 'SECOND'])
    await sellFor('ONLY', 10)
    await sellFor('FIRST', 20)
    const { out, notes } = await runInProcess(['report', '--by', 'code', '--format', 'csv'], {
      cwd,
      env,
    })
    expect(out.split('\n').slice(1).toSorted()).toEqual([
      '',
      'FIRST,1,,,',
      'ONLY,1,1,10.00,1.25',
      'SECOND,0,,,',
    ])
    expect(notes).toMatch(/^The sales of 2 rows are unknown, because/)
    expect(await print('report', '--by', 'coupon', '--format', 'csv')).toContain(
      '\nC-ONLY,1,1,1,10.00,1.25\n',
    )
    expect((await print('report', '--by', 'affiliate')).match(/-/g)).toBeNull()
  })

  it('lists only unused codes with --unused', async () => {
    await start('USD')
    await createCodes('a1@example.com', ['USED'])
    await createCodes('b2@example.com', ['UNUSED'])
    await sellFor('USED', 10)
    expect(await print('report', '--by', 'code', '--unused')).toMatch(/^Code .*\nUNUSED .*\n$/)
  })
})

it('report counts one redemption for a customer who signs up with a code and then uses it', async () => {
  const couponId = await campaign.createCoupon()
  const [{ email: affiliateEmail } = { email: '' }] = campaign.affiliates
  const { client, env } = campaign
  const promoCode = 'SIGNUP'
  await client.promotionalCodes.create({ couponId, code: promoCode, affiliateEmail })
  const customer = { name: 'C', email: 'c@example.com', referredUserExternalId: 'c' }
  await client.referrals.create({ ...customer, promoCode })
  await client.sales.create({ promoCode, totalEarned: 10, email: 'C@example.com' })
  const { stdout } = await runReferly(['report', '--by', 'code', '--format', 'csv'], { cwd, env })
  expect(stdout).toMatch(/^SIGNUP,1,/m)
  const byCoupon = await runReferly(['report', '--by', 'coupon', '--format', 'json'], { cwd, env })
  expect(JSON.parse(byCoupon.stdout)).toContainEqual(
    expect.objectContaining({ id: couponId, redemptions: 1 }),
  )
})
