import { describe, expect, it } from 'vitest'
import { contract } from '../../src/http/contract.js'
import { startServer } from '../../src/index.js'
import { listDatabases } from '../databases.js'
import { countSuccesses, fuzz } from '../fuzz/fuzz.js'

describe.each(listDatabases())('any request on %s', (_name, open) => {
  it("gets a response in the contract's shape, in time, and never a 5xx", async () => {
    const database = open()
    const server = await startServer(database.options)
    try {
      const tally = await fuzz(server, { seed: 20_261_121, count: 4000, concurrency: 8 })
      for (const operation of contract.operations) {
        // An update or a deletion succeeds only for one of the few records that were not deleted.
        const least = operation.method === 'GET' || operation.method === 'POST' ? 3 : 0
        expect(countSuccesses(tally, operation), operation.id).toBeGreaterThan(least)
      }
    } finally {
      await server.close()
      database.close()
    }
  })
})
