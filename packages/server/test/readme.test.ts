import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

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
    const names = (text: string, pattern: RegExp): string[] =>
      [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].toSorted()
    const source = names(read('src/environment.ts'), /'((?:REFERLY_|DATABASE_)[A-Z_]+|PORT|HOST)'/g)
    const table = names(read('README.md'), /^\| .*?\| `([A-Z_]+)`/gm)
    expect(table).toEqual(source)
  })
})
