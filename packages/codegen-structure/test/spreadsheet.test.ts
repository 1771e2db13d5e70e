import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  capacity,
  createCodeGenerator,
  generateCode,
  isSpreadsheetValue,
  recommendLength,
  toCodeKey,
  type CodeStructureOptions,
  type CodeSubject,
} from '../src/index.js'
import { createCodeSequence } from '../src/sequence/sequence.js'
import { readError } from './caught-errors.js'
import { createFixedSource, toChiSquare, toProbability } from './chi-square.js'
import { createByteSource } from './random-sources.js'
import { isReadAsValue, months } from './spreadsheet-reader.js'

const key = Uint8Array.from({ length: 16 }, (_, index) => index)

/** A structure whose stem is the given text, by a prefix and, where it has digits at the end, an amount. */
function toStructure(prefix: string, length: number, alphabet = 'full'): CodeStructureOptions {
  return {
    codeStructure: { randomChars: true },
    prefix,
    randomCharsLength: length,
    randomCharsCase: 'uppercase',
    alphabet,
  }
}

/** Every code of a small space, one after another. */
function* everyCode(stem: string, symbols: string, length: number): Generator<string> {
  if (length === 0) yield stem
  else for (const symbol of symbols) yield* everyCode(stem + symbol, symbols, length - 1)
}

const full = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
// Stems and lengths of spaces that are small enough to enumerate.
const spaces: readonly (readonly [stem: string, length: number, alphabet: string])[] = [
  ['', 1, full],
  ['', 2, full],
  ['', 3, full],
  ['', 5, '019AEMRTU'],
  ['', 6, '2ADEMR'],
  ['20', 2, full],
  ['3', 3, full],
  ['JAN', 2, full],
  ['J', 3, '0129ANMU'],
  ['mar', 2, full],
  ['TRU', 1, full],
  ['FALS', 1, full],
  ['1E', 2, full],
  ['12', 2, 'AMP0123456789'],
  ['12-', 2, full],
  ['3-', 4, 'MAR0129'],
  ['MAR-', 2, full],
  ['2025-12-', 2, full],
  ['1E-', 2, full],
  ['MARS', 2, full],
  ['SAVE', 2, full],
  ['A-1', 2, full],
  ['JAN-SMITH', 2, full],
  ['0'.repeat(20), 2, full],
]

