import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createCodeGenerator,
  findForbiddenCharacter,
  generateCode,
  parseCode,
  toCodeKey,
} from '../src/index.js'
import { readError } from './caught-errors.js'

const forms = ['NFC', 'NFD', 'NFKC', 'NFKD'] as const
const blanks = [' ', '\t', '\r\n', '\u00a0', '\u2003', '\u202f', '\u3000', '\ufeff']

/** Every assigned character, with a code around it in which it can combine with a neighbor. */
function* everyCharacter(): Generator<string> {
  for (let codePoint = 0; codePoint <= 0x10_ff_ff; codePoint++) {
    const character = String.fromCodePoint(codePoint)
    if (!/[\p{Cn}\p{Cs}\p{Co}]/u.test(character)) yield character
  }
}

describe('toCodeKey', () => {
  it.each([
    ['letter case', 'SaveJohn-8x4z', 'SAVEJOHN-8X4Z'],
    ['surrounding blanks', '  SAVE20\t\n', 'SAVE20'],
    [
      'a no-break space, an ideographic space, and a byte order mark',
      '\ufeff\u00a0SAVE20\u3000',
      'SAVE20',
    ],
    ['full-width letters', 'ＳＡＶＥ２０', 'save20'],
    ['a small sharp s', 'straße', 'STRASSE'],
    ['a capital sharp s', 'STRAẞE', 'straße'],
    ['an accent', 'café', 'CAFÉ'],
    ['an accent as a separate character', 'CAFE\u0301', 'café'],
    ['a Turkish dotted capital I in the lower case of English', 'i̇stanbul', 'İSTANBUL'],
    ['a Turkish dotted capital I in the lower case of Turkish', 'istanbul', 'İSTANBUL'],
    ['a Turkish dotless small i', 'ışık', 'IŞIK'],
    ['a final sigma', 'ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['a final sigma typed as a medial one', 'σίσυφοσ', 'σίσυφος'],
    ['an iota subscript', 'ᾳ', 'ᾼ'],
    ['a ligature', 'oﬃce', 'OFFICE'],
    ['a Croatian digraph in title case', 'ǅep', 'ǆEP'],
    ['a long s', 'ſave', 'SAVE'],
    ['a Kelvin sign', '\u212a20', 'k20'],
    ['mathematical letters', '𝐒𝐀𝐕𝐄', 'save'],
    ['Cyrillic', 'скидка', 'СКИДКА'],
    ['Georgian capitals', 'ფასი', 'ᲤᲐᲡᲘ'],
    ['Cherokee', 'ꮳꮃꭹ', 'ᏣᎳᎩ'],
  ])('ignores %s', (_what, left, right) => {
    expect(toCodeKey(left)).toBe(toCodeKey(right))
  })

  it.each([
    ['an accent', 'CAFE', 'CAFÉ'],
    ['letters of two scripts that look alike', 'SAVE', 'SАVE'],
    ['a space inside', 'SAVE20', 'SAVE 20'],
    ['punctuation', 'SAVE20', 'SAVE-20'],
    ['zero and O', 'SAVE0', 'SAVEO'],
  ])('distinguishes %s', (_what, left, right) => {
    expect(toCodeKey(left)).not.toBe(toCodeKey(right))
  })

  it('is the upper case of an ASCII code', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (code) => {
        expect(toCodeKey(code)).toBe(code.trim().toUpperCase())
      }),
    )
  })

  it('is stable, and equal for every case and normalization form of every assigned character', () => {
    const differing: string[] = []
    for (const character of everyCharacter()) {
      const code = `A${character}B`
      const key = toCodeKey(code)
      const twins = [code.toUpperCase(), code.toLowerCase(), key]
      for (const form of forms) twins.push(code.normalize(form))
      if (twins.some((twin) => toCodeKey(twin) !== key)) differing.push(code)
    }
    expect(differing).toEqual([])
  })

  it('is equal for every case and normalization form of any text, with or without surrounding whitespace', () => {
    fc.assert(
      fc.property(
        // Composed, because uppercasing turns an iota subscript into a letter, which then takes the marks after it.
        fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.normalize('NFC')),
        fc.constantFrom(...blanks),
        fc.constantFrom(...forms),
        (text, blank, form) => {
          const key = toCodeKey(text)
          expect(toCodeKey(key)).toBe(key)
          expect(toCodeKey(blank + text + blank)).toBe(key)
          expect(toCodeKey(text.normalize(form))).toBe(key)
          expect(toCodeKey(text.normalize(form).toUpperCase())).toBe(key)
          expect(toCodeKey(text.normalize(form).toLowerCase())).toBe(key)
        },
      ),
    )
  })

  it('identifies taken codes', () => {
    const structure = { codeStructure: { firstName: true }, prefix: 'Save' }
    const subject = { affiliate: { firstName: 'Strass' } }
    for (const taken of [' savestrass ', 'ＳＡＶＥＳＴＲＡＳＳ', 'ſavestraß']) {
      const error = readError(() => generateCode(structure, subject, { taken: [taken] }))
      expect(error.code).toBe('CODES_EXHAUSTED')
    }
  })

  it('counts a taken code once, even if it is listed in several forms', () => {
    const structure = { codeStructure: { randomChars: true }, prefix: 'X', randomCharsLength: 1 }
    const generator = createCodeGenerator(structure, { taken: ['xa', 'XA ', 'xＡ', '\u00a0Xa'] })
    expect(generator.list({}, 35)).toHaveLength(35)
    expect(readError(() => generator.list({}, 36)).counts).toMatchObject({ taken: 1 })
  })
})

