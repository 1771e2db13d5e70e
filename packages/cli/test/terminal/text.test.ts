import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createOutput } from '../../src/terminal/output.js'
import { toTable } from '../../src/terminal/table.js'
import { toDisplayWidth, toTerminalText } from '../../src/terminal/text.js'

describe('toTerminalText', () => {
  it.each([
    ['José O’Brien 李雷 👩‍💻', 'José O’Brien 李雷 👩‍💻'],
    ['a\u001B[31mred', 'a�[31mred'],
    ['a\u009B2Jb', 'a�2Jb'],
    ['a\r\nb\tc', 'a��b�c'],
    ['a\u202Eexe.txt', 'a�exe.txt'],
  ])('prints %j as %j', (text, expected) => {
    expect(toTerminalText(text)).toBe(expected)
  })

  it('lets no control character of any text through the output', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written: string[] = []
        const sink = { write: (line: string) => written.push(line) }
        createOutput(sink, sink).data(text)
        expect(written.join('')).toMatch(/^\P{Cc}*\n$/u)
      }),
    )
  })
})

describe('toDisplayWidth', () => {
  it.each([
    ['', 0],
    ['José', 4],
    ['Jose\u0301', 4],
    ['李雷', 4],
    ['さくら', 6],
    ['👩‍💻', 2],
    ['a\u200Db', 2],
  ])('says that %j takes %i cells', (text, width) => {
    expect(toDisplayWidth(text)).toBe(width)
  })
})

describe('toTable', () => {
  it('aligns columns by what the terminal shows and leaves no space at the end', () => {
    const rows = [
      { name: '李雷', count: 3 },
      { name: 'Ann', count: 12 },
    ]
    const table = toTable(
      [
        { title: 'Name', cell: (row) => row.name },
        { title: 'Count', align: 'right', cell: (row) => String(row.count) },
      ],
      rows,
    )
    expect(table).toEqual(['Name  Count', '李雷      3', 'Ann      12'])
  })
})
