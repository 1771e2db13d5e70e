import {
  generateIndex,
  generateRandomText,
  generateTextAt,
  type RandomPart,
} from './random-part.js'
import { createBrokenSourceError, type RandomDraw } from './random.js'
import type { SpreadsheetValues } from './spreadsheet.js'

/** Options for {@link findFreeText}. */
export interface FreeCodeQuery {
  /** The key of the stem. */
  readonly stemKey: string
  readonly random: RandomPart
  readonly draw: RandomDraw
  readonly isTaken: (key: string) => boolean
  /** Texts that are never drawn, if there are any. */
  readonly values: SpreadsheetValues | undefined
  /** Upper bound on the number of taken codes; undefined when unknown. */
  readonly takenCount: number | undefined
}

const triesBeforeWalk = 16
/** Largest space that is searched completely without a count: its 16,777,216 codes take seconds. */
export const walkLimit: number = 2 ** 24
const triesWithoutWalk = 64
// Twice a number below this limit is still an exact integer.
const exactLimit = 2 ** 52

/** A random text with the key of its whole code. */
export interface FreeText {
  readonly text: string
  readonly key: string
}

/**
 * Finds a free random text, or returns `undefined` when none is left; always ends (rule 20).
 *
 * Up to 16 random tries, then the space in a random order: at most 16 + capacity lookups, and no more
 * than one above the number of taken codes where these are counted. A space of more than 2^24 codes
 * whose taken codes are not counted gets 64 tries instead, which fail together in one of 10^19 cases
 * when half of it is taken.
 */
export function findFreeText(space: FreeCodeQuery): FreeText | undefined {
  const steps = toWalkSteps(space)
  const tries = steps > 0 ? triesBeforeWalk : triesWithoutWalk
  for (let attempt = 0; attempt < tries; attempt++) {
    const free = drawText(space)
    if (!space.isTaken(free.key)) return free
  }
  return steps > 0 ? walkToFreeText(space, steps) : undefined
}

// With ten digits and an E, the worst alphabet, one text in five is kept.
const redrawLimit = 4096

/** Draws a text that a spreadsheet does not convert; all of these are equally likely. */
function drawText(space: FreeCodeQuery): FreeText {
  for (let draws = 0; draws < redrawLimit; draws++) {
    const text = generateRandomText(space.random, space.draw)
    const key = toKey(space, text)
    if (space.values === undefined || !isValue(space, key)) return { text, key }
  }
  throw createBrokenSourceError(`${redrawLimit} codes in a row that a spreadsheet would convert`)
}

function isValue({ values, stemKey }: FreeCodeQuery, key: string): boolean {
  return values?.has(key.slice(stemKey.length)) === true
}

/** Returns how many distinct codes must contain a free one if any is left; 0 when that is too many. */
function toWalkSteps({ random, takenCount, values }: FreeCodeQuery): number {
  const { capacity } = random
  if (capacity <= walkLimit) return capacity
  if (takenCount === undefined || capacity > exactLimit) return 0
  return Math.min(capacity, takenCount + (values?.count ?? 0) + 1)
}

/**
 * Visits every text once: `i + step` modulo the capacity reaches all numbers exactly when step and
 * capacity have no common divisor. For 36 texts, start 10 and step 7: 10, 17, 24, 31, 2, 9, ...
 */
function walkToFreeText(space: FreeCodeQuery, steps: number): FreeText | undefined {
  const { random, draw } = space
  const step = toCoprime(generateIndex(random, draw), random.capacity)
  let index = generateIndex(random, draw)
  for (let visited = 0; visited < steps; visited++) {
    const text = generateTextAt(random, index, draw)
    const key = toKey(space, text)
    if (!isValue(space, key) && !space.isTaken(key)) return { text, key }
    index = (index + step) % random.capacity
  }
  return undefined
}

function toCoprime(start: number, capacity: number): number {
  let step = Math.max(1, start)
  while (toGreatestDivisor(step, capacity) !== 1) step++
  return step
}

function toGreatestDivisor(left: number, right: number): number {
  return right === 0 ? left : toGreatestDivisor(right, left % right)
}

function toKey({ stemKey, random }: FreeCodeQuery, text: string): string {
  // Random texts are ASCII.
  return stemKey + (random.letterCase === 'uppercase' ? text : text.toUpperCase())
}
