import { describe, expect, it } from 'vitest'
import { capacity, collisionProbability, recommendLength } from '../src/index.js'
import { readError } from './caught-errors.js'

/** Computes the full product, which is slow but obviously correct. */
function multiplyCollision(count: number, space: number): number {
  let distinct = 1
  for (let index = 0; index < count; index++) distinct *= 1 - index / space
  return 1 - distinct
}

describe('capacity', () => {
  it.each([
    [{ codeStructure: { randomChars: true }, prefix: 'VIP' }, 1_679_616],
    [{ codeStructure: { randomChars: true }, prefix: 'VIP', alphabet: 'clear' }, 31 ** 4],
    [{ codeStructure: { randomChars: true }, prefix: 'VIP', randomCharsLength: 10 }, 36 ** 10],
    [{ codeStructure: { randomChars: true, firstName: true } }, 1_679_616],
    // Excludes numbers, numbers with an exponent, the 31 short month names, AM and PM, and booleans.
    [{ codeStructure: { randomChars: true } }, 36 ** 4 - 10_000 - 2000 - 31 * 20 - 200 - 6],
    [{ codeStructure: { firstName: true }, randomCharsLength: 8 }, 1],
  ])('of %j is %d', (structure, expected) => {
    expect(capacity(structure)).toBe(expected)
  })
})

describe('collision probability', () => {
  it.each([
    [23, 365],
    [100, 36 ** 4],
    [161, 36 ** 4],
    [1000, 36 ** 4],
    [65_536, 36 ** 6],
    [65_537, 36 ** 6],
    [100_000, 36 ** 6],
    [300_000, 36 ** 7],
  ])('of %d codes in %d equals the full product', (count, space) => {
    expect(collisionProbability(count, space)).toBeCloseTo(multiplyCollision(count, space), 9)
  })

  it.each([
    [0, 1, 0],
    [1, 1, 0],
    [2, 1, 1],
    [37, 36, 1],
    [10_000_000, 36 ** 4 * 10, 1],
  ])('of %d codes in %d is %d', (count, space, probability) => {
    expect(collisionProbability(count, space)).toBe(probability)
  })

  // The whole product in decimal arithmetic with 40 digits (Python's decimal module).
  it.each([
    [600, 36 ** 10, 4.914_994_876_220_365e-11],
    [100_000, 2 ** 53, 5.551_058_071_282_239e-7],
    [300_000, 36 ** 7, 0.436_867_814_772_978_9],
    [5000, 400_000, 0.999_999_999_999_976],
    [513, 4000, 0.999_999_999_999_999],
  ])('of %d codes in %d is correct to twelve digits', (count, space, probability) => {
    expect(collisionProbability(count, space) / probability).toBeCloseTo(1, 12)
  })

  it('stays precise when it is very small', () => {
    expect(collisionProbability(2, 36 ** 10) * 36 ** 10).toBeCloseTo(1, 12)
    expect(collisionProbability(100_000, 1e24) / (4.99995e9 / 1e24)).toBeCloseTo(1, 12)
  })

  it.each([
    [-1, 10],
    [1.5, 10],
    [1, 0],
    [1, Number.NaN],
  ])('of %d codes in %d is refused', (count, space) => {
    expect(readError(() => collisionProbability(count, space)).code).toBe('INVALID_COUNT')
  })
})

describe('the recommended length', () => {
  // The goal of this project: one blind guess succeeds with a probability of at most 10^-6.
  it.each([
    [1, [4, 5, 5]],
    [100, [6, 6, 6]],
    [10_000, [7, 7, 7]],
    [1_000_000, [8, 9, 9]],
  ])('for %d live codes in the three alphabets is %j', (codes, lengths) => {
    const alphabets = ['full', 'clear', 'safe'] as const
    expect(alphabets.map((alphabet) => recommendLength({ codes, alphabet }))).toEqual(lengths)
  })

  it('increases when independently drawn codes must not collide', () => {
    expect(recommendLength({ codes: 1000, guess: 1, collision: 0.01 })).toBe(5)
  })

  it('throws when no length is sufficient', () => {
    expect(readError(() => recommendLength({ codes: 1, alphabet: 'AB', guess: 1e-9 })).code).toBe(
      'INVALID_LENGTH',
    )
    expect(readError(() => recommendLength({ codes: 1, guess: 0 })).code).toBe('INVALID_COUNT')
  })
})
