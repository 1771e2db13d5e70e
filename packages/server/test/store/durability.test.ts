import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { crash } from '../crashes.js'
import { listClusters } from '../databases.js'
import { post, serve } from '../served.js'

// Each round starts a process, which takes seconds on a busy machine.
describe('no acknowledged write is lost', () => {
  it('when the server on PGlite is killed', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'referly-crash-'))
    const { acknowledged, lost } = await crash({ options: { dataDir }, rounds: 2 })
    rmSync(dataDir, { recursive: true, force: true })
    expect(acknowledged).toBeGreaterThan(0)
    expect(lost).toBe(0)
  })

  const clusters = listClusters(true)
  it.each(clusters)(
    'when the server on PostgreSQL, or PostgreSQL itself, is killed',
    async (open) => {
      const cluster = open()
      try {
        const { options } = cluster
        const server = await crash({ options, rounds: 1 })
        const database = await crash({ options, rounds: 2, cluster })
        expect(Math.min(server.acknowledged, database.acknowledged)).toBeGreaterThan(0)
        expect(server.lost + database.lost).toBe(0)
      } finally {
        cluster.close()
      }
    },
  )
})

it('the deliveries of a server on PGlite that was killed are repeated when it starts', async () => {
  const received: unknown[] = []
  const receiver = createServer((request, response) => {
    received.push(request.headers['svix-id'])
    // The first process is killed before it gets a response.
    if (received.length > 1) response.end()
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const dataDir = mkdtempSync(join(tmpdir(), 'referly-crash-'))
  const options = { dataDir, webhooksAllowPrivate: true }
  const first = await serve(options)
  const kit = { ...first, url: first.url.replace(/\/api\/v1$/, '/api/kit/v1') }
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  await post(kit, '/webhooks', { url, events: ['coupon.created'], concurrency: 1 })
  await post(first, '/coupons', { name: 'x', percentOff: 20 })
  await expect.poll(() => received).toHaveLength(1)
  await first.kill()
  const second = await serve(options, first.key)
  await expect.poll(() => received).toHaveLength(2)
  expect(received[1]).toBe(received[0])
  await second.kill()
  receiver.closeAllConnections()
  receiver.close()
  rmSync(dataDir, { recursive: true, force: true })
})