describe('rule 25: codes that spreadsheets convert to numbers, dates, or booleans', () => {
  it.each([
    ['05651'],
    ['77915'],
    ['8E437'],
    ['1e5'],
    ['MAR3'],
    ['3MAR'],
    ['dec25'],
    ['SEPT1'],
    ['3MAR25'],
    ['MARCH2025'],
    ['TRUE'],
    ['False'],
  ])('are never drawn, even when every other code is taken: %s', (code) => {
    const structure = toStructure('', code.length)
    const taken = (codeKey: string): boolean => codeKey !== toCodeKey(code)
    if (36 ** code.length < 2 ** 24) {
      expect(readError(() => generateCode(structure, {}, { taken })).code).toBe('CODES_EXHAUSTED')
    }
    expect(createCodeSequence(structure, { key }).indexOf(code)).toBe(-1)
  })

  it.each(spaces)(
    'are the only codes missing from a space: "%s" and %d of %s',
    (stem, length, symbols) => {
      const structure = toStructure(stem, length, symbols)
      const kept = [...everyCode(stem, symbols, length)].filter((code) => !isReadAsValue(code))
      const generator = createCodeGenerator(structure)
      expect(generator.capacity).toBe(kept.length)
      expect(capacity(structure)).toBe(kept.length)
      expect(generator.describe().capacity).toBe(kept.length)
      expect(generator.list({}, kept.length).toSorted()).toEqual(kept.toSorted())
      expect([...generator.stream({}, kept.length)].toSorted()).toEqual(kept.toSorted())
      expect(readError(() => generator.list({}, kept.length + 1)).counts).toEqual({
        requested: kept.length + 1,
        capacity: kept.length,
        taken: 0,
      })
      const sequence = createCodeSequence(structure, { key })
      expect(sequence.capacity).toBe(kept.length)
      const codes = [...sequence.range(0, kept.length)]
      expect(codes.toSorted()).toEqual(kept.toSorted())
      for (const index of [0, 1, 7, kept.length - 1].filter((each) => each < kept.length)) {
        expect(sequence.at(index)).toBe(codes[index])
        expect(sequence.indexOf(codes[index]!)).toBe(index)
      }
    },
  )

  it.each(months.map((month) => [month]))('include dates with %s at either end', (month) => {
    const lengths = { [`${month}7`]: 1, [`7${month}`]: 1, [`${month}2025`]: 4 }
    for (const [code, digits] of Object.entries(lengths)) {
      const stem = code.startsWith('7') ? code.slice(0, -1) : code.slice(0, -digits)
      const length = code.length - stem.length
      const symbols = `${[...new Set(code.slice(stem.length))].join('')}Q`
      const draws = Array.from(code.slice(stem.length), (symbol) => symbols.indexOf(symbol))
      const random = createByteSource([...draws, ...Array<number>(length).fill(symbols.length - 1)])
      const generated = generateCode(toStructure(stem, length, symbols), {}, { random })
      expect(generated.code).not.toBe(code)
      expect(generated.code).toContain('Q')
    }
  })

  const stems = fc.constantFrom(
    '',
    '2',
    '20',
    'JAN',
    'MAY',
    '3',
    'E',
    '1E',
    'T',
    'SAVE',
    'M-',
    '7-',
  )
  const lengths = fc.integer({ min: 2, max: 9 })
  // Alphabets in which such codes are frequent.
  const alphabets = fc.constantFrom(
    '0123456789E',
    '0123456789AMR',
    'full',
    'clear',
    '012E',
    'TRUE1',
  )
  const cases = fc.constantFrom('mixed', 'lowercase', 'uppercase')

  it('are not returned by any method, in any letter case', () => {
    fc.assert(
      fc.property(stems, lengths, alphabets, cases, (stem, length, alphabet, randomCharsCase) => {
        const structure = { ...toStructure(stem, length, alphabet), randomCharsCase } as const
        const count = Math.min(300, Math.floor(capacity(structure) / 2))
        const generator = createCodeGenerator(structure)
        const uncounted = createCodeGenerator(structure, { taken: () => false })
        const stream = generator.stream({})
        const singles = uncounted.stream({})
        const sequence = createCodeSequence(structure, { key })
        const codes = [
          generator.list({}, count),
          uncounted.list({}, count),
          String.fromCharCode(...generator.bytes({}, count)).split('\n'),
          Array.from({ length: 300 }, () => stream.next().value as string),
          Array.from({ length: 100 }, () => singles.next().value as string),
          [...generator.batch(Array.from({ length: count }, () => ({})))].map(({ code }) => code),
          [...sequence.range(0, Math.min(300, sequence.capacity))],
        ].flat()
        expect(codes.filter((code) => isReadAsValue(code))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  it('have no index in a sequence, and every other code has one', () => {
    const structure = toStructure('', 5, '0123456789E')
    const sequence = createCodeSequence(structure, { key })
    const indexes = new Set<number>()
    for (const code of everyCode('', '0123456789E', 5)) {
      const index = sequence.indexOf(code)
      if (isReadAsValue(code)) expect(index).toBe(-1)
      else indexes.add(index)
    }
    expect(indexes.size).toBe(sequence.capacity)
    expect(Math.max(...indexes)).toBe(sequence.capacity - 1)
  })

  it('depend on the name or amount before the random characters', () => {
    const codeStructure = { firstName: true, discountAmount: true, randomChars: true }
    const structure = { codeStructure, randomCharsLength: 2 }
    const generator = createCodeGenerator(structure)
    const toCount = (subject: CodeSubject): number | undefined =>
      readError(() => generator.list(subject, 2000)).counts?.capacity
    expect(generator.capacity).toBe(1296)
    expect(toCount({ affiliate: { firstName: 'John' } })).toBe(1296)
    // 100 texts of two digits, which are dates after JAN.
    expect(toCount({ affiliate: { firstName: 'Jan' } })).toBeLessThanOrEqual(1196)
    expect(toCount({ coupon: { percentOff: 20 } })).toBeLessThanOrEqual(1196)
    const subjects = Array.from({ length: 1250 }, () => ({ coupon: { percentOff: 20 } }))
    expect(readError(() => generator.batch(subjects)).code).toBe('CODES_EXHAUSTED')
  })

  it('do not count as taken', () => {
    const generator = createCodeGenerator(toStructure('', 2), { taken: ['12', '99', 'AB'] })
    expect(generator.list({}, generator.capacity - 1)).not.toContain('AB')
    expect(readError(() => generator.list({}, generator.capacity)).counts?.taken).toBe(1)
  })

  it('are drawn from an alphabet of digits', () => {
    const structure = toStructure('', 4, '0123456789')
    expect(capacity(structure)).toBe(10_000)
    expect(createCodeGenerator(structure).list({}, 10_000)).toHaveLength(10_000)
  })

  it('are drawn when the stem and the alphabet leave nothing else', () => {
    const structure = toStructure('3MA', 1, 'RY')
    expect(createCodeGenerator(structure).list({}, 2).toSorted()).toEqual(['3MAR', '3MAY'])
  })

  it('are not counted by recommendLength', () => {
    // Of 36 texts of one character, 26 are letters.
    expect(recommendLength({ codes: 26, guess: 1 })).toBe(1)
    expect(recommendLength({ codes: 27, guess: 1 })).toBe(2)
  })

  it('are left alone when they are typed', () => {
    const generator = createCodeGenerator({ codeStructure: { email: true } })
    expect(generator.one({ affiliate: { email: '12345@example.com' } }).code).toBe('12345')
  })
})

describe('isSpreadsheetValue', () => {
  it.each(spaces)('finds the values of a space: "%s" and %d of %s', (stem, length, symbols) => {
    for (const code of everyCode(stem, symbols, length)) {
      expect([code, isSpreadsheetValue(code)]).toEqual([code, isReadAsValue(code)])
    }
  })

  it.each([
    '05651',
    '77915',
    '8E437',
    '1e5',
    'MAR1',
    'mar-1',
    'SEPT12',
    'June2',
    '1JAN',
    '1-JAN-26',
    '1-2',
    '2026-11-28',
    'TRUE',
    'false',
    'DEC2026',
  ])('recognizes %s', (code) => {
    expect(isSpreadsheetValue(code)).toBe(true)
  })

  it.each(['SAVE20', 'A1', 'E5', '5A', 'MARIA1', 'MAR', 'MARA2', '1E', 'E437', '1_000', 'TRUE1'])(
    'does not confuse %s with a value',
    (code) => {
      expect(isSpreadsheetValue(code)).toBe(false)
    },
  )

  it('recognizes dates with every month, in any letter case', () => {
    const number = fc.constantFrom('', '1', '26', '2026', '12345')
    const dash = fc.constantFrom('', '-', '--', '_')
    const date = fc.tuple(number, dash, fc.constantFrom(...months, 'MARIA'), dash, number)
    fc.assert(
      fc.property(date, fc.boolean(), (parts, isLower) => {
        const code = isLower ? parts.join('').toLowerCase() : parts.join('')
        expect(isSpreadsheetValue(code)).toBe(isReadAsValue(code))
      }),
    )
  })

  it('accepts text of any length', () => {
    const digits = '0'.repeat(1_000_000)
    expect(isSpreadsheetValue(digits)).toBe(true)
    expect(isSpreadsheetValue(`${digits}!`)).toBe(false)
    expect(isSpreadsheetValue('')).toBe(false)
  })
})

describe('the remaining codes', () => {
  it.each(['one', 'list', 'stream', 'batch'] as const)('are drawn uniformly by %s', (way) => {
    const structure = toStructure('', 2, '0123456789AE')
    const draws = 60_000
    const kept = [...everyCode('', '0123456789AE', 2)].filter((code) => !isReadAsValue(code))
    const generator = createCodeGenerator(structure, { random: createFixedSource(77) })
    const counts = new Map(kept.map((code) => [code, 0]))
    const stream = generator.stream({})
    const drawn = {
      one: () => [generator.one({}).code],
      // In a list of 12, each code is equally likely at each position.
      list: () => generator.list({}, 12),
      stream: () => [stream.next().value as string],
      batch: () =>
        [...generator.batch(Array.from({ length: 12 }, () => ({})))].map((each) => each.code),
    }[way]
    let made = 0
    while (made < draws) {
      for (const code of drawn()) {
        counts.set(code, counts.get(code)! + 1)
        made++
      }
    }
    expect(counts.size).toBe(kept.length)
    const expected = kept.map(() => made / kept.length)
    const chiSquare = toChiSquare([...counts.values()], expected)
    expect(toProbability(chiSquare, kept.length - 1)).toBeGreaterThan(0.001)
  })
})
