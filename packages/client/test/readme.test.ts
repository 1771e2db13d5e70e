import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { createReferlyClient } from '../src/index.js'
import { startRecordServer, type RecordServer } from './record-server.js'

let server: RecordServer | undefined

afterEach(() => server?.close())

/** Reads the examples on a page that show a result. */
function readExamples(page: string): string[] {
  const text = readFileSync(new URL(`../${page}`, import.meta.url), 'utf8')
  return [...text.matchAll(/```ts\n(.*?)```/gs)]
    .map(([, code]) => code ?? '')
    .filter((code) => code.includes('//=>'))
}

const first = readExamples('README.md').join('')
const others = [...readExamples('docs/calls.md'), ...readExamples('docs/bulk.md')].join('')

/** Turns `expression //=> result` into a comparison; an id written as '...' matches any text. */
function toChecks(code: string): string {
  return code
    .replace(/^(import|const referly =).*$/gm, '')
    .replace(/^(.+?)\s+\/\/=> (.+)$/gm, 'check($1, $2)')
}

async function run(code: string): Promise<number> {
  server = await startRecordServer([])
  const referly = createReferlyClient({ apiKey: 'sk', baseUrl: server.url })
  let checks = 0
  const check = (received: unknown, promised: unknown): void => {
    checks++
    expect(toTemplate(received, promised)).toEqual(promised)
  }
  const body = `return (async () => {\n${toChecks(code)}\n})()`
  await new Function('referly', 'check', body)(referly, check)
  return checks
}

/** Returns the received value without the properties that the page leaves out. */
function toTemplate(received: unknown, promised: unknown): unknown {
  if (promised === '...') return typeof received === 'string' ? '...' : received
  if (Array.isArray(promised) && Array.isArray(received)) {
    return received.map((item, index) => toTemplate(item, promised[index]))
  }
  if (typeof promised !== 'object' || promised === null) return received
  return Object.fromEntries(
    Object.entries(promised).map(([name, value]) => [
      name,
      toTemplate(Reflect.get(Object(received), name), value),
    ]),
  )
}

const count = (code: string): number => code.split('//=>').length - 1

describe('the documentation', () => {
  it.each([
    ['the README', first],
    ['the pages on calls and bulk', others],
  ])('shows the real results in the examples of %s', async (_, code) => {
    expect(count(code)).toBeGreaterThan(1)
    expect(await run(code)).toBe(count(code))
  })
})
