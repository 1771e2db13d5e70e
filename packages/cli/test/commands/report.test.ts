import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCampaignServer, type CampaignServer } from '../campaign-server.js'
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

describe('report --since-last', { timeout: 30_000 }, () => {
  it('shows the redemptions since the last report', async () => {
    await sell('first')
    expect(await report()).toMatchObject({ code: 0, stdout: 'code,redemptions\nONE,1\n' })
    await sell('second')
    await sell('third')
    const { stdout, stderr } = await report()
    expect(stdout).toBe('code,redemptions,new\nONE,3,2\n')
    expect(stderr).toMatch(/^Compared with the report of \d{4}-\S+\.\n$/)
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
    expect(stdout).toMatch(/^code,redemptions\nONE,\d\n$/)
    expect(stderr).toMatch(
      /\nError: \S+ cannot be written \(.*\)\. .* cannot be compared with this one\.\n$/,
    )
    expect(code).toBe(2)
  })
})
