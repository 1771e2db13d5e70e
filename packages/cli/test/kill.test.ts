import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCampaignServer, type CampaignServer } from './campaign-server.js'
import { runChangeTrial } from './change-trial.js'
import { startFaultProxy } from './fault-proxy.js'
import { runImportTrial } from './import-trial.js'
import { runKillTrial } from './kill-trial.js'

let campaign: CampaignServer

beforeAll(async () => {
  campaign = await startCampaignServer(80)
})

afterAll(() => campaign.close())

describe('a job that is killed and restarted gives every affiliate exactly one code', () => {
  it('without other faults', async () => {
    const trial = { campaign, url: campaign.url, kills: 3, rate: 30, random: Math.random }
    const result = await runKillTrial(trial)
    expect(result, result.lastOutput).toMatchObject({ duplicates: 0, missing: 0, wrong: 0 })
    expect(result.kills).toBeGreaterThan(0)
  })

  it('when responses are also lost, late, 429, or 500', async () => {
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

describe('a change to many codes that is killed, resumed, and reverted leaves each code in the state of its results', () => {
  const changed = { wrong: 0, notRestored: 0 }

  it('without other faults', async () => {
    const trial = { campaign, url: campaign.url, codes: 60, kills: 2, rate: 40 }
    const result = await runChangeTrial({ ...trial, random: Math.random })
    expect(result, result.lastOutput).toMatchObject(changed)
    expect(result.kills).toBeGreaterThan(0)
  })

  it('when responses are also lost, late, 429, or 500', async () => {
    const faults = { oneOf: 10, stallMs: 500, random: Math.random }
    const proxy = await startFaultProxy({ target: campaign.url, ...faults })
    const trial = { campaign, url: proxy.url, codes: 60, kills: 2, rate: 40 }
    const result = await runChangeTrial({ ...trial, random: Math.random })
    proxy.close()
    expect(result, result.lastOutput).toMatchObject(changed)
  })
})

describe('an import of affiliates that is killed and run again creates each of them once', () => {
  it('when responses are also lost, late, 429, or 500', async () => {
    const faults = { oneOf: 8, stallMs: 500, random: Math.random }
    const proxy = await startFaultProxy({ target: campaign.url, ...faults })
    const trial = { campaign, url: proxy.url, affiliates: 60, kills: 3, rate: 40 }
    const result = await runImportTrial({ ...trial, random: Math.random })
    proxy.close()
    expect(result, result.lastOutput).toMatchObject({ notOnce: 0, wrong: 0, jobs: 1 })
    expect(result.kills).toBeGreaterThan(0)
  })
})
