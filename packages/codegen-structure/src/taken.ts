import { toCodeKey } from './code-key.js'
import { CodeStructureError, toKind } from './errors.js'
import type { RandomPart } from './random-part.js'

/**
 * Codes that must not come out again: either the codes themselves, in any letter case, or a function
 * that is given a {@link toCodeKey} and answers at once.
 *
 * Codes are read once, when the generator is made, and counted before a batch starts; a function
 * cannot be counted, so a batch that does not fit fails when the last free code is gone.
 */
export type Taken = Iterable<string> | ((codeKey: string) => boolean)

/** Taken codes, readable by key. */
export interface TakenKeys {
  /** How many there are; absent when a function answers. */
  readonly size: number | undefined
  has(key: string): boolean
  /** The random texts that a stem has lost, each once; none when they cannot be known beforehand. */
  textsOf(stemKey: string, random: RandomPart | undefined): readonly string[]
  /** How many random texts each of many stems has lost, read in one go. */
  countByStem(
    stemKeys: ReadonlyMap<string, unknown>,
    random: RandomPart | undefined,
  ): Map<string, number>
}

/**
 * Reads what is taken.
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
    if (!isTextOf(symbols, key.slice(stem.length))) continue
    counts.set(stem, (counts.get(stem) ?? 0) + 1)
  }
  return counts
}

/** A code of another stem, alphabet or length takes nothing from this space. */
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
    if (isTextOf(symbols, text)) texts.push(text)
  }
  return texts
}

function isTextOf(symbols: ReadonlySet<string>, text: string): boolean {
  for (const symbol of text) if (!symbols.has(symbol)) return false
  return true
}

function parseCodes(taken: unknown): Iterable<unknown> {
  // A lone text is iterable as well, but by letters, and would silently take nothing.
  if (typeof taken === 'object' && taken !== null && Symbol.iterator in taken) {
    return taken as Iterable<unknown>
  }
  throw takenError('codes in an iterable, or a function', toKind(taken))
}

function parseTakenCode(code: unknown): string {
  if (typeof code === 'string') return code
  throw takenError('codes as text', toKind(code))
}

function parseAnswer(answer: unknown): boolean {
  if (typeof answer === 'boolean') return answer
  throw takenError('a function that returns true or false', toKind(answer))
}

function takenError(expected: string, received: string): CodeStructureError {
  return new CodeStructureError('INVALID_OPTION', {
    field: 'options.taken',
    expected,
    received,
    hint: 'Look codes up beforehand when the answer takes time; promises are not awaited.',
  })
}
