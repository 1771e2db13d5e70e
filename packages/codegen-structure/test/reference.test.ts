import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createCodeGenerator,
  generateCode,
  isCodeStructureError,
  type CodeStructureOptions,
  type CodeSubject,
} from '../src/index.js'
import { createSeededSource } from './random-sources.js'
import { generateSlowly, listSlowly } from './reference.js'

const flag = fc.boolean()
const name = fc.option(
  fc.string({
    unit: fc.constantFrom(..."abcXYZ019éÉñçüßØłŁ ’'-.+@李😀\u0301\u202e"),
    maxLength: 40,
  }),
)
const subjects: fc.Arbitrary<CodeSubject> = fc.record({
  affiliate: fc.option(fc.record({ firstName: name, lastName: name, email: name })),
  coupon: fc.option(
    fc.record({
      name,
      percentOff: fc.option(fc.integer({ min: 0, max: 100_000 }).map((n) => n / 1000)),
    }),
  ),
})
const structures: fc.Arbitrary<CodeStructureOptions> = fc.record({
  codeStructure: fc.record({
    firstName: flag,
    lastName: flag,
    email: flag,
    discountAmount: flag,
    couponName: flag,
    randomChars: flag,
  }),
  prefix: fc.stringMatching(/^[A-Za-z0-9-]{0,12}$/),
  randomCharsLength: fc.integer({ min: 1, max: 24 }),
  randomCharsCase: fc.constantFrom('uppercase', 'lowercase', 'mixed'),
  alphabet: fc.constantFrom('full', 'clear', 'safe', 'aB3'),
  separator: fc.constantFrom('', '-', '_'),
  maxLength: fc.integer({ min: 1, max: 64 }),
})

describe('the slow but obviously correct version', () => {
  it('returns the same codes and throws the same errors', () => {
    fc.assert(
      fc.property(structures, subjects, fc.integer(), (structure, subject, seed) => {
        let code: string
        try {
          code = generateCode(structure, subject, { random: createSeededSource(seed) }).code
        } catch (error) {
          code = isCodeStructureError(error) ? error.code : String(error)
        }
        expect(code).toBe(generateSlowly(structure, subject, createSeededSource(seed)))
      }),
      { numRuns: 1000 },
    )
  })

  it('returns the same list, stream, and bytes for any taken codes', () => {
    const lengths = fc.integer({ min: 1, max: 5 })
    const counts = fc.integer({ min: 0, max: 700 })
    fc.assert(
      fc.property(lengths, counts, fc.integer(), (randomCharsLength, wanted, seed) => {
        const symbols = '23456789BCDFGHJKMNPQRSTVWXYZ'
        const space = 28 ** randomCharsLength
        const count = Math.min(wanted, Math.floor((space - 8 ** randomCharsLength) / 2))
        const random = createSeededSource(seed + 1)
        const taken = listSlowly(symbols, randomCharsLength, {
          count: Math.min(50, Math.floor(space / 8)),
          taken: [],
          random,
        })
        const structure = {
          codeStructure: { randomChars: true },
          alphabet: 'safe',
          randomCharsLength,
          randomCharsCase: 'uppercase',
        } as const
        const create = () =>
          createCodeGenerator(structure, {
            random: createSeededSource(seed),
            taken: taken.map((code) => code.toLowerCase()),
          })
        const expected = listSlowly(symbols, randomCharsLength, {
          count,
          taken,
          random: createSeededSource(seed),
        })
        const isExact = space <= 4 * 65_536
        if (isExact) expect(create().list({}, count)).toEqual(expected)
        const list = create().list({}, count)
        expect([...create().stream({}, count)]).toEqual(list)
        const bytes = String.fromCharCode(...create().bytes({}, count))
        expect(bytes).toBe(list.map((code) => `${code}\n`).join(''))
        expect(new Set([...list, ...taken]).size).toBe(count + taken.length)
      }),
      { numRuns: 60 },
    )
  })
})
