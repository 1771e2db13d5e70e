import type { SearchPage } from '@referly-kit/client'
import { describe, expect, it } from 'vitest'
import { toFilterQuery, toOrderQuery, type Selectable } from '../src/page/lists/columns.js'
import {
  createKnownCounts,
  createRowWindow,
  type SearchQuery,
} from '../src/page/lists/row-window.js'
import { announceChange } from '../src/page/records/changes.js'
import { createCollection } from '../src/page/records/collection.js'

interface Row {
  readonly id: number
  readonly name: string
}

const rows: readonly Row[] = [
  { id: 1, name: 'Code 10' },
  { id: 2, name: 'code 9' },
  { id: 3, name: 'Émile' },
]

const list: Selectable<Row> = {
  columns: [
    { key: 'name', title: 'Name', cell: ({ name }) => name, width: '1fr' },
    { key: 'created', title: 'Created', cell: ({ id }) => id, width: '1fr' },
  ],
  filters: [
    {
      key: 'use',
      title: 'Use',
      options: [{ value: 'unused', title: 'Unused', toQuery: () => ({ redeemed: false }) }],
    },
  ],
}

describe('the search of a list', () => {
  it('has the words and the chosen filters, and ignores unknown parameters', () => {
    const select = (search: string, use: string): SearchQuery =>
      toFilterQuery(list.filters, { search, sort: '', chosen: new Map([['use', use]]) })
    expect(select(' ada ', 'unused')).toEqual({ q: 'ada', redeemed: false })
    expect(select('  ', 'unknown')).toEqual({})
    expect(select('a'.repeat(300), '')).toEqual({ q: 'a'.repeat(200) })
  })

  it('has the order of a column, or the default one', () => {
    const { columns } = list
    expect(toOrderQuery(columns, 'name', '-created')).toEqual({ sort: 'NAME', order: 'ASC' })
    expect(toOrderQuery(columns, '-name', '-created')).toEqual({ sort: 'NAME', order: 'DESC' })
    expect(toOrderQuery(columns, 'color', '-created')).toEqual({ sort: 'CREATED', order: 'DESC' })
  })
})

