import type { Column, WordPool } from './cells.js'
import { BLOCK_CODES, createColumns, drawBelow, drawColumn } from './cells.js'
import type { Marks } from './marks.js'
import { clearMark, createMarks, markBlock, moveToFront, setMark, toFreeNumbers } from './marks.js'
import { brokenSourceError } from './random.js'
import type { RandomPart } from './random-part.js'

/** What a draw of distinct random texts works with. */
export interface DistinctDemand {
  readonly random: RandomPart
  readonly pool: WordPool
  readonly count: number
  /** Texts that are gone from the start, upper-case, each once. */
  readonly lost: readonly string[]
  /** Asked for every text before it is given out. */
  readonly isTaken: ((text: string) => boolean) | undefined
  /** Makes the error for a space that has nothing left. */
  readonly toExhaustedError: () => Error
}

/** Distinct random texts, a block at a time, as cells in columns. */
export interface DistinctTexts {
  readonly columns: readonly Column[]
  /** Puts from 1 to `most` new texts at the front of the columns and returns how many. */
  next(most: number): number
}

// Above this share a draw is rejected seven times of eight, and listing what is left is cheaper.
const SHARE_BEFORE_LISTING = 7 / 8
// Honest draws below that share fail so often in a row once in 10^230 times.
const BARREN_LIMIT = 4096
// In a space too large to search, that many taken codes in a row end a list. A single code ends after 64
// (rule 20); the million chances of a long list need more.
const TAKEN_LIMIT = 4096

/**
 * Draws texts that never repeat: at random while most of the space is free, then from a list of what is
 * left in random order. So it always ends, and a space of up to 2^24 codes can be used up to its last.
 */
export function createDistinctTexts(demand: DistinctDemand): DistinctTexts {
  const { random, isTaken, toExhaustedError } = demand
  const draw = createFreeDraw(demand)
  const free = new Uint16Array(BLOCK_CODES)
  let takenInRow = 0
  function dropTaken(codes: number): number {
    let kept = 0
    for (let index = 0; index < codes; index += 1) {
      const text = toText(random, draw.columns, index)
      if (isTaken?.(text) === true) {
        draw.release(text)
        takenInRow += 1
        continue
      }
      free[kept] = index
      takenInRow = 0
      kept += 1
    }
    moveToFront(draw.columns, free, kept)
    return kept
  }
  return {
    columns: draw.columns,
    next(most) {
      for (;;) {
        const drawn = draw.next(most)
        const isGivenUp = !draw.isExact && takenInRow >= TAKEN_LIMIT
        if (drawn === 0 || isGivenUp) throw toExhaustedError()
        const kept = isTaken === undefined ? drawn : dropTaken(drawn)
        if (kept > 0) return kept
      }
    },
  }
}

/** Texts that have not been drawn before, whether or not they are taken. */
interface FreeDraw {
  readonly columns: readonly Column[]
  /** Whether every text will have been drawn before the draw ends. */
  readonly isExact: boolean
  /** As {@link DistinctTexts.next}; 0 when all have been drawn. */
  next(most: number): number
  /** Gives back what a text stood for: where many share a bucket, taken ones would close them all. */
  release(text: string): void
}

function createFreeDraw({ random, pool, count, lost }: DistinctDemand): FreeDraw {
  const { capacity, symbols } = random
  const columns = createColumns(random)
  const numbers = new Int32Array(BLOCK_CODES)
  const free = new Uint16Array(BLOCK_CODES)
  const marks = createMarks(capacity, count + lost.length)
  for (const text of lost) setMark(marks, toNumber(symbols, text))
  let marked = lost.length
  let rest: Rest | undefined
  return {
    columns,
    isExact: marks.isExact,
    next(most) {
      const wanted = Math.min(BLOCK_CODES, most)
      if (marks.isExact && marked > capacity * SHARE_BEFORE_LISTING) {
        rest ??= createRest(marks, capacity, marked)
        return drawRest(rest, { columns, wanted, pool })
      }
      for (let tries = 0; tries < BARREN_LIMIT; tries += wanted) {
        for (const column of columns) drawColumn(pool, column, wanted)
        writeNumbers(numbers, columns, wanted)
        const kept = markBlock(marks, { numbers, free, count: wanted })
        if (kept < wanted) moveToFront(columns, free, kept)
        marked += kept
        if (kept > 0) return kept
      }
      throw brokenSourceError('the same numbers again and again')
    },
    release(text) {
      if (marks.isExact) return
      clearMark(marks, toNumber(symbols, text))
      marked -= 1
    },
  }
}

/** The free numbers of a space and how many of them have been given out. */
interface Rest {
  readonly numbers: Uint32Array
  used: number
}

interface RestDraw {
  readonly columns: readonly Column[]
  readonly wanted: number
  readonly pool: WordPool
}

function createRest(marks: Marks, capacity: number, marked: number): Rest {
  return { numbers: toFreeNumbers(marks, capacity, capacity - marked), used: 0 }
}

/** Takes the next numbers of a Fisher-Yates shuffle and writes them into the columns. */
function drawRest(rest: Rest, { columns, wanted, pool }: RestDraw): number {
  const { numbers } = rest
  const codes = Math.min(wanted, numbers.length - rest.used)
  for (let index = 0; index < codes; index += 1) {
    const place = rest.used + drawBelow(pool, numbers.length - rest.used)
    let number = numbers[place]!
    numbers[place] = numbers[rest.used]!
    rest.used += 1
    for (const { size, values } of columns.toReversed()) {
      values[index] = number % size
      number = Math.floor(number / size)
    }
  }
  return codes
}

/** Numbers texts in the order of the alphabet, modulo 2^32. */
function writeNumbers(numbers: Int32Array, columns: readonly Column[], codes: number): void {
  numbers.fill(0)
  for (const { size, values } of columns) {
    for (let index = 0; index < codes; index += 1) {
      numbers[index] = Math.imul(numbers[index]!, size) + values[index]!
    }
  }
}

function toNumber(symbols: string, text: string): number {
  let number = 0
  for (const symbol of text) {
    number = (Math.imul(number, symbols.length) + symbols.indexOf(symbol)) | 0
  }
  return number
}

function toText(
  { symbols, length }: RandomPart,
  columns: readonly Column[],
  index: number,
): string {
  const base = symbols.length
  let text = ''
  for (const { values } of columns) {
    const value = values[index]!
    if (text.length + 1 < length) text += symbols.charAt(Math.floor(value / base))
    text += symbols.charAt(value % base)
  }
  return text
}
