import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCampaignServer, type CampaignServer } from './campaign-server.js'
import { startFaultProxy } from './fault-proxy.js'
import { runKillTrial } from './kill-trial.js'

let campaign: CampaignServer

beforeAll(async () => {
  campaign = await startCampaignServer(80)
})

afterAll(() => campaign.close())

describe('a job that is killed and restarted gives every affiliate exactly one code', () => {
  it('without other faults', { timeout: 60_000 }, async () => {
    const trial = { campaign, url: campaign.url, kills: 3, rate: 30, random: Math.random }
    const result = await runKillTrial(trial)
    expect(result, result.lastOutput).toMatchObject({ duplicates: 0, missing: 0, wrong: 0 })
    expect(result.kills).toBeGreaterThan(0)
  })

  it('when responses are also lost, late, 429 or 500', { timeout: 60_000 }, async () => {
    const faults = { oneOf: 5, stallMs: 2500, random: Math.random }
    const proxy = await startFaultProxy({ target: campaign.url, ...faults })
    const trial = { campaign, url: proxy.url, kills: 3, rate: 30, random: Math.random }
    const result = await runKillTrial(trial)
    proxy.close()
    expect(result, result.lastOutput).toMatchObject({ duplicates: 0, missing: 0, wrong: 0 })
    const faultsDone = Object.values(proxy.counts).reduce((sum, count) => sum + count)
    expect(faultsDone).toBeGreaterThan(10)
  })
})
