import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCampaignServer, type CampaignServer } from '../campaign-server.js'
import { runReferly } from '../referly-process.js'
import { startTestServer } from '../test-server.js'

const cwd = process.cwd()
let campaign: CampaignServer

beforeAll(async () => {
  campaign = await startCampaignServer(1)
})
afterAll(() => campaign.close())

async function withAnswer(date: string, body: string, use: (url: string) => Promise<void>) {
  const server = await startTestServer(({ answer }) =>
    answer.writeHead(200, { date, 'content-type': 'application/json' }).end(body),
  )
  try {
    await use(server.url)
  } finally {
    server.close()
  }
}

describe('doctor', () => {
  it.each([
    ['no problem', {}, 0, /Contract +ok/],
    ['a missing key', { REFERLY_API_KEY: '' }, 4, /API key +FAILED +missing/],
    ['a wrong key', { REFERLY_API_KEY: 'wrong' }, 4, /Key accepted +FAILED .*401/],
    [
      'a missing server',
      { REFERLY_BASE_URL: 'http://127.0.0.1:49' },
      5,
      /Host +FAILED .*is not responding/,
    ],
    [
      "a key of a self-hosted server at the vendor's host",
      { REFERLY_BASE_URL: 'https://nowhere.referly.so:1/api/v1' },
      5,
      /Host +FAILED .*\. The API key is from your own server. Set REFERLY_BASE_URL/,
    ],
  ])('reports %s', async (_, env, code, finding) => {
    const result = await runReferly(['doctor'], { cwd, env: { ...campaign.env, ...env } })
    expect(result.stdout).toMatch(finding)
    expect(result.code).toBe(code)
  })

  it('reports a wrong clock, and a server that is not Referly', async () => {
    const past = new Date(Date.now() - 600_000).toUTCString()
    await withAnswer(past, '{"hello":1}', async (url) => {
      const env = { ...campaign.env, REFERLY_BASE_URL: url }
      const { code, stdout } = await runReferly(['doctor'], { cwd, env })
      expect(stdout).toMatch(/Clock +FAILED +\d+ s ahead of the server/)
      expect(stdout).toMatch(/Contract +FAILED/)
      expect(code).toBe(1)
    })
  })
})
