import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generateCode, type RandomSource } from '../src/index.js'
import { createRandomDraw, platformDraw } from '../src/random.js'
import { readError } from './caught-errors.js'
import { createByteSource, createSeededSource } from './random-sources.js'

const randomOnly = { codeStructure: { randomChars: true } } as const

/** Pearson's chi-square of observed counts against a flat distribution. */
function toChiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

function countDraws(size: number, draws: number, below: (size: number) => number): number[] {
  const counts = Array.from({ length: size }, () => 0)
  for (let index = 0; index < draws; index++) {
    const drawn = below(size)
    counts[drawn] = (counts[drawn] ?? 0) + 1
  }
  return counts
}

describe('random numbers', () => {
  it('are exactly uniform for a source that returns every byte once', () => {
    const bytes = Array.from({ length: 256 }, (_, index) => index)
    for (const size of [2, 28, 31, 36]) {
      const draw = createRandomDraw(createByteSource(bytes))
      const whole = Math.floor(256 / size)
      expect(new Set(countDraws(size, whole * size, draw.below))).toEqual(new Set([whole]))
    }
  })

  // With 35 degrees of freedom, a uniform source exceeds 100 once in 20 million runs; plain modulo gives about 425.
  it('from the platform pass a chi-square test', () => {
    expect(toChiSquare(countDraws(36, 200_000, platformDraw.below))).toBeLessThan(100)
  })

  it('stay below the requested limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 256 }), fc.integer(), (size, seed) => {
        const drawn = createRandomDraw(createSeededSource(seed)).below(size)
        expect(drawn >= 0 && drawn < size).toBe(true)
      }),
    )
  })

  it('produce both cases of mixed letters equally often', () => {
    const letters = Array.from({ length: 3000 }, () => generateCode(randomOnly, {}).code)
      .join('')
      .replace(/[0-9]/g, '')
    const upper = letters.replace(/[a-z]/g, '').length
    // Five standard deviations of about 8700 letters.
    expect(Math.abs(upper / letters.length - 0.5)).toBeLessThan(0.027)
  })
})

describe('a source that is not random', () => {
  const sources: readonly (readonly [string, RandomSource])[] = [
    ['returns new bytes and does not fill the buffer', () => new Uint8Array([1, 2, 3])],
    ['always returns the same byte', createByteSource([255])],
    ['always returns rejected bytes', createByteSource([254, 255])],
  ]

  it.each(sources)('that %s is refused without an endless loop', (_what, random) => {
    const error = readError(() => generateCode(randomOnly, {}, { random }))
    expect(error).toMatchObject({ code: 'BROKEN_RANDOM_SOURCE', field: 'options.random' })
  })

  it('that throws is refused with its error as the cause', () => {
    const cause = new Error('entropy is out')
    const random = (): never => {
      throw cause
    }
    const error = readError(() => generateCode(randomOnly, {}, { random }))
    expect(error).toMatchObject({ code: 'BROKEN_RANDOM_SOURCE', cause })
  })
})