describe('parseCode', () => {
  const structure = { codeStructure: { firstName: true, randomChars: true }, prefix: 'SAVE' }

  it.each([
    [' saveJohn8x4z\u00a0', 'John'],
    ['ｓａｖｅJohn8x4z', 'John'],
    ['saveStraß8x4z', 'STRASS'],
  ])('reads %j as the code with the same key', (code, firstName) => {
    const parsed = parseCode(code, structure)
    expect(parsed.kind).toBe('read')
    expect(parsed).toMatchObject({ parts: [{}, { name: 'firstName', text: firstName }, {}] })
  })

  it('reads a code of another alphabet as foreign', () => {
    expect(parseCode('saveИван8x4z', structure)).toMatchObject({ reason: 'NAMED_PARTS' })
  })
})

describe('findForbiddenCharacter', () => {
  it.each([
    ['SAVE 20', 4, 'U+0020 SPACE'],
    ['SAVE\t20', 4, 'U+0009 TAB'],
    ['SAVE\n20', 4, 'U+000A LINE FEED'],
    ['SAVE\u000020', 4, 'U+0000 NULL'],
    ['SAVE\u000720', 4, 'U+0007, a control character'],
    ['SAVE\u009f20', 4, 'U+009F, a control character'],
    ['SAVE\u00a020', 4, 'U+00A0 NO-BREAK SPACE'],
    ['SAVE\u00ad20', 4, 'U+00AD SOFT HYPHEN'],
    ['SAVE\u200520', 4, 'U+2005, a whitespace character'],
    ['SAVE\u200b20', 4, 'U+200B ZERO WIDTH SPACE'],
    ['SAVE\u202e20', 4, 'U+202E RIGHT-TO-LEFT OVERRIDE'],
    ['SAVE\u206920', 4, 'U+2069 POP DIRECTIONAL ISOLATE'],
    ['SAVE\u206a20', 4, 'U+206A, an invisible character'],
    ['SAVE\u280020', 4, 'U+2800 BRAILLE PATTERN BLANK'],
    ['SAVE\u300020', 4, 'U+3000 IDEOGRAPHIC SPACE'],
    ['SAVE\u316420', 4, 'U+3164 HANGUL FILLER'],
    ['❤\ufe0f', 1, 'U+FE0F VARIATION SELECTOR-16'],
    ['SAVE\ufeff20', 4, 'U+FEFF ZERO WIDTH NO-BREAK SPACE'],
    ['SAVE\ufff920', 4, 'U+FFF9, an invisible character'],
    ['😀\u{e0041}', 2, 'U+E0041, an invisible character'],
    ['SAVE\ud83d20', 4, 'U+D83D, an unpaired surrogate'],
    ['SAVE\udc0020', 4, 'U+DC00, an unpaired surrogate'],
    ['SAVE\uffff', 4, 'U+FFFF, an unassigned character'],
    ['SAVE\u00b420', 4, 'U+00B4, a character with a whitespace character in it'],
    // Trimming only removes whitespace.
    ['SAVE20\u200b', 6, 'U+200B ZERO WIDTH SPACE'],
    ['\u202eSAVE20', 0, 'U+202E RIGHT-TO-LEFT OVERRIDE'],
    ['  \u200b  ', 2, 'U+200B ZERO WIDTH SPACE'],
  ])('finds the character in %j', (code, index, name) => {
    const found = findForbiddenCharacter(code)
    expect(found).toEqual({ index, codePoint: code.codePointAt(index), name })
  })

  it.each([
    '',
    '   ',
    'SAVE20',
    ' SAVE20\u00a0',
    'save_20-%',
    'CAFÉ',
    'Ｓale',
    '夏セール',
    'خصم',
    '😀',
    'e\u0301',
  ])('accepts %j', (code) => {
    expect(findForbiddenCharacter(code)).toBeUndefined()
  })

  it('returns the first of several characters', () => {
    expect(findForbiddenCharacter('A\u200bB C')?.index).toBe(1)
  })

  it('accepts no code whose key has an invisible character', () => {
    const found: string[] = []
    for (const character of everyCharacter()) {
      const code = `A${character}B`
      if (findForbiddenCharacter(code) !== undefined) continue
      const key = toCodeKey(code)
      if (findForbiddenCharacter(key) !== undefined || /[\p{C}\p{Z}]/u.test(key)) found.push(code)
    }
    expect(found.filter((code) => !/\p{Co}/u.test(code))).toEqual([])
  })
})

describe('whitespace and invisible characters', () => {
  it.each([
    ['\u200b', 'text with U+200B'],
    ['\u00a0', 'text with U+00A0'],
    ['É', 'text with "É"'],
  ])('are named in the error about a prefix: %j', (character, received) => {
    const structure = { codeStructure: { randomChars: true }, prefix: `SA${character}VE` }
    expect(readError(() => generateCode(structure, {}))).toMatchObject({
      code: 'INVALID_PREFIX',
      received,
    })
  })

  it('are dropped from a coupon name', () => {
    const coupon = { name: '\ufeffSum\u200bmer\u202e\u00a0Sale\u00ad' }
    expect(generateCode({ codeStructure: { couponName: true } }, { coupon }).code).toBe(
      'SUMMERSALE',
    )
  })
})
