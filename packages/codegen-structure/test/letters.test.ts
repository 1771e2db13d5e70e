import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCodeGenerator, generateCode } from '../src/index.js'
import { findOmittedLetters, toCodeText } from '../src/transliterate.js'
import { readError } from './caught-errors.js'
import { alphabetLetters, alphabetNames } from './vectors/letter-alphabets.js'
import { names } from './vectors/names.js'

/** Letters of the three scripts that are not written in a code, with the reason. */
const exceptions: readonly (readonly [reason: string, letters: RegExp])[] = [
  ['a soft or hard sign has no letter in any romanization', /[ЬьЪъҌҍꚜꚝ]/u],
  ['a glottal stop is written as an apostrophe, which a code cannot have', /[ɁɂʔʕꞋꞌ]/u],
  ['a mark of length is not a sound', /[ːˑꞏ]/u],
  ['an iota subscript by itself is a mark', /ͺ/u],
  [
    'phonetic notation, without capitals or with capitals for titles only',
    /[ƍƪƫƺƻƾȡȴ-ȶȸȹ\u0250-\u02af\u02b4-\u02b6ˤⱯⱰⱴⱷ-ⱻ\u1d00-\u1dbf\uab30-\uab69\u{10780}-\u{107ba}\u{1df00}-\u{1df2a}\u{1e030}-\u{1e06d}]/u,
  ],
  [
    'Latin manuscripts, inscriptions and orthographies of the past',
    /[ǶƕǷƿƸƹȜȝȤȥẜẝẟ\u1efa-\u1effℲⅎↃↄⱵⱶ\ua722-\ua787\ua78b-\ua7ff]/u,
  ],
  [
    'archaic and Coptic letters of Greek',
    /[\u0370-\u0373\u0376\u0377\u037b-\u037d\u037f\u03cf\u03d7-\u03e1\u03f3-\u03ff]/u,
  ],
  [
    'Old Church Slavonic, and Komi, Mordvin, Ossetian and Abkhaz orthographies of the past',
    /[\u0460-\u0471\u0478-\u0481\u0500-\u050f\u0514-\u0519\u052a-\u052d\u1c80-\u1c8a\ua640-\ua69d]/u,
  ],
]

function* lettersOf(script: string): Generator<string> {
  const letter = new RegExp(`^(?=\\p{Script=${script}})\\p{L}$`, 'u')
  for (let codePoint = 0; codePoint <= 0x10_ff_ff; codePoint++) {
    const character = String.fromCodePoint(codePoint)
    if (letter.test(character)) yield character
  }
}

describe('rule 3: the letters of living alphabets', () => {
  it.each(alphabetLetters)('are written in ASCII for %s: %s as %s', (_language, letters, text) => {
    const written = letters.split(' ').map(toCodeText)
    expect(written.join(' ')).toBe(text)
    expect(letters.toLowerCase().split(' ').map(toCodeText)).toEqual(written)
    expect(findOmittedLetters(letters)).toEqual([])
  })

  it.each(alphabetNames)('writes %s as %s', (name, text) => {
    expect(toCodeText(name)).toBe(text)
    expect(toCodeText(name.normalize('NFD'))).toBe(text)
    expect(toCodeText(name.toUpperCase())).toBe(text)
    expect(findOmittedLetters(name)).toEqual([])
  })

  it.each(['Latin', 'Greek', 'Cyrillic'])(
    'include every %s letter, apart from documented exceptions',
    (script) => {
      const unexplained: string[] = []
      for (const letter of lettersOf(script)) {
        const isExcepted = exceptions.some(([, letters]) => letters.test(letter))
        if (toCodeText(letter) === '' && !isExcepted) unexplained.push(letter)
      }
      expect(unexplained).toEqual([])
    },
  )

  it('silently drops only signs without a sound', () => {
    const silent: string[] = []
    for (const script of ['Latin', 'Greek', 'Cyrillic']) {
      for (const letter of lettersOf(script)) {
        const isWritten = toCodeText(letter) !== ''
        if (!isWritten && findOmittedLetters(letter).length === 0) silent.push(letter)
      }
    }
    expect(silent.join('')).toBe('ɁɂʔʕˤꞋꞌ𐞁𐞂ЪЬъьҌҍꚜꚝ𞁥')
  })

  it.each(exceptions)('needs every exception: %s', (_reason, letters) => {
    const all = ['Latin', 'Greek', 'Cyrillic'].flatMap((script) => [...lettersOf(script)])
    expect(all.some((letter) => letters.test(letter) && toCodeText(letter) === '')).toBe(true)
  })
})

