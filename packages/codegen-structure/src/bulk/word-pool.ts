import { blockLimit, createBrokenSourceError, type RandomDraw } from '../random.js'

/** Random 16-bit words, drawn in blocks. */
export interface WordPool {
  readonly draw: RandomDraw
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The same bytes. */
  readonly words: Uint16Array<ArrayBuffer>
  /** Index of the next word; at the end, the pool must be refilled. */
  next: number
  /** Progress of the caller at the last refill. */
  progress: number
  /** Words drawn since the caller last made progress. */
  fruitless: number
}

// While at most 7/8 of a space is taken, a working source fails 4096 times in a row with probability
// (7/8)^4096, about 10^-237. A draw takes at most sixteen words.
const fruitlessLimit = 4096 * 16

/** Creates a pool over a draw; `words` estimates how many words will be needed. */
export function createWordPool(draw: RandomDraw, words: number): WordPool {
  const bytes = new Uint8Array(Math.min(blockLimit, Math.max(64, words * 2)))
  return {
    draw,
    bytes,
    words: new Uint16Array(bytes.buffer),
    next: bytes.length / 2,
    progress: -1,
    fruitless: 0,
  }
}

/** Starts a new block at the caller's progress, and returns the index of the next word. */
export function startBlock(pool: WordPool, progress: number): number {
  pool.progress = progress
  pool.fruitless = 0
  return pool.next
}

/**
 * Refills the pool, and returns the index of the first word.
 *
 * @param progress progress of the caller, in any unit
 * @throws CodeStructureError `BROKEN_RANDOM_SOURCE` when too many words brought no progress
 */
export function refillPool(pool: WordPool, progress: number): number {
  pool.fruitless = progress === pool.progress ? pool.fruitless + pool.words.length : 0
  if (pool.fruitless > fruitlessLimit) {
    throw createBrokenSourceError('the same numbers over and over')
  }
  pool.progress = progress
  pool.draw.read(pool.bytes)
  pool.next = 0
  return 0
}

/** Draws one word: a number from 0 to 65,535. */
export function drawWord(pool: WordPool): number {
  // Drawing single words always makes progress.
  if (pool.next === pool.words.length) refillPool(pool, pool.progress + 1)
  const word = pool.words[pool.next]!
  pool.next++
  return word
}

/** Draws a number from 0 to `size - 1`, `size` being at most 2^15; `progress` as for {@link refillPool}. */
export function drawFromWord(pool: WordPool, size: number, progress: number): number {
  for (;;) {
    if (pool.next === pool.words.length) refillPool(pool, progress)
    const product = pool.words[pool.next]! * size
    pool.next++
    if ((product & 0xffff) >= 65_536 % size) return product >>> 16
  }
}

/** Draws a number from 0 to `size - 1`, `size` being at most 2^32. */
export function drawBelow(pool: WordPool, size: number): number {
  const limit = 2 ** 32 - (2 ** 32 % size)
  for (let tries = 0; tries < 256; tries++) {
    const number = drawWord(pool) * 65_536 + drawWord(pool)
    if (number < limit) return number % size
  }
  throw createBrokenSourceError(`256 numbers of ${limit} or more in a row`)
}
