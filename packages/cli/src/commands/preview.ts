import {
  collisionProbability,
  createCodeGenerator,
  toCodeKey,
} from '@referly-kit/codegen-structure'
import type { Context } from '../context.js'
import { type AffiliateRow, parseAffiliates } from '../csv/affiliates.js'
import { readCsvFile } from '../csv/read-csv-file.js'
import {
  type StructureFlags,
  assertParts,
  toCouponSubject,
  toStructure,
} from '../plans/structure-flags.js'
import type { FormatFlags } from '../terminal/records.js'

/** What `referly preview` is told. */
export interface PreviewFlags extends StructureFlags, FormatFlags {
  /** The affiliates; without them all are called like one of the samples. */
  readonly csv?: string | undefined
  /** How many codes are planned; unless given, with a file as many as it has rows. */
  readonly count?: number | undefined
}

/** What a structure means for so many codes. */
export interface Preview {
  readonly pattern: string
  readonly samples: readonly string[]
  /** Distinct codes that one name can have. */
  readonly capacity: number
  readonly count: number
  /** Probability that at least two of codes drawn one by one are the same. */
  readonly odds: number
}

/** Names that show what happens to letters, when there is no file. */
const sampleNames: readonly AffiliateRow[] = [
  { line: 1, firstName: 'John', lastName: 'Miller', email: 'john@example.com' },
  { line: 2, firstName: 'José', lastName: 'García', email: 'jose@example.com' },
  { line: 3, firstName: 'Łukasz', lastName: "O'Neil", email: 'lukasz@example.com' },
]

const sampleCount = 5

/** Prints samples, how many codes there are, and the odds of a duplicate; talks to nobody. */
export async function preview(flags: PreviewFlags, context: Context): Promise<void> {
  const { output } = context
  const affiliates =
    flags.csv === undefined
      ? undefined
      : (await readCsvFile({ path: flags.csv, skipInvalid: true }, parseAffiliates, context))
          .affiliates
  const result = toPreview(flags, affiliates)
  if (flags.json === true) return output.json(result)
  const { pattern, samples, capacity, count, odds } = result
  output.data(`Pattern    ${pattern}`)
  output.data(`Samples    ${samples.join('  ')}`)
  output.data(`Capacity   ${capacity} codes for one name`)
  const who = affiliates === undefined ? 'if all had one name' : 'with the names of the file'
  output.data(`Duplicate  ${toPercent(odds)} among ${count} codes drawn one by one, ${who}`)
  output.note('codes generate draws them together, so that none is the same as another.')
}

/** Computes a preview; with affiliates from their real names. */
function toPreview(flags: PreviewFlags, affiliates: readonly AffiliateRow[] | undefined): Preview {
  const structure = toStructure(flags)
  assertParts(structure)
  const generator = createCodeGenerator(structure)
  const coupon = toCouponSubject(flags)
  const subjects = (affiliates ?? sampleNames).map((affiliate) => ({ affiliate, coupon }))
  const { capacity } = generator
  const count = flags.count ?? affiliates?.length ?? 1000
  const samples = subjects.slice(0, sampleCount).map((subject) => generator.one(subject).code)
  const stems = new Map<string, number>()
  for (const subject of affiliates === undefined ? [] : subjects) {
    const parts = generator.one(subject).parts.filter(({ name }) => name !== 'randomChars')
    const stem = toCodeKey(parts.map(({ text }) => text).join(''))
    stems.set(stem, (stems.get(stem) ?? 0) + 1)
  }
  const sizes = affiliates === undefined ? [count] : toShares([...stems.values()], count)
  // All stems free of duplicates: the product of each being so.
  const clear = sizes.reduce((all, size) => all * (1 - collisionProbability(size, capacity)), 1)
  return { pattern: generator.describe().pattern, samples, capacity, count, odds: 1 - clear }
}

/** Shares a number of codes out among the names as a file has them. */
function toShares(sizes: readonly number[], count: number): readonly number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  let seen = 0
  const ends = sizes.map((size) => Math.round(((seen += size) / total) * count))
  return ends.map((end, index) => end - (ends[index - 1] ?? 0))
}

function toPercent(odds: number): string {
  if (odds === 0) return '0 %'
  if (odds < 0.0001) return 'less than 0.01 %'
  return odds > 0.9999 ? 'more than 99.99 %' : `${(odds * 100).toFixed(2)} %`
}