describe('rule 4: omitted letters', () => {
  it.each([
    ['李雷', ['李', '雷']],
    ['Anna 李雷 李', ['李', '雷']],
    ['Иван 李', ['李']],
    ['Աննա', ['Ա', 'ն', 'ա']],
    ['ᲐᲜა', ['Ა', 'Ნ', 'ა']],
    ['김'.normalize('NFD'), ['김']],
    ['ｻｸﾗ', ['ｻ', 'ｸ', 'ﾗ']],
    ['٢٠٪ off', ['٢', '٠']],
    ['Ꙁꝓʩ', ['Ꙁ', 'ꝓ', 'ʩ']],
    ['\u{1df00}', ['\u{1df00}']],
    ['𐐀', ['𐐀']],
  ])('are listed once each, as typed, for %s', (text, letters) => {
    expect(findOmittedLetters(text)).toEqual(letters)
  })

  it.each([
    '',
    "O'Brien",
    'Anna 😀',
    'José',
    'Игорь',
    'Sahaiʔa',
    'Kaʻahumanu',
    '20 %',
    '\ud83d',
    '\u200b',
  ])('do not include punctuation, emoji, or silent signs: %j', (text) => {
    expect(findOmittedLetters(text)).toEqual([])
  })

  it('are listed for every name that is omitted completely', () => {
    for (const [, name, text] of names) {
      const hasLetters = /\p{L}/u.test(name)
      expect(findOmittedLetters(name).length > 0).toBe(hasLetters && text === '')
    }
  })

  it('are all letters and digits that are dropped, except silent signs', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), (letter) => {
        fc.pre(/^[\p{Lo}\p{Lu}\p{Ll}\p{N}]$/u.test(letter) && !/[ЬьЪъҌҍɁɂʔʕꞋꞌ]/u.test(letter))
        // A letter may be composed into its canonical equivalent, or decomposed into a letter and a mark.
        const [twin] = letter.normalize('NFC')
        expect(findOmittedLetters(letter)).toEqual(toCodeText(letter) === '' ? [twin] : [])
      }),
      { numRuns: 2000 },
    )
  })

  const structure = { codeStructure: { firstName: true, lastName: true, randomChars: true } }
  const affiliate = { firstName: 'Anna雷', lastName: 'Smith' }

  it('are part of the result', () => {
    const { code, omitted, omittedLetters } = generateCode(structure, { affiliate })
    expect(code).toMatch(/^ANNASMITH/)
    expect(omitted).toEqual([])
    expect(omittedLetters).toEqual([{ name: 'firstName', letters: ['雷'] }])
  })

  it('are part of the results of a batch, even for an omitted part', () => {
    const [first] = createCodeGenerator(structure).batch([
      { affiliate: { firstName: '李', lastName: '雷 Smith' } },
    ])
    expect(first?.omitted).toEqual(['firstName'])
    expect(first?.omittedLetters).toEqual([
      { name: 'firstName', letters: ['李'] },
      { name: 'lastName', letters: ['雷'] },
    ])
  })

  it('are an error with strict, whose message does not repeat them', () => {
    const error = readError(() => generateCode({ ...structure, strict: true }, { affiliate }))
    expect(error).toMatchObject({ code: 'OMITTED_LETTERS', field: 'codeStructure.firstName' })
    expect(error.message).not.toContain('雷')
  })

  it('are the letters that toAscii leaves', () => {
    const toAscii = (text: string): string => text.replace('雷', 'Lei')
    expect(
      generateCode({ ...structure, strict: true, toAscii }, { affiliate }).omittedLetters,
    ).toEqual([])
    const other = { firstName: '雷李', lastName: 'Smith' }
    expect(generateCode({ ...structure, toAscii }, { affiliate: other }).omittedLetters).toEqual([
      { name: 'firstName', letters: ['李'] },
    ])
  })
})
