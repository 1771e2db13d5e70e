import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReferlyClient, type ReferlyClient } from '@referly-kit/client'
import { startServer, type RunningServer } from '@referly-kit/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toSparkline } from '../../src/commands/report/period-columns.js'
import { run } from '../../src/run.js'
import { createOutput } from '../../src/terminal/output.js'
import { createRecordedContext, runInProcess, type Result } from '../referly-in-process.js'
import { pass, passBack, startTestServer, type Exchange, type TestServer } from '../test-server.js'

let now = new Date()
let server: RunningServer
let hosted: TestServer
let cwd = ''
let env: Record<string, string> = {}

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-report-'))
  server = await startServer({ clock: () => now })
  const { id } = await server.admin.createProgram({
    name: 'P',
    commissionRate: 10,
    timeZone: 'Europe/Berlin',
  })
  const { key } = await server.admin.createApiKey(id)
  const client = createReferlyClient({ apiKey: key, baseUrl: server.url })
  await fill(client)
  env = { REFERLY_BASE_URL: server.url, REFERLY_API_KEY: key, HOME: cwd, TZ: 'Europe/Berlin' }
  hosted = await startTestServer(respondAsReferly)
})

afterAll(async () => {
  hosted?.close()
  await server?.close()
  await rm(cwd, { recursive: true, force: true })
})

/** Responds as Referly does: with its own API, and without the kit API. */
async function respondAsReferly(exchange: Exchange): Promise<unknown> {
  const { incoming, answer } = exchange
  if (incoming.url?.startsWith('/api/v1') === true) {
    return passBack(answer, await pass(exchange, server.url))
  }
  return answer.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>')
}

async function fill(client: ReferlyClient): Promise<void> {
  now = new Date('2026-09-01T12:00:00Z')
  const spring = await client.coupons.create({ name: 'Spring', percentOff: 20 })
  for (const [firstName, code] of [
    ['Ann', 'ANN'],
    ['Bob', 'BOB'],
    ['Zoe', 'IDLE'],
  ] as const) {
    const email = `${firstName}@example.com`
    await client.affiliates.create({ firstName, lastName: 'Doe', email })
    await client.promotionalCodes.create({ couponId: spring.id, code, affiliateEmail: email })
  }
  const sell = (at: string, promoCode: string, totalEarned: number): Promise<{ id: number }> => {
    now = new Date(at)
    const email = `${promoCode}-${at.slice(0, 7)}@example.com`
    return client.sales.create({ promoCode, totalEarned, name: 'C', email, externalId: at })
  }
  await sell('2026-10-10T12:00:00Z', 'ANN', 40)
  await sell('2026-11-02T12:00:00Z', 'ANN', 10)
  await sell('2026-11-10T12:00:00Z', 'ANN', 60)
  await sell('2026-11-11T12:00:00Z', 'BOB', 25.5)
  // In Berlin, this is December.
  await sell('2026-11-30T23:30:00Z', 'BOB', 99)
  const { id } = await sell('2026-11-12T12:00:00Z', 'BOB', 4.5)
  await client.sales.refund({ saleId: id })
  // Not a new customer, although this is the first sale with this affiliate.
  now = new Date('2026-12-05T12:00:00Z')
  const email = 'ANN-2026-10@example.com'
  await client.sales.create({ promoCode: 'BOB', totalEarned: 1, name: 'C', email })
}

const november = ['--from', '2026-11-01', '--to', '2026-11-30']

const report = (...words: string[]): Promise<Result> =>
  runInProcess(['report', ...november, ...words], { cwd, env })

const reportHosted = (...words: string[]): Promise<Result> =>
  runInProcess(['report', ...november, '--time-zone', 'Europe/Berlin', ...words], {
    cwd,
    env: { ...env, REFERLY_BASE_URL: hosted.url },
  })

