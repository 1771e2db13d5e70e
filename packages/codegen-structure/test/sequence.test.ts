import { unsafe } from '@noble/ciphers/aes.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCodeKey, type CodeStructureOptions } from '../src/index.js'
import { createCodeSequence } from '../src/sequence/sequence.js'
import { readError } from './caught-errors.js'
import { toChiSquare, toProbability } from './chi-square.js'
import { drawSlowly, permuteSlowly } from './permutation-reference.js'
import { sequenceKey, sequenceVectors } from './vectors/sequence.js'

const referenceKey = Uint8Array.from(sequenceKey)

function toStructure(randomCharsLength: number, alphabet = 'full'): CodeStructureOptions {
  const codeStructure = { randomChars: true }
  return { codeStructure, randomCharsLength, alphabet, randomCharsCase: 'uppercase' }
}

describe('the block cipher', () => {
  // The library exports it for such uses, but does not promise to keep it. The values are from FIPS 197, appendix B.
  it('is AES', () => {
    const words = [0xa8f6_4332, 0x8d30_5a88, 0xa298_3131, 0x3407_37e0]
    const { s0, s1, s2, s3 } = unsafe.encrypt(
      unsafe.expandKeyLE(referenceKey),
      words[0]!,
      words[1]!,
      words[2]!,
      words[3]!,
    )
    expect([s0 >>> 0, s1 >>> 0, s2 >>> 0, s3 >>> 0]).toEqual([
      0x1d84_2539, 0xfb09_dc02, 0x9785_11dc, 0x320b_6a19,
    ])
  })
})

