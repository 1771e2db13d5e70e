import type { CodeStructure, RandomCharsCase } from '@referly-kit/types'
import { parseAlphabet, type AlphabetName } from './alphabets.js'
import { CodeStructureError, toKind, toReceived } from './errors.js'
import { namedParts, type NamedPartName, type PartName, type ToAscii } from './parts.js'
import type { RandomPart } from './random-part.js'
import { countStructureCodes } from './spreadsheet.js'

/** A code structure: the fields of `POST /promotional-codes`, plus five additional ones. */
export interface CodeStructureOptions {
  /** Parts of the code, as in the API. */
  readonly codeStructure: CodeStructure
  /** Letters, digits, and dashes, used exactly as typed. Default: none. */
  readonly prefix?: string | undefined
  /** 1 to 24, default 4. */
  readonly randomCharsLength?: number | undefined
  /** Default `'mixed'`, as in the API; it adds no codes, because codes are case-insensitive. */
  readonly randomCharsCase?: RandomCharsCase | undefined
  /** `'full'` (36 symbols, default), `'clear'` (31), `'safe'` (28), or your own letters and digits. */
  readonly alphabet?: AlphabetName | (string & {}) | undefined
  /** Text between parts. Default: none. */
  readonly separator?: '' | '-' | '_' | undefined
  /** 1 to 500 characters, default 32. */
  readonly maxLength?: number | undefined
  /** Called for each text part before the built-in transliteration. */
  readonly toAscii?: ToAscii | undefined
  /** Throws for a part that turns out empty, or for a letter without an ASCII form, instead of omitting it. */
  readonly strict?: boolean | undefined
}

/** A validated structure with its defaults filled in. */
export interface CompiledStructure {
  readonly prefix: string
  readonly names: readonly NamedPartName[]
  readonly random: RandomPart | undefined
  readonly separator: string
  readonly maxLength: number
  readonly toAscii: ToAscii | undefined
  readonly strict: boolean
}

const defaultRandomLength = 4
/** The maximum number of random characters, as in the API. */
export const randomLengthLimit = 24
// Of the checkouts we know, Paddle is the strictest (32 characters) and Stripe the most generous (500).
const defaultMaxLength = 32
const maxLengthLimit = 500

/**
 * Validates a structure and fills in its defaults. Unknown fields are ignored, so a whole request body can
 * be passed.
 *
 * @throws CodeStructureError `INVALID_STRUCTURE`, `INVALID_PREFIX`, `INVALID_ALPHABET`, `INVALID_LENGTH`
 */
export function compileStructure(structure: CodeStructureOptions): CompiledStructure {
  assertObject('structure', structure)
  assertObject('codeStructure', structure.codeStructure)
  assertParts(structure.codeStructure)
  const random = createRandomPart(structure)
  const { toAscii, strict, codeStructure } = structure
  if (toAscii !== undefined && typeof toAscii !== 'function') {
    throw createStructureError('toAscii', 'a function from string to string', toKind(toAscii))
  }
  if (strict !== undefined) assertBoolean('strict', strict)
  return {
    prefix: parsePrefix(structure.prefix ?? ''),
    names: namedParts.filter((name) => codeStructure[name] === true),
    random: codeStructure.randomChars === true ? random : undefined,
    separator: parseChoice('separator', structure.separator ?? '', ['', '-', '_']),
    maxLength: parseLength('maxLength', structure.maxLength ?? defaultMaxLength, maxLengthLimit),
    toAscii,
    strict: strict ?? false,
  }
}

function createRandomPart(structure: CodeStructureOptions): RandomPart {
  const { randomCharsLength = defaultRandomLength, randomCharsCase = 'mixed' } = structure
  const length = parseLength('randomCharsLength', randomCharsLength, randomLengthLimit)
  const symbols = parseAlphabet(structure.alphabet ?? 'full')
  const cases = ['uppercase', 'lowercase', 'mixed'] as const
  const letterCase = parseChoice('randomCharsCase', randomCharsCase, cases)
  return { length, symbols, letterCase, capacity: symbols.length ** length }
}

function assertParts(parts: CodeStructure): void {
  const known: readonly string[] = [...namedParts, 'randomChars']
  for (const [name, value] of Object.entries(parts)) {
    const field = `codeStructure.${name}`
    if (!known.includes(name)) {
      throw createStructureError(field, `one of ${known.join(', ')}`, toReceived(name))
    }
    if (value !== undefined) assertBoolean(field, value)
  }
}

function parsePrefix(prefix: unknown): string {
  if (typeof prefix === 'string' && /^[A-Za-z0-9-]*$/.test(prefix)) return prefix
  const wrong = typeof prefix === 'string' ? prefix.match(/[^A-Za-z0-9-]/gu) : null
  const received =
    wrong === null
      ? toKind(prefix)
      : `text with ${[...new Set(wrong)].map(toReceivedCharacter).join(' and ')}`
  throw new CodeStructureError('INVALID_PREFIX', {
    field: 'prefix',
    expected: 'letters A-Z, digits, and dashes only',
    received,
    hint: 'Remove these characters; a prefix is used exactly as typed.',
  })
}

/** Describes a character for an error message, invisible ones by their number. */
function toReceivedCharacter(character: string): string {
  if (/[ \p{L}\p{N}\p{P}\p{S}]/u.test(character)) return toReceived(character)
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
}

function parseLength(field: string, value: unknown, limit: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= limit) {
    return value
  }
  throw new CodeStructureError('INVALID_LENGTH', {
    field,
    expected: `a whole number from 1 to ${limit}`,
    received: toReceived(value),
    hint: 'Leave it out to use the default.',
  })
}

function parseChoice<Choice extends string>(
  field: string,
  value: unknown,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((candidate) => candidate === value)
  if (choice !== undefined) return choice
  const expected = choices.map((candidate) => `'${candidate}'`).join(', ')
  throw createStructureError(field, `one of ${expected}`, toReceived(value))
}

function assertObject(field: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw createStructureError(field, 'an object', toKind(value))
  }
}

function assertBoolean(field: string, value: unknown): void {
  if (typeof value !== 'boolean') {
    throw createStructureError(field, 'true or false', toReceived(value))
  }
}

function createStructureError(
  field: string,
  expected: string,
  received: string,
): CodeStructureError {
  return new CodeStructureError('INVALID_STRUCTURE', {
    field,
    expected,
    received,
    hint: 'Fix the value or leave it out.',
  })
}

/** A human-readable summary of a structure. */
export interface StructureDescription {
  /** For example `SAVE{firstName}{randomChars:4}`. */
  readonly pattern: string
  readonly parts: readonly PartName[]
  readonly maxLength: number
  readonly capacity: number
  readonly random:
    | { readonly length: number; readonly symbols: string; readonly letterCase: RandomCharsCase }
    | undefined
}

/** Describes a validated structure. */
export function toDescription(structure: CompiledStructure): StructureDescription {
  const { prefix, names, random, separator, maxLength } = structure
  const parts: [PartName, string][] = names.map((name) => [name, `{${name}}`])
  if (prefix !== '') parts.unshift(['prefix', prefix])
  if (random) parts.push(['randomChars', `{randomChars:${random.length}}`])
  return {
    pattern: parts.map(([, pattern]) => pattern).join(separator),
    parts: parts.map(([name]) => name),
    maxLength,
    capacity: countStructureCodes(structure),
    random: random && {
      length: random.length,
      symbols: random.symbols,
      letterCase: random.letterCase,
    },
  }
}
