import type { PayoutPreviewItem } from '@referly-kit/types'
import { describe, expect, it } from 'vitest'
import { createPagedList } from '../src/page/lists/pages.js'
import { toCsv } from '../src/page/money/csv.js'
import { listMonths, toMonthRange } from '../src/page/money/months.js'
import { sendOnce } from '../src/page/money/once.js'
import { countParts } from '../src/page/money/payout-parts.js'
import { createPreviewReader } from '../src/page/money/preview.js'
import { findAddresses } from '../src/page/money/selection.js'

describe('a list that is read page by page', () => {
  const createNumbers = (count: number) => {
    const requests: (string | undefined)[] = []
    const list = createPagedList<number>(async ({ limit, cursor }) => {
      requests.push(cursor)
      const start = Number(cursor ?? 0)
      const data = Array.from({ length: Math.min(limit, count - start) }, (_, at) => start + at)
      return { data, nextCursor: start + limit < count ? String(start + limit) : null }
    })
    return { list, requests }
  }
  const settle = () => new Promise((resolve) => setTimeout(resolve))

  it('reads each page once, when it is requested', async () => {
    const { list, requests } = createNumbers(250)
    list.more()
    list.more()
    await settle()
    expect(list.state).toMatchObject({ status: 'ready', hasMore: true })
    expect(list.state.rows).toHaveLength(100)
    for (let page = 0; page < 5; page++) {
      list.more()
      await settle()
    }
    expect(list.state.rows).toEqual(Array.from({ length: 250 }, (_, at) => at))
    expect(list.state.hasMore).toBe(false)
    expect(requests).toEqual([undefined, '100', '200'])
  })

  it('keeps its rows when a page fails, and reloads that page', async () => {
    let isBroken = false
    const list = createPagedList<string>(async ({ cursor }) => {
      if (isBroken) throw new Error('The server is away.')
      return { data: [cursor ?? 'first'], nextCursor: cursor === undefined ? 'second' : null }
    })
    list.more()
    await settle()
    isBroken = true
    list.more()
    await settle()
    expect(list.state).toMatchObject({ rows: ['first'], status: 'failed', hasMore: true })
    expect(list.state.problem).toBe('The server is away.')
    isBroken = false
    list.more()
    await settle()
    expect(list.state).toMatchObject({ rows: ['first', 'second'], status: 'ready' })
  })

  it('notifies its listeners about changed rows', async () => {
    const { list } = createNumbers(3)
    list.more()
    await settle()
    let changes = 0
    const stop = list.subscribe(() => changes++)
    list.change((rows) => rows.filter((row) => row !== 1))
    stop()
    list.change(() => [])
    expect(changes).toBe(1)
  })
})

it('previews more affiliates than one address can name', async () => {
  const affiliateIds = Array.from({ length: 450 }, (_, index) => `a${index}`)
  const asked: string[] = []
  const read = createPreviewReader(
    { affiliateIds },
    async ({ affiliateId = [], limit, cursor }) => {
      asked.push(`${affiliateId[0]} ${affiliateId.length} ${cursor ?? ''}`)
      // Nobody in the second part is owed anything.
      const ids = affiliateId[0] === 'a200' ? [] : affiliateId
      const start = Number(cursor ?? 0)
      const data = ids
        .slice(start, start + limit)
        .map((id) => ({ affiliateId: id }) as PayoutPreviewItem)
      return { data, nextCursor: start + limit < ids.length ? String(start + limit) : null }
    },
  )
  const found: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const { data, nextCursor } = await read({ limit: 150, ...(cursor && { cursor }) })
    found.push(...data.map(({ affiliateId }) => affiliateId))
    cursor = nextCursor
  }
  expect(found).toEqual([...affiliateIds.slice(0, 200), ...affiliateIds.slice(400)])
  expect(asked).toEqual(['a0 200 ', 'a0 200 150', 'a200 200 ', 'a400 50 '])
})

