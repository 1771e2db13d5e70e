import { describe, expect, it } from 'vitest'
import { layOutTable, type TableColumn } from '../../src/terminal/table.js'

interface Row {
  readonly code: string
  readonly email: string
  readonly coupon: string
  readonly count: number
}

const rows: readonly Row[] = [
  { code: 'SAVEANN1', email: 'ann.lee@example.com', coupon: 'Spring sale 2027', count: 3 },
  { code: 'SAVEBO22', email: 'bo@example.com', coupon: 'May', count: 12 },
]

const columns: readonly TableColumn<Row>[] = [
  { title: 'Code', cell: ({ code }) => code },
  { title: 'Affiliate', ifNarrow: 'cut', cell: ({ email }) => email },
  { title: 'Coupon', ifNarrow: 'cut', cell: ({ coupon }) => coupon },
  { title: 'Used', align: 'right', cell: ({ count }) => String(count) },
]

describe('a table', () => {
  it('aligns columns by their width on the terminal, without trailing spaces', async () => {
    const people = [
      { name: '李雷', count: 3 },
      { name: 'Ann', count: 12 },
    ]
    const { lines } = await layOutTable(
      [
        { title: 'Name', cell: (row) => row.name },
        { title: 'Count', align: 'right', cell: (row) => String(row.count) },
      ],
      people,
    )
    expect(lines).toEqual(['Name  Count', '李雷      3', 'Ann      12'])
  })

  it.each([
    ['', 0],
    ['José', 4],
    ['Jose\u0301', 4],
    ['李雷', 4],
    ['さくら', 6],
    ['👩‍💻', 2],
    ['a\u200Db', 2],
  ])('pads %j as %i terminal cells', async (text, width) => {
    const padded = [
      { title: '', cell: (row: string) => row },
      { title: '', cell: () => '|' },
    ]
    const { lines } = await layOutTable(padded, [text, '0123456789'])
    expect(lines[1]).toBe(`${text}${' '.repeat(12 - width)}|`)
  })
})

describe('a table on a narrow terminal', () => {
  it('is not cut if it fits', async () => {
    const { lines, omitted } = await layOutTable(columns, rows, 53)
    expect(lines[1]).toBe('SAVEANN1  ann.lee@example.com  Spring sale 2027     3')
    expect(omitted).toEqual([])
  })

  it('cuts the widest cells, and never codes or numbers', async () => {
    const { lines } = await layOutTable(columns, rows, 48)
    expect(lines).toEqual([
      'Code      Affiliate        Coupon           Used',
      'SAVEANN1  ann.lee@exampl…  Spring sale 20…     3',
      'SAVEBO22  bo@example.com   May                12',
    ])
  })

  it.each([46, 42, 40])('is at most %i cells wide', async (width) => {
    const { lines } = await layOutTable(columns, rows, width)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width)
  })

  it('leaves out columns from the right when cutting is not enough', async () => {
    const { lines, omitted } = await layOutTable(columns, rows, 30)
    expect(omitted).toEqual(['Coupon', 'Used'])
    expect(lines[1]).toBe('SAVEANN1  ann.lee@example.com')
  })

  it('leaves out columns marked as less important first', async () => {
    const [code, email, coupon, used] = columns
    const marked = [code, { ...email, ifNarrow: 'omit' }, coupon, used] as TableColumn<Row>[]
    const { omitted } = await layOutTable(marked, rows, 38)
    expect(omitted).toEqual(['Affiliate'])
  })

  it('keeps the first column, however narrow the terminal is', async () => {
    const { lines } = await layOutTable(columns, rows, 3)
    expect(lines).toEqual(['Code', 'SAVEANN1', 'SAVEBO22'])
  })

  it('cuts wide characters and emoji as a whole', async () => {
    const names = ['李雷李雷李雷李雷', '👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻']
    const column = { title: 'Name', ifNarrow: 'cut', cell: (name: string) => name } as const
    const { lines } = await layOutTable([column], names, 12)
    expect(lines).toEqual(['Name', '李雷李雷李…', '👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻…'])
  })

  it('wraps sentences between words', async () => {
    const checks: readonly TableColumn<string>[] = [
      { title: 'Check', cell: () => 'Host' },
      { title: 'Details', ifNarrow: 'wrap', cell: (text) => text },
    ]
    const { lines } = await layOutTable(checks, ['does not respond; check the address'], 24)
    expect(lines).toEqual([
      'Check  Details',
      'Host   does not respond;',
      '       check the address',
    ])
  })
})
