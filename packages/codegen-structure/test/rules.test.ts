import { defaultOptions } from 'sqids'
import { describe, expect, it } from 'vitest'
import { alphabets } from '../src/alphabets.js'
import {
  capacity,
  createCodeGenerator,
  generateCode,
  toCodeKey,
  type CodeStructureOptions,
  type CodeSubject,
} from '../src/index.js'
import { createPlatformSource, createRandomDraw } from '../src/random.js'
import { readError } from './caught-errors.js'
import { createByteSource, createSeededSource } from './random-sources.js'
import { vendorVectors } from './vectors/vendor.js'

const johnSubject = {
  affiliate: { firstName: 'John', lastName: 'Smith', email: 'john.doe+promo@example.com' },
  coupon: { name: 'Summer Sale 20%', couponType: 'PERCENTAGE', percentOff: 20, amountOff: null },
} as const satisfies CodeSubject

const everyPart = {
  firstName: true,
  lastName: true,
  email: true,
  discountAmount: true,
  couponName: true,
} as const

function codeOf(structure: CodeStructureOptions, subject: CodeSubject = johnSubject): string {
  return generateCode(structure, subject, { random: createSeededSource(1) }).code
}

function codeOfAmount(percentOff: number | null): string {
  const subject = { coupon: { percentOff } }
  return codeOf(
    { codeStructure: { discountAmount: true, firstName: true } },
    {
      affiliate: { firstName: 'A' },
      ...subject,
    },
  )
}

describe("Referly's own example", () => {
  it.each(vendorVectors)('generates $code', ({ structure, subject, draws, code }) => {
    const generated = generateCode(structure, subject, { random: createByteSource(draws) })
    expect(generated).toEqual({
      code,
      key: code,
      parts: [
        { name: 'prefix', text: 'SAVE' },
        { name: 'firstName', text: 'JOHN' },
        { name: 'randomChars', text: '8X4Z' },
      ],
      omitted: [],
      omittedLetters: [],
      shortened: [],
    })
  })
})

