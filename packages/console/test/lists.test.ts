import { describe, expect, it } from 'vitest'
import { selectRows, type Selectable } from '../src/page/lists/columns.js'
import { createCollection } from '../src/page/records/collection.js'

interface Row {
  readonly id: number
  readonly name: string
  readonly count: number | null
}

const list: Selectable<Row> = {
  toSearchText: ({ name }) => name,
  columns: [
    { key: 'name', title: 'Name', value: ({ name }) => name, width: '1fr' },
    { key: 'count', title: 'Count', value: ({ count }) => count, width: '1fr' },
  ],
  filters: [
    {
      key: 'size',
      title: 'Size',
      options: [{ value: 'large', title: 'Large', test: ({ count }) => (count ?? 0) > 10 }],
    },
  ],
}

const rows: readonly Row[] = [
  { id: 1, name: 'Code 10', count: 20 },
  { id: 2, name: 'code 9', count: null },
  { id: 3, name: 'Émile', count: 5 },
]

function select(search: string, sort: string = '', size: string = ''): number[] {
  const chosen = new Map([['size', size]])
  return selectRows(rows, list, { search, sort, chosen }).map(({ id }) => id)
}

describe('a list', () => {
  it('finds rows that contain every word, in any letter case', () => {
    expect(select('CODE 1')).toEqual([1])
    expect(select('code')).toEqual([1, 2])
    expect(select('nobody')).toEqual([])
  })

  it('sorts numbers in text by their value, and accented letters with their base', () => {
    expect(select('', 'name')).toEqual([2, 1, 3])
    expect(select('', '-name')).toEqual([3, 1, 2])
  })

  it('puts empty values last in both directions', () => {
    expect(select('', 'count')).toEqual([3, 1, 2])
    expect(select('', '-count')).toEqual([1, 3, 2])
  })

  it('filters, and ignores what it does not know', () => {
    expect(select('', '', 'large')).toEqual([1])
    expect(select('', 'unknown', 'unknown')).toEqual([1, 2, 3])
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

  it('replaces, adds, and removes single rows', async () => {
    const collection = createCollection<Row>(async function* read() {
      yield* rows
    })
    await collection.reload()
    collection.put({ id: 1, name: 'Renamed', count: 1 })
    collection.put({ id: 4, name: 'Added', count: 1 })
    collection.remove(2)
    expect(collection.state.rows.map(({ name }) => name)).toEqual(['Renamed', 'Émile', 'Added'])
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
