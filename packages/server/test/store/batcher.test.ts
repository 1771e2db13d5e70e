import { describe, expect, it } from 'vitest'
import { type Outcome, createBatcher } from '../../src/store/batcher.js'

type Item = string

/** A batcher whose statements take a turn of the event loop and refuse a batch that holds a bad item. */
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

describe('a batch', () => {
  it('of one is sent at once, and later rows are sent together', async () => {
    const { batches, add } = createRecorder()
    expect(toResults(await add('p', ['a', 'b', 'c', 'd']))).toEqual(['A', 'B', 'C', 'D'])
    expect(batches).toEqual(['p: a', 'p: b c d'])
    await add('p', ['e'])
    expect(batches.at(-1)).toBe('p: e')
  })

  it('is of one program', async () => {
    const { batches, add } = createRecorder()
    await Promise.all([add('p', ['a', 'b', 'c']), add('q', ['d', 'e', 'f'])])
    expect(batches.toSorted()).toEqual(['p: a', 'p: b c', 'q: d', 'q: e f'])
  })

  it('answers each item for itself', async () => {
    const { add } = createRecorder()
    expect(toResults(await add('p', ['a', 'taken', 'b']))).toEqual(['A', 'refused', 'B'])
  })

  it('that the database refuses because of a row is done again one by one', async () => {
    const { batches, add } = createRecorder()
    expect(toResults(await add('p', ['a', 'b', 'bad', 'c']))).toEqual(['A', 'B', 'refused', 'C'])
    expect(batches).toEqual(['p: a', 'p: b bad c', 'p: b', 'p: bad', 'p: c'])
  })

  it('that fails with the connection is not done again: nobody knows whether it was done', async () => {
    const { batches, add } = createRecorder('08006')
    expect(toResults(await add('p', ['a', 'b', 'bad']))).toEqual(['A', 'refused', 'refused'])
    expect(batches).toEqual(['p: a', 'p: b bad'])
  })

  it('is never longer than 256 items', async () => {
    const { batches, add } = createRecorder()
    const items = Array.from({ length: 600 }, (_, index) => `i${index}`)
    expect(toResults(await add('p', items))).toEqual(items.map((item) => item.toUpperCase()))
    expect(batches.map((batch) => batch.split(' ').length - 1)).toEqual([1, 256, 256, 87])
  })
})
