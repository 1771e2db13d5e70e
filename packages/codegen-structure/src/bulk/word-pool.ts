import { type RandomDraw, blockLimit, createBrokenSourceError } from '../random.js'

/** Random words of 16 bits, bought in blocks. */
export interface WordPool {
  readonly draw: RandomDraw
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The same bytes. */
  readonly words: Uint16Array<ArrayBuffer>
  /** Place of the next word; at the end of the words they have to be bought anew. */
  next: number
  /** How far whoever uses them had come at the last purchase. */
  progress: number
  /** Words since then that brought nothing. */
  fruitless: number
}

// Honest draws below seven eighths of a space fail 4096 times in a row once in 10^230 times, and sixteen
// words are the most that one takes.
const fruitlessLimit = 4096 * 16

/** Creates a pool over a draw; `words` is how many it will about have to give. */
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

/** Says that work begins anew at a place, and returns the place of the next word. */
export function startBlock(pool: WordPool, progress: number): number {
  pool.progress = progress
  pool.fruitless = 0
  return pool.next
}

/**
 * Buys new words, and returns the place of the first.
 *
 * @param progress how far the work has come, in any unit
 * @throws CodeStructureError `BROKEN_RANDOM_SOURCE` when too many brought no progress
 */
export function refillPool(pool: WordPool, progress: number): number {
  pool.fruitless = progress === pool.progress ? pool.fruitless + pool.words.length : 0
  if (pool.fruitless > fruitlessLimit)
    throw createBrokenSourceError('the same numbers again and again')
  pool.progress = progress
  pool.draw.read(pool.bytes)
  pool.next = 0
  return 0
}

/** Takes one word: a number from 0 to 65 535. */
export function drawWord(pool: WordPool): number {
  // What takes words one by one always comes to an end.
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
  throw createBrokenSourceError(`256 numbers from ${limit} on in a row`)
}
