import { CodeStructureError } from './errors.js'
import {
  toPartSource,
  type GeneratedPart,
  type NamedPartName,
  type OmittedLetters,
  type PartName,
} from './parts.js'
import type { CompiledStructure } from './structure.js'
import { assertSubject, type CodeSubject } from './subject.js'
import { findOmittedLetters, toCodeText } from './transliterate.js'

/** A code without its random part: everything that the structure and the subject determine. */
export interface Stem {
  /** The text before the random part, with the separator between them. */
  readonly text: string
  /** The same text in upper case, as in a code's key. */
  readonly key: string
  readonly parts: readonly GeneratedPart[]
  /** Requested parts that turned out empty. */
  readonly omitted: readonly NamedPartName[]
  /** Letters without an ASCII form, by part. */
  readonly omittedLetters: readonly OmittedLetters[]
  readonly shortened: readonly ShortenedPart[]
}

/**
 * Creates the fixed part of a subject's codes.
 *
 * @throws CodeStructureError `INVALID_SUBJECT`, `INVALID_AMOUNT`, `EMPTY_PART`, `OMITTED_LETTERS`, `EMPTY_CODE`,
 *   `TOO_LONG`
 */
export function createStem(structure: CompiledStructure, subject: CodeSubject): Stem {
  assertSubject(subject)
  const { prefix, names, random, separator, maxLength, toAscii, strict } = structure
  const full: GeneratedPart[] = prefix === '' ? [] : [{ name: 'prefix', text: prefix }]
  let omittedLetters = noLetters
  for (const name of names) {
    const source = toPartSource(name, subject, toAscii)
    const text = toCodeText(source)
    if (text !== '') full.push({ name, text })
    const letters = findOmittedLetters(source)
    if (letters.length > 0) omittedLetters = [...omittedLetters, { name, letters }]
  }
  const fitting = toFittingParts(full, { maxLength, randomLength: random?.length ?? 0, separator })
  const parts = fitting === full ? full : fitting.filter(({ text }) => text !== '')
  const omitted = toOmitted(names, parts)
  if (strict && omitted[0] !== undefined) throw createEmptyPartError(omitted[0])
  if (strict && omittedLetters[0] !== undefined) {
    throw createOmittedLettersError(omittedLetters[0])
  }
  // A prefix alone does not depend on the subject: everyone without a usable name would share one code.
  if (random === undefined && omitted.length === names.length) throw createEmptyCodeError(names)
  const named = joinTexts(parts, separator)
  const text = random === undefined || named === '' ? named : named + separator
  return {
    text,
    // The text is ASCII, so upper case does not depend on a locale.
    key: text.toUpperCase(),
    parts,
    omitted,
    omittedLetters,
    shortened: toShortenedParts(full, fitting),
  }
}

const noNames: readonly NamedPartName[] = []
const noLetters: readonly OmittedLetters[] = []

function toOmitted(
  names: readonly NamedPartName[],
  parts: readonly GeneratedPart[],
): readonly NamedPartName[] {
  // The prefix is the only part that is not in `names`.
  const named = parts[0]?.name === 'prefix' ? parts.length - 1 : parts.length
  if (named === names.length) return noNames
  return names.filter((name) => !parts.some((part) => part.name === name))
}

/** Joins like `join`, in a third of the time. */
function joinTexts(parts: readonly GeneratedPart[], separator: string): string {
  let text = ''
  for (const part of parts) text += text === '' ? part.text : separator + part.text
  return text
}

function createEmptyPartError(name: NamedPartName): CodeStructureError {
  return new CodeStructureError('EMPTY_PART', {
    field: `codeStructure.${name}`,
    expected: 'a part with at least one letter or digit',
    received: 'empty',
    hint: 'Pass toAscii for other scripts, or leave strict out to omit empty parts.',
    hintField: 'toAscii',
  })
}

function createOmittedLettersError({ name, letters }: OmittedLetters): CodeStructureError {
  return new CodeStructureError('OMITTED_LETTERS', {
    field: `codeStructure.${name}`,
    expected: 'text in Latin, Greek, or Cyrillic letters',
    // The letters are part of a name, and names are never repeated.
    received: `text with ${letters.length} other ${letters.length === 1 ? 'letter' : 'letters'}`,
    hint: 'Pass toAscii for other scripts, or turn strict off to omit such letters.',
  })
}

function createEmptyCodeError(names: readonly NamedPartName[]): CodeStructureError {
  return new CodeStructureError('EMPTY_CODE', {
    field: 'codeStructure',
    expected: 'a structure with random characters or a named part that is not empty',
    received: names.length === 0 ? 'a structure without parts' : `empty for ${names.join(', ')}`,
    hint: 'Turn randomChars on, or pass toAscii for names in other scripts.',
    hintField: 'codeStructure.randomChars',
  })
}

/** A part that was shortened to fit the length limit, with its length before and after. */
export interface ShortenedPart {
  readonly name: PartName
  readonly from: number
  readonly to: number
}

const none: readonly ShortenedPart[] = []

/** The length limit of a code. */
export interface LengthLimit {
  readonly maxLength: number
  /** Number of random characters, or 0. */
  readonly randomLength: number
  readonly separator: string
}

/**
 * Shortens named parts until the code fits: one character at a time from the longest part, or the last of
 * several equally long ones. The prefix, amount, and random part are never cut (rule 13). To lose two
 * characters, ANNA-MILLER becomes ANNA-MILL.
 *
 * @throws CodeStructureError `TOO_LONG` when the parts that are never cut do not fit
 */
function toFittingParts(
  parts: readonly GeneratedPart[],
  limit: LengthLimit,
): readonly GeneratedPart[] {
  const pieces = parts.length + (limit.randomLength > 0 ? 1 : 0)
  const unseen = limit.randomLength + Math.max(0, pieces - 1) * limit.separator.length
  if (sumLengths(parts) + unseen <= limit.maxLength) return parts
  const fixed = sumLengths(parts.filter((part) => !isShortenable(part))) + unseen
  if (fixed > limit.maxLength) throw createTooLongError(limit.maxLength, fixed)
  const lengths = toLengths(parts.filter(isShortenable), limit.maxLength - fixed)
  return parts.map((part) =>
    isShortenable(part) ? { name: part.name, text: part.text.slice(0, lengths.get(part)) } : part,
  )
}

/** Lists the parts that became shorter between two versions of the same parts. */
function toShortenedParts(
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

function createTooLongError(maxLength: number, length: number): CodeStructureError {
  return new CodeStructureError('TOO_LONG', {
    field: 'maxLength',
    expected: `at least ${length} to fit the prefix, amount, random characters, and separators`,
    received: String(maxLength),
    hint: 'Shorten the prefix, use fewer random characters, or raise maxLength (at most 500).',
    hintField: 'maxLength',
  })
}
