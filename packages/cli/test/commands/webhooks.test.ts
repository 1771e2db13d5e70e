import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCampaignServer, type CampaignServer } from '../campaign-server.js'
import { runInProcess, type Result } from '../referly-in-process.js'

let server: CampaignServer
let cwd = ''

const referly = (words: string): Promise<Result> =>
  runInProcess(words.split(' '), { cwd, env: server.env })

/** Runs a command that must succeed, and returns the JSON that it prints. */
async function referlyJson(words: string): Promise<Record<string, unknown>> {
  const { code, out, notes } = await referly(`${words} --json`)
  expect([code, notes]).toEqual([0, expect.not.stringContaining('Error')])
  return JSON.parse(out) as Record<string, unknown>
}

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-webhooks-'))
  server = await startCampaignServer(1)
})
afterAll(async () => {
  await server.close()
  await rm(cwd, { recursive: true, force: true })
})

const url = 'https://hooks.example/orders'

describe('an endpoint', () => {
  it('is created with the events of a pattern, and shows its secret once', async () => {
    const { code, out, notes } = await referly(`webhooks create ${url} --events sale.*,payout.paid`)
    expect(code).toBe(0)
    expect(out).toMatch(/^Secret +whsec_[\w+/]{43}=$/m)
    expect(out).toMatch(/^Events +sale\.created, sale\.updated, sale\.deleted, payout\.paid$/m)
    expect(notes).toBe('The secret is shown only once. Store it where the receiver reads it.\n')
    expect((await referly('webhooks list --json')).out).not.toContain('whsec_')
  })

  it('is listed with its state and backlog', async () => {
    const { out } = await referly('webhooks list')
    expect(out).toMatch(/^ID +Description +URL +Events +Pending +Failed +State$/m)
    expect(out).toMatch(/ orders +https:\/\/hooks\.example\/orders +4 +0 +0 +enabled$/m)
    expect((await referly('webhooks list --format csv')).out).toContain(
      ',sale.created sale.updated sale.deleted payout.paid,0,0,ENABLED',
    )
  })

  it('is found by its description or URL, and changed', async () => {
    const changed = await referlyJson('webhooks update orders --events coupon.* --concurrency 2')
    expect(changed).toMatchObject({ events: expect.arrayContaining(['coupon.deleted']) })
    expect(changed).toMatchObject({ concurrency: 2, maxPerSecond: 50 })
    expect(await referlyJson(`webhooks disable ${url}`)).toMatchObject({ state: 'DISABLED' })
    expect(await referlyJson('webhooks enable orders')).toMatchObject({ state: 'ENABLED' })
    const { secret } = await referlyJson('webhooks rotate orders --overlap-hours 1')
    expect(secret).toMatch(/^whsec_/)
  })

  it('is tested, and its deliveries are listed and resent', async () => {
    const { out, notes } = await referly('webhooks test orders --event coupon.updated --json')
    const { id } = JSON.parse(out) as { id: string }
    expect(notes).toBe(`To see the response: referly webhooks deliveries ${id}\n`)
    const list = await referly('webhooks deliveries --endpoint orders --event coupon.updated')
    expect(list.out).toMatch(new RegExp(`^${id} .* coupon\\.updated +${url} `, 'm'))
    const shown = await referly(`webhooks deliveries ${id}`)
    expect(shown.notes).toContain(`coupon.updated to ${url}: `)
    expect(await referlyJson(`webhooks deliveries ${id}`)).toMatchObject({
      payload: { event: 'coupon.updated' },
    })
    expect(await referlyJson(`webhooks resend ${id}`)).toMatchObject({ id })
    const { notes: resent } = await referly('webhooks resend --endpoint orders --since 2026-01-01')
    expect(resent).toMatch(/^Resending \d deliver(y|ies) to https:\/\/hooks\.example\/orders\.\n$/)
  })

  it.each([
    ['webhooks create http://localhost/hook --events sale.created', '`--url` must be'],
    [
      `webhooks create ${url} --events sale.craeted`,
      '`--events` must be one or more of affiliate.',
    ],
    ['webhooks test orders --event nothing', '`--event` must be one of affiliate.created, '],
    ['webhooks update orders', 'No changes given.'],
    ['webhooks resend', 'Pass either the ID of a delivery, or both --endpoint and --since.'],
    ['webhooks resend --endpoint orders --since tomorrow', '`--since` must be a date such as'],
    [
      'webhooks delete orders',
      'This deletes the endpoint https://hooks.example/orders, its secret',
    ],
  ])('is not touched by a mistake: %s', async (words, sentence) => {
    const { code, notes } = await referly(words)
    expect([code, notes]).toEqual([2, expect.stringContaining(sentence)])
  })

  it('must have a name of its own to be found by it', async () => {
    const { id } = await referlyJson(`webhooks create ${url} --events sale.created`)
    const { code, notes } = await referly('webhooks disable orders')
    expect([code, notes]).toEqual([2, expect.stringContaining('2 endpoints are named orders.')])
    expect(await referlyJson(`webhooks delete ${String(id)} --yes`)).toEqual({ deleted: id })
    expect((await referly('webhooks disable nobody')).notes).toContain('No endpoint with the ID')
  })
})

describe("Referly's own API", () => {
  it('has no webhooks, which the command says in one sentence', async () => {
    const vendor = createServer((_, response) => response.writeHead(404).end('{}'))
    await once(vendor.listen(0, '127.0.0.1'), 'listening')
    const { port } = vendor.address() as AddressInfo
    const env = { REFERLY_API_KEY: 'sk_1', REFERLY_BASE_URL: `http://127.0.0.1:${port}/api/v1` }
    for (const words of ['webhooks list', 'webhooks listen --count 1']) {
      const { code, notes } = await runInProcess(words.split(' '), { cwd, env })
      expect(code).toBe(1)
      expect(notes).toMatch(/^Error: .* The kit API is not available at .*\.\n$/)
    }
    vendor.close()
  })
})
