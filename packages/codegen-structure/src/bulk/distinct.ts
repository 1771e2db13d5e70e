import { type CodeLayout, fromAscii, toStride, toSymbolBytes } from './code-layout.js'
import { type CodeBlock, createRandomTexts, writeDistinctTexts } from './random-texts.js'
import { clearTaken, createTakenBits, setTaken, listFreeNumbers } from './taken-bits.js'
import { type WordPool, drawBelow } from './word-pool.js'

/** What a draw of distinct random texts works with. */
export interface DistinctDemand {
  readonly layout: CodeLayout
  readonly pool: WordPool
  readonly count: number
  /** Texts that are gone from the start, upper-case, each once. */
  readonly takenTexts: readonly string[]
  /** Asked for every text before it is given out. */
  readonly isTaken: ((text: string) => boolean) | undefined
  /** Creates the error for a space that has nothing left. */
  readonly toExhaustedError: () => Error
}

/** Writes distinct texts into at least one code of a block and returns where the last of them ends. */
export type WriteDistinct = (block: CodeBlock) => number

// Above this share a draw is rejected seven times of eight, and listing what is left is cheaper.
const shareBeforeListing = 7 / 8
// In a space too large to search, that many taken codes in a row end a list. A single code ends after 64
// (rule 20); the million chances of a long list need more.
const takenLimit = 4096

/**
 * Draws texts that never repeat: at random while most of the space is free, then from a list of what is
 * left in random order. So it always ends, and a space of up to 2^32 codes can be used up to its last
 * when that many are asked for.
 */
export function createDistinctTexts(demand: DistinctDemand): WriteDistinct {
  const { isTaken, toExhaustedError } = demand
  const free = createFreeTexts(demand)
  if (isTaken === undefined) {
    return (block) => {
      const end = free.write(block)
      if (end === block.start) throw toExhaustedError()
      return end
    }
  }
  let takenInRow = 0
  /** Closes the gaps that taken texts leave. */
  function dropTaken({ target, start, end }: CodeBlock): number {
    const stride = toStride(demand.layout)
    let kept = start
    for (let at = start; at < end; at += stride) {
      const text = readText(demand.layout, target, at)
      takenInRow = isTaken?.(text) === true ? takenInRow + 1 : 0
      if (takenInRow > 0) {
        free.release(text)
        continue
      }
      target.copyWithin(kept, at, at + stride)
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

/** Texts that have not been drawn before, whether or not they are taken. */
interface FreeTexts {
  /** Whether every text will have been drawn before the draw ends. */
  readonly isExact: boolean
  /** As {@link WriteDistinct}; where it began when all have been drawn. */
  readonly write: WriteDistinct
  /** Gives back what a text stood for: where many share a bucket, taken ones would close them all. */
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

/** Gives out the listed numbers in the order of a Fisher-Yates shuffle. */
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
