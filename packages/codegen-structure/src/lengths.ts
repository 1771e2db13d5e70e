import { CodeStructureError } from './errors.js'
import type { GeneratedPart, PartName } from './parts.js'

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
