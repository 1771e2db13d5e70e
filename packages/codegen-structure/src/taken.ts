import { toCodeKey } from './code-key.js'
import { CodeStructureError, toKind } from './errors.js'
import type { RandomPart } from './random-part.js'
import { findSpreadsheetValues } from './spreadsheet.js'

/**
 * Codes that must not be generated: either an iterable of codes in any letter case, or a synchronous
 * function that receives a {@link toCodeKey}.
 *
 * An iterable is read once, when the generator is created, and counted before a batch starts. A function
 * cannot be counted, so a batch that does not fit fails only when no free code is left.
 */
export type Taken = Iterable<string> | ((codeKey: string) => boolean)

/** Taken codes, looked up by key. */
export interface TakenKeys {
  /** Number of taken codes; undefined when `taken` is a function. */
  readonly size: number | undefined
  has(key: string): boolean
  /** Returns the distinct taken random texts of a stem; empty when `taken` is a function. */
  textsOf(stemKey: string, random: RandomPart | undefined): readonly string[]
  /** Counts the taken random texts of many stems in one pass. */
  countByStem(
    stemKeys: ReadonlyMap<string, unknown>,
    random: RandomPart | undefined,
  ): Map<string, number>
}

/**
 * Reads the taken codes.
 *
 * @throws CodeStructureError `INVALID_OPTION`
 */
export function readTaken(taken: Taken | undefined): TakenKeys {
  if (typeof taken === 'function') {
    const has = (key: string): boolean => parseAnswer(taken(key))
    return { size: undefined, has, textsOf: () => [], countByStem: () => new Map() }
  }
  const keys = new Set<string>()
  for (const code of parseCodes(taken ?? [])) keys.add(toCodeKey(parseTakenCode(code)))
  return {
    size: keys.size,
    has: (key) => keys.has(key),
    textsOf: (stemKey, random) => toTexts(keys, stemKey, random),
    countByStem: (stemKeys, random) => countByStem(keys, stemKeys, random),
  }
}

function countByStem(
  keys: ReadonlySet<string>,
  stemKeys: ReadonlyMap<string, unknown>,
  random: RandomPart | undefined,
): Map<string, number> {
  const counts = new Map<string, number>()
  const length = random?.length ?? 0
  const symbols = new Set(random?.symbols)
  for (const key of keys) {
    const stem = key.slice(0, key.length - length)
    if (key.length < length || !stemKeys.has(stem)) continue
    const text = key.slice(stem.length)
    if (!isTextOf(symbols, text) || isNeverDrawn(stem, random, text)) continue
    counts.set(stem, (counts.get(stem) ?? 0) + 1)
  }
  return counts
}

/** Ignores codes with another stem, alphabet, or length, which are not in this space. */
function toTexts(
  keys: ReadonlySet<string>,
  stemKey: string,
  random: RandomPart | undefined,
): readonly string[] {
  if (random === undefined) return keys.has(stemKey) ? [''] : []
  const length = stemKey.length + random.length
  const symbols = new Set(random.symbols)
  const texts: string[] = []
  for (const key of keys) {
    if (key.length !== length || !key.startsWith(stemKey)) continue
    const text = key.slice(stemKey.length)
    if (isTextOf(symbols, text) && !isNeverDrawn(stemKey, random, text)) texts.push(text)
  }
  return texts
}

function isNeverDrawn(stemKey: string, random: RandomPart | undefined, text: string): boolean {
  return random !== undefined && findSpreadsheetValues(stemKey, random)?.has(text) === true
}

function isTextOf(symbols: ReadonlySet<string>, text: string): boolean {
  for (const symbol of text) if (!symbols.has(symbol)) return false
  return true
}

function parseCodes(taken: unknown): Iterable<unknown> {
  // A single string is iterable too, but by letter, so it would be silently ignored.
  if (typeof taken === 'object' && taken !== null && Symbol.iterator in taken) {
    return taken as Iterable<unknown>
  }
  throw createTakenError('an iterable of codes or a function', toKind(taken))
}

function parseTakenCode(code: unknown): string {
  if (typeof code === 'string') return code
  throw createTakenError('an iterable of strings', `an iterable with ${toKind(code)}`)
}

function parseAnswer(answer: unknown): boolean {
  if (typeof answer === 'boolean') return answer
  throw createTakenError(
    'a function that returns true or false',
    `a function that returned ${toKind(answer)}`,
  )
}

function createTakenError(expected: string, received: string): CodeStructureError {
  return new CodeStructureError('INVALID_OPTION', {
    field: 'options.taken',
    expected,
    received,
    hint: 'Promises are not awaited; look up the codes first if that is asynchronous.',
  })
}
