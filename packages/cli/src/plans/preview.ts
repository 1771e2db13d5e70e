import {
  collisionProbability,
  createCodeGenerator,
  toCodeKey,
} from '@referly-kit/codegen-structure'
import type { AffiliateRow } from '@referly-kit/csv'
import {
  assertParts,
  toCouponSubject,
  toStructure,
  type StructureFlags,
} from './structure-flags.js'

/** A code structure, illustrated. */
export interface Preview {
  readonly pattern: string
  readonly samples: readonly string[]
  /** The number of distinct codes for one name. */
  readonly capacity: number
  readonly count: number
  /** The probability of a duplicate among codes generated independently. */
  readonly odds: number
}

/** Input of a preview. */
export interface PreviewInput {
  readonly structure: StructureFlags
  /** Undefined for a preview with sample names. */
  readonly affiliates: readonly AffiliateRow[] | undefined
  /** The number of codes; one for each affiliate unless given. */
  readonly count: number | undefined
}

/** Names that show how letters are spelled in codes. */
const sampleNames: readonly AffiliateRow[] = [
  { line: 1, firstName: 'John', lastName: 'Miller', email: 'john@example.com', extras: [] },
  { line: 2, firstName: 'José', lastName: 'García', email: 'jose@example.com', extras: [] },
  { line: 3, firstName: 'Łukasz', lastName: "O'Neil", email: 'lukasz@example.com', extras: [] },
]

const sampleCount = 5

/** The number of codes when neither a count nor affiliates are given. */
const defaultCount = 1000

/**
 * Computes samples, the number of distinct codes, and the odds of a duplicate.
 *
 * @throws CliError `INVALID_USAGE` when codes would have no parts
 */
export function createPreview({ structure: flags, affiliates, count }: PreviewInput): Preview {
  const structure = toStructure(flags)
  assertParts(structure)
  const generator = createCodeGenerator(structure)
  const { capacity } = generator
  const coupon = toCouponSubject(flags)
  const subjects = (affiliates ?? sampleNames).map((affiliate) => ({ affiliate, coupon }))
  const total = count ?? affiliates?.length ?? defaultCount
  const samples = subjects.slice(0, sampleCount).map((subject) => generator.one(subject).code)
  const stems = new Map<string, number>()
  for (const subject of affiliates === undefined ? [] : subjects) {
    const parts = generator.one(subject).parts.filter(({ name }) => name !== 'randomChars')
    const stem = toCodeKey(parts.map(({ text }) => text).join(''))
    stems.set(stem, (stems.get(stem) ?? 0) + 1)
  }
  const sizes = affiliates === undefined ? [total] : toShares([...stems.values()], total)
  // No duplicate at all means none within any stem, so the probabilities are multiplied: as a sum of logarithms, because
  // 1 - 1e-20 would be 1.
  const none = sizes.reduce(
    (all, size) => all + Math.log1p(-collisionProbability(size, capacity)),
    0,
  )
  const { pattern } = generator.describe()
  return { pattern, samples, capacity, count: total, odds: Math.abs(Math.expm1(none)) }
}

/** Distributes a number of codes over groups in proportion to their sizes. */
function toShares(sizes: readonly number[], count: number): readonly number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  let seen = 0
  const ends = sizes.map((size) => Math.round(((seen += size) / total) * count))
  return ends.map((end, index) => end - (ends[index - 1] ?? 0))
}
