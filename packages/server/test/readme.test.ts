import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { settings, type Setting } from '../src/index.js'
import { startTestServer } from './harness.js'
import { kitSpec } from './kit-harness.js'

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const all: readonly (readonly [string, Setting])[] = Object.entries(settings)

function toCells(line: string): string {
  return line.replaceAll(/\s+/g, ' ').trim()
}

function toDefault({ kind, default: value, defaultDoc }: Setting): string {
  if (value === undefined) return defaultDoc ?? 'none'
  if (kind === 'milliseconds') return `${Number(value) / 1000} s`
  if (kind === 'text') return `\`${String(value)}\``
  if (typeof value === 'number') return value.toLocaleString('en-US')
  return value ? 'on' : 'off'
}

function toRow([name, setting]: readonly [string, Setting]): string {
  const { variable, range, doc } = setting
  const from = variable === undefined ? 'none' : `\`${variable}\``
  const limits = range?.map((limit) => limit.toLocaleString('en-US')).join(' to ') ?? ''
  return toCells(`| \`${name}\` | ${from} | ${toDefault(setting)} | ${limits} | ${doc} |`)
}

describe('the README', () => {
  it('has an example that runs unchanged', async () => {
    const [, example = ''] = /```ts\n([^]*?)```/.exec(read('README.md')) ?? []
    const directory = fileURLToPath(new URL('../reports/readme/', import.meta.url))
    mkdirSync(directory, { recursive: true })
    const runnable = example
      .replace("'./data'", JSON.stringify(`${directory}data`))
      .replace('port: 3000', 'port: 0')
    writeFileSync(`${directory}example.ts`, `${runnable}\nexport { key, coupon }\n`)
    const { key, coupon } = (await import(`${directory}example.ts`)) as Record<string, unknown>
    expect(key).toMatch(/^rk_live_/)
    expect(coupon).toMatchObject({ name: 'Spring', couponType: 'PERCENTAGE', percentOff: 20 })
    rmSync(directory, { recursive: true })
  })

  it('mentions only settings and variables that exist', () => {
    const rows = [...read('README.md').matchAll(/^\| `([\w.]+)`\s*\| `([A-Z_]+)`/gm)]
    expect(rows.length).toBeGreaterThan(0)
    const known = all.map(([name, { variable }]) => `${name} ${variable}`)
    expect(known).toEqual(expect.arrayContaining(rows.map(([, name, from]) => `${name} ${from}`)))
  })
})

describe('docs/settings.md', () => {
  it('lists every setting as the code defines it', () => {
    const lines = read('docs/settings.md').split('\n').map(toCells)
    expect(lines.filter((line) => line.startsWith('| `'))).toEqual(all.map(toRow))
  })
})

describe('docs/kit.md', () => {
  it('lists every operation of the contract with its summary', () => {
    const rows = Object.entries(kitSpec.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { summary }]) => `| \`${method.toUpperCase()} ${path}\` | ${summary} |`,
      ),
    )
    const lines = read('docs/kit.md').split('\n').map(toCells)
    expect(lines.filter((line) => /^\| `[A-Z]+ \//.test(line))).toEqual(rows)
  })
})

interface PaidOrder {
  readonly externalId: string
  readonly totalEarned: number
  readonly name: string
  readonly email: string
  readonly promoCode?: string
}

type RecordSale = (url: string, key: string, order: PaidOrder) => Promise<Record<string, unknown>>

async function importRecordSale(): Promise<RecordSale> {
  const [, example = ''] = /```ts\n([^]*?)```/.exec(read('docs/recording-sales.md')) ?? []
  const file = fileURLToPath(new URL('../reports/recording-sales.ts', import.meta.url))
  mkdirSync(fileURLToPath(new URL('../reports/', import.meta.url)), { recursive: true })
  writeFileSync(file, example)
  const { recordSale } = (await import(file)) as { recordSale: RecordSale }
  rmSync(file)
  return recordSale
}

describe('docs/recording-sales.md', () => {
  it('has a webhook handler that records every paid order once', async () => {
    const recordSale = await importRecordSale()
    let now = new Date('2026-05-31T23:59:59Z')
    const { server, createApi } = await startTestServer({ clock: () => now })
    const api = await createApi()
    const { id: affiliateId } = await api.create('/affiliates', {
      firstName: 'Ann',
      lastName: 'Lee',
      email: 'ann@example.com',
    })
    const { id: couponId } = await api.create('/coupons', { name: 'x', percentOff: 20 })
    const limits = { expiresAt: now.toISOString(), maxRedemptions: 1 }
    const code = { couponId, affiliateId, code: 'SAVE20', ...limits }
    await api.create('/promotional-codes', code)
    const customer = { name: 'Bo', email: 'bo@example.com', referredUserExternalId: 'bo' }
    await api.create('/referrals', { ...customer, affiliateId })

    const order = { totalEarned: 8, name: 'Bo', email: 'bo@example.com', promoCode: 'SAVE20' }
    const record = (externalId: string, promoCode = 'SAVE20'): Promise<unknown> =>
      recordSale(server.url, api.key, { ...order, externalId, promoCode })
    expect(await record('1')).toMatchObject({ id: 1, affiliateId })
    expect(await record('used up')).toMatchObject({ id: 2, affiliateId })
    now = new Date('2026-06-01T00:00:04Z')
    const answer = await api.post('/sales', { ...order, email: 'x@example.com' })
    expect(answer.body['message']).toMatch(
      /\(CODE_EXPIRED\)\. .* with referralId or email instead\.$/,
    )
    expect(await record('expired')).toMatchObject({ id: 3, affiliateId })
    expect(await record('unknown', 'NOSUCHCODE')).toMatchObject({ id: 4, affiliateId })
    expect(await record('expired')).toMatchObject({ id: 3 })
    const found = (await api.get('/promotional-codes?code=SAVE20')).body
    expect(found['timesRedeemed']).toBe(1)
    const stranger = { ...order, externalId: '5', email: 'x@example.com', promoCode: 'NOSUCHCODE' }
    await expect(recordSale(server.url, api.key, stranger)).rejects.toThrow('sale.email')
    await server.close()
  })
})
