import { describe, expect, it } from 'vitest'
import { createCodeGenerator, type CodeStructureOptions } from '../src/index.js'
import { createFixedSource, toChiSquare, toProbability } from './chi-square.js'

const decimalAlphabet = '0123456789'
const letterTable = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
// Odd, so that both pairs of symbols and a single one are tested.
const symbolsPerCode = 23
const sampleCodes = Math.ceil(10_000_000 / symbolsPerCode)

/**
 * Creates a structure with the given number of visible characters. Up to 36, these are symbols; more are only
 * possible with mixed case, where each letter has two forms (rule 16).
 */
function toStructure(size: number): CodeStructureOptions {
  const digits = size <= 36 ? Math.min(10, size) : 10 - (size % 2)
  const letters = size <= 36 ? size - digits : (size - digits) / 2
  return {
    codeStructure: { randomChars: true },
    // After a letter, every text is possible; on their own, digits are not (rule 25).
    prefix: 'X',
    randomCharsLength: symbolsPerCode,
    randomCharsCase: size <= 36 ? 'uppercase' : 'mixed',
    alphabet: decimalAlphabet.slice(0, digits) + letterTable.slice(0, letters),
  }
}

/** Counts bytes by position. */
function countBytes(bytes: Uint8Array): Int32Array {
  const counts = new Int32Array(symbolsPerCode * 128)
  for (let start = 0; start < bytes.length; start += symbolsPerCode + 1) {
    for (let place = 0; place < symbolsPerCode; place++) {
      counts[place * 128 + bytes[start + 1 + place]!]!++
    }
  }
  return counts
}

describe('the chi-square test itself', () => {
  // Critical values of the usual tables (NIST/SEMATECH e-Handbook, 1.3.6.7.4).
  it.each([
    [10.828, 1, 0.001],
    [3.841, 1, 0.05],
    [66.619, 35, 0.001],
    [49.802, 35, 0.05],
    [99.607, 60, 0.001],
  ])(
    'returns the probability of %d with %d degrees of freedom: %d',
    (chiSquare, degrees, probability) => {
      expect(toProbability(chiSquare, degrees)).toBeCloseTo(probability, 4)
    },
  )
})

describe('10 million characters', () => {
  it.each(Array.from({ length: 61 }, (_, index) => [index + 2]))(
    'are uniform over an alphabet of %d at every position',
    (size) => {
      const structure = toStructure(size)
      // With fixed seeds, a correct generator never fails by chance. Four of six sets of seeds pass, as expected for
      // 732 tests.
      const generator = createCodeGenerator(structure, { random: createFixedSource(size + 100) })
      const counts = countBytes(generator.bytes({}, sampleCodes, ''))
      const symbols = structure.alphabet ?? ''
      const shown = [...symbols, ...(size > 36 ? symbols.toLowerCase().replace(/\d/g, '') : '')]
      expect(shown).toHaveLength(size)
      const expected = shown.map((character) => {
        const share = size > 36 && /[a-z]/i.test(character) ? 0.5 : 1
        return (sampleCodes * share) / symbols.length
      })
      const codes = shown.map((character) => character.charCodeAt(0))
      const places = Array.from({ length: symbolsPerCode }, (_, place) =>
        codes.map((code) => counts[place * 128 + code]!),
      )
      // Every byte belongs to the alphabet, so all of them are counted.
      expect(places.flat().reduce((sum, count) => sum + count, 0)).toBe(
        sampleCodes * symbolsPerCode,
      )
      const total = codes.map((_, index) => places.reduce((sum, place) => sum + place[index]!, 0))
      const all = toChiSquare(
        total,
        expected.map((mean) => mean * symbolsPerCode),
      )
      expect(toProbability(all, size - 1)).toBeGreaterThan(0.001)
      // 23 tests at once, so the smallest p-value may be 23 times smaller (Bonferroni).
      const chances = places.map((place) => toProbability(toChiSquare(place, expected), size - 1))
      expect(Math.min(...chances) * symbolsPerCode).toBeGreaterThan(0.001)
    },
  )
})
