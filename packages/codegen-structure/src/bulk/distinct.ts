import { fromAscii, toStride, toSymbolBytes, type CodeLayout } from './code-layout.js'
import { createRandomTexts, writeDistinctTexts, type CodeBlock } from './random-texts.js'
import { clearTaken, createTakenBits, setTaken, listFreeNumbers } from './taken-bits.js'
import { drawBelow, type WordPool } from './word-pool.js'

/** Options for {@link createDistinctTexts}. */
export interface DistinctDemand {
  readonly layout: CodeLayout
  readonly pool: WordPool
  readonly count: number
  /** Distinct texts that are taken from the start, in upper case. */
  readonly takenTexts: readonly string[]
  /** Called for every text before it is returned. */
  readonly isTaken: ((text: string) => boolean) | undefined
  /** Returns false for most texts that are not taken, so that `isTaken` is called less often. Default: true. */
  readonly isSuspect: ((bytes: Uint8Array, start: number) => boolean) | undefined
  /** Creates the error for a space without free texts. */
  readonly toExhaustedError: () => Error
}

/** Writes distinct texts into at least one code of a block and returns the offset after the last one. */
export type WriteDistinct = (block: CodeBlock) => number

// Above this share, at least seven of eight draws are rejected, and listing the free texts is cheaper.
const shareBeforeListing = 7 / 8
// In a space too large to search, this many taken codes in a row end a list. A single code gives up after 64
// (rule 20); a list of a million codes has a million chances to fail, so it needs more.
const takenLimit = 4096

/**
 * Creates a writer of texts that never repeat: drawn at random while most of the space is free, then from a
 * shuffled list of the free texts. It always ends, and can use every code of a space of up to 2^32.
 */
export function createDistinctTexts(demand: DistinctDemand): WriteDistinct {
  const { isTaken, isSuspect, toExhaustedError, layout } = demand
  const free = createFreeTexts(demand)
  if (isTaken === undefined) {
    return (block) => {
      const end = free.write(block)
      if (end === block.start) throw toExhaustedError()
      return end
    }
  }
  let takenInRow = 0
  /** Removes taken texts from a block and closes the gaps. */
  function dropTaken({ target, start, end }: CodeBlock): number {
    const stride = toStride(layout)
    let kept = start
    for (let at = start; at < end; at += stride) {
      const isAsked = isSuspect?.(target, at + layout.stem.length) ?? true
      const text = isAsked ? readText(layout, target, at) : ''
      takenInRow = isAsked && isTaken?.(text) === true ? takenInRow + 1 : 0
      if (takenInRow > 0) {
        free.release(text)
        continue
      }
      if (kept < at) target.copyWithin(kept, at, at + stride)
      kept += stride
    }
    return kept
  }
  return (block) => {
    for (;;) {
      const end = free.write(block)
      const isGivenUp = !free.isExact && takenInRow >= takenLimit
      if (end === block.start || isGivenUp) throw toExhaustedError()
      const kept = dropTaken({ ...block, end })
      if (kept > block.start) return kept
    }
  }
}

/** Texts that have not been drawn yet; the `isTaken` function may still reject them. */
interface FreeTexts {
  /** True when every text of the space is drawn before the draw ends. */
  readonly isExact: boolean
  /** Writes like {@link WriteDistinct}; returns the start of the block when all texts have been drawn. */
  readonly write: WriteDistinct
  /** Frees the bucket of a rejected text, so that rejected texts do not use up shared buckets. */
  release(text: string): void
}

function createFreeTexts({ layout, pool, count, takenTexts }: DistinctDemand): FreeTexts {
  const { capacity, symbols } = layout.random
  const stride = toStride(layout)
  const bits = createTakenBits(capacity, count + takenTexts.length)
  for (const text of takenTexts) setTaken(bits, toNumber(symbols, text))
  const texts = createRandomTexts(layout, pool, bits)
  let takenCount = takenTexts.length
  let writeRest: WriteDistinct | undefined
  return {
    isExact: bits.isExact,
    write(block) {
      const { target, start, end } = block
      const room = bits.isExact ? Math.floor(capacity * shareBeforeListing) - takenCount : Infinity
      if (room <= 0) {
        writeRest ??= createRestWriter(
          layout,
          pool,
          listFreeNumbers(bits, capacity, capacity - takenCount),
        )
        return writeRest(block)
      }
      const filled = Math.min(end, start + room * stride)
      writeDistinctTexts(texts, { target, start, end: filled })
      takenCount += (filled - start) / stride
      return filled
    },
    release(text) {
      if (bits.isExact) return
      clearTaken(bits, toNumber(symbols, text))
      takenCount--
    },
  }
}

/** Writes the listed numbers in the order of a Fisher-Yates shuffle. */
function createRestWriter(layout: CodeLayout, pool: WordPool, numbers: Uint32Array): WriteDistinct {
  const stride = toStride(layout)
  const symbols = toSymbolBytes(layout.random)
  let used = 0
  return ({ target, start, end }) => {
    let at = start
    for (; at < end && used < numbers.length; at += stride, used++) {
      const place = used + drawBelow(pool, numbers.length - used)
      let number = numbers[place]!
      numbers[place] = numbers[used]!
      const first = at + layout.stem.length
      for (let byte = first + layout.random.length - 1; byte >= first; byte--) {
        target[byte] = symbols[number % symbols.length]!
        number = Math.floor(number / symbols.length)
      }
    }
    return at
  }
}

/** Numbers texts in the order of the alphabet, modulo 2^32. */
function toNumber(symbols: string, text: string): number {
  let number = 0
  for (const symbol of text) {
    number = (Math.imul(number, symbols.length) + symbols.indexOf(symbol)) | 0
  }
  return number
}

function readText({ stem, random }: CodeLayout, target: Uint8Array, at: number): string {
  const start = at + stem.length
  return fromAscii(target.subarray(start, start + random.length)).toUpperCase()
}
