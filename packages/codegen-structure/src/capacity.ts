import { parseAlphabet } from './alphabets.js'
import { CodeStructureError } from './errors.js'
import { toReceived } from './received.js'
import type { CodeStructureOptions } from './structure.js'
import { compileStructure } from './structure.js'

/** What {@link recommendLength} plans for. */
export interface LengthGoal {
  /** Codes with the same stem that will be live at once. */
  readonly codes: number
  /** Default `'full'`. */
  readonly alphabet?: CodeStructureOptions['alphabet']
  /** Highest acceptable probability that one blind guess hits a live code; default 1e-6. */
  readonly guess?: number | undefined
  /** Highest acceptable probability that independent draws collide; not considered by default. */
  readonly collision?: number | undefined
}

const LENGTH_LIMIT = 24
const EXACT_COUNT = 65_536

/**
 * Counts the codes that one stem can have, without regard to letter case; 1 without random part.
 *
 * Exact up to 2^53.
 *
 * @example
 * capacity({ codeStructure: { randomChars: true }, randomCharsLength: 4 }) //=> 1679616
 * @throws CodeStructureError as `createCodeGenerator` does for a wrong structure
 */
export function capacity(structure: CodeStructureOptions): number {
  return compileStructure(structure).random?.capacity ?? 1
}

/**
 * Probability that `count` codes drawn independently from `space` codes are not all distinct.
 *
 * Relative error below 1e-9. Takes constant time above 65 536 codes.
 *
 * @example
 * collisionProbability(1000, 36 ** 4) //=> 0.257...
 * @throws CodeStructureError `INVALID_COUNT`
 */
export function collisionProbability(count: number, space: number): number {
  assertCount('count', count, 0)
  assertCount('space', space, 1)
  if (count < 2) return 0
  if (count > space) return 1
  return -Math.expm1(count <= EXACT_COUNT ? sumLogs(count, space) : estimateLogs(count, space))
}

/**
 * Recommends the smallest `randomCharsLength` that meets a goal.
 *
 * @example
 * recommendLength({ codes: 10_000 }) //=> 7
 * @throws CodeStructureError `INVALID_COUNT`, `INVALID_ALPHABET`, `INVALID_LENGTH` when 24 characters do not do
 */
export function recommendLength(goal: LengthGoal): number {
  const { codes, guess = 1e-6, collision = 1 } = goal
  assertCount('codes', codes, 1)
  assertProbability('guess', guess)
  assertProbability('collision', collision)
  const symbols = parseAlphabet(goal.alphabet ?? 'full').length
  for (let length = 1; length <= LENGTH_LIMIT; length += 1) {
    const space = symbols ** length
    if (codes / space <= guess && collisionProbability(codes, space) <= collision) return length
  }
  throw new CodeStructureError('INVALID_LENGTH', {
    field: 'goal',
    expected: `a goal that ${LENGTH_LIMIT} random characters can meet`,
    received: `${codes} codes of ${symbols} symbols`,
    hint: 'Plan for fewer codes, a larger alphabet or a higher probability.',
  })
}

/** Sums ln(1 - i / space), the logarithm of the probability that all are distinct. */
function sumLogs(count: number, space: number): number {
  let sum = 0
  for (let index = 1; index < count; index += 1) sum += Math.log1p(-index / space)
  return sum
}

/**
 * The first three terms of the same sum as a series in count / space. Where the result is not 1
 * anyway, count / space is below 0.0013 here, so what is left out does not show.
 */
function estimateLogs(count: number, space: number): number {
  const last = count - 1
  const ones = (last * count) / 2
  const squares = (ones * (2 * last + 1)) / 3
  const cubes = ones ** 2
  return -(ones / space + squares / (2 * space ** 2) + cubes / (3 * space ** 3))
}

function assertCount(field: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return
  throw countError(field, `a whole number of at least ${least}`, value)
}

function assertProbability(field: string, value: number): void {
  if (value > 0 && value <= 1) return
  throw countError(field, 'a probability above 0 and up to 1', value)
}

function countError(field: string, expected: string, value: unknown): CodeStructureError {
  return new CodeStructureError('INVALID_COUNT', {
    field,
    expected,
    received: toReceived(value),
    hint: 'Correct the number.',
  })
}
