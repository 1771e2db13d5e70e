import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { AnswerTarget } from '../src/answer-target.js'
import { fixtureNames } from '../src/fixtures.js'
import { startPrism } from '../src/prism.js'
import { createRecords } from '../src/records.js'
import { startReferlyServer } from '../src/referly-server.js'

type Row = readonly [name: string, start: () => Promise<AnswerTarget>]

const targets: readonly Row[] = [
  ['prism', startPrism],
  ['server', startReferlyServer],
]

describe.each(targets)('%s', (_, start) => {
  it('runs twice at once, and leaves both ports free when it is closed', async () => {
    const both = [await start(), await start()]
    const ports = both.map(({ baseUrl }) => Number(new URL(baseUrl).port))
    await Promise.all(both.map((target) => target.close()))
    expect(new Set(ports).size).toBe(2)
    for (const port of ports) await expect(listenOn(port)).resolves.toBeUndefined()
    for (const { fixtures } of both) {
      expect(Object.keys(fixtures).toSorted()).toEqual([...fixtureNames].toSorted())
    }
  })
})

describe('the records of a target', () => {
  it('say which one was refused, and why', async () => {
    const target = await startPrism()
    onTestFinished(() => target.close())
    const refused = createRecords({ baseUrl: target.baseUrl, apiKey: '' })
    await expect(refused).rejects.toThrow(/POST \/affiliates, received 401/)
  })
})

/** Resolves when the port is free. */
function listenOn(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()))
  })
}
