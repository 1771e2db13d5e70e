import { fromCell } from '@referly-kit/csv'
import { describe, expect, it } from 'vitest'
import { toCsv } from '../../src/csv/write.js'

const write = (cell: string): string =>
  [...toCsv([{ title: 'cell', cell: (row: string) => row }], [cell])].join('').split('\n')[1] ?? ''

describe('a cell of CSV', () => {
  it.each(['-3.00', '-1980', '-5.424'])('stays the number %s', (text) => {
    expect(write(text)).toBe(text)
  })

  it.each(['=1+1', '-1+1', '-A1', '@SUM', '+49 30', "'=1", '-', '-1.2.3'])(
    'that a spreadsheet would run is prefixed with an apostrophe: %s',
    (text) => {
      expect(write(text)).toBe(`'${text}`)
      expect(fromCell(write(text))).toBe(text)
    },
  )
})
