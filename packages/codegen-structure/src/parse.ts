import { toCodeKey } from './code-key.js'
import type { GeneratedPart, NamedPartName } from './parts.js'
import type { RandomPart } from './random-part.js'
import { type CodeStructureOptions, type CompiledStructure, compileStructure } from './structure.js'

/** Why a code cannot have come from a structure, as a closed list to switch over. */
export type ForeignCodeReason = 'TOO_LONG' | 'PREFIX' | 'RANDOM_CHARS' | 'SEPARATOR' | 'NAMED_PARTS'

/** What can be said about a code and the structure it may have come from. */
export type ParsedCode =
  | {
      /** There is one way to read it. */
      readonly kind: 'read'
      readonly parts: readonly GeneratedPart[]
    }
  | {
      /** There are several ways: the parts that are certain, and the text that several parts share. */
      readonly kind: 'ambiguous'
      readonly parts: readonly GeneratedPart[]
      readonly undivided: { readonly text: string; readonly names: readonly NamedPartName[] }
      /** How many ways there are; beyond 2^53 about. */
      readonly readings: number
    }
  | {
      /** It cannot have come from this structure. */
      readonly kind: 'foreign'
      readonly reason: ForeignCodeReason
      /** What the structure would have put there. */
      readonly expected: string
    }

/**
 * Says which part of a code is which, without regard to letter case.
 *
 * Names have no marks between them unless the structure has a separator, so a code with two of them can
 * often be read in many ways; then it says so and divides nothing. A part that was left out because it
 * was empty counts as a way to read, too, unless the structure is `strict`.
 *
 * @example
 * const structure = { codeStructure: { firstName: true, randomChars: true }, prefix: 'SAVE' }
 * parseCode('savejohn8x4z', structure)
 * //=> { kind: 'read', parts: [{ name: 'prefix', text: 'save' }, { name: 'firstName', text: 'john' },
 * //     { name: 'randomChars', text: '8x4z' }] }
 * parseCode('GOJOHN8X4Z', structure)
 * //=> { kind: 'foreign', reason: 'PREFIX', expected: 'SAVE' }
 * @throws CodeStructureError as `createCodeGenerator` does for a wrong structure
 */
export function parseCode(code: string, structure: CodeStructureOptions): ParsedCode {
  const compiled = compileStructure(structure)
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

/** The parts whose places are certain. */
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

/** What stands between prefix and random part: the text as a whole, or its pieces between separators. */
function toPieces(structure: CompiledStructure, text: string): string[] | undefined {
  const { separator, prefix, random } = structure
  if (separator === '') return text === '' ? [] : [text]
  const start = prefix === '' ? '' : separator
  const end = random === undefined ? '' : separator
  // With nothing between them, prefix and random part share one separator.
  if (text === (start === '' || end === '' ? '' : separator)) return []
  if (!text.startsWith(start) || !text.endsWith(end)) return undefined
  const pieces = text.slice(start.length, text.length - end.length).split(separator)
  return pieces.includes('') ? undefined : pieces
}

function toForeign(reason: ForeignCodeReason, expected: string): ParsedCode {
  return { kind: 'foreign', reason, expected }
}

/** Text that named parts have left behind. */
export interface ReadingRequest {
  /** The parts asked for, in their order. */
  readonly names: readonly NamedPartName[]
  /** The text; one piece for each part that is not empty where the parts are separated. */
  readonly pieces: readonly string[]
  readonly isSeparated: boolean
  /** Whether no part may be empty. */
  readonly strict: boolean
}

/** The ways to divide a text among parts. */
export interface Readings {
  readonly count: number
  /** One of them; empty parts are left out. */
  readonly first: readonly GeneratedPart[]
}

// 20, 12P5, 0P125: no zeros in front or at the end (rules 8 and 10).
const amount = /^(?:[1-9]\d{0,9}|0(?=P))(?:P\d{0,2}[1-9])?$/
const longestAmount = 14

/** Counts the ways in which parts can have given a text, and keeps one of them. */
export function readNamedParts(request: ReadingRequest): Readings {
  const { names, pieces, isSeparated } = request
  const units = isSeparated ? pieces : [...(pieces[0] ?? '')]
  if (!units.every((unit) => /^[A-Za-z0-9]+$/.test(unit))) return { count: 0, first: [] }
  // From the last part back: in how many ways the parts from here on can give the units from there on.
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
  /** For each place of the units, in how many ways the later parts can give what follows. */
  readonly ways: readonly number[]
}

/** For each place: in how many ways with this part in front, and how many units it takes in one of them. */
function addPart(request: PartRequest): { counts: number[]; lengths: number[] } {
  const { units, ways, strict } = request
  const lengths: number[] = []
  const counts = ways.map((later, start) => {
    let count = strict ? 0 : later
    let length = 0
    for (let taken = 1; taken <= toLongest(request, start); taken++) {
      const behind = ways[start + taken] ?? 0
      if (behind === 0 || !isPartText(request.name, units.slice(start, start + taken))) continue
      if (count === 0) length = taken
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
    const taken = choices[index]?.[start] ?? 0
    if (taken > 0) parts.push({ name, text: units.slice(start, start + taken).join('') })
    start += taken
  }
  return parts
}
