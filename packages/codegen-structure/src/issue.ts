import { CodeStructureError, type CodeCounts } from './errors.js'
import { findFreeText, walkLimit, type FreeText } from './free-codes.js'
import type { GeneratedPart, NamedPartName, OmittedLetters } from './parts.js'
import type { RandomDraw } from './random.js'
import { countCodes, findSpreadsheetValues } from './spreadsheet.js'
import type { ShortenedPart, Stem } from './stems.js'
import type { CompiledStructure } from './structure.js'
import type { TakenKeys } from './taken.js'

/** A code and its parts. */
export interface GeneratedCode {
  readonly code: string
  /** The code's identity: its `toCodeKey`. */
  readonly key: string
  /** Every part of the code, in order. */
  readonly parts: readonly GeneratedPart[]
  /** Requested parts that turned out empty. */
  readonly omitted: readonly NamedPartName[]
  /** Letters that are not in the code because they have no ASCII form, by part. */
  readonly omittedLetters: readonly OmittedLetters[]
  /** Parts shortened to fit `maxLength`; a part shortened to 0 is also in `omitted`. */
  readonly shortened: readonly ShortenedPart[]
}

/** Everything a generator needs to create codes. */
export interface GeneratorContext {
  readonly structure: CompiledStructure
  readonly capacity: number
  readonly draw: RandomDraw
  readonly taken: TakenKeys
}

/** Codes that must not be generated. */
export interface TakenLookup {
  has(key: string): boolean
  /** Upper bound of the number of taken codes; undefined when unknown. */
  readonly size: number | undefined
}

/**
 * Creates one code of a stem that is not taken.
 *
 * @throws CodeStructureError `CODES_EXHAUSTED`
 */
export function generateOne(
  { structure, draw }: GeneratorContext,
  stem: Stem,
  taken: TakenLookup,
): GeneratedCode {
  const { random } = structure
  const free =
    random === undefined
      ? findFixedText(stem, taken)
      : findFreeText({
          stemKey: stem.key,
          random,
          draw,
          isTaken: (key) => taken.has(key),
          values: findSpreadsheetValues(stem.key, random),
          takenCount: taken.size,
        })
  if (free === undefined) {
    const capacity = countCodes(stem.key, random)
    const counted = capacity <= walkLimit ? { taken: capacity } : {}
    throw createExhaustedError({ requested: 1, capacity, ...counted })
  }
  const { text, key } = free
  const { omitted, omittedLetters, shortened } = stem
  const parts = random ? [...stem.parts, { name: 'randomChars' as const, text }] : stem.parts
  // An upper-case code equals its key; sharing one string stores and hashes it once.
  const isKey = stem.text === stem.key && random?.letterCase === 'uppercase'
  const code = isKey ? key : stem.text + text
  return { code, key, parts, omitted, omittedLetters, shortened }
}

function findFixedText({ key }: Stem, taken: TakenLookup): FreeText | undefined {
  return taken.has(key) ? undefined : { text: '', key }
}

/** Creates the error for a stem with too few free codes. */
export function createExhaustedError(counts: CodeCounts): CodeStructureError {
  const { requested, capacity, taken } = counts
  return new CodeStructureError('CODES_EXHAUSTED', {
    field: 'codeStructure',
    expected: `${requested} free codes`,
    received: taken === undefined ? 'not found' : String(capacity - taken),
    problem: `Not enough free codes: ${requested} requested, ${capacity} possible, ${taken ?? 'too many'} taken.`,
    hint:
      capacity === 1
        ? 'Turn randomChars on, or choose another prefix.'
        : 'Raise randomCharsLength, or ask for fewer codes.',
    hintField: capacity === 1 ? 'codeStructure.randomChars' : 'randomCharsLength',
    counts,
  })
}
