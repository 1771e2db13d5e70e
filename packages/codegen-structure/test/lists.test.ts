import { describe, expect, it } from 'vitest'
import {
  createCodeGenerator,
  toCodeKey,
  type CodeStructureOptions,
  type RandomSource,
} from '../src/index.js'
import { readError } from './caught-errors.js'
import { createByteSource, createSeededSource } from './random-sources.js'

const johnSubject = { affiliate: { firstName: 'John' } }

function toStructure(randomCharsLength: number, alphabet = 'full'): CodeStructureOptions {
  return {
    codeStructure: { firstName: true, randomChars: true },
    prefix: 'SAVE',
    randomCharsLength,
    alphabet,
  }
}

describe('a whole space', () => {
  it.each([
    [1, 'full'],
    [2, 'clear'],
    [3, 'safe'],
    [3, 'full'],
    [17, 'AB'],
    [4, 'full'],
  ])(
    'of %d characters of %s is generated completely, and one more code is refused',
    (length, alphabet) => {
      const generator = createCodeGenerator(toStructure(length, alphabet))
      const { capacity } = generator
      const symbols = generator.describe().random?.symbols ?? ''
      const seen = new Uint8Array(capacity)
      for (const code of generator.stream(johnSubject, capacity)) {
        let number = 0
        for (const symbol of toCodeKey(code).slice(8)) {
          number = number * symbols.length + symbols.indexOf(symbol)
        }
        seen[number]!++
      }
      expect(seen.every((times) => times === 1)).toBe(true)
      const error = readError(() => generator.bytes(johnSubject, capacity + 1))
      expect(error.counts).toEqual({ requested: capacity + 1, capacity, taken: 0 })
    },
  )

  it('is generated completely as a batch', () => {
    const generator = createCodeGenerator(toStructure(3))
    const subjects = Array.from({ length: 36 ** 3 }, () => johnSubject)
    const keys = new Set(Array.from(generator.batch(subjects), ({ key }) => key))
    expect(keys.size).toBe(36 ** 3)
  })
})

describe('the last free codes', () => {
  const all = createCodeGenerator(toStructure(3)).list(johnSubject, 36 ** 3)
  const [last = ''] = all

  it('are found when the taken ones are listed', () => {
    const generator = createCodeGenerator(toStructure(3), { taken: all.slice(1) })
    expect(generator.list(johnSubject, 1).map(toCodeKey)).toEqual([toCodeKey(last)])
    expect(generator.one(johnSubject).key).toBe(toCodeKey(last))
    expect(readError(() => generator.list(johnSubject, 2)).counts?.taken).toBe(36 ** 3 - 1)
  })

  it('are found when taken is a function, which is called once per code', () => {
    let asked = 0
    const taken = (key: string): boolean => ++asked > 0 && key !== toCodeKey(last)
    const generator = createCodeGenerator(toStructure(3), { taken })
    expect(generator.list(johnSubject, 1).map(toCodeKey)).toEqual([toCodeKey(last)])
    expect(asked).toBeLessThanOrEqual(36 ** 3)
    expect(readError(() => generator.list(johnSubject, 2)).code).toBe('CODES_EXHAUSTED')
  })

  it('are proven not to exist', () => {
    const generator = createCodeGenerator(toStructure(3), { taken: () => true })
    expect(readError(() => [...generator.stream(johnSubject, 1)]).code).toBe('CODES_EXHAUSTED')
  })

  it('in a space too large to search are abandoned after too many taken codes in a row', () => {
    const generator = createCodeGenerator(toStructure(8), { taken: () => true })
    expect(readError(() => generator.list(johnSubject, 1)).code).toBe('CODES_EXHAUSTED')
  })

  it('in a space above 2^24 are found by counting taken codes', () => {
    // Bytes of zeros and ones always draw the same two symbols, so the random tries find nothing.
    const structure = { codeStructure: { randomChars: true }, prefix: 'X', randomCharsLength: 5 }
    const taken = ['X00000', 'X00001', 'X00010', 'X00011']
    let calls = 0
    const random: RandomSource = (buffer) => {
      calls++
      buffer.fill(0)
      if (calls === 1) buffer[buffer.length - 1] = 1
    }
    const generator = createCodeGenerator(structure, { taken, random })
    expect(taken).not.toContain(generator.one({}).key)
  })
})

describe('a list from a large space', () => {
  it.each([6, 8, 9, 24])(
    'with %d random characters is distinct and free of taken codes',
    (length) => {
      const generator = createCodeGenerator(toStructure(length))
      const taken = generator.list(johnSubject, 20_000)
      const codes = createCodeGenerator(toStructure(length), { taken }).list(johnSubject, 100_000)
      expect(new Set([...taken, ...codes].map(toCodeKey)).size).toBe(120_000)
      const text = new RegExp(`^SAVEJOHN[0-9A-Za-z]{${length}}$`)
      expect(codes.every((code) => text.test(code))).toBe(true)
    },
  )

  it('continues when 35 of 36 codes are taken', () => {
    const taken = (key: string): boolean => !key.endsWith('7')
    const codes = createCodeGenerator(toStructure(7), { taken }).list(johnSubject, 3000)
    expect(new Set(codes.map(toCodeKey)).size).toBe(3000)
    expect(codes.every((code) => code.endsWith('7'))).toBe(true)
  })
})