describe('a sequence', () => {
  it.each(sequenceVectors)('returns $code at $index of $alphabet', (vector) => {
    const { index, code, ...structure } = vector
    const sequence = createCodeSequence(
      { codeStructure: { firstName: true, randomChars: true }, ...structure },
      { key: referenceKey, subject: { affiliate: { firstName: 'Ann' } } },
    )
    expect(sequence.at(index)).toBe(code)
    expect(sequence.indexOf(code.toLowerCase())).toBe(index)
  })

  it.each([
    [1, 'AB'],
    [1, 'full'],
    [2, 'safe'],
    [3, 'full'],
    [5, '0123456789'],
    [17, 'AB'],
    [4, 'full'],
  ])('of %d characters of %s has every code once and finds its index', (length, alphabet) => {
    const sequence = createCodeSequence(toStructure(length, alphabet), { key: referenceKey })
    const keys = new Set<string>()
    // Looking up all 36^4 codes again takes seconds.
    const stride = sequence.capacity > 2 ** 18 ? 101 : 1
    let index = 0
    let lost = 0
    for (const code of sequence.range(0, sequence.capacity)) {
      keys.add(code)
      if (index % stride === 0 && sequence.indexOf(code) !== index) lost++
      index++
    }
    expect([keys.size, lost]).toEqual([sequence.capacity, 0])
  })

  it('equals a slow version that uses BigInt', () => {
    const spaces = fc.constantFrom(
      ...([
        ['full', 36, 1],
        ['full', 36, 2],
        ['safe', 28, 3],
        ['full', 36, 4],
        ['clear', 31, 5],
        ['full', 36, 7],
        ['full', 36, 9],
        ['full', 36, 10],
        ['AB', 2, 24],
      ] as const),
    )
    fc.assert(
      fc.property(spaces, fc.double({ min: 0, max: 0.999_999, noNaN: true }), (space, share) => {
        const [alphabet, base, length] = space
        const structure = { ...toStructure(length, alphabet), prefix: 'VIP' }
        const sequence = createCodeSequence(structure, { key: referenceKey })
        const index = Math.floor(share * sequence.capacity)
        const symbols = alphabet === 'AB' ? 'AB' : sequenceSymbols(alphabet)
        const draw = drawSlowly(referenceKey, `code-sequence|${symbols}|${length}|VIP`)
        let number = permuteSlowly(draw, { base, length }, index)
        let code = ''
        for (let place = 0; place < length; place++) {
          code = symbols.charAt(Number(number % BigInt(base))) + code
          number /= BigInt(base)
        }
        expect(sequence.at(index)).toBe(`VIP${code}`)
        expect(sequence.indexOf(`VIP${code}`)).toBe(index)
      }),
      { numRuns: 60 },
    )
  })

  it('gives every worker distinct codes, in any letter case', () => {
    const structure = { codeStructure: { randomChars: true }, prefix: 'VIP-' }
    const sequence = createCodeSequence(structure, { key: referenceKey })
    const ranges = [0, 1, 2, 3].map((worker) => [...sequence.range(worker * 5000, 5000)])
    expect(new Set(ranges.flat().map(toCodeKey)).size).toBe(20_000)
    expect(ranges.flat()).toContain(sequence.at(12_345))
    expect([...createCodeSequence(structure, { key: referenceKey }).range(12_345, 1)]).toEqual([
      sequence.at(12_345),
    ])
    expect(ranges.flat().join('')).toMatch(/[a-z]/)
  })

  it('looks random in the symbols at every position and the distance of neighbors', () => {
    const count = 200_000
    const sequence = createCodeSequence(toStructure(8), { key: referenceKey })
    const symbols = sequenceSymbols('full')
    const places = Array.from({ length: 8 }, () => Array.from({ length: 36 }, () => 0))
    const steps = Array.from({ length: 36 }, () => 0)
    let before = 0
    for (const code of sequence.range(0, count)) {
      for (const [place, counts] of places.entries()) {
        counts[symbols.indexOf(code.charAt(place))]!++
      }
      const last = symbols.indexOf(code.charAt(7))
      steps[(last - before + 36) % 36]!++
      before = last
    }
    const expected = Array.from({ length: 36 }, () => count / 36)
    const chances = [...places, steps].map((counts) =>
      toProbability(toChiSquare(counts, expected), 35),
    )
    expect(Math.min(...chances) * chances.length).toBeGreaterThan(0.001)
  })

  it('has a different order for a different key, subject, length, alphabet, or prefix', () => {
    const codeStructure = { firstName: true, randomChars: true }
    const subject = { affiliate: { firstName: 'Ann' } }
    const base = { codeStructure, randomCharsLength: 6, randomCharsCase: 'uppercase' } as const
    const tail = (structure: CodeStructureOptions, key = referenceKey, firstName = 'Ann'): string =>
      Array.from(
        createCodeSequence(structure, { key, subject: { affiliate: { firstName } } }).range(0, 3),
        (code) => code.slice(-6),
      ).join(' ')
    const orders = [
      tail(base),
      tail(
        base,
        referenceKey.map((byte) => byte ^ 1),
      ),
      tail(base, new Uint8Array(32)),
      tail(base, referenceKey, 'Bob'),
      tail({ ...base, prefix: 'A' }),
      tail({ ...base, randomCharsLength: 7 }),
      tail({ ...base, alphabet: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXZY' }),
    ]
    expect(new Set(orders).size).toBe(orders.length)
    expect(tail({ ...base, prefix: 'a' })).toBe(tail({ ...base, prefix: 'A' }))
    expect(subject).toBeDefined()
  })

  it('returns -1 for codes of another stem, length, or alphabet', () => {
    const structure = { codeStructure: { randomChars: true }, prefix: 'VIP', alphabet: 'clear' }
    const sequence = createCodeSequence(structure, { key: referenceKey })
    expect(['VIPAAA', 'VIPAAAAA', 'VOPAAAA', 'VIPAAA0', ''].map(sequence.indexOf)).toEqual([
      -1, -1, -1, -1, -1,
    ])
  })
})

describe('an invalid sequence is refused', () => {
  it.each<[string, unknown]>([
    ['15 bytes', new Uint8Array(15)],
    ['a string', 'secret key of 16'],
    ['missing', undefined],
  ])('with a key of %s, which is not repeated', (received, key) => {
    const error = readError(() => createCodeSequence(toStructure(4), { key: key as Uint8Array }))
    expect(error).toMatchObject({ code: 'INVALID_KEY', received })
    expect(error.message).not.toContain('secret key of 16')
  })

  it.each([
    [{ codeStructure: { firstName: true } }, 'INVALID_STRUCTURE'],
    [toStructure(11), 'INVALID_LENGTH'],
    [toStructure(0), 'INVALID_LENGTH'],
  ])('for %j', (structure, code) => {
    expect(readError(() => createCodeSequence(structure, { key: referenceKey })).code).toBe(code)
  })

  it.each([-1, 1.5, Number.NaN, 1296])('at %d', (index) => {
    const sequence = createCodeSequence(toStructure(2), { key: referenceKey })
    expect(readError(() => sequence.at(index)).code).toBe('INVALID_INDEX')
  })

  it.each([
    [0, 1297],
    [1296, 1],
    [-1, 1],
    [1297, 0],
  ])('in a range from %d of %d, before its first code', (start, count) => {
    const sequence = createCodeSequence(toStructure(2), { key: referenceKey })
    expect(readError(() => sequence.range(start, count)).code).toBe('INVALID_INDEX')
  })
})

function sequenceSymbols(alphabet: string): string {
  const all = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
  if (alphabet === 'clear') return all.replace(/[01ILO]/g, '')
  return alphabet === 'safe' ? all.replace(/[01AEILOU]/g, '') : all
}
