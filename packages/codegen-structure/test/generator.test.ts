import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createCodeGenerator,
  generateCode,
  isCodeStructureError,
  toCodeKey,
  type CodeStructureOptions,
  type CodeSubject,
} from '../src/index.js'
import { readError } from './caught-errors.js'
import { createSeededSource } from './random-sources.js'

const text = fc.option(fc.string({ unit: 'binary', maxLength: 60 }))
const flag = fc.boolean()

const subjects: fc.Arbitrary<CodeSubject> = fc.record({
  affiliate: fc.option(fc.record({ firstName: text, lastName: text, email: text })),
  coupon: fc.option(
    fc.record({ name: text, percentOff: fc.option(fc.double({ min: 0, max: 100, noNaN: true })) }),
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
  alphabet: fc.constantFrom('full', 'clear', 'safe', 'AB'),
  separator: fc.constantFrom('', '-', '_'),
  maxLength: fc.integer({ min: 1, max: 64 }),
})

describe('a generated code', () => {
  it('consists of its parts, has only portable characters, and respects maxLength', () => {
    fc.assert(
      fc.property(structures, subjects, (structure, subject) => {
        let generated
        try {
          generated = generateCode(structure, subject)
        } catch (error) {
          expect(isCodeStructureError(error) && error.code).toMatch(/^(EMPTY_CODE|TOO_LONG)$/)
          return
        }
        expect(generated.code).toMatch(/^[A-Za-z0-9_-]+$/)
        expect(generated.code.length).toBeLessThanOrEqual(structure.maxLength ?? 32)
        const texts = generated.parts.map((part) => part.text)
        expect(texts.join(structure.separator ?? '')).toBe(generated.code)
        expect(generated.key).toBe(generated.code.toUpperCase())
      }),
    )
  })

  it('depends only on its arguments', () => {
    fc.assert(
      fc.property(subjects, fc.integer(), (subject, seed) => {
        const codeStructure = { firstName: true, couponName: true, randomChars: true }
        const run = (): string =>
          generateCode({ codeStructure }, subject, { random: createSeededSource(seed) }).code
        expect(run()).toBe(run())
      }),
    )
  })
})

describe('a list of codes', () => {
  it('has the requested length, no taken codes, and no two codes that differ only in case', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 ** 3 }), fc.integer(), (count, seed) => {
        const structure = {
          codeStructure: { randomChars: true },
          prefix: 'x',
          randomCharsLength: 3,
          alphabet: 'ABCDEFGH',
        }
        const random = createSeededSource(seed)
        const first = createCodeGenerator(structure, { random }).list({}, count)
        const rest = createCodeGenerator(structure, { random, taken: first }).list({}, 512 - count)
        expect(new Set([...first, ...rest].map(toCodeKey)).size).toBe(512)
      }),
      { numRuns: 20 },
    )
  })

  it('has at most one code without a random part', () => {
    const generator = createCodeGenerator({ codeStructure: { firstName: true } })
    const subject = { affiliate: { firstName: 'John' } }
    expect(generator.list(subject, 1)).toEqual(['JOHN'])
    expect(readError(() => generator.list(subject, 2)).code).toBe('CODES_EXHAUSTED')
  })

  it.each([-1, 1.5, Number.NaN, 10_000_001])('of %d codes is refused', (count) => {
    const generator = createCodeGenerator({ codeStructure: { randomChars: true } })
    expect(readError(() => generator.list({}, count)).code).toBe('INVALID_COUNT')
  })
})

describe('a batch', () => {
  const structure = { codeStructure: { firstName: true, randomChars: true }, randomCharsLength: 1 }
  const named = (firstName: string, count: number): CodeSubject[] =>
    Array.from({ length: count }, () => ({ affiliate: { firstName } }))

  it('gives every subject its own code, and every name its own space', () => {
    const generator = createCodeGenerator(structure)
    const batch = [...generator.batch([...named('Ann', 36), ...named('Bob', 36)])]
    expect(new Set(batch.map(({ key }) => key)).size).toBe(72)
    expect(batch.filter(({ code }) => code.startsWith('ANN'))).toHaveLength(36)
  })

  it('returns each subject with its code, in order', () => {
    const affiliates = [{ id: 'a1', affiliate: { firstName: 'Ann' } }]
    const [first] = createCodeGenerator(structure).batch(affiliates)
    expect(first?.subject.id).toBe('a1')
  })

  it('refuses an array with too many subjects before the first code', () => {
    const generator = createCodeGenerator(structure, { taken: ['ann5'] })
    const error = readError(() => generator.batch([...named('Bob', 36), ...named('Ann', 36)]))
    expect(error.counts).toEqual({ requested: 36, capacity: 36, taken: 1 })
  })

  it('throws for an iterable when a name has no code left', () => {
    const generator = createCodeGenerator(structure)
    const codes: string[] = []
    const error = readError(() => {
      for (const { code } of generator.batch(named('Ann', 37).values())) codes.push(code)
    })
    expect(error.code).toBe('CODES_EXHAUSTED')
    expect(codes).toHaveLength(36)
  })

  it('reads subjects only as codes are requested', () => {
    function* endless(): Generator<CodeSubject> {
      for (;;) yield {}
    }
    const generator = createCodeGenerator({ codeStructure: { randomChars: true } })
    const batch = generator.batch(endless())
    expect([batch.next().done, batch.next().done]).toEqual([false, false])
  })
})

describe('a generator', () => {
  it('describes its codes', () => {
    const codeStructure = { firstName: true, discountAmount: true, randomChars: true }
    const structure = { codeStructure, prefix: 'SAVE', separator: '-', alphabet: 'safe' } as const
    expect(createCodeGenerator(structure).describe()).toEqual({
      pattern: 'SAVE-{firstName}-{discountAmount}-{randomChars:4}',
      parts: ['prefix', 'firstName', 'discountAmount', 'randomChars'],
      maxLength: 32,
      capacity: 28 ** 4,
      random: { length: 4, symbols: '23456789BCDFGHJKMNPQRSTVWXYZ', letterCase: 'mixed' },
    })
  })

  it('describes a structure without a random part', () => {
    expect(createCodeGenerator({ codeStructure: { email: true } }).describe()).toMatchObject({
      pattern: '{email}',
      capacity: 1,
      random: undefined,
    })
  })

  it('ignores request fields that do not concern the code', () => {
    const codeStructure = { randomChars: true }
    const body = { couponId: 'c1', isAutoGenerated: true, codeStructure, prefix: 'VIP' }
    expect(createCodeGenerator(body).capacity).toBe(36 ** 4)
  })
})