describe('letter case', () => {
  it.each([
    ['uppercase', /^[0-9A-Z]+$/],
    ['lowercase', /^SAVEJOHN[0-9a-z]+$/],
  ] as const)('of a list is %s', (randomCharsCase, expected) => {
    const generator = createCodeGenerator({ ...toStructure(5), randomCharsCase })
    expect(generator.list(johnSubject, 100).every((code) => expected.test(code))).toBe(true)
  })

  it('is mixed at every position of a long random part', () => {
    const codes = createCodeGenerator(toStructure(24)).list(johnSubject, 400)
    for (let place = 8; place < 32; place++) {
      const column = codes.map((code) => code.charAt(place)).join('')
      expect(column).toMatch(/[a-z]/)
      expect(column).toMatch(/[A-Z]/)
    }
  })
})

describe('bytes', () => {
  it.each(['', '\n', '\r\n'] as const)('end each code with %j', (terminator) => {
    const random = createSeededSource(5)
    const bytes = createCodeGenerator(toStructure(4), { random }).bytes(johnSubject, 3, terminator)
    const codes = createCodeGenerator(toStructure(4), { random: createSeededSource(5) })
    expect(String.fromCharCode(...bytes)).toBe(
      codes
        .list(johnSubject, 3)
        .map((code) => code + terminator)
        .join(''),
    )
  })

  it('contain the only code of a structure without a random part', () => {
    const generator = createCodeGenerator({ codeStructure: { firstName: true } })
    expect(String.fromCharCode(...generator.bytes(johnSubject, 1))).toBe('JOHN\n')
    expect(generator.bytes(johnSubject, 0)).toHaveLength(0)
    expect([...generator.stream(johnSubject, 1)]).toEqual(['JOHN'])
  })
})

describe('a stream', () => {
  it('refuses invalid counts immediately and generates nothing before the first read', () => {
    let calls = 0
    const random: RandomSource = (buffer) => {
      calls++
      createSeededSource(calls)(buffer)
    }
    const generator = createCodeGenerator(toStructure(4), { random })
    expect(readError(() => generator.stream(johnSubject, 36 ** 4 + 1)).code).toBe('CODES_EXHAUSTED')
    const stream = generator.stream(johnSubject, 1000)
    expect(calls).toBe(0)
    expect(stream.next().value).toMatch(/^SAVEJOHN/)
    expect(calls).toBe(1)
  })
})

describe('a list from a source that is not random', () => {
  const sources: readonly (readonly [string, RandomSource])[] = [
    ['repeats one byte', createByteSource([7])],
    ['repeats a short pattern', createByteSource([1, 2, 3, 4, 5, 6])],
    ['returns only rejected words', createByteSource([0, 0, 1, 0])],
    ['fills the first half', (buffer) => createSeededSource(1)(buffer.subarray(0, 32))],
  ]
  it.each(sources)('that %s fails with an error', (_what, random) => {
    const generator = createCodeGenerator(toStructure(4), { random })
    expect(readError(() => generator.list(johnSubject, 10_000)).code).toBe('BROKEN_RANDOM_SOURCE')
  })
})

describe('a list whose marks are too large for a cache', () => {
  it.each([
    ['of a space that it nearly uses up', 4, 1_400_000],
    ['of a space with a mark for each code', 5, 1_100_000],
    ['of a space where codes share marks', 8, 1_100_000],
  ])('%s never repeats', (_, length, count) => {
    const structure = { ...toStructure(length), randomCharsCase: 'uppercase' } as const
    const generator = createCodeGenerator(structure, { random: createSeededSource(length) })
    expect(new Set(generator.list(johnSubject, count)).size).toBe(count)
  })
})

describe('a stream without a count', () => {
  function takeFrom(stream: Iterable<string>, count: number): string[] {
    const codes: string[] = []
    for (const code of stream) {
      codes.push(code)
      if (codes.length === count) break
    }
    return codes
  }

  it.each(['uppercase', 'lowercase', 'mixed'] as const)('never ends, in %s', (randomCharsCase) => {
    const structure = { ...toStructure(1), randomCharsCase }
    const codes = takeFrom(createCodeGenerator(structure).stream(johnSubject), 5000)
    const shape = { uppercase: /^SAVEJOHN[0-9A-Z]$/, lowercase: /^SAVEJOHN[0-9a-z]$/ }
    const pattern = randomCharsCase === 'mixed' ? /^SAVEJOHN[0-9A-Za-z]$/ : shape[randomCharsCase]
    expect(codes.filter((code) => !pattern.test(code))).toEqual([])
    // All 36 occur, and letters in both cases for `mixed`: 5000 draws miss one of 62 once in 10^30 times.
    expect(new Set(codes).size).toBe(randomCharsCase === 'mixed' ? 62 : 36)
  })

  it('omits taken codes, like a single code', () => {
    const structure = { ...toStructure(1), randomCharsCase: 'uppercase' } as const
    const all = createCodeGenerator(structure).list(johnSubject, 36)
    const generator = createCodeGenerator(structure, { taken: all.slice(1) })
    expect(takeFrom(generator.stream(johnSubject), 3)).toEqual([all[0], all[0], all[0]])
    const none = createCodeGenerator(structure, { taken: all })
    expect(readError(() => none.stream(johnSubject).next()).code).toBe('CODES_EXHAUSTED')
  })

  it('repeats the only code of a structure without a random part', () => {
    const structure = { codeStructure: { firstName: true } }
    expect(takeFrom(createCodeGenerator(structure).stream(johnSubject), 2)).toEqual([
      'JOHN',
      'JOHN',
    ])
  })

  it('throws if the random source only returns rejected words', () => {
    // 51 and 152 times 1296 leave remainders below 736 of 65,536.
    const random = createByteSource([51, 0, 152, 0])
    const generator = createCodeGenerator(toStructure(4), { random })
    const error = readError(() => generator.stream(johnSubject).next())
    expect(error.code).toBe('BROKEN_RANDOM_SOURCE')
  })
})
