import { toCodeKey } from './code-key.js'
import type { GeneratedPart, NamedPartName } from './parts.js'
import type { RandomPart } from './random-part.js'
import { compileStructure, type CodeStructureOptions, type CompiledStructure } from './structure.js'

/** Reasons why a code cannot match a structure, as a closed list to switch on. */
export type ForeignCodeReason = 'TOO_LONG' | 'PREFIX' | 'RANDOM_CHARS' | 'SEPARATOR' | 'NAMED_PARTS'

/** The result of {@link parseCode}. */
export type ParsedCode =
  | {
      /** Exactly one reading exists. */
      readonly kind: 'read'
      readonly parts: readonly GeneratedPart[]
    }
  | {
      /** Several readings exist: `parts` are certain, and `undivided` is shared by several parts. */
      readonly kind: 'ambiguous'
      readonly parts: readonly GeneratedPart[]
      readonly undivided: { readonly text: string; readonly names: readonly NamedPartName[] }
      /** Number of readings; approximate above 2^53. */
      readonly readings: number
    }
  | {
      /** The code does not match the structure. */
      readonly kind: 'foreign'
      readonly reason: ForeignCodeReason
      /** The text that the structure requires there. */
      readonly expected: string
    }

/**
 * Splits a code into its parts, case-insensitively.
 *
 * Without a separator, a code with two names can often be read in many ways; the result is then `ambiguous`
 * and the names are not divided. Readings with omitted empty parts count too, unless the structure is `strict`.
 *
 * @example
 * const structure = { codeStructure: { firstName: true, randomChars: true }, prefix: 'SAVE' }
 * parseCode('savejohn8x4z', structure)
 * //=> { kind: 'read', parts: [{ name: 'prefix', text: 'save' }, { name: 'firstName', text: 'john' },
 * //     { name: 'randomChars', text: '8x4z' }] }
 * parseCode('GOJOHN8X4Z', structure)
 * //=> { kind: 'foreign', reason: 'PREFIX', expected: 'SAVE' }
 * @throws CodeStructureError for an invalid structure, as `createCodeGenerator` does
 */
export function parseCode(code: string, structure: CodeStructureOptions): ParsedCode {
  return parseReadableCode(toReadableCode(code), compileStructure(structure))
}

function parseReadableCode(code: string, compiled: CompiledStructure): ParsedCode {
  const { maxLength, prefix, random } = compiled
  if (code.length > maxLength) return toForeign('TOO_LONG', `at most ${maxLength} characters`)
  if (!toCodeKey(code).startsWith(toCodeKey(prefix))) return toForeign('PREFIX', prefix)
  const end = code.length - (random?.length ?? 0)
  const text = code.slice(Math.max(prefix.length, end))
  if (random && !isRandomText(random, text)) {
    return toForeign('RANDOM_CHARS', `${random.length} characters of ${random.symbols} at the end`)
  }
  const pieces = toPieces(compiled, code.slice(prefix.length, end))
  if (pieces === undefined) return toForeign('SEPARATOR', compiled.separator)
  return toParsedCode(compiled, pieces, {
    before: prefix === '' ? [] : [{ name: 'prefix', text: code.slice(0, prefix.length) }],
    after: random ? [{ name: 'randomChars', text }] : [],
  })
}

/** Returns the code as typed if it is ASCII, otherwise its key, because every generated code is ASCII. */
function toReadableCode(text: string): string {
  const code = text.trim().normalize('NFKC')
  return /^[\t-~]*$/.test(code) ? code : toCodeKey(code)
}

/** The parts whose positions are certain. */
interface Frame {
  readonly before: readonly GeneratedPart[]
  readonly after: readonly GeneratedPart[]
}

function toParsedCode(
  structure: CompiledStructure,
  pieces: readonly string[],
  { before, after }: Frame,
): ParsedCode {
  const { names, separator, strict, random } = structure
  const request = { names, pieces, strict, isSeparated: separator !== '' }
  const { count, first } = readNamedParts(request)
  if (count === 0 || (random === undefined && pieces.length === 0)) {
    const asked = names.length === 0 ? 'nothing' : names.join(', ')
    return toForeign('NAMED_PARTS', `${asked} between prefix and random characters`)
  }
  if (count === 1) return { kind: 'read', parts: [...before, ...first, ...after] }
  const undivided = { text: pieces.join(separator), names }
  return { kind: 'ambiguous', parts: [...before, ...after], undivided, readings: count }
}