describe('the rules for the content of a code', () => {
  it('rule 1: parts are in the documented order with nothing in between', () => {
    const structure = { codeStructure: everyPart, prefix: 'Go', maxLength: 500 }
    expect(codeOf(structure)).toBe('GoJOHNSMITHJOHNDOE20SUMMERSALE20')
  })

  it('rule 1: the order of the fields in the request does not matter', () => {
    const codeStructure = { couponName: true, lastName: true, firstName: true }
    expect(codeOf({ codeStructure })).toBe('JOHNSMITHSUMMERSALE20')
  })

  it('rule 1: a separator is only between parts, including before the random part', () => {
    const codeStructure = { firstName: true, lastName: true, randomChars: true }
    const structure = { codeStructure, prefix: 'VIP', separator: '-' } as const
    expect(codeOf(structure, { affiliate: { lastName: 'Smith' } })).toMatch(/^VIP-SMITH-\w{4}$/)
    expect(codeOf({ ...structure, prefix: '' }, {})).toMatch(/^\w{4}$/)
  })

  it('rule 2: names are in upper case, the prefix is as typed, random characters are as configured', () => {
    const structure = { codeStructure: { firstName: true, randomChars: true }, prefix: 'Save' }
    expect(codeOf({ ...structure, randomCharsCase: 'lowercase' })).toMatch(/^SaveJOHN[0-9a-z]{4}$/)
    expect(codeOf({ ...structure, randomCharsCase: 'uppercase' })).toMatch(/^SaveJOHN[0-9A-Z]{4}$/)
  })

  it('rule 3: letters with marks and other European scripts are written in ASCII', () => {
    const codeStructure = { firstName: true, lastName: true }
    expect(codeOf({ codeStructure }, { affiliate: { firstName: 'José', lastName: 'Иван' } })).toBe(
      'JOSEIVAN',
    )
  })

  it('rule 4: an unsupported script is omitted unless toAscii converts it', () => {
    const structure = { codeStructure: { firstName: true }, prefix: 'VIP' }
    const subject = { affiliate: { firstName: '李雷' } }
    expect(readError(() => codeOf(structure, subject)).code).toBe('EMPTY_CODE')
    expect(codeOf({ ...structure, toAscii: () => 'Li Léi' }, subject)).toBe('VIPLILEI')
  })

  it('rule 5: punctuation and spaces are dropped and never cut a name', () => {
    const structure = { codeStructure: { firstName: true, lastName: true } }
    const affiliate = { firstName: 'Anne Marie', lastName: "O'Brien" }
    expect(codeOf(structure, { affiliate })).toBe('ANNEMARIEOBRIEN')
  })

  it('rule 6: an empty part is omitted and listed in the result', () => {
    const structure = { codeStructure: { ...everyPart, randomChars: true }, prefix: 'GO' }
    const generated = generateCode(structure, { affiliate: { firstName: '😀', lastName: null } })
    expect(generated.code).toMatch(/^GO\w{4}$/)
    expect(generated.omitted).toEqual([
      'firstName',
      'lastName',
      'email',
      'discountAmount',
      'couponName',
    ])
  })

  it('rule 6: without a random part, an empty code or a prefix alone is refused', () => {
    expect(readError(() => codeOf({ codeStructure: {} })).code).toBe('EMPTY_CODE')
    const structure = { codeStructure: { firstName: true }, prefix: 'SAVE' }
    expect(readError(() => codeOf(structure, {})).code).toBe('EMPTY_CODE')
  })

  it('rule 6: strict makes an empty part an error that names it', () => {
    const codeStructure = { firstName: true, lastName: true, randomChars: true }
    const subject = { affiliate: { firstName: 'John', lastName: '李' } }
    const error = readError(() => codeOf({ codeStructure, strict: true }, subject))
    expect(error).toMatchObject({ code: 'EMPTY_PART', field: 'codeStructure.lastName' })
    expect(codeOf({ codeStructure }, subject)).toMatch(/^JOHN/)
  })

  it.each([
    ['john.doe+promo@x.com', 'JOHNDOE'],
    ['"a@b"@x.com', 'AB'],
    ['josé@x.com', 'JOSE'],
    ['a+b+c@x.com', 'A'],
    ['no-at-sign', 'NOATSIGN'],
  ])('rule 7: the email %s becomes %s', (email, text) => {
    expect(codeOf({ codeStructure: { email: true } }, { affiliate: { email } })).toBe(text)
  })

  it('rule 7: an email that is only a tag is an empty part', () => {
    const subject = { affiliate: { email: '+tag@x.com', firstName: 'A' } }
    expect(codeOf({ codeStructure: { email: true, firstName: true } }, subject)).toBe('A')
  })

  it.each([
    [12.5, 'A12P5'],
    [20, 'A20'],
    [0.5, 'A0P5'],
    [33.333_333, 'A33P333'],
    [12.0005, 'A12P001'],
    [0.5005, 'A0P501'],
    [99.9999, 'A100'],
    [100_000_000, 'A100000000'],
  ])('rule 8: a discount of %d is written %s', (amount, code) => {
    expect(codeOfAmount(amount)).toBe(code)
  })

  it('rule 9: a flat discount is written without its currency', () => {
    const coupon = { couponType: 'FLAT', percentOff: null, amountOff: 10, currency: 'USD' } as const
    expect(codeOf({ codeStructure: { discountAmount: true } }, { coupon })).toBe('10')
  })

  it.each([0, null, 1e-7, 0.0004])('rule 10: a discount of %s is omitted', (amount) => {
    expect(codeOfAmount(amount)).toBe('A')
  })

  it.each([-1, Number.NaN, Infinity, 1e9])('rule 10: a discount of %d is refused', (amount) => {
    const error = readError(() => codeOfAmount(amount))
    expect(error).toMatchObject({ code: 'INVALID_AMOUNT', field: 'coupon.percentOff' })
  })

  it('rule 11: a coupon name is treated like any other name', () => {
    expect(codeOf({ codeStructure: { couponName: true } })).toBe('SUMMERSALE20')
  })

  it.each(['Élan', 'SA VE', 'A_B', 'A\n', '😀%'])('rule 12: the prefix %j is refused', (prefix) => {
    const error = readError(() => codeOf({ codeStructure: { firstName: true }, prefix }))
    expect(error).toMatchObject({ code: 'INVALID_PREFIX', field: 'prefix' })
  })

  it('rule 12: the message lists the invalid characters', () => {
    const error = readError(() => codeOf({ codeStructure: {}, prefix: 'Élan 😀%' }))
    expect(error.received).toBe('text with "É" and " " and "😀" and "%"')
  })
})

