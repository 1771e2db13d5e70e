import type { RandomPart } from './random-part.js'
import { canBeDate, listShapes, toShape, wordStarts } from './spreadsheet-shapes.js'

/**
 * The random texts that would complete a stem to a code that spreadsheets convert: `05651` to the number 5651, `8E437`
 * to a number with an exponent, `MAR3` to a date, `TRUE` to a boolean. They are never drawn (rule 25).
 */
export interface SpreadsheetValues {
  /** Number of such texts; exact up to 2^53. */
  readonly count: number
  /** Returns whether an upper-case text is one of them. */
  has(text: string): boolean
  /** Returns false for most other texts, in any letter case; a cheap check to make first. */
  isSuspect(bytes: Uint8Array, start: number): boolean
  /** Returns the index of one of them, from 0 to `count - 1`. */
  toIndex(text: string): number
  /** Returns the text with an index. */
  toText(index: number): string
}

/** The word starts of two letters, which rule out nearly every name. */
const wordPairs = new Uint8Array(1024)
for (const word of wordStarts) {
  if (word.length === 2) wordPairs[toPair(word.charCodeAt(0), word.charCodeAt(1))] = 1
}

interface Known {
  readonly stemKey: string
  readonly random: RandomPart
  readonly values: SpreadsheetValues | undefined
}

// Few stems get this far, and they recur. The limit keeps unusual data from filling the memory.
const known = new Map<string, SpreadsheetValues | undefined>()
const knownLimit = 1000
let latest: Known | undefined

/**
 * Returns the random texts that are not drawn after a stem, or undefined if every text is fine, as
 * it is after nearly every name. With an alphabet of only digits, numbers are intended, so its
 * texts are fine too.
 */
export function findSpreadsheetValues(
  stemKey: string,
  random: RandomPart,
): SpreadsheetValues | undefined {
  const first = stemKey.charCodeAt(0)
  const second = stemKey.charCodeAt(1)
  if (first >= 65 && second >= 65 && wordPairs[toPair(first, second)] === 0) return undefined
  if (latest?.stemKey === stemKey && latest.random === random) return latest.values
  const values = lookUpValues(stemKey, random)
  latest = { stemKey, random, values }
  return values
}

function lookUpValues(stemKey: string, random: RandomPart): SpreadsheetValues | undefined {
  if (!canBeDate(stemKey)) return undefined
  const stem = toShape(stemKey)
  const key = `${stem}|${random.length}|${random.symbols}`
  if (!known.has(key)) {
    if (known.size >= knownLimit) known.clear()
    known.set(key, createSpreadsheetValues(stem, random))
  }
  return known.get(key)
}

/** Packs two characters into 10 bits, case-insensitively, with one value for all digits. */
function toPair(first: number, second: number): number {
  return ((first >= 65 ? first & 31 : 0) << 5) | (second >= 65 ? second & 31 : 0)
}

/** Returns how many codes can be drawn for a stem: 1 without random characters. */
export function countCodes(stemKey: string, random: RandomPart | undefined): number {
  if (random === undefined) return 1
  return random.capacity - (findSpreadsheetValues(stemKey, random)?.count ?? 0)
}

/**
 * Returns how many codes one stem of a structure can have: 1 without random characters. With named parts, this is the
 * number for a stem that no spreadsheet converts, as with nearly every name.
 */
export function countStructureCodes(structure: {
  readonly prefix: string
  readonly names: readonly unknown[]
  readonly separator: string
  readonly random: RandomPart | undefined
}): number {
  const { prefix, names, separator, random } = structure
  if (names.length > 0) return random?.capacity ?? 1
  return countCodes(prefix === '' ? '' : (prefix + separator).toUpperCase(), random)
}

interface Shape {
  readonly shape: string
  /** Index of the first text of this shape. */
  readonly first: number
  readonly count: number
}

function createSpreadsheetValues(stem: string, random: RandomPart): SpreadsheetValues | undefined {
  const { symbols, length, capacity } = random
  const digits = symbols.replace(/\D/g, '')
  if (digits.length === symbols.length) return undefined
  const shapes = new Map<string, Shape>()
  let count = 0
  for (const whole of listShapes(stem.length + length)) {
    const shape = whole.slice(stem.length)
    if (!whole.startsWith(stem) || shapes.has(shape)) continue
    const texts = countTexts(shape, symbols, digits.length)
    if (texts > 0) shapes.set(shape, { shape, first: count, count: texts })
    count += texts
  }
  // Nothing else may be left, for example with the alphabet RY after the stem 3MA.
  if (count === 0 || count === capacity) return undefined
  const quickCheck = createQuickCheck(shapes.keys(), length)
  return {
    count,
    has: (text) => quickCheck.ofText(text) && shapes.has(toShape(text)),
    isSuspect: quickCheck.ofBytes,
    toIndex: (text) => toIndex(text, digits, shapes.get(toShape(text))!),
    toText(index) {
      const shape = [...shapes.values()].find((each) => index < each.first + each.count)!
      return toText(index - shape.first, digits, shape.shape)
    },
  }
}

interface QuickCheck {
  ofText(text: string): boolean
  ofBytes(bytes: Uint8Array, start: number): boolean
}

/** Creates a check of the first two and the last two characters, which rules out about 97% of the other texts. */
function createQuickCheck(shapes: Iterable<string>, length: number): QuickCheck {
  const starts = new Uint8Array(1024)
  const ends = new Uint8Array(1024)
  for (const shape of shapes) {
    starts[toPair(shape.charCodeAt(0), shape.charCodeAt(1))] = 1
    ends[toPair(shape.charCodeAt(length - 2), shape.charCodeAt(length - 1))] = 1
  }
  if (length === 1) return { ofText: () => true, ofBytes: () => true }
  const last = length - 1
  return {
    ofText: (text) =>
      starts[toPair(text.charCodeAt(0), text.charCodeAt(1))] === 1 &&
      ends[toPair(text.charCodeAt(last - 1), text.charCodeAt(last))] === 1,
    ofBytes: (bytes, start) =>
      starts[toPair(bytes[start]!, bytes[start + 1]!)] === 1 &&
      ends[toPair(bytes[start + last - 1]!, bytes[start + last]!)] === 1,
  }
}

function countTexts(shape: string, symbols: string, digits: number): number {
  let count = 1
  for (const place of shape) {
    if (place === '0') count *= digits
    else if (!symbols.includes(place)) return 0
  }
  return count
}

function toIndex(text: string, digits: string, { shape, first }: Shape): number {
  let index = 0
  for (const [place, symbol] of [...text].entries()) {
    if (shape[place] === '0') index = index * digits.length + digits.indexOf(symbol)
  }
  return first + index
}

function toText(index: number, digits: string, shape: string): string {
  let rest = index
  let text = ''
  for (const place of [...shape].toReversed()) {
    text = (place === '0' ? digits.charAt(rest % digits.length) : place) + text
    if (place === '0') rest = Math.floor(rest / digits.length)
  }
  return text
}