function isRandomText({ symbols, length }: RandomPart, text: string): boolean {
  const key = toCodeKey(text)
  return key.length === length && [...key].every((symbol) => symbols.includes(symbol))
}

/** Returns the pieces between prefix and random part: the whole text, or the text split at separators. */
function toPieces(structure: CompiledStructure, text: string): string[] | undefined {
  const { separator, prefix, random } = structure
  if (separator === '') return text === '' ? [] : [text]
  const start = prefix === '' ? '' : separator
  const end = random === undefined ? '' : separator
  // Without named parts, one separator joins prefix and random part.
  if (text === (start === '' || end === '' ? '' : separator)) return []
  if (!text.startsWith(start) || !text.endsWith(end)) return undefined
  const pieces = text.slice(start.length, text.length - end.length).split(separator)
  return pieces.includes('') ? undefined : pieces
}

function toForeign(reason: ForeignCodeReason, expected: string): ParsedCode {
  return { kind: 'foreign', reason, expected }
}

/** The text of the named parts, to be divided among them. */
interface ReadingRequest {
  /** The requested parts, in order. */
  readonly names: readonly NamedPartName[]
  /** The whole text, or with a separator one piece per nonempty part. */
  readonly pieces: readonly string[]
  readonly isSeparated: boolean
  /** True when no part may be empty. */
  readonly strict: boolean
}

/** The ways to divide a text among parts. */
interface Readings {
  readonly count: number
  /** One of the readings, without empty parts. */
  readonly first: readonly GeneratedPart[]
}

// 20, 12P5, 0P125: no leading or trailing zeros (rules 8 and 10).
const amount = /^(?:[1-9]\d{0,9}|0(?=P))(?:P\d{0,2}[1-9])?$/
const longestAmount = 14

/** Counts the readings of a text, and returns one of them. */
function readNamedParts(request: ReadingRequest): Readings {
  const { names, pieces, isSeparated } = request
  const units = isSeparated ? pieces : [...(pieces[0] ?? '')]
  if (!units.every((unit) => /^[A-Za-z0-9]+$/.test(unit))) return { count: 0, first: [] }
  // Works backward from the last part: ways[i] counts how the parts so far can form the units from i on.
  let ways = units.map(() => 0).concat(1)
  const choices: number[][] = []
  for (const name of names.toReversed()) {
    const { counts, lengths } = addPart({ ...request, units, ways, name })
    choices.unshift(lengths)
    ways = counts
  }
  return { count: ways[0] ?? 0, first: toFirstReading(names, units, choices) }
}

interface PartRequest extends ReadingRequest {
  readonly name: NamedPartName
  readonly units: readonly string[]
  /** For each unit, the number of ways in which the later parts can form the rest. */
  readonly ways: readonly number[]
}

/** Prepends one part: for each unit, counts the ways and picks a length of the part for one of them. */
function addPart(request: PartRequest): { counts: number[]; lengths: number[] } {
  const { units, ways, strict } = request
  const lengths: number[] = []
  const counts = ways.map((later, start) => {
    let count = strict ? 0 : later
    let length = 0
    for (let size = 1; size <= toLongest(request, start); size++) {
      const behind = ways[start + size] ?? 0
      if (behind === 0 || !isPartText(request.name, units.slice(start, start + size))) continue
      if (count === 0) length = size
      count += behind
    }
    lengths.push(length)
    return count
  })
  return { counts, lengths }
}

function toLongest({ units, name, isSeparated }: PartRequest, start: number): number {
  const left = units.length - start
  if (isSeparated) return Math.min(1, left)
  return name === 'discountAmount' ? Math.min(longestAmount, left) : left
}

function isPartText(name: NamedPartName, units: readonly string[]): boolean {
  return name !== 'discountAmount' || amount.test(toCodeKey(units.join('')))
}

function toFirstReading(
  names: readonly NamedPartName[],
  units: readonly string[],
  choices: readonly (readonly number[])[],
): GeneratedPart[] {
  const parts: GeneratedPart[] = []
  let start = 0
  for (const [index, name] of names.entries()) {
    const size = choices[index]?.[start] ?? 0
    if (size > 0) parts.push({ name, text: units.slice(start, start + size).join('') })
    start += size
  }
  return parts
}
