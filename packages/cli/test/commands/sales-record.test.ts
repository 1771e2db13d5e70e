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
