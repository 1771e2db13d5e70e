import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../src/domain/ports.js'
import { createBatcher } from '../../src/store/batcher.js'

type Item = string

/** Creates a batcher whose statements take a turn of the event loop and fail for a batch with a bad item. */
function createRecorder(badCode = '23503') {
  const batches: string[] = []
  const batcher = createBatcher<Item, string>(async (group, items) => {
    batches.push(`${group}: ${items.join(' ')}`)
    await new Promise((resolve) => setTimeout(resolve, 1))
    if (items.includes('bad')) throw Object.assign(new Error('refused'), { code: badCode })
    return items.map((item): Outcome<string> => {
      return item === 'taken' ? { error: new Error(item) } : { value: item.toUpperCase() }
    })
  })
  const add = (group: string, items: readonly Item[]): Promise<PromiseSettledResult<string>[]> =>
    Promise.allSettled(items.map((item) => batcher.add(group, item)))
  return { batches, add }
}

const toResults = (settled: readonly PromiseSettledResult<string>[]): string[] =>
  settled.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'refused'))

describe('the batcher', () => {
  it('sends the first row immediately and combines the rows that follow', async () => {
    const { batches, add } = createRecorder()
    expect(toResults(await add('p', ['a', 'b', 'c', 'd']))).toEqual(['A', 'B', 'C', 'D'])
    expect(batches).toEqual(['p: a', 'p: b c d'])
    await add('p', ['e'])
    expect(batches.at(-1)).toBe('p: e')
  })

  it('never mixes programs in a batch', async () => {
    const { batches, add } = createRecorder()
    await Promise.all([add('p', ['a', 'b', 'c']), add('q', ['d', 'e', 'f'])])
    expect(batches.toSorted()).toEqual(['p: a', 'p: b c', 'q: d', 'q: e f'])
  })

  it('settles each item separately', async () => {
    const { add } = createRecorder()
    expect(toResults(await add('p', ['a', 'taken', 'b']))).toEqual(['A', 'refused', 'B'])
  })

  it('retries rows one by one when the database refuses a batch because of a row', async () => {
    const { batches, add } = createRecorder()
    expect(toResults(await add('p', ['a', 'b', 'bad', 'c']))).toEqual(['A', 'B', 'refused', 'C'])
    expect(batches).toEqual(['p: a', 'p: b bad c', 'p: b', 'p: bad', 'p: c'])
  })

  it('does not retry after a connection failure, since the batch may have been committed', async () => {
    const { batches, add } = createRecorder('08006')
    expect(toResults(await add('p', ['a', 'b', 'bad']))).toEqual(['A', 'refused', 'refused'])
    expect(batches).toEqual(['p: a', 'p: b bad'])
  })

  it('sends at most 256 items per batch', async () => {
    const { batches, add } = createRecorder()
    const items = Array.from({ length: 600 }, (_, index) => `i${index}`)
    expect(toResults(await add('p', items))).toEqual(items.map((item) => item.toUpperCase()))
    expect(batches.map((batch) => batch.split(' ').length - 1)).toEqual([1, 256, 256, 87])
  })
})
