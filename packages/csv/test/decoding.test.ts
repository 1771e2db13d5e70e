import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeText, isGarbled, parseEncoding } from '../src/decoding.js'

const header = 'first_name,last_name,email\n'
const emails = '\nada@example.com,bo@example.com\n'

/** Realistic text, with a header and addresses in Latin letters around it. */
const text = fc
  .string({ unit: 'grapheme', maxLength: 60 })
  .map((names) => `${header}${names.replace(/[\0\uFEFF\uFFFD\uD800-\uDFFF]/gu, 'x')}${emails}`)

function toUtf16(value: string, order: 'LE' | 'BE'): Buffer {
  const bytes = Buffer.from(value, 'utf16le')
  return order === 'LE' ? bytes : bytes.swap16()
}

describe('the encoding of a file', () => {
  it.each([
    ['UTF-8', 'UTF-8', (value: string) => Buffer.from(value)],
    ['UTF-8 with a mark', 'UTF-8', (value: string) => Buffer.from(`\uFEFF${value}`)],
    ['UTF-16LE', 'UTF-16LE', (value: string) => toUtf16(value, 'LE')],
    ['UTF-16LE with a mark', 'UTF-16LE', (value: string) => toUtf16(`\uFEFF${value}`, 'LE')],
    ['UTF-16BE', 'UTF-16BE', (value: string) => toUtf16(value, 'BE')],
    ['UTF-16BE with a mark', 'UTF-16BE', (value: string) => toUtf16(`\uFEFF${value}`, 'BE')],
  ])('is detected for any text in %s', (_, encoding, encode) => {
    fc.assert(
      fc.property(text, (value) => {
        expect(decodeText(encode(value))).toEqual({ text: value, encoding, isGuess: false })
      }),
    )
  })

  it('is Windows-1252 for any Windows-1252 text that is not valid UTF-8', () => {
    const letters = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'
    const positions = [0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e]
    positions.push(...Array.from({ length: 9 }, (_, index) => 0x91 + index))
    positions.push(0x9a, 0x9b, 0x9c, 0x9e, 0x9f)
    const toByte = (letter: string): number =>
      positions[letters.indexOf(letter)] ?? letter.charCodeAt(0)
    const latin = fc.array(
      fc.constantFrom(
        ...letters,
        ...Array.from({ length: 96 }, (_, i) => String.fromCharCode(160 + i)),
        'a',
        ' ',
      ),
      { minLength: 1, maxLength: 20 },
    )
    fc.assert(
      fc.property(latin, (characters) => {
        // A letter followed by a lowercase one is never valid UTF-8.
        const value = `${header}Éa${characters.join('')}${emails}`
        const bytes = Uint8Array.from(value, toByte)
        expect(decodeText(bytes)).toEqual({ text: value, encoding: 'Windows-1252', isGuess: true })
      }),
    )
  })

  it('stays UTF-8 when a single byte is wrong', () => {
    const bytes = Buffer.concat([Buffer.from('María\nŁukasz\n'), Buffer.from('Ren\xE9', 'latin1')])
    expect(decodeText(bytes)).toMatchObject({ text: 'María\nŁukasz\nRen\uFFFD', encoding: 'UTF-8' })
  })

  it.each([
    ['windows-1250', [0xa3, 0x75, 0x6b], 'Łuk'],
    ['cp1250', [0xa3, 0x75, 0x6b], 'Łuk'],
    ['Win-1250', [0xa3, 0x75, 0x6b], 'Łuk'],
    ['iso-8859-2', [0xa3, 0x75, 0x6b], 'Łuk'],
    ['windows-1251', [0xc8, 0xe2, 0xe0, 0xed], 'Иван'],
    ['windows-1253', [0xc1], 'Α'],
    ['windows-1254', [0xdd], 'İ'],
    ['koi8-r', [0xe9], 'И'],
    ['gbk', [0xc0, 0xd7], '雷'],
    ['gb2312', [0xc0, 0xd7], '雷'],
    ['big5', [0xb9, 0x70], '雷'],
    ['shift_jis', [0x97, 0x8b], '雷'],
    ['cp932', [0x97, 0x8b], '雷'],
    ['euc-jp', [0xcd, 0xeb], '雷'],
    ['euc-kr', [0xb1, 0xe8], '김'],
    ['macroman', [0x8e], 'é'],
    ['ansi', [0x8e], 'Ž'],
    ['latin1', [0xe9], 'é'],
    ['utf-16le', [0xe9, 0x00], 'é'],
    ['UTF8', [0xc3, 0xa9], 'é'],
  ])('can be named: %s', (label, bytes, expected) => {
    expect(decodeText(Uint8Array.from(bytes), label)).toMatchObject({
      text: expected,
      isGuess: false,
    })
  })

  it.each(['klingon', '', 'utf-9', 'cp437'])('is refused with the common names: "%s"', (label) => {
    expect(() => parseEncoding(label)).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_ENCODING',
        field: 'encoding',
        message: expect.stringMatching(
          /^`encoding` must be the name of a text encoding, but was ".*"\. Common ones are utf-8, .*\.$/,
        ),
      }),
    )
  })
})

describe('a name', () => {
  it.each([
    ['MarÃ­a', false],
    ['ZoÃ«', false],
    ['Å\u0081ukasz', false],
    ['JÃ¼rgen', false],
    ['Ð\u0098Ð²Ð°Ð½', false],
    ['£ukasz', true],
    ['¯aneta', true],
    ['À×', true],
    ['Èâàí', true],
  ])('looks garbled: %s', (name, isGuess) => {
    expect(isGarbled(name, isGuess)).toBe(true)
  })

  it.each([
    'Zoë',
    'José Ángel',
    'Mª José',
    "O'Brien",
    'O´Brien',
    'O’Brien',
    'Žiga',
    'Łukasz',
    'Åse',
    'Ana–María',
    'Sørensen',
    'Ñuñez',
    'Êmile',
    'Ístvan',
    '雷',
    'Đurić',
    'Núria Gel·la',
    'Núñez',
    'Íñigo',
  ])('does not look garbled: %s', (name) => {
    expect(isGarbled(name, true)).toBe(false)
  })
})
