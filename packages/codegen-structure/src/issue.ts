import { type CodeCounts, CodeStructureError } from './errors.js'
import type { GeneratedPart, NamedPartName } from './parts.js'
import type { RandomDraw } from './random.js'
import { type FreeText, findFreeText, walkLimit } from './spaces.js'
import type { ShortenedPart, Stem } from './stems.js'
import type { CompiledStructure } from './structure.js'
import type { TakenKeys } from './taken.js'

/** A code and how it came about. */
export interface GeneratedCode {
  readonly code: string
  /** What the code is compared by: `toCodeKey` of it. */
  readonly key: string
  /** Every part that stands in the code, in order. */
  readonly parts: readonly GeneratedPart[]
  /** Parts asked for that came out empty. */
  readonly omitted: readonly NamedPartName[]
  /** Parts that gave way to `maxLength`; one shortened to 0 is also in `omitted`. */
  readonly shortened: readonly ShortenedPart[]
}

/** Everything that the codes of one generator are made with. */
export interface Workshop {
  readonly structure: CompiledStructure
  readonly capacity: number
  readonly draw: RandomDraw
  readonly taken: TakenKeys
}

/** Which codes may not be given out any more. */
export interface GoneKeys {
  has(key: string): boolean
  /** How many there are at most; absent when nobody has counted. */
  readonly size: number | undefined
}

/**
 * Creates one code of a stem that is not gone.
 *
 * @throws CodeStructureError `CODES_EXHAUSTED`
 */
export function generateOne(
  { structure, draw, capacity }: Workshop,
  stem: Stem,
  gone: GoneKeys,
): GeneratedCode {
  const { random } = structure
  const free =
    random === undefined
      ? findFixedText(stem, gone)
      : findFreeText({
          stemKey: stem.key,
          random,
          draw,
          isTaken: (key) => gone.has(key),
          takenCount: gone.size,
        })
  if (free === undefined) {
    const taken = capacity <= walkLimit ? { taken: capacity } : {}
    throw createExhaustedError({ requested: 1, capacity, ...taken })
  }
  const { text, key } = free
  const { omitted, shortened } = stem
  const parts = random ? [...stem.parts, { name: 'randomChars' as const, text }] : stem.parts
  // In upper case both are one text, which then is stored and hashed once.
  const isKey = stem.text === stem.key && random?.letterCase === 'uppercase'
  return { code: isKey ? key : stem.text + text, key, parts, omitted, shortened }
}

function findFixedText({ key }: Stem, gone: GoneKeys): FreeText | undefined {
  return gone.has(key) ? undefined : { text: '', key }
}

/** Says that a stem has too few free codes left. */
export function createExhaustedError(counts: CodeCounts): CodeStructureError {
  const { requested, capacity, taken = 'too many' } = counts
  return new CodeStructureError('CODES_EXHAUSTED', {
    field: 'codeStructure',
    expected: `${requested} free of ${capacity} possible codes with this stem`,
    received: `${taken} taken`,
    hint:
      capacity === 1
        ? 'Turn randomChars on, or choose another prefix.'
        : 'Raise randomCharsLength, or ask for fewer codes.',
    counts,
  })
}
