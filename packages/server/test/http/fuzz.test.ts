import { describe, expect, it } from 'vitest'
import { contract } from '../../src/http/contract.js'
import { startServer } from '../../src/index.js'
import { listDatabases } from '../databases.js'
import { fuzz } from '../fuzz/fuzz.js'

describe.each(listDatabases())('any request on %s', (_name, open) => {
  it("is answered in the contract's shape, in time and never with a 5xx", async () => {
    const database = open()
    const server = await startServer(database.options)
    try {
      const tally = await fuzz(server, { seed: 20_261_121, count: 800, concurrency: 8 })
      for (const { id } of contract.operations) {
        expect(tally.get(`valid ${id} 200`) ?? 0, id).toBeGreaterThan(3)
      }
    } finally {
      await server.close()
      database.close()
    }
  })
})
