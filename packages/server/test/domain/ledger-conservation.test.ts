import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listClusters, listDatabases } from '../databases.js'
import { runKills, runOperations, runPayoutRaces } from './ledger-conservation.js'

describe.each(listDatabases())('on %s, no cent is lost or created', (name, open) => {
  it('by any order of sales, changes, refunds, and payouts, several at a time', async () => {
    const { options, close } = open()
    try {
      const tally = await runOperations(options, 600)
      expect(tally).toMatchObject({ difference: 0, repeatedPayouts: 0 })
    } finally {
      close()
    }
  })

  it('by killing the server in the middle of them', async () => {
    const { options, close } = open()
    const dataDir = mkdtempSync(join(tmpdir(), 'referly-ledger-'))
    try {
      const tally = await runKills({
        options: name === 'PGlite' ? { dataDir } : options,
        kills: 2,
      })
      expect(tally).toMatchObject({ kills: 2, difference: 0, repeatedPayouts: 0 })
    } finally {
      close()
      rmSync(dataDir, { recursive: true, force: true })
    }
  })
})

describe.each(listClusters())('two server processes on PostgreSQL', (open) => {
  it('pay nobody twice when they create payouts concurrently, with the same or different filters', async () => {
    const { options, close } = open()
    try {
      const tally = await runPayoutRaces(options, 12)
      expect(tally).toMatchObject({ overpaid: 0, repeatedKeys: 0, unpaid: 0, failures: [] })
      expect(tally.payouts).toBeGreaterThanOrEqual(12)
    } finally {
      close()
    }
  })
})
