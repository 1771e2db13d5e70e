import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCampaignServer, type CampaignServer } from '../campaign-server.js'
import { runInProcess, type Result } from '../referly-in-process.js'

let server: CampaignServer
let coupon = ''

beforeAll(async () => {
  server = await startCampaignServer(1)
  coupon = await server.createCoupon()
})
afterAll(() => server.close())

const create = (...flags: string[]): Promise<Result> =>
  runInProcess(['codes', 'create', '--coupon', coupon, ...flags], {
    cwd: process.cwd(),
    env: server.env,
  })

describe('codes create', () => {
  it.each([
    [['--prefix', 'A', '--random', '8'], /^A[A-Z0-9]{8}$/],
    [['--prefix', 'B', '--random', '12', '--case', 'lowercase'], /^B[a-z0-9]{12}$/],
    [['--prefix', 'C', '--show-discount', '--random', '4'], /^C20[A-Z0-9]{4}$/],
    [['--prefix', 'D', '--show-coupon-name', '--random', '4'], /^DC[A-Z0-9]{4}$/],
    [['--first-name', '--affiliate', 'affiliate0@example.com', '--random', '4'], /^JOHN.{4}$/],
    [['--last-name', '--affiliate', 'affiliate0@example.com', '--random', '4'], /^NO0.{4}$/],
    [['--email', '--affiliate', 'affiliate0@example.com', '--random', '4'], /^AFFILIATE0.{4}$/],
  ])('creates a code from the parts that %j describe', async (flags, expected) => {
    const { code, out, notes } = await create(...flags, '--json')
    expect([code, notes]).toEqual([0, ''])
    expect(JSON.parse(out).code).toMatch(expected)
  })

  it.each([
    [['--code', 'X', '--prefix', 'A'], '`--prefix` has no effect'],
    [['--code', 'X', '--first-name'], '`--first-name` has no effect'],
    [['--code', 'X', '--last-name'], '`--last-name` has no effect'],
    [['--code', 'X', '--email'], '`--email` has no effect'],
    [['--code', 'X', '--show-discount'], '`--show-discount` has no effect'],
    [['--code', 'X', '--show-coupon-name'], '`--show-coupon-name` has no effect'],
    [['--code', 'X', '--random', '4'], '`--random` has no effect'],
    [['--code', 'X', '--case', 'mixed'], '`--case` has no effect'],
    [['--prefix', 'A', '--show-discount', '--case', 'mixed'], '`--case` applies to random'],
    [['--first-name', '--random', '4'], '`--first-name` needs an affiliate'],
    [['--prefix', 'A', '--random', '4', '--alphabet', 'clear'], 'Unknown option `--alphabet`.'],
    [['--prefix', 'A', '--random', '4', '--max-length', '10'], 'Unknown option `--max-length`.'],
    [['--random', '4', '--percent-off', '50'], 'Unknown option `--percent-off`.'],
  ])('refuses %j, because a flag would have no effect', async (flags, expected) => {
    const { code, notes } = await create(...flags)
    expect(notes).toContain(expected)
    expect(code).toBe(2)
  })
})
