import { toCodeKey } from './code-key.js'
import { CodeStructureError } from './errors.js'
import type { RandomPart } from './random-part.js'
import { toKind } from './received.js'

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
  has(key: string): boolean
  /** How many codes each of these stems has lost, as far as it can be known. */
  countByStem(stemKeys: ReadonlySet<string>, random: RandomPart | undefined): Map<string, number>
}

/**
 * Reads what is taken.
 *
 * @throws CodeStructureError `INVALID_OPTION`
 */
export function readTaken(taken: Taken | undefined): TakenKeys {
  if (typeof taken === 'function') {
    return { has: (key) => parseAnswer(taken(key)), countByStem: () => new Map() }
  }
  const keys = new Set<string>()
  for (const code of parseCodes(taken ?? [])) keys.add(toCodeKey(parseCode(code)))
  return {
    has: (key) => keys.has(key),
    countByStem: (stemKeys, random) => countByStem(keys, stemKeys, random),
  }
}

function countByStem(
  keys: ReadonlySet<string>,
  stemKeys: ReadonlySet<string>,
  random: RandomPart | undefined,
): Map<string, number> {
  const counts = new Map<string, number>()
  for (const key of keys) {
    const stem = key.slice(0, key.length - (random?.length ?? 0))
    if (!stemKeys.has(stem)) continue
    const text = key.slice(stem.length)
    // A code of another alphabet or length takes nothing from this space.
    if (text.length !== (random?.length ?? 0)) continue
    if (![...text].every((symbol) => random?.symbols.includes(symbol))) continue
    counts.set(stem, (counts.get(stem) ?? 0) + 1)
  }
  return counts
}

function parseCodes(taken: unknown): Iterable<unknown> {
  // A lone text is iterable as well, but by letters, and would silently take nothing.
  if (typeof taken === 'object' && taken !== null && Symbol.iterator in taken) {
    return taken as Iterable<unknown>
  }
  throw takenError('codes in an iterable, or a function', toKind(taken))
}

function parseCode(code: unknown): string {
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