describe('rule 13: a code that would be too long', () => {
  it('shortens the longest name, or the later one of two, and no other part', () => {
    const codeStructure = { ...everyPart, email: false, couponName: false, randomChars: true }
    const structure = { codeStructure, prefix: 'SAVE', maxLength: 20 }
    const affiliate = { firstName: 'Maximilian', lastName: 'Featherstone' }
    const generated = generateCode(structure, { ...johnSubject, affiliate })
    expect(generated.code).toMatch(/^SAVEMAXIMFEATH20\w{4}$/)
    expect(generated.shortened).toEqual([
      { name: 'firstName', from: 10, to: 5 },
      { name: 'lastName', from: 12, to: 5 },
    ])
    expect(codeOf({ ...structure, maxLength: 19 }, { ...johnSubject, affiliate })).toMatch(
      /^SAVEMAXIMFEAT20\w{4}$/,
    )
  })

  it('shortens to 32 characters by default', () => {
    const subject = { affiliate: { firstName: 'x'.repeat(1000) } }
    const codeStructure = { firstName: true, randomChars: true }
    expect(codeOf({ codeStructure }, subject)).toHaveLength(32)
    expect(codeOf({ codeStructure, maxLength: 500 }, subject)).toHaveLength(260)
  })

  it('can remove a name completely and lists it as omitted', () => {
    const structure = { codeStructure: { firstName: true, randomChars: true }, prefix: 'SAVE' }
    const generated = generateCode({ ...structure, maxLength: 8 }, johnSubject)
    expect(generated.code).toMatch(/^SAVE\w{4}$/)
    expect(generated).toMatchObject({
      omitted: ['firstName'],
      omittedLetters: [],
      shortened: [{ name: 'firstName', from: 4, to: 0 }],
    })
  })

  it('is refused when the prefix, amount, and random part alone do not fit', () => {
    const codeStructure = { firstName: true, randomChars: true }
    const structure = { codeStructure, prefix: 'SAVE', maxLength: 7 }
    expect(readError(() => codeOf(structure)).code).toBe('TOO_LONG')
  })
})

describe('the rules for the random part', () => {
  it.each([0, -1, 25, 1.5, Number.NaN, Infinity])('rule 14: length %d is refused', (length) => {
    const structure = { codeStructure: { randomChars: true }, randomCharsLength: length }
    expect(readError(() => codeOf(structure)).code).toBe('INVALID_LENGTH')
  })

  it.each([1, 4, 24])('rule 14: length %d is accepted', (length) => {
    const structure = { codeStructure: { randomChars: true }, randomCharsLength: length }
    expect(codeOf(structure)).toHaveLength(length)
  })

  it.each([0, 501, 2.5])('rule 14: a maxLength of %d is refused', (maxLength) => {
    const structure = { codeStructure: { firstName: true }, maxLength }
    expect(readError(() => codeOf(structure)).code).toBe('INVALID_LENGTH')
  })

  it.each(['', 'A', 'AA', 'Aa', 'ABCa', 'AB-', 'AÉ', 'A😀', 'A'.repeat(300)])(
    'rule 15: the alphabet %j is refused',
    (alphabet) => {
      const structure = { codeStructure: { randomChars: true }, alphabet }
      expect(readError(() => codeOf(structure)).code).toBe('INVALID_ALPHABET')
    },
  )

  it('rule 15: a custom alphabet is compared case-insensitively', () => {
    const structure = { codeStructure: { randomChars: true }, prefix: 'A', alphabet: 'xY7' }
    expect(codeOf({ ...structure, randomCharsCase: 'uppercase' })).toMatch(/^A[XY7]{4}$/)
    expect(capacity(structure)).toBe(81)
  })

  it('rule 16: mixed draws a symbol and then, separately, its case', () => {
    const structure = { codeStructure: { randomChars: true } }
    const draws = [10, 11, 5, 12, 0, 1, 0]
    expect(generateCode(structure, {}, { random: createByteSource(draws) }).code).toBe('Ab5C')
  })

  it('rule 16: mixed has as many codes as a single case, because case is ignored', () => {
    const structure = { codeStructure: { randomChars: true }, prefix: 'VIP' }
    expect(capacity({ ...structure, randomCharsCase: 'mixed' })).toBe(36 ** 4)
  })

  it('rule 21: the clear alphabet omits characters that are easily confused', () => {
    expect([...alphabets.full].filter((symbol) => !alphabets.clear.includes(symbol))).toEqual([
      ...'01ILO',
    ])
  })

  it('rule 22: the safe alphabet cannot spell any of the 560 words that sqids filters out', () => {
    const words = [...(defaultOptions.blocklist ?? [])]
    const spelled = (symbols: string): string[] =>
      words.filter((word) => [...word.toUpperCase()].every((letter) => symbols.includes(letter)))
    expect(words).toHaveLength(560)
    expect(spelled('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ').length).toBeGreaterThan(500)
    expect(spelled('23456789BCDFGHJKMNPQRSTVWXYZ')).toEqual([])
  })

  it('rule 22: the safe alphabet also omits vowels, and names are never filtered', () => {
    expect([...alphabets.full].filter((symbol) => !alphabets.safe.includes(symbol))).toEqual([
      ...'01AEILOU',
    ])
    const structure = { codeStructure: { lastName: true }, alphabet: 'safe' }
    expect(codeOf(structure, { affiliate: { lastName: 'Hancock' } })).toBe('HANCOCK')
  })

  it('rule 24: without a secure source, an error is thrown instead of using a substitute', () => {
    const draw = createRandomDraw(createPlatformSource({}))
    expect(readError(() => draw.below(36)).code).toBe('NO_CSPRNG')
  })

  it('rule 24: the source is not used before the first code', () => {
    let calls = 0
    const random = (buffer: Uint8Array): void => {
      calls++
      createSeededSource(calls)(buffer as Uint8Array<ArrayBuffer>)
    }
    const generator = createCodeGenerator({ codeStructure: { randomChars: true } }, { random })
    expect(calls).toBe(0)
    generator.one({})
    expect(calls).toBe(1)
  })
})

