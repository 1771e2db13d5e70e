import { expect, it } from 'vitest'
import { rush } from '../buyers.js'
import { listClusters } from '../databases.js'
import { serve } from '../served.js'

it.each(listClusters().map((open) => [open]))(
  'two server processes sell exactly the uses of a code to more buyers, a third of whom never pay',
  async (open) => {
    const cluster = open()
    const first = await serve(cluster.options)
    const second = await serve(cluster.options, first.key)
    try {
      const result = await rush([first, second], { buyers: 140, uses: 27 })
      expect(result).toMatchObject({ sales: 27, timesRedeemed: 27, notCounted: 0 })
      expect(result.abandoned).toBeGreaterThan(0)
    } finally {
      await Promise.all([first.kill(), second.kill()])
      cluster.close()
    }
  },
  120_000,
)