describe('the rows of a search', () => {
  /** A server with `count` rows, whose cursors are the index of the next row. */
  function createRows(count: number, limit: number = Infinity) {
    const queries: SearchQuery[] = []
    const read = async (query: SearchQuery): Promise<SearchPage<Row>> => {
      queries.push(query)
      if (queries.length > limit) throw new Error('The server is away.')
      const first = Number(query['cursor'] ?? query['skip'] ?? 0)
      const end = Math.min(count, first + Number(query['limit']))
      const data = Array.from({ length: end - first }, (_, i) => ({ id: first + i, name: '' }))
      return {
        data,
        nextCursor: end < count ? String(end) : null,
        total: query['includeTotal'] ? count : null,
      }
    }
    return { queries, window: createRowWindow<Row>(read, { sort: 'NAME' }, () => {}) }
  }

  it('are read only where they are shown, and counted once', async () => {
    const { queries, window } = createRows(100_000)
    await window.show(0, 40)
    expect(window.rowAt(39)).toMatchObject({ id: 39 })
    await window.show(70_050, 70_110)
    expect(window).toMatchObject({ count: 100_000, isCounted: true })
    expect(window.rowAt(70_109)).toMatchObject({ id: 70_109 })
    expect(window.rowAt(50_000)).toBeUndefined()
    expect(queries).toEqual([
      { sort: 'NAME', limit: 100 },
      { sort: 'NAME', limit: 1, includeTotal: true },
      { sort: 'NAME', limit: 100, skip: 70_000 },
      { sort: 'NAME', limit: 100, cursor: '70100' },
    ])
  })

  it('are not counted when they are on one page', async () => {
    const { queries, window } = createRows(3)
    await window.show(0, 40)
    expect(window).toMatchObject({ count: 3, isCounted: true })
    expect(queries).toHaveLength(1)
  })

  it('skip rows that were scrolled past while a page was loading', async () => {
    const { queries, window } = createRows(100_000)
    await window.show(0, 40)
    for (let first = 1000; first < 90_000; first += 1000) void window.show(first, first + 40)
    await window.show(90_000, 90_040)
    expect(window.rowAt(90_000)).toMatchObject({ id: 90_000 })
    expect(queries.length).toBeLessThan(6)
  })

  it('show why a page could not be loaded, and load it when it is shown again', async () => {
    const { window } = createRows(1000, 1)
    await window.show(0, 40)
    await window.show(500, 540)
    expect(window.problem).toBe('The server is away.')
  })

  it('are counted once for all orders, and again after a change or half a minute', async () => {
    let time = 0
    let counted = 0
    const counts = createKnownCounts<number>(() => time)
    const read = counts.toReader(async ({ includeTotal }) => {
      if (includeTotal === true) counted++
      return { data: [1], nextCursor: 'next', total: includeTotal === true ? 5 : null }
    })
    const { signal } = new AbortController()
    const count = async (query: SearchQuery): Promise<number | null> =>
      (await read({ ...query, limit: 1, includeTotal: true }, { signal })).total
    expect(await count({ sort: 'CODE' })).toBe(5)
    expect(await count({ sort: 'REDEEMED', order: 'DESC' })).toBe(5)
    expect((await read({ sort: 'CODE', limit: 1 }, { signal })).data).toEqual([1])
    expect(counted).toBe(1)
    await count({ sort: 'CODE', q: 'ada' })
    await count({ sort: 'CODE' })
    expect(counted).toBe(3)
    time = 30_000
    await count({ sort: 'CODE' })
    counts.forget()
    await count({ sort: 'CODE' })
    expect(counted).toBe(5)
  })

  it('are counted once while a count is on its way, and again after it failed', async () => {
    let counted = 0
    const read = createKnownCounts<number>().toReader(async (_query, { signal }) => {
      counted++
      await Promise.resolve()
      signal.throwIfAborted()
      if (counted === 1) throw new Error('The server is away.')
      return { data: [], nextCursor: null, total: 5 }
    })
    const count = (sort: string, { signal } = new AbortController()): Promise<unknown> =>
      read({ sort, limit: 1, includeTotal: true }, { signal })
    await expect(count('CODE')).rejects.toThrow('The server is away.')
    const left = new AbortController()
    const first = count('CODE', left)
    const second = count('LIMIT')
    left.abort()
    expect(await Promise.all([first, second])).toMatchObject([{ total: 5 }, { total: 5 }])
    expect(counted).toBe(2)
  })
})

describe('a collection', () => {
  it('keeps the old rows until the new ones are complete', async () => {
    let source = [rows[0]]
    const collection = createCollection<Row>(async function* read() {
      for (const row of source) if (row !== undefined) yield row
    })
    await collection.reload()
    source = [rows[1], rows[2]]
    const reading = collection.reload()
    expect(collection.state.rows).toEqual([rows[0]])
    await reading
    expect(collection.state).toMatchObject({ rows: [rows[1], rows[2]], status: 'ready' })
  })

  it('is read once more when it changes while it is read', async () => {
    let count = 0
    const collection = createCollection<Row>(async function* read() {
      const row = rows[count]
      count++
      if (row !== undefined) yield row
    })
    await Promise.all([collection.reload(), collection.reload()])
    expect(collection.state.rows).toEqual([rows[1]])
  })

  it('is reloaded when records change while it is shown', async () => {
    let reads = 0
    const collection = createCollection<Row>(async function* read() {
      reads++
      yield* rows
    })
    await collection.reload()
    announceChange()
    expect(reads).toBe(1)
    const updated = new Promise<void>((resolve) => void collection.subscribe(resolve))
    announceChange()
    await updated
    expect(reads).toBe(2)
  })

  it('reports why it could not be read', async () => {
    const collection = createCollection<Row>(async function* read() {
      yield* []
      throw new Error('The server is away.')
    })
    await collection.reload()
    expect(collection.state).toMatchObject({ status: 'failed', problem: 'The server is away.' })
  })
})
