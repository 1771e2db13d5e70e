import { parseAlphabet } from './alphabets.js'
import { CodeStructureError, toReceived } from './errors.js'
import { type CodeStructureOptions, compileStructure } from './structure.js'

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

const lengthLimit = 24
const summedCount = 512
// e^-40 is less than half of what is between 1 and the number below it.
const certain = 40

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
 * Takes the same time for all numbers, with a relative error below 1e-12 from the smallest spaces to the
 * largest and from certainty down to probabilities of 1e-300.
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
 * @throws CodeStructureError `INVALID_COUNT`, `INVALID_ALPHABET`, `INVALID_LENGTH` when 24 characters do not do
 */
export function recommendLength(goal: LengthGoal): number {
  const { codes, guess = 1e-6, collision = 1 } = goal
  assertCount('codes', codes, 1)
  assertProbability('guess', guess)
  assertProbability('collision', collision)
  const symbols = parseAlphabet(goal.alphabet ?? 'full').length
  for (let length = 1; length <= lengthLimit; length++) {
    const space = symbols ** length
    if (codes / space <= guess && collisionProbability(codes, space) <= collision) return length
  }
  throw new CodeStructureError('INVALID_LENGTH', {
    field: 'goal',
    expected: `a goal that ${lengthLimit} random characters can meet`,
    received: `${codes} codes of ${symbols} symbols`,
    hint: 'Plan for fewer codes, a larger alphabet or a higher probability.',
  })
}

/** Sums ln(1 - i / space), the logarithm of the probability that all are distinct. */
function sumLogs(count: number, space: number): number {
  let sum = 0
  for (let index = 1; index < count; index++) sum += Math.log1p(-index / space)
  return sum
}

/**
 * The same sum by Euler and Maclaurin: the integral of ln(1 - x / space) from 0 to count, half of the
 * last term, and a twelfth of the slopes' difference; the next correction is below 1e-15 of the sum.
 *
 * As the result is not 1 and count above 512, the share is below 0.16: its powers vanish soon.
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
