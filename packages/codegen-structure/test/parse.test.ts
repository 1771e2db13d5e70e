import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  generateCode,
  isCodeStructureError,
  parseCode,
  type CodeStructureOptions,
  type ParsedCode,
} from '../src/index.js'

const named = { codeStructure: { firstName: true, randomChars: true }, prefix: 'SAVE' }
const both = { codeStructure: { firstName: true, lastName: true } }
const amount = { codeStructure: { firstName: true, discountAmount: true }, strict: true }

function toText(parsed: ParsedCode): string {
  if (parsed.kind === 'foreign') return `foreign ${parsed.reason}`
  const parts = parsed.parts.map(({ name, text }) => `${name} ${text}`).join(', ')
  return parsed.kind === 'read'
    ? parts
    : `${parsed.readings} for ${parsed.undivided.text}; ${parts}`
}

describe('a parsed code', () => {
  it.each<[string, string, CodeStructureOptions]>([
    ['savejohn8x4z', 'prefix save, firstName john, randomChars 8x4z', named],
    ['SAVE8X4Z', 'prefix SAVE, randomChars 8X4Z', named],
    ['JOHN-SMITH', 'firstName JOHN, lastName SMITH', { ...both, separator: '-' }],
    [
      'VIP--JOHN-12P5-ABCD',
      'prefix VIP-, firstName JOHN, discountAmount 12P5, randomChars ABCD',
      {
        codeStructure: { ...amount.codeStructure, randomChars: true },
        prefix: 'VIP-',
        separator: '-',
        strict: true,
      },
    ],
    ['A7', 'firstName A, discountAmount 7', amount],
    ['A07', 'firstName A0, discountAmount 7', amount],
    ['AB12P5', '3 for AB12P5; ', amount],
    ['JOHN', '5 for JOHN; ', both],
    ['JOHN', '3 for JOHN; ', { ...both, strict: true }],
    ['JOHN', '2 for JOHN; ', { ...both, separator: '_' }],
    ['GOJOHN8X4Z', 'foreign PREFIX', named],
    ['SAVE8X4', 'foreign RANDOM_CHARS', named],
    ['SAVEJOHN8X40', 'foreign RANDOM_CHARS', { ...named, alphabet: 'clear' }],
    ['SAVEJO-N8X4Z', 'foreign NAMED_PARTS', named],
    ['SAVEJOHN8X4Z', 'foreign SEPARATOR', { ...named, separator: '-' }],
    ['SAVE--8X4Z', 'foreign SEPARATOR', { ...named, separator: '-' }],
    ['SAVE-8X4Z', 'prefix SAVE, randomChars 8X4Z', { ...named, separator: '-' }],
    ['SAVE-JOHN-SMITH-8X4Z', 'foreign NAMED_PARTS', { ...named, separator: '-' }],
    ['SAVE', 'foreign NAMED_PARTS', { ...both, prefix: 'SAVE' }],
    ['ANN', 'foreign NAMED_PARTS', amount],
    ['', 'foreign NAMED_PARTS', both],
    ['A'.repeat(33), 'foreign TOO_LONG', both],
    ['JÖHN', 'foreign NAMED_PARTS', both],
  ])('%s is "%s"', (code, expected, structure) => {
    expect(toText(parseCode(code, structure))).toBe(expected)
  })

  it('counts the readings of a long code quickly', () => {
    const names = { firstName: true, lastName: true, email: true, couponName: true }
    const structure = { codeStructure: { ...names, discountAmount: true }, maxLength: 500 }
    const parsed = parseCode('7'.repeat(500), structure)
    expect(parsed.kind === 'ambiguous' && parsed.readings).toBeGreaterThan(1e8)
  })

  it('always matches the structure that generated it; a single reading is the original one', () => {
    const flag = fc.boolean()
    const name = fc.string({ unit: 'grapheme', maxLength: 12 })
    const subjects = fc.record({
      affiliate: fc.record({ firstName: name, lastName: name, email: name }),
      coupon: fc.record({ name, percentOff: fc.double({ min: 0, max: 100, noNaN: true }) }),
    })
    const structures = fc.record({
      codeStructure: fc.record({
        firstName: flag,
        lastName: flag,
        email: flag,
        discountAmount: flag,
        couponName: flag,
        randomChars: flag,
      }),
      prefix: fc.stringMatching(/^[A-Za-z0-9-]{0,6}$/),
      separator: fc.constantFrom('', '-', '_'),
      strict: flag,
    })
    fc.assert(
      fc.property(structures, subjects, (structure, subject) => {
        let made
        try {
          made = generateCode(structure, subject)
        } catch (error) {
          expect(isCodeStructureError(error)).toBe(true)
          return
        }
        const parsed = parseCode(made.code.toLowerCase(), structure)
        expect(parsed.kind).not.toBe('foreign')
        if (parsed.kind !== 'read') return
        expect(parsed.parts).toEqual(
          made.parts.map(({ name: part, text }) => ({ name: part, text: text.toLowerCase() })),
        )
      }),
      { numRuns: 500 },
    )
  })
})