describe('a request that must not take effect twice', () => {
  const createStorage = () => {
    const values = new Map<string, string>()
    return {
      values,
      getItem: (name: string) => values.get(name) ?? null,
      setItem: (name: string, value: string) => void values.set(name, value),
      removeItem: (name: string) => void values.delete(name),
    }
  }
  const request = { payout: { until: '2026-11-30' } }

  it('keeps its key until it has succeeded', async () => {
    const storage = createStorage()
    const keys: string[] = []
    const fail = (key: string): Promise<never> => {
      keys.push(key)
      return Promise.reject(new Error('lost'))
    }
    const succeed = async (key: string): Promise<void> => void keys.push(key)
    await expect(sendOnce(request, fail, storage)).rejects.toThrow('lost')
    await sendOnce(request, succeed, storage)
    expect(keys[1]).toBe(keys[0])
    expect(storage.values.size).toBe(0)
    await sendOnce(request, succeed, storage)
    expect(keys[2]).not.toBe(keys[0])
  })

  it('has the same key when it is sent twice at once, and a different one for another request', async () => {
    const storage = createStorage()
    const keys: string[] = []
    const send = async (key: string): Promise<void> => void keys.push(key)
    await Promise.all([sendOnce(request, send, storage), sendOnce(request, send, storage)])
    await sendOnce({ payout: {} }, send, storage)
    expect(keys[1]).toBe(keys[0])
    expect(keys[2]).not.toBe(keys[0])
  })
})

describe('months', () => {
  it('begin with the current one in the time zone of the program', () => {
    const now = new Date('2026-03-01T00:30:00Z')
    expect(listMonths(now, 'America/New_York').slice(0, 3)).toEqual([
      '2026-02',
      '2026-01',
      '2025-12',
    ])
    expect(listMonths(now, 'UTC')[0]).toBe('2026-03')
  })

  it.each([
    ['2026-02', '2026-02-28'],
    ['2028-02', '2028-02-29'],
    ['2026-12', '2026-12-31'],
  ])('%s ends on %s', (month, to) => {
    expect(toMonthRange(month)).toEqual({ from: `${month}-01`, to })
  })
})

it('finds each address in a pasted text once', () => {
  const text = 'Ada <ada@example.com>, bob@example.com;ADA@example.com\nname\tcy@example.com'
  expect(findAddresses(text)).toEqual(['ada@example.com', 'bob@example.com', 'cy@example.com'])
})

it.each([
  ['BANK', 100_000, 1],
  ['PAYPAL', 5000, 1],
  ['PAYPAL', 5001, 2],
  ['WISE', 100_000, 100],
] as const)('splits a %s file for %d affiliates into %d', (format, affiliates, parts) => {
  expect(countParts(format, affiliates)).toBe(parts)
})

it.each(['=', '+', '-', '@', '\t', '\r', '＝'])(
  'marks a text that starts with %j as text',
  async (start) => {
    async function* read(): AsyncGenerator<string> {
      yield `${start}cmd`
    }
    const text = await toCsv([[`${start}name`, (name) => name]], read())
    const isQuoted = start === '\r'
    const [name, value] = ['name', 'cmd'].map((end) =>
      isQuoted ? `"'${start}${end}"` : `'${start}${end}`,
    )
    expect(text).toBe(`\uFEFF${name}\r\n${value}\r\n`)
  },
)

it('writes numbers unchanged, and escapes texts that a spreadsheet would run', async () => {
  async function* read(): AsyncGenerator<{ readonly name: string; readonly amount: number }> {
    yield { name: '=1+1', amount: -12.5 }
    yield { name: 'Lee, "Ann"', amount: 3 }
  }
  const text = await toCsv(
    [
      ['name', ({ name }) => name],
      ['amount', ({ amount }) => amount],
      ['none', () => null],
    ],
    read(),
  )
  expect(text).toBe('\uFEFFname,amount,none\r\n\'=1+1,-12.5,\r\n"Lee, ""Ann""",3,\r\n')
})
