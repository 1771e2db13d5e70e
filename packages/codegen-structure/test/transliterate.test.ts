import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCodeText } from '../src/transliterate.js'
import { names } from './vectors/names.js'

describe('rules 3, 4, and 5: names from around the world become letters and digits', () => {
  it.each(names)('writes %s: %s as "%s"', (_what, name, text) => {
    expect(toCodeText(name)).toBe(text)
  })

  it('converts a name equally in every Unicode form', () => {
    for (const [, name, text] of names) {
      for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) {
        expect(toCodeText(name.normalize(form))).toBe(text)
      }
    }
  })

  it('reads only the first 256 units of a name of a thousand characters', () => {
    expect(toCodeText('a'.repeat(1000))).toBe('A'.repeat(256))
    expect(toCodeText('a'.repeat(255) + '😀'.repeat(400))).toBe('A'.repeat(255))
  })

  it('returns only upper-case letters and digits for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(toCodeText(text)).toMatch(/^[A-Z0-9]*$/)
      }),
    )
  })

  it('is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const once = toCodeText(text)
        expect(toCodeText(once)).toBe(once.slice(0, 256))
      }),
    )
  })
})
