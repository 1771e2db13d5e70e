import { parseAlphabet } from './alphabets.js'
import { CodeStructureError, toReceived } from './errors.js'
import type { RandomPart } from './random-part.js'
import { countCodes, countStructureCodes } from './spreadsheet.js'
import { compileStructure, randomLengthLimit, type CodeStructureOptions } from './structure.js'

/** Requirements for {@link recommendLength}. */
export interface LengthGoal {
  /** Number of live codes with the same stem. */
  readonly codes: number
  /** Default `'full'`. */
  readonly alphabet?: CodeStructureOptions['alphabet']
  /** Highest acceptable probability that one blind guess hits a live code; default 1e-6. */
  readonly guess?: number | undefined
  /** Highest acceptable probability that independent draws collide; ignored by default. */
  readonly collision?: number | undefined
}

const summedCount = 512
// e^-40 (4e-18) is less than half the gap between 1 and the next smaller double (1.1e-16), so 1 - e^-40 is 1.
const certain = 40

/**
 * Returns how many case-insensitively distinct codes one stem can have: 1 without random characters.
 * Codes that a spreadsheet would convert to numbers or dates are not counted, because they are never drawn.
 *
 * Exact up to 2^53.
 *
 * @example
 * capacity({ codeStructure: { randomChars: true }, prefix: 'VIP' }) //=> 1679616
 * capacity({ codeStructure: { randomChars: true } })                //=> 1666790
 * @throws CodeStructureError for an invalid structure, as `createCodeGenerator` does
 */
export function capacity(structure: CodeStructureOptions): number {
  return countStructureCodes(compileStructure(structure))
}

/**
 * Returns the probability that `count` codes drawn independently from `space` codes are not all distinct.
 *
 * Runs in constant time for any input. The relative error is below 1e-12 for every space and for
 * probabilities from 1 down to 1e-300.
 *
 * @example
 * collisionProbability(1000, 36 ** 4) //=> 0.257...
 * @throws CodeStructureError `INVALID_COUNT`
 */
export function collisionProbability(count: number, space: number): number {
  assertCount('count', count, 0)
  assertCount('space', space, 1)
  if (count < 2) return 0
  if (count > space || (count - 1) * (count / space / 2) > certain) return 1
  return -Math.expm1(count <= summedCount ? sumLogs(count, space) : integrateLogs(count, space))
}

/**
 * Recommends the smallest `randomCharsLength` that meets a goal.
 *
 * @example
 * recommendLength({ codes: 10_000 }) //=> 7
 * @throws CodeStructureError `INVALID_COUNT`, `INVALID_ALPHABET`, `INVALID_LENGTH` when 24 characters are not enough
 */
export function recommendLength(goal: LengthGoal): number {
  const { codes, guess = 1e-6, collision = 1 } = goal
  assertCount('codes', codes, 1)
  assertProbability('guess', guess)
  assertProbability('collision', collision)
  const symbols = parseAlphabet(goal.alphabet ?? 'full')
  for (let length = 1; length <= randomLengthLimit; length++) {
    const space = countCodes('', toRandomPart(symbols, length))
    if (codes / space <= guess && collisionProbability(codes, space) <= collision) return length
  }
  throw new CodeStructureError('INVALID_LENGTH', {
    field: 'goal',
    expected: `reachable with ${randomLengthLimit} random characters`,
    received: `${codes} codes from ${symbols.length} symbols`,
    hint: 'Plan for fewer codes, a larger alphabet, or a higher probability.',
  })
}

function toRandomPart(symbols: string, length: number): RandomPart {
  return { symbols, length, letterCase: 'uppercase', capacity: symbols.length ** length }
}

/** Sums ln(1 - i / space) for i below count: the logarithm of the probability that all codes are distinct. */
function sumLogs(count: number, space: number): number {
  let sum = 0
  for (let index = 1; index < count; index++) sum += Math.log1p(-index / space)
  return sum
}

/**
 * Approximates the same sum with the Euler-Maclaurin formula: the integral of ln(1 - x / space) from 0 to
 * count, minus half the last term, plus one twelfth of the difference of the slopes. The next correction is
 * below 1e-15 of the sum.
 *
 * The caller has handled near-certain collisions and counts up to 512, so count / space is below 0.16 and its
 * powers shrink quickly.
 */
function integrateLogs(count: number, space: number): number {
  const share = count / space
  let integral = 0
  for (let power = 2, term = share * count; term > integral * 1e-17; power++) {
    integral += term / (power * (power - 1))
    term *= share
  }
  return -integral - Math.log1p(-share) / 2 - share / (space - count) / 12
}

function assertCount(field: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return
  throw createCountError(field, `a whole number of at least ${least}`, value)
}

function assertProbability(field: string, value: number): void {
  if (value > 0 && value <= 1) return
  throw createCountError(field, 'above 0 and at most 1', value)
}

function createCountError(field: string, expected: string, value: unknown): CodeStructureError {
  return new CodeStructureError('INVALID_COUNT', {
    field,
    expected,
    received: toReceived(value),
    hint: 'Pass a number in this range.',
  })
}