describe('report with a period', () => {
  it('adds up sales by code in the time zone of the program', async () => {
    const { code, out, notes } = await report('--by', 'code', '--format', 'csv')
    expect(out.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')).toBe(
      [
        'code,id,redemptions,sales,new_customers,revenue,refunds,net_revenue,commission,average_order,currency',
        'ANN,ID,2,2,1,70.00,0.00,70.00,7.00,35.00,USD',
        'BOB,ID,1,2,1,30.00,4.50,25.50,2.55,15.00,USD',
        '',
      ].join('\n'),
    )
    expect(notes).toBe('2026-11-01 to 2026-11-30, days in Europe/Berlin.\n')
    expect(code).toBe(0)
  })

  it('states the currency when --currency names another', async () => {
    const { notes } = await report('--by', 'code', '--currency', 'EUR')
    expect(notes).toContain('Amounts are in USD, the currency of the program.')
    expect((await report('--by', 'code', '--currency', 'usd')).notes).not.toContain('Amounts')
  })

  it('shows weeks with the change since the week before', async () => {
    const words = ['--by', 'program', '--every', 'week', '--compare', 'previous']
    const { out, notes } = await report(...words)
    expect(notes).toContain('Change: revenue compared with the previous period.\n')
    expect(out.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      'Week Redemptions Sales New Revenue (USD) Refunds (USD) Net (USD) Commission (USD) Average (USD) Change',
      '2026-11-01 0 0 0 0.00 0.00 0.00 0.00 - -',
      '2026-11-02 1 1 1 10.00 0.00 10.00 1.00 10.00 new',
      '2026-11-09 2 3 1 90.00 4.50 85.50 8.55 30.00 +800.0%',
      '2026-11-16 0 0 0 0.00 0.00 0.00 0.00 - -100.0%',
      '2026-11-23 0 0 0 0.00 0.00 0.00 0.00 - -',
      '2026-11-30 0 0 0 0.00 0.00 0.00 0.00 - -',
      '',
    ])
  })

  it('has the measures of the earlier period in CSV and JSON', async () => {
    const words = ['--by', 'coupon', '--compare', 'previous']
    const { out } = await report(...words, '--format', 'csv')
    const [head = '', row = ''] = out.split('\n')
    const record = Object.fromEntries(head.split(',').map((name, at) => [name, row.split(',')[at]]))
    expect(record).toMatchObject({
      revenue: '100.00',
      change_percent: '150',
      earlier_from: '2026-10-01',
      earlier_to: '2026-10-31',
      earlier_sales: '1',
      earlier_revenue: '40.00',
    })
    const { out: json } = await report(...words, '--json')
    expect(JSON.parse(json)).toMatchObject([{ name: 'Spring', compared: { revenue: 40 } }])
  })

  it('returns the first subjects by a measure, and filters', async () => {
    const names = async (...words: string[]): Promise<unknown> =>
      (JSON.parse((await report('--json', ...words)).out) as { name: string }[]).map(
        ({ name }) => name,
      )
    expect(await names('--by', 'code', '--top', '1')).toEqual(['ANN'])
    expect(await names('--by', 'code', '--top', '1', '--sort', 'refunds')).toEqual(['BOB'])
    expect(await names('--by', 'code', '--affiliate', 'bob@example.com')).toEqual(['BOB'])
    expect(await names('--coupon', 'spring', '--code', 'ann')).toEqual(['Ann Doe'])
    expect(await names('--by', 'link', '--product', 'shoe')).toEqual([])
    expect(await names('--by', 'code', '--unused')).toEqual(['IDLE'])
  })

  it('streams the same rows as CSV and as JSON, even if there are none', async () => {
    const words = ['--by', 'code', '--every', 'week', '--compare', 'previous']
    const { out: json, notes } = await report('--json', ...words)
    const rows = JSON.parse(json) as { name: string; revenue: number }[]
    const { out: csv } = await report('--format', 'csv', ...words)
    const [, ...lines] = csv.trimEnd().split('\n')
    expect(lines.map((line) => line.split(',')[2])).toEqual(rows.map(({ name }) => name))
    expect(lines[0]).toMatch(/,USD,/)
    expect(notes).toBe('2026-11-01 to 2026-11-30, days in Europe/Berlin.\n')
    const empty = ['--by', 'code', '--affiliate', 'zoe@example.com']
    expect((await report('--json', ...empty)).out).toBe('[]\n')
    expect((await report('--format', 'csv', ...empty)).out).toMatch(/^code,id,[^\n]+\n$/)
  })

  it('stops at --limit', async () => {
    const { out, notes } = await report('--json', '--by', 'code', '--limit', '1')
    expect(JSON.parse(out)).toMatchObject([{ name: 'ANN' }])
    expect(notes).toContain('Showing the first 1.\n')
    expect((await report('--json', '--by', 'code', '--limit', '2')).notes).not.toContain('Showing')
  })

  it('draws a sparkline for each code on a terminal', async () => {
    const { context, out, notes } = createRecordedContext({ cwd, env })
    const shown: string[] = []
    const stdout = { write: (text: string) => shown.push(text), isTTY: true, columns: 200 }
    const stderr = { write: () => true }
    const words = ['report', ...november, '--by', 'code', '--every', 'week']
    expect(await run(words, { ...context, output: createOutput(stdout, stderr) })).toBe(0)
    const lines = shown.join('').split('\n')
    expect(lines[0]).toMatch(/^Code +Redemptions .* Trend$/)
    expect(lines[1]).toMatch(/^ANN .* ▁▂█▁▁▁$/)
    expect(lines[2]).toMatch(/^BOB .* ▁▁█▁▁▁$/)
    expect([out, notes]).toEqual([[], []])
  })

  it('keeps the change and the sparkline on a narrow terminal', async () => {
    const { context } = createRecordedContext({ cwd, env })
    const [shown, noted]: [string[], string[]] = [[], []]
    const stdout = { write: (text: string) => shown.push(text), isTTY: true, columns: 48 }
    const stderr = { write: (text: string) => noted.push(text) }
    const words = ['report', ...november, '--by', 'code', '--every', 'week']
    words.push('--compare', 'previous', '--sort', 'sales')
    expect(await run(words, { ...context, output: createOutput(stdout, stderr) })).toBe(0)
    const lines = shown.join('').split('\n')
    expect(lines[0]).toMatch(/^Code .* Sales .*Change +Trend$/)
    expect(lines[1]).toMatch(/^ANN .* [+]100[.]0% +▁██▁▁▁$/)
    expect(noted.join('')).toContain('too narrow: ')
    expect(noted.join('')).toContain('Change: sales compared with 2026-10-01 to 2026-10-31.\n')
  })

  it.each([
    [['--from', '2026-12-24'], '`--to` must be 2026-12-24 or later'],
    [['--time-zone', 'Berlin'], '`--time-zone` must be the IANA name of a time zone'],
    [['--code', 'NONE'], '`--code` must be a code in the program, but was "NONE".'],
    [
      ['--since-last'],
      '`--since-last` compares all redemptions so far. Use --compare for a period.',
    ],
  ])('refuses %j', async (words, message) => {
    const { code, notes } = await report(...words)
    expect(notes).toContain(message)
    expect(code).not.toBe(0)
  })
})

