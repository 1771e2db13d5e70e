import { describe, expect, it } from 'vitest'
import { kitContract } from '../../src/http/kit-contract.js'
import { startServer } from '../../src/index.js'
import { listDatabases } from '../databases.js'
import { fuzzKit, isAnswered } from '../fuzz/kit-fuzz.js'

describe.each(listDatabases())('any request to the kit API on %s', (_name, open) => {
  it("gets a response in the contract's shape, in time, and never a 5xx", async () => {
    const database = open()
    const server = await startServer(database.options)
    try {
      const tally = await fuzzKit(server, { seed: 20_261_128, count: 1200 })
      const unanswered = kitContract.operations.filter((each) => !isAnswered(tally, each))
      expect(unanswered.map(({ id }) => id)).toEqual([])
    } finally {
      await server.close()
      database.close()
    }
  })
})
