import { createBrokenSourceError } from '../random.js'
import { toStride, toSymbolBytes, type CodeLayout } from './code-layout.js'
import type { TakenBits } from './taken-bits.js'
import { drawFromWord, refillPool, startBlock, type WordPool } from './word-pool.js'

/** Codes per block: few enough to stay in the processor's L1 cache. */
export const blockCodes = 512

/** A byte range holding up to 512 whole codes whose random texts are to be written. */
export interface CodeBlock {
  readonly target: Uint8Array
  /** Offset of the first code. */
  readonly start: number
  /** Offset after the last code. */
  readonly end: number
}

/** Everything needed to draw random texts into blocks. */
export interface RandomTexts {
  readonly pool: WordPool
  /** Taken texts; without them, texts may repeat. */
  readonly bits: TakenBits | undefined
  readonly base: number
  /** The two bytes of each pair of symbols, the first symbol in the low byte. */
  readonly pairs: Uint16Array
  /** Offsets within a code: start of the random text, its end, and the distance to the next code. */
  readonly stem: number
  readonly last: number
  readonly stride: number
  /** 1 when the length is odd, so the last symbol has no partner. */
  readonly isOdd: 0 | 1
  /** The numbers of the drawn texts, one per code. */
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
 * Writes uniform texts that are not taken yet into a block, and takes them.
 *
 * Multiplies sixteen random bits by the number of pairs: the upper 16 bits of the product are the pair
 * (D. Lemire, "Fast Random Integer Generation in an Interval", 2019). For 36 symbols, there are 1296 pairs and
 * 65,536 = 50 * 1296 + 736: the word 100 gives 129,600 = 1 * 65,536 + 64,064, which is pair 1. Products whose
 * lower 16 bits are below 736 are rejected; otherwise 736 of the 1296 pairs would be drawn 51 times instead of 50.
 *
 * @throws CodeStructureError `BROKEN_RANDOM_SOURCE` when too many draws give nothing new
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
      // The first pairs share their first symbol, so their second bytes are the symbols in order.
      target[place] = pairs[value]! >>> 8
    }
    numbers[code] = number
    const bucket = number & mask
    const word = buckets[bucket >>> 5]!
    buckets[bucket >>> 5] = word | (1 << bucket)
    // Advances only when the text is new, without a branch: in a half-full space, the outcome is a coin
    // toss, and a branch misprediction costs more than the rest of the loop. A taken text is overwritten.
    // The mask is -1 (advance) when the bit was 0 or texts may repeat, and 0 (stay) otherwise.
    at += stride & -((~(word >>> bucket) & 1) | repeats)
  }
  pool.next = next
}

// Taken bits of 4 MB or more (2^20 words) do not fit in the processor's L2 cache.
const largeBits = 2 ** 20
const fruitlessLimit = 4096

/** Writes a block like {@link writeTexts}, twice as fast when the taken bits exceed the cache. */
export function writeDistinctTexts(texts: RandomTexts, block: CodeBlock): void {
  const { bits } = texts
  if (bits === undefined || bits.buckets.length < largeBits) {
    writeTexts(texts, block)
    return
  }
  // Draws the whole block before reading any taken bit, so the processor can overlap about ten memory reads.
  const drawn = { ...texts, bits: undefined }
  let { start } = block
  for (let fruitless = 0; start < block.end; fruitless++) {
    if (fruitless > fruitlessLimit) throw createBrokenSourceError('the same numbers over and over')
    writeTexts(drawn, { ...block, start })
    const before = start
    start = dropTakenTexts(texts, bits, { ...block, start })
    if (start > before) fruitless = 0
  }
}

/** Takes the codes of a block, replaces those already taken with codes from its end, and returns the new end. */
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