describe("report with a period on Referly's API", () => {
  it('shows the sales of affiliates, without redemptions', async () => {
    const { out, notes } = await reportHosted('--format', 'csv', '--currency', 'USD')
    expect(out.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')).toBe(
      [
        'affiliate,id,redemptions,sales,new_customers,revenue,refunds,net_revenue,commission,average_order,currency',
        'Ann Doe,ID,,2,1,70.00,0.00,70.00,7.00,35.00,USD',
        'Bob Doe,ID,,2,1,30.00,4.50,25.50,2.55,15.00,USD',
        '',
      ].join('\n'),
    )
    expect(notes).toContain('so redemptions are unknown')
  })

  it('agrees with the kit API in every row that it can have', async () => {
    for (const words of [
      ['--by', 'affiliate', '--every', 'week', '--compare', 'previous'],
      ['--by', 'affiliate', '--top', '1', '--every', 'month'],
      ['--by', 'program', '--every', 'day', '--compare', 'year'],
      ['--by', 'program', '--compare', 'previous'],
      ['--by', 'affiliate', '--affiliate', 'bob@example.com', '--to', '2026-12-31'],
    ]) {
      const own = JSON.parse((await report('--json', ...words)).out) as Record<string, unknown>[]
      const theirs = JSON.parse((await reportHosted('--json', ...words)).out) as object[]
      const withSales = own.filter((row) => words[1] === 'program' || row['sales'] !== 0)
      const unknown = { redemptions: null }
      expect(theirs).toEqual(
        withSales.map((row) => ({
          ...row,
          ...unknown,
          ...(row['compared'] ? { compared: { ...row['compared'], ...unknown } } : {}),
        })),
      )
    }
  })

  it.each([
    [['--by', 'code'], 'does not report the code, coupon, link, or product of a sale'],
    [['--unused'], 'does not report the code, coupon, link, or product of a sale'],
    [['--code', 'ANN'], 'does not report the code, coupon, link, or product of a sale'],
    [['--sort', 'redemptions'], 'does not report the day of a redemption'],
    [['--time-zone', 'Berlin'], '`--time-zone` must be the IANA name of a time zone'],
    [['--from', '2026-12-24'], '`--to` must be 2026-12-24 or later'],
  ])('explains that %j cannot be answered', async (words, message) => {
    const { code, notes } = await reportHosted(...words)
    expect(notes).toContain(message)
    expect(code).toBe(2)
  })
})

it.each([
  [[0, 5, 10], '▁▅█'],
  [[0, 0], '▁▁'],
  [[7], '█'],
])('draws %j as %s', (values, expected) => {
  expect(toSparkline(values)).toBe(expected)
})
