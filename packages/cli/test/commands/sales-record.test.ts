import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCampaignServer, type CampaignServer } from '../campaign-server.js'
import { runInProcess } from '../referly-in-process.js'

let server: CampaignServer
beforeAll(async () => {
  server = await startCampaignServer(1)
  const couponId = await server.createCoupon()
  await server.client.promotionalCodes.create({
    couponId,
    code: 'FREE',
    affiliateEmail: 'affiliate0@example.com',
  })
})
afterAll(() => server.close())

describe('sales record', () => {
  it.each(['0', '0.00', '12.50'])('records a sale of %s', async (amount) => {
    const words = ['sales', 'record', '--code', 'FREE', '--name', 'Ann', '--amount', amount]
    const { code, out, notes } = await runInProcess([...words, '--json'], {
      cwd: process.cwd(),
      env: server.env,
    })
    expect([code, notes]).toEqual([0, ''])
    expect(JSON.parse(out).totalEarned).toBe(Number(amount))
  })

  it.each(['--email', '--referral-id'])(
    'records a sale of a referral by %s alone',
    async (flag) => {
      const email = `customer-of${flag}@example.com`
      const referral = await server.client.referrals.create({
        name: 'Bo Li',
        email,
        referredUserExternalId: email,
        promoCode: 'FREE',
      })
      const value = flag === '--email' ? email : referral.id
      const words = ['sales', 'record', flag, value, '--amount', '7', '--json']
      const { code, out } = await runInProcess(words, { cwd: process.cwd(), env: server.env })
      expect([code, JSON.parse(out).referralId]).toEqual([0, referral.id])
    },
  )

  it('records a sale without its inactive code, as the error suggests', async () => {
    const couponId = await server.createCoupon()
    await server.client.promotionalCodes.create({
      couponId,
      code: 'STOPPED',
      affiliateEmail: 'affiliate0@example.com',
      active: false,
    })
    const affiliate = await server.client.affiliates.find({ email: 'affiliate0@example.com' })
    const paid = ['sales', 'record', '--amount', '7', '--name', 'Cy']
    const where = { cwd: process.cwd(), env: server.env }
    const refused = await runInProcess([...paid, '--code', 'STOPPED'], where)
    expect(refused.code).not.toBe(0)
    expect(refused.notes).toContain('without promoCode, with referralId or email instead')
    const id = String(affiliate?.id)
    expect((await runInProcess([...paid, '--referral-id', id], where)).code).toBe(0)
  })

  it('refuses a sale that names neither a code, nor a referral, nor a customer', async () => {
    const words = ['sales', 'record', '--amount', '7', '--name', 'Ann']
    const { code, notes } = await runInProcess(words, { cwd: process.cwd(), env: server.env })
    expect(code).toBe(2)
    expect(notes).toContain('`--code` must be given, or --referral-id or --email instead.')
  })

  it('shows the amount with the decimals of the currency', async () => {
    const words = ['sales', 'record', '--code', 'FREE', '--name', 'Ann', '--amount', '12.5']
    const env = { ...server.env, REFERLY_CURRENCY: 'USD' }
    const { out } = await runInProcess(words, { cwd: process.cwd(), env })
    expect(out).toMatch(/^Total earned +12\.50$/m)
    expect(out).toMatch(/^Currency +USD$/m)
    const json = await runInProcess([...words, '--json'], { cwd: process.cwd(), env })
    expect(JSON.parse(json.out)).not.toHaveProperty('currency')
  })

  it.each(['-5', '00', 'free'])('refuses the amount %s', async (amount) => {
    const words = ['sales', 'record', '--code', 'FREE', `--amount=${amount}`]
    expect((await runInProcess(words, { cwd: process.cwd(), env: server.env })).code).toBe(2)
  })
})
