import { describe, expect, it } from 'vitest'
import { createOutput, type Output } from '../../src/terminal/output.js'
import {
  createAmountColumns,
  createCountColumn,
  createMoneyColumns,
  writeList,
  writeRecord,
  type FormatFlags,
  type ListColumn,
} from '../../src/terminal/records.js'

interface Recorded {
  readonly output: Output
  readonly out: readonly string[]
  readonly notes: readonly string[]
}

function record(columns?: number): Recorded {
  const [out, notes]: [string[], string[]] = [[], []]
  const terminal = columns === undefined ? {} : { isTTY: true, columns }
  const output = createOutput(
    { ...terminal, write: (line: string) => out.push(line) },
    { write: (line: string) => notes.push(line) },
  )
  return { output, out, notes }
}

interface Row {
  readonly name: string
  readonly sales: number | null
  readonly revenue: number | null
}

const rows: readonly Row[] = [
  { name: 'A name that is too long for the terminal', sales: 2, revenue: 5.424 },
  { name: 'Bo', sales: null, revenue: null },
  { name: 'Cy', sales: 1, revenue: 3 },
]

const columns: readonly ListColumn<Row>[] = [
  { name: 'name', title: 'Name', ifNarrow: 'cut', cell: ({ name }) => name },
  createCountColumn('sales', 'Sales', ({ sales }) => sales),
]

const revenue = {
  name: 'revenue',
  title: 'Revenue',
  amount: (row: Row) => row.revenue,
}

async function list(flags: FormatFlags, width?: number, currency?: string): Promise<Recorded> {
  const recorded = record(width)
  const all = [...columns, ...createAmountColumns([revenue], rows, currency)]
  await writeList(rows, all, { flags, output: recorded.output })
  return recorded
}

describe('writeList', () => {
  it('fits a table to the terminal', async () => {
    const { out } = await list({}, 40)
    expect(out).toEqual([
      'Name                      Sales  Revenue\n',
      'A name that is too long…      2    5.424\n',
      'Bo                            -        -\n',
      'Cy                            1    3.000\n',
    ])
  })

  it('names the columns that a narrow terminal has no room for', async () => {
    const { notes } = await list({}, 20)
    expect(notes).toEqual(['Not shown, because the terminal is too narrow: Revenue.\n'])
  })

  it('cuts nothing when the output is not a terminal', async () => {
    const { out } = await list({})
    expect(out[1]).toContain('A name that is too long for the terminal')
  })

  it.each([
    ['table', 2],
    ['csv', 2],
  ] as const)(
    'prints as many rows as --limit allows as %s, and reports that',
    async (format, limit) => {
      const { out, notes } = await list({ format, limit })
      expect(out).toHaveLength(3)
      expect(notes).toEqual(['Showing 2 of 3.\n'])
    },
  )

  it('prints as many records as --limit allows as JSON', async () => {
    const { out, notes } = await list({ json: true, limit: 1 })
    expect(JSON.parse(out.join(''))).toEqual(rows.slice(0, 1))
    expect(notes).toEqual(['Showing 1 of 3.\n'])
  })

  it('does not mention a limit that is not reached', async () => {
    expect((await list({ limit: 3 })).notes).toEqual([])
  })

  it('shows the currency in the titles of a table, and in a separate column in CSV', async () => {
    expect((await list({}, undefined, 'KWD')).out[0]).toMatch(/Sales +Revenue \(KWD\)\n$/)
    expect((await list({ format: 'csv' }, undefined, 'KWD')).out).toEqual([
      'name,sales,revenue,currency\n',
      'A name that is too long for the terminal,2,5.424,KWD\n',
      'Bo,,,KWD\n',
      'Cy,1,3.000,KWD\n',
    ])
  })
})

describe('writeRecord', () => {
  it('shows fields in words, with the decimals of their currency', () => {
    const { output, out } = record()
    const coupon = {
      id: 'c1',
      affiliateProgramId: 'p1',
      amountOff: 5,
      currency: 'USD',
      commissionRate: 25,
      limitToProducts: false,
      productIds: [],
      redeemBy: null,
      promotionalCodes: [{}, {}],
    }
    writeRecord(coupon, {}, output)
    expect(out.join('')).toBe(
      [
        'ID                    c1',
        'Affiliate program ID  p1',
        'Amount off            5.00',
        'Currency              USD',
        'Commission rate       25%',
        'Limit to products     no',
        'Product IDs           none',
        'Promotional codes     2 items',
        '',
      ].join('\n'),
    )
  })

  it('shows the URLs of a link, and its revenue in the currency of its program', () => {
    const { output, out } = record()
    const fullURLs = [
      { baseUrl: 'https://a.example', fullUrl: 'https://a.example/?via=ann' },
      { baseUrl: 'https://b.example', fullUrl: 'https://b.example/?via=ann' },
    ]
    const program = { name: 'Acme', currency: 'USD' }
    writeRecord({ link: 'ann', program, totalRevenue: 39.2, fullURLs }, {}, output)
    expect(out.join('')).toBe(
      [
        'Link           ann',
        'Program        Acme',
        'Total revenue  39.20',
        'Full URLs      https://a.example/?via=ann, https://b.example/?via=ann',
        '',
      ].join('\n'),
    )
  })
})

describe('amounts in several currencies', () => {
  it('have the decimals of their currency, and a column that names it', async () => {
    const owed = [
      { currency: 'USD', total: 12.5 },
      { currency: 'JPY', total: 200 },
    ]
    const total = {
      name: 'total',
      title: 'Total',
      amount: (row: (typeof owed)[number]) => row.total,
    }
    const { output, out } = record()
    await writeList(owed, createMoneyColumns([total], owed), { flags: {}, output })
    expect(out.join('')).toBe('Total  Currency\n12.50  USD\n  200  JPY\n')
    await writeList(owed, createMoneyColumns([total], owed), { flags: { format: 'csv' }, output })
    expect(out.join('')).toContain('total,currency\n12.50,USD\n200,JPY\n')
  })
})
