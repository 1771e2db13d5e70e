import { createBrokenSourceError } from '../random.js'
import { type CodeLayout, toStride, toSymbolBytes } from './code-layout.js'
import type { TakenBits } from './taken-bits.js'
import { type WordPool, drawFromWord, refillPool, startBlock } from './word-pool.js'

/** Codes that are worked on together: few enough to stay in the processor's first cache. */
export const blockCodes = 512

/** Bytes of a whole number of codes, at most 512, whose random texts are to be written. */
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
  readonly bits: TakenBits | undefined
  readonly base: number
  /** The bytes of each pair of symbols, the first one in the lower half. */
  readonly pairs: Uint16Array
  /** Bytes before a text, up to its end, and from code to code. */
  readonly stem: number
  readonly last: number
  readonly stride: number
  /** 1 when the last symbol stands alone. */
  readonly isOdd: 0 | 1
  /** Where the numbers of texts go that are drawn without marks, code by code. */
  readonly numbers: Int32Array
}

/** Prepares random texts for a layout. */
export function createRandomTexts(
  layout: CodeLayout,
  pool: WordPool,
  bits: TakenBits | undefined,
): RandomTexts {
  const { stem, random } = layout
  return {
    pool,
    bits,
    base: random.symbols.length,
    pairs: createPairs(toSymbolBytes(random)),
    stem: stem.length,
    last: stem.length + random.length,
    stride: toStride(layout),
    isOdd: random.length % 2 === 1 ? 1 : 0,
    numbers: new Int32Array(blockCodes),
  }
}

function createPairs(symbols: Uint8Array): Uint16Array {
  const pairs = new Uint16Array(symbols.length ** 2)
  for (let pair = 0; pair < pairs.length; pair++) {
    const first = symbols[Math.floor(pair / symbols.length)]!
    pairs[pair] = first | (symbols[pair % symbols.length]! << 8)
  }
  return pairs
}

const emptyBits = { buckets: new Int32Array(1), mask: 0 }

/**
 * Fills a block with uniform texts that have no mark yet, and marks them.
 *
 * Sixteen random bits times the number of pairs: the upper half is the pair, the lower half the error
 * (D. Lemire, "Fast Random Integer Generation in an Interval", 2019). 65 536 = 50 * 1296 + 736, so
 * draws with an error below 736 are made anew, or 736 of 1296 pairs would come too often.
 *
 * @throws CodeStructureError `BROKEN_RANDOM_SOURCE` when nothing new comes for too long
 */
export function writeTexts(texts: RandomTexts, { target, start, end }: CodeBlock): void {
  const { pool, base, pairs, stem, last, stride, isOdd, numbers } = texts
  const { words } = pool
  const { length: size } = pairs
  const limit = 65_536 % size
  const repeats = texts.bits === undefined ? 1 : 0
  const { buckets, mask } = texts.bits ?? emptyBits
  let next = startBlock(pool, start)
  for (let at = start, code = 0; at < end; code += repeats) {
    const pairsEnd = at + last - isOdd
    let place = at + stem
    let number = 0
    while (place < pairsEnd) {
      if (next === words.length) next = refillPool(pool, at)
      const product = words[next]! * size
      next++
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
    numbers[code] = number
    const bucket = number & mask
    const word = buckets[bucket >>> 5]!
    buckets[bucket >>> 5] = word | (1 << bucket)
    // No branch on whether the text is new: that is a coin toss in a half full space, and a wrong guess
    // of the processor costs more than the rest of the loop. What is not new is overwritten.
    at += stride & -((~(word >>> bucket) & 1) | repeats)
  }
  pool.next = next
}

// Marks of 4 MB and more are not in the processor's second cache.
const largeBits = 2 ** 20
const fruitlessLimit = 4096

/** Fills a block as {@link writeTexts} does, at twice the speed when marks are large. */
export function writeDistinctTexts(texts: RandomTexts, block: CodeBlock): void {
  const { bits } = texts
  if (bits === undefined || bits.buckets.length < largeBits) {
    writeTexts(texts, block)
    return
  }
  // All is drawn before the first mark is looked at: then nothing waits for memory but the looks, of which
  // the processor makes ten at once.
  const drawn = { ...texts, bits: undefined }
  let { start } = block
  for (let fruitless = 0; start < block.end; fruitless++) {
    if (fruitless > fruitlessLimit)
      throw createBrokenSourceError('the same numbers again and again')
    writeTexts(drawn, { ...block, start })
    const before = start
    start = dropTakenTexts(texts, bits, { ...block, start })
    if (start > before) fruitless = 0
  }
}

/** Marks the codes of a block, puts the last ones in the place of those that were marked, and returns their end. */
function dropTakenTexts(
  { numbers, stride }: RandomTexts,
  { buckets, mask }: TakenBits,
  { target, start, end }: CodeBlock,
): number {
  const codes = (end - start) / stride
  const dropped: number[] = []
  for (let code = 0; code < codes; code++) {
    const bucket = numbers[code]! & mask
    const word = buckets[bucket >>> 5]!
    buckets[bucket >>> 5] = word | (1 << bucket)
    if (((word >>> bucket) & 1) === 1) dropped.push(code)
  }
  let kept = codes
  for (const code of dropped.toReversed()) {
    kept--
    const [from, to] = [start + kept * stride, start + code * stride]
    target.copyWithin(to, from, from + stride)
  }
  return start + kept * stride
}
