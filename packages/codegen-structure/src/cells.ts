import type { RandomDraw } from './random.js'
import { BLOCK_LIMIT, brokenSourceError } from './random.js'
import type { RandomPart } from './random-part.js'

/** Codes that are worked on together: few enough to stay in the processor's first cache. */
export const BLOCK_CODES = 512

/** One number for each code of a block: two symbols of its random text, an odd last one, or letter case. */
export interface Column {
  /** How many numbers there are, at most 32 768. */
  readonly size: number
  readonly values: Uint16Array<ArrayBuffer>
}

/** Random words bought in blocks. */
export interface WordPool {
  readonly words: Uint16Array<ArrayBuffer>
  /** Place of the next word; at the end of the words they have to be bought anew. */
  next: number
  refill(): void
}

/** Makes a column for numbers from 0 to `size - 1`. */
export function createColumn(size: number): Column {
  return { size, values: new Uint16Array(BLOCK_CODES) }
}

/** Makes the columns of a random text: two symbols share one, an odd last symbol has its own. */
export function createColumns({ length, symbols }: RandomPart): Column[] {
  const base = symbols.length
  return Array.from({ length: Math.ceil(length / 2) }, (_, cell) =>
    createColumn(cell * 2 + 1 === length ? base : base * base),
  )
}

/** Makes a pool over a draw; `words` is how many it will about have to give. */
export function createWordPool(draw: RandomDraw, words: number): WordPool {
  const bytes = new Uint8Array(Math.min(BLOCK_LIMIT, Math.max(64, words * 2)))
  const pool: WordPool = {
    words: new Uint16Array(bytes.buffer),
    next: bytes.length / 2,
    refill() {
      draw.read(bytes)
      pool.next = 0
    },
  }
  return pool
}

/** Fills the first `count` places of a column with uniform numbers. */
export function drawColumn(pool: WordPool, { size, values }: Column, count: number): void {
  const { words } = pool
  // Sixteen random bits times the size: the upper half is the number, the lower half its error.
  // 65 536 = 50 * 1296 + 736, so without this limit 736 of 1296 numbers would come too often.
  const limit = 65_536 % size
  let next = pool.next
  let rejections = 0
  for (let index = 0; index < count;) {
    if (next === words.length) {
      pool.refill()
      next = 0
    }
    const product = words[next]! * size
    next += 1
    if ((product & 0xffff) >= limit) {
      values[index] = product >>> 16
      index += 1
      // An honest source is rejected in at most 2 of 100 draws.
    } else if ((rejections += 1) > count + 64) {
      throw brokenSourceError(`${rejections} of ${rejections + index} draws out of range`)
    }
  }
  pool.next = next
}

/** Draws a number from 0 to `size - 1`, `size` being at most 2^32. */
export function drawBelow(pool: WordPool, size: number): number {
  const limit = 2 ** 32 - (2 ** 32 % size)
  for (let tries = 0; tries < 256; tries += 1) {
    const number = drawWord(pool) * 65_536 + drawWord(pool)
    if (number < limit) return number % size
  }
  throw brokenSourceError(`256 numbers from ${limit} on in a row`)
}

function drawWord(pool: WordPool): number {
  if (pool.next === pool.words.length) pool.refill()
  const word = pool.words[pool.next]!
  pool.next += 1
  return word
}
