import { toAsciiBytes } from './ascii.js'
import type { Column, WordPool } from './cells.js'
import { createColumn, drawColumn } from './cells.js'
import type { DistinctTexts } from './distinct.js'
import type { RandomPart } from './random-part.js'

/** Codes as bytes that lie at equal distances. */
export interface CodeLayout {
  /** What stands before the random part. */
  readonly stem: string
  readonly random: RandomPart
  /** What stands after each code. */
  readonly terminator: string
}

/** Writes random texts into bytes that hold everything else already. */
export interface CodeWriter {
  /** Writes from 1 to `most` codes and returns how many. */
  write(target: Uint8Array, most: number): number
}

// Fifteen letters decide their case by one draw; the product of a draw and its size stays an integer.
const CASE_BITS = 15

/** Bytes of one code and its terminator. */
export function toStride({ stem, random, terminator }: CodeLayout): number {
  return stem.length + random.length + terminator.length
}

/** Makes bytes for `codes` codes with everything but the random texts in place. */
export function toTemplate(layout: CodeLayout, codes: number): Uint8Array<ArrayBuffer> {
  const { stem, random, terminator } = layout
  const target = new Uint8Array(codes * toStride(layout))
  if (target.length === 0) return target
  target.set(toAsciiBytes(stem + '0'.repeat(random.length) + terminator))
  // Each copy doubles what is there.
  for (let filled = toStride(layout); filled < target.length; filled *= 2) {
    target.copyWithin(filled, 0, filled)
  }
  return target
}

/** Makes a writer of distinct texts. */
export function createCodeWriter(
  layout: CodeLayout,
  texts: DistinctTexts,
  pool: WordPool,
): CodeWriter {
  const { random, stem } = layout
  const stride = toStride(layout)
  const pairs = toPairBytes(random)
  const symbols = texts.columns.map((column, cell): ColumnPlace => ({
    column,
    stride,
    start: stem.length + cell * 2,
  }))
  const cases = createCaseColumns(random).map((column, index): ColumnPlace => ({
    column,
    stride,
    start: stem.length + index * CASE_BITS,
  }))
  return {
    write(target, most) {
      const codes = texts.next(most)
      for (const place of symbols) {
        // An odd last symbol has a column of its own, as large as the alphabet.
        if (place.column.size < pairs.length) writeSingles(target, place, { codes, pairs })
        else writePairs(target, place, { codes, pairs })
      }
      for (const place of cases) {
        drawColumn(pool, place.column, codes)
        writeCases(target, place, codes)
      }
      return codes
    },
  }
}

function createCaseColumns({ length, letterCase }: RandomPart): Column[] {
  if (letterCase !== 'mixed') return []
  return Array.from({ length: Math.ceil(length / CASE_BITS) }, (_, index) =>
    createColumn(2 ** Math.min(CASE_BITS, length - index * CASE_BITS)),
  )
}

/** Where the values of a column go: to `start`, and from there on in steps of a stride. */
interface ColumnPlace {
  readonly column: Column
  readonly start: number
  readonly stride: number
}

interface PairBlock {
  readonly codes: number
  /** Two bytes for each pair, the first one in the lower half. */
  readonly pairs: Uint16Array
}

function writePairs(
  target: Uint8Array,
  { column, start, stride }: ColumnPlace,
  { codes, pairs }: PairBlock,
): void {
  const { values } = column
  for (let index = 0, at = start; index < codes; index += 1, at += stride) {
    const pair = pairs[values[index]!]!
    target[at] = pair
    target[at + 1] = pair >>> 8
  }
}

function writeSingles(
  target: Uint8Array,
  { column, start, stride }: ColumnPlace,
  { codes, pairs }: PairBlock,
): void {
  const { values } = column
  // The first pairs of the table all begin with the first symbol and run through the second ones.
  for (let index = 0, at = start; index < codes; index += 1, at += stride) {
    target[at] = pairs[values[index]!]! >>> 8
  }
}

/** Makes letters small where their bit says so: from byte 65 on stand letters, and 32 makes them small. */
function writeCases(
  target: Uint8Array,
  { column, start, stride }: ColumnPlace,
  codes: number,
): void {
  const { size, values } = column
  for (let index = 0, first = start; index < codes; index += 1, first += stride) {
    // The bit above the draw ends the loop.
    let bits = values[index]! | size
    for (let at = first; bits > 1; bits >>>= 1, at += 1) {
      const byte = target[at]!
      if (byte >= 65) target[at] = byte | ((bits & 1) << 5)
    }
  }
}

function toPairBytes({ symbols, letterCase }: RandomPart): Uint16Array {
  const bytes = toAsciiBytes(letterCase === 'lowercase' ? symbols.toLowerCase() : symbols)
  const pairs = new Uint16Array(bytes.length ** 2)
  for (const [first, low] of bytes.entries()) {
    for (const [second, high] of bytes.entries()) {
      pairs[first * bytes.length + second] = low | (high << 8)
    }
  }
  return pairs
}
