import type { CodeLayout } from './code-layout.js'
import { toStride, toSymbolBytes } from './code-layout.js'
import type { Marks } from './marks.js'
import type { WordPool } from './word-pool.js'
import { drawFromWord, refillPool, startBlock } from './word-pool.js'

/** Bytes of a whole number of codes whose random texts are to be written. */
export interface CodeBlock {
  readonly target: Uint8Array
  /** Where the first of them begins. */
  readonly start: number
  /** Where the last of them ends. */
  readonly end: number
}

/** How random texts are drawn and where they go. */
export interface RandomTexts {
  readonly pool: WordPool
  /** Which texts are gone; without marks they may repeat. */
  readonly marks: Marks | undefined
  readonly base: number
  /** The bytes of each pair of symbols, the first one in the lower half. */
  readonly pairs: Uint16Array
  /** Bytes before a text, up to its end, and from code to code. */
  readonly stem: number
  readonly last: number
  readonly stride: number
  /** 1 when the last symbol stands alone. */
  readonly isOdd: 0 | 1
}

/** Prepares random texts for a layout. */
export function createRandomTexts(
  layout: CodeLayout,
  pool: WordPool,
  marks: Marks | undefined,
): RandomTexts {
  const { stem, random } = layout
  return {
    pool,
    marks,
    base: random.symbols.length,
    pairs: createPairs(toSymbolBytes(random)),
    stem: stem.length,
    last: stem.length + random.length,
    stride: toStride(layout),
    isOdd: random.length % 2 === 1 ? 1 : 0,
  }
}

function createPairs(symbols: Uint8Array): Uint16Array {
  const pairs = new Uint16Array(symbols.length ** 2)
  for (let pair = 0; pair < pairs.length; pair += 1) {
    const first = symbols[Math.floor(pair / symbols.length)]!
    pairs[pair] = first | (symbols[pair % symbols.length]! << 8)
  }
  return pairs
}

const UNMARKED = { buckets: new Int32Array(1), mask: 0 }

/**
 * Fills a block with uniform texts that have no mark yet, and marks them.
 *
 * Sixteen random bits times the number of pairs: the upper half is the pair, the lower half the error
 * (D. Lemire, "Fast Random Integer Generation in an Interval", 2019). 65 536 = 50 * 1296 + 736, so
 * draws with an error below 736 are made anew, or 736 of 1296 pairs would come too often.
 *
 * @throws CodeStructureError `BROKEN_RANDOM_SOURCE` when nothing new comes for too long
 */
export function fillBlock(texts: RandomTexts, { target, start, end }: CodeBlock): void {
  const { pool, base, pairs, stem, last, stride, isOdd } = texts
  const { words } = pool
  const { length: size } = pairs
  const limit = 65_536 % size
  const repeats = texts.marks === undefined ? 1 : 0
  const { buckets, mask } = texts.marks ?? UNMARKED
  let next = startBlock(pool, start)
  for (let at = start; at < end;) {
    const pairsEnd = at + last - isOdd
    let place = at + stem
    let number = 0
    while (place < pairsEnd) {
      if (next === words.length) next = refillPool(pool, at)
      const product = words[next]! * size
      next += 1
      if ((product & 0xffff) < limit) continue
      const value = product >>> 16
      number = (Math.imul(number, size) + value) | 0
      const pair = pairs[value]!
      target[place] = pair
      target[place + 1] = pair >>> 8
      place += 2
    }
    if (isOdd === 1) {
      pool.next = next
      const value = drawFromWord(pool, base, at)
      next = pool.next
      number = (Math.imul(number, base) + value) | 0
      // The first pairs all begin with the first symbol and run through the second.
      target[place] = pairs[value]! >>> 8
    }
    const bucket = number & mask
    const marked = buckets[bucket >>> 5]!
    buckets[bucket >>> 5] = marked | (1 << bucket)
    // No branch on whether the text is new: that is a coin toss in a half full space, and a wrong guess
    // of the processor costs more than the rest of the loop. What is not new is overwritten.
    at += stride & -((~(marked >>> bucket) & 1) | repeats)
  }
  pool.next = next
}
