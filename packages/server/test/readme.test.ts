import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type Setting, settings } from '../src/index.js'

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

describe('the README', () => {
  it('has an example that runs as it stands', async () => {
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

  it('names every variable of the environment that is read, and no other', () => {
    const inTable = read('README.md').matchAll(/^\| .*?\| `([A-Z_]+)`/gm)
    const table = [...inTable].map(([, name = '']) => name).toSorted()
    const all: readonly Setting[] = Object.values(settings)
    expect(table).toEqual(all.flatMap(({ variable }) => variable ?? []).toSorted())
  })
})
