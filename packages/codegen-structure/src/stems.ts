import { CodeStructureError } from './errors.js'
import { type GeneratedPart, type NamedPartName, type PartName, toPartText } from './parts.js'
import type { CompiledStructure } from './structure.js'
import { type CodeSubject, assertSubject } from './subject.js'

/** A code without its random part: everything that a structure and a subject decide. */
export interface Stem {
  /** The text before the random part, with the separator between them. */
  readonly text: string
  /** The same as a code's key has it. */
  readonly key: string
  readonly parts: readonly GeneratedPart[]
  /** Parts asked for that came out empty. */
  readonly omitted: readonly NamedPartName[]
  readonly shortened: readonly ShortenedPart[]
}

/**
 * Creates the fixed part of a subject's codes.
 *
 * @throws CodeStructureError `INVALID_SUBJECT`, `INVALID_AMOUNT`, `EMPTY_PART`, `EMPTY_CODE`, `TOO_LONG`
 */
export function createStem(structure: CompiledStructure, subject: CodeSubject): Stem {
  assertSubject(subject)
  const { prefix, names, random, separator, maxLength, toAscii, strict } = structure
  const full: GeneratedPart[] = prefix === '' ? [] : [{ name: 'prefix', text: prefix }]
  for (const name of names) {
    const text = toPartText(name, subject, toAscii)
    if (text !== '') full.push({ name, text })
  }
  const fitting = toFittingParts(full, { maxLength, randomLength: random?.length ?? 0, separator })
  const parts = fitting === full ? full : fitting.filter(({ text }) => text !== '')
  const omitted = toOmitted(names, parts)
  if (strict && omitted[0] !== undefined) throw emptyPartError(omitted[0])
  // A prefix alone says nothing of the subject: everybody without a usable name would share it.
  if (random === undefined && omitted.length === names.length) throw emptyCodeError(names)
  const named = joinTexts(parts, separator)
  const text = random === undefined || named === '' ? named : named + separator
  return {
    text,
    // All of it is ASCII.
    key: text.toUpperCase(),
    parts,
    omitted,
    shortened: toShortenedParts(full, fitting),
  }
}

const noNames: readonly NamedPartName[] = []

function toOmitted(
  names: readonly NamedPartName[],
  parts: readonly GeneratedPart[],
): readonly NamedPartName[] {
  // A prefix is the only part that is not among the names.
  const named = parts[0]?.name === 'prefix' ? parts.length - 1 : parts.length
  if (named === names.length) return noNames
  return names.filter((name) => !parts.some((part) => part.name === name))
}

/** As `join`, in a third of its time. */
function joinTexts(parts: readonly GeneratedPart[], separator: string): string {
  let text = ''
  for (const part of parts) text += text === '' ? part.text : separator + part.text
  return text
}

function emptyPartError(name: NamedPartName): CodeStructureError {
  return new CodeStructureError('EMPTY_PART', {
    field: `codeStructure.${name}`,
    expected: 'at least one letter or digit for every part asked for',
    received: 'none that can stand in a code',
    hint: 'Pass toAscii for other scripts, or leave strict out to omit such parts.',
  })
}

function emptyCodeError(names: readonly NamedPartName[]): CodeStructureError {
  return new CodeStructureError('EMPTY_CODE', {
    field: 'codeStructure',
    expected: 'a random part, or a named part that is not empty',
    received: names.length === 0 ? 'no part asked for' : `nothing for ${names.join(', ')}`,
    hint: 'Turn randomChars on, or pass toAscii for names in other scripts.',
  })
}

/** A part that gave way to the length limit, in characters before and after. */
export interface ShortenedPart {
  readonly name: PartName
  readonly from: number
  readonly to: number
}

const none: readonly ShortenedPart[] = []

/** The room a stem has to fit into. */
export interface LengthLimit {
  readonly maxLength: number
  /** Characters of the random part, 0 without one. */
  readonly randomLength: number
  readonly separator: string
}

/**
 * Shortens named parts until the code fits: always the longest, ties the later one, a character at a
 * time; prefix, amount and random part are never cut (rule 13).
 *
 * @throws CodeStructureError `TOO_LONG` when what may not be cut is too long already
 */
export function toFittingParts(
  parts: readonly GeneratedPart[],
  limit: LengthLimit,
): readonly GeneratedPart[] {
  const pieces = parts.length + (limit.randomLength > 0 ? 1 : 0)
  const unseen = limit.randomLength + Math.max(0, pieces - 1) * limit.separator.length
  if (sumLengths(parts) + unseen <= limit.maxLength) return parts
  const fixed = sumLengths(parts.filter((part) => !isShortenable(part))) + unseen
  if (fixed > limit.maxLength) throw tooLongError(limit.maxLength, fixed)
  const lengths = toLengths(parts.filter(isShortenable), limit.maxLength - fixed)
  return parts.map((part) =>
    isShortenable(part) ? { name: part.name, text: part.text.slice(0, lengths.get(part)) } : part,
  )
}

/** Lists the parts that differ in length between two versions of the same parts. */
export function toShortenedParts(
  before: readonly GeneratedPart[],
  after: readonly GeneratedPart[],
): readonly ShortenedPart[] {
  if (before === after) return none
  return before
    .map(({ name, text }, index) => ({
      name,
      from: text.length,
      to: after[index]?.text.length ?? 0,
    }))
    .filter(({ from, to }) => to < from)
}

function toLengths(parts: readonly GeneratedPart[], budget: number): Map<GeneratedPart, number> {
  const lengths = new Map(parts.map((part) => [part, part.text.length]))
  for (let excess = sumLengths(parts) - budget; excess > 0; excess--) {
    const longest = Math.max(...lengths.values())
    const part = parts.findLast((candidate) => lengths.get(candidate) === longest)
    if (part !== undefined) lengths.set(part, longest - 1)
  }
  return lengths
}

function isShortenable({ name }: GeneratedPart): boolean {
  return name !== 'prefix' && name !== 'discountAmount'
}

function sumLengths(parts: readonly GeneratedPart[]): number {
  let sum = 0
  for (const { text } of parts) sum += text.length
  return sum
}

function tooLongError(maxLength: number, length: number): CodeStructureError {
  return new CodeStructureError('TOO_LONG', {
    field: 'maxLength',
    expected: `room for prefix, amount, random characters and separators in ${maxLength} characters`,
    received: `${length} characters that may not be cut`,
    hint: 'Shorten the prefix, ask for fewer random characters or raise maxLength (at most 500).',
  })
}
