import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { AnswerTarget } from '../src/answer-target.js'
import { fixtureNames } from '../src/fixtures.js'
import { findPostgresql } from '../src/postgresql.js'
import { startPrism, startPrismProxy } from '../src/prism.js'
import { createRecords } from '../src/records.js'
import { startBehindProxy, startOnPglite, startOnPostgresql } from '../src/referly-server.js'

type Start = () => Promise<AnswerTarget>

const targets: readonly (readonly [name: string, starts: readonly Start[]])[] = [
  ['the mock, twice', [startPrism, startPrism]],
  ['our server, and behind the proxy', [startOnPglite, startBehindProxy]],
  ...(findPostgresql() ? [['our server on PostgreSQL', [startOnPostgresql]] as const] : []),
]

describe.each(targets)('%s', (_, starts) => {
  it('runs in parallel, and frees its port when it is closed', async () => {
    const running = await Promise.all(starts.map((start) => start()))
    const ports = running.map(({ baseUrl }) => Number(new URL(baseUrl).port))
    await Promise.all(running.map((target) => target.close()))
    expect(new Set(ports).size).toBe(starts.length)
    for (const port of ports) await expect(listenOn(port)).resolves.toBeUndefined()
    for (const { fixtures } of running) {
      expect(Object.keys(fixtures).toSorted()).toEqual([...fixtureNames].toSorted())
    }
  })
})

describe('the proxy', () => {
  it('replaces a response that breaks the contract with a 500 that names the violation', async () => {
    const server = createHttpServer((_, response) => {
      response.setHeader('content-type', 'application/json').end('[{"id":5}]')
    })
    onTestFinished(() => void server.close())
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const proxy = await startPrismProxy(`http://127.0.0.1:${port}/api/v1`)
    onTestFinished(() => proxy.close())
    const response = await fetch(`${proxy.baseUrl}/sales`)
    expect(response.status).toBe(500)
    expect(await response.text()).toContain('totalEarned')
  })
})

describe('the records of a target', () => {
  it('report which one was rejected, and why', async () => {
    const target = await startPrism()
    onTestFinished(() => target.close())
    const refused = createRecords({ baseUrl: target.baseUrl, apiKey: '' })
    await expect(refused).rejects.toThrow(/POST \/affiliates returned 401/)
  })
})

/** Resolves if the port is free. */
function listenOn(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()))
  })
}