describe('the rules for uniqueness', () => {
  it('rule 17: codes that differ only in case are the same', () => {
    expect(toCodeKey('SaveJohn-8x4z')).toBe('SAVEJOHN-8X4Z')
    const structure = { codeStructure: { firstName: true }, prefix: 'Save' }
    const error = readError(() => generateCode(structure, johnSubject, { taken: ['saveJOHN'] }))
    expect(error.code).toBe('CODES_EXHAUSTED')
  })

  it('rule 17: two stems with the same text share a space', () => {
    const subjects = [
      { affiliate: { firstName: 'Jo', lastName: 'Hn' } },
      { affiliate: { firstName: 'John' } },
    ]
    const generator = createCodeGenerator({ codeStructure: { firstName: true, lastName: true } })
    expect(readError(() => generator.batch(subjects))).toMatchObject({
      code: 'CODES_EXHAUSTED',
      counts: { requested: 2, capacity: 1, taken: 0 },
    })
  })

  it('rule 18: a taken code without a random part is refused, and no suffix is added', () => {
    const structure = { codeStructure: { firstName: true } }
    const error = readError(() => generateCode(structure, johnSubject, { taken: ['JOHN'] }))
    expect(error.counts).toEqual({ requested: 1, capacity: 1, taken: 1 })
    expect(error.hint).toContain('randomChars')
  })

  it('rule 19: all 36 codes of one character are generated, and 37 are refused in advance', () => {
    const structure = { codeStructure: { randomChars: true }, prefix: 'A', randomCharsLength: 1 }
    const generator = createCodeGenerator(structure)
    expect(new Set(generator.list({}, 36).map(toCodeKey)).size).toBe(36)
    expect(readError(() => generator.list({}, 37)).counts).toEqual({
      requested: 37,
      capacity: 36,
      taken: 0,
    })
  })

  it('rule 19: only taken codes of the same space reduce the possible length of a list', () => {
    const structure = { codeStructure: { randomChars: true }, prefix: 'A', randomCharsLength: 1 }
    const taken = ['a1', 'A1', 'AB', 'B1', 'A', 'A11', '', 'A-']
    const generator = createCodeGenerator(structure, { taken })
    expect(new Set(generator.list({}, 34)).size).toBe(34)
    expect(readError(() => generator.list({}, 35)).counts?.taken).toBe(2)
  })

  it('rule 19: a taken code shorter than the random part has no effect', () => {
    const structure = { codeStructure: { randomChars: true }, prefix: 'X', randomCharsLength: 2 }
    const generator = createCodeGenerator(structure, { taken: ['XA', '7', 'XABC'] })
    expect(generator.list({}, 1296)).toHaveLength(1296)
  })

  it('rule 20: the last free code of a space is found', () => {
    const codeStructure = { randomChars: true }
    const structure = { codeStructure, prefix: 'X', randomCharsLength: 3 } as const
    for (const free of ['X000', 'XZZZ', 'XA0Z']) {
      const taken = (key: string): boolean => key !== free
      expect(generateCode(structure, {}, { taken }).key).toBe(free)
    }
  })

  it('rule 20: a full space is proven to be full', () => {
    const structure = { codeStructure: { randomChars: true }, prefix: 'X', randomCharsLength: 2 }
    const seen = new Set<string>()
    const taken = (key: string): boolean => seen.add(key).size > 0
    const error = readError(() => generateCode(structure, {}, { taken }))
    expect(error.counts).toEqual({ requested: 1, capacity: 1296, taken: 1296 })
    expect(seen.size).toBe(1296)
  })

  it('rule 20: the search in a space that is too large ends after 64 tries', () => {
    let tries = 0
    const taken = (): boolean => ++tries > 0
    const structure = { codeStructure: { randomChars: true }, prefix: 'X', randomCharsLength: 5 }
    const error = readError(() => generateCode(structure, {}, { taken }))
    expect(error.counts).toEqual({ requested: 1, capacity: 36 ** 5 })
    expect(tries).toBe(64)
  })
})
