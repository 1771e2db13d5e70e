import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { settings, type Setting } from '../src/index.js'

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
