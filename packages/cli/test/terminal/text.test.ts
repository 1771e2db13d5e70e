import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createOutput } from '../../src/terminal/output.js'
import { toCountText, toTerminalText } from '../../src/terminal/text.js'

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

  it('keeps control characters out of the output, whatever the text', () => {
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

describe('toCountText', () => {
  it('uses the singular only for one', () => {
    const texts = [0, 1, 2].map((count) => toCountText(count, 'code'))
    expect(texts).toEqual(['0 codes', '1 code', '2 codes'])
  })
})
