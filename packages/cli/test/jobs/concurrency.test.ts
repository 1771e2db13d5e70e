import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { mapConcurrently } from '../../src/jobs/concurrency.js'

describe('mapConcurrently', () => {
  it('returns results in the order of the items and respects the limit', async () => {
    let running = 0
    let most = 0
    const results = await mapConcurrently([30, 1, 20, 5, 10], 2, async (ms) => {
      most = Math.max(most, ++running)
      await wait(ms)
      running--
      return ms * 2
    })
    expect(results).toEqual([60, 2, 40, 10, 20])
    expect(most).toBe(2)
  })

  it('starts nothing after a failure, awaits running actions, and throws that failure', async () => {
    const finished: number[] = []
    const running = mapConcurrently([1, 2, 3, 4], 2, async (item) => {
      if (item === 1) throw new Error('first')
      await wait(5)
      finished.push(item)
    })
    await expect(running).rejects.toThrow('first')
    expect(finished).toEqual([2])
  })

  it('does nothing for no items', async () => {
    expect(await mapConcurrently([], 8, () => Promise.reject(new Error('never')))).toEqual([])
  })
})
