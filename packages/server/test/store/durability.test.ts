import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { crash } from '../crashes.js'
import { listClusters } from '../databases.js'

// Each round starts a process, which takes seconds on a busy machine.
describe('no acknowledged write is lost', { timeout: 180_000 }, () => {
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
