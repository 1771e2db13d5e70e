import {
  createCodeGenerator,
  isCodeStructureError,
  type CodeGenerator,
  type CodeGeneratorOptions,
  type BatchCode,
} from '@referly-kit/codegen-structure'
import type { AffiliateRow } from '@referly-kit/csv'
import { CliError } from '../errors.js'
import type { PlanRow } from './plan-file.js'
import {
  assertParts,
  toCouponSubject,
  toStructure,
  type StructureFlags,
} from './structure-flags.js'
import type { CodeTerms } from './terms.js'

/** A plan, and the letters of names that its codes leave out. */
export interface GeneratedPlan {
  readonly rows: readonly PlanRow[]
  /** At most one for each row. */
  readonly unread: readonly UnreadName[]
}

/** The parts of a plan that are the same for all codes. */
export interface PlannedCode {
  /** The coupon's ID. */
  readonly coupon: string
  readonly terms?: CodeTerms | undefined
}

/** The letters of a name that do not appear in its code, or a name without any letter, and its line. */
export interface UnreadName {
  readonly line: number
  readonly text: string
}

/**
 * Plans a code for each affiliate. All codes are distinct, regardless of letter case.
 *
 * @throws CodeStructureError `CODES_EXHAUSTED` with the counts when there are not enough codes; CliError
 *   `INVALID_USAGE` when a code would be empty
 */
export function generatePlan(
  affiliates: readonly AffiliateRow[],
  structure: StructureFlags & PlannedCode,
  options: CodeGeneratorOptions,
): GeneratedPlan {
  const parts = toStructure(structure)
  assertParts(parts)
  const generator = createCodeGenerator(parts, options)
  const coupon = toCouponSubject(structure)
  const { coupon: couponId, terms } = structure
  const own = terms === undefined ? { couponId } : { couponId, terms }
  const rows: PlanRow[] = []
  const unread: UnreadName[] = []
  const subjects = affiliates.map((affiliate) => ({ affiliate, coupon }))
  for (const generated of createBatch(generator, subjects)) {
    const { subject, code } = generated
    rows.push({ code, ...own, ...subject.affiliate })
    const text = toUnreadText(generated)
    if (text !== '') unread.push({ line: subject.affiliate.line, text })
  }
  return { rows, unread }
}

function toUnreadText({ subject, omitted, omittedLetters }: BatchCode<Subject>): string {
  const names = ['firstName', 'lastName'] as const
  const letters = omittedLetters.flatMap((part) =>
    names.some((name) => name === part.name) ? part.letters : [],
  )
  if (letters.length > 0) return [...new Set(letters)].join('')
  // A person with one name leaves out the other, which is not worth a note.
  const empty = names.filter((name) => omitted.includes(name))
  return empty
    .map((name) => subject.affiliate[name])
    .join(' ')
    .trim()
}

interface Subject {
  readonly affiliate: AffiliateRow
  readonly coupon: ReturnType<typeof toCouponSubject>
}

/** Generates the codes; an error about one of them names its line. */
function* createBatch(
  generator: CodeGenerator,
  subjects: readonly Subject[],
): Generator<BatchCode<Subject>, void, undefined> {
  try {
    yield* generator.batch(subjects)
  } catch (error) {
    if (!isCodeStructureError(error) || error.code !== 'EMPTY_CODE') throw error
    const empty = subjects.filter((subject) => isEmpty(generator, subject))
    const names = empty.map(({ affiliate }) => ({
      line: affiliate.line,
      text: `${affiliate.firstName} ${affiliate.lastName}`.trim(),
    }))
    const problem =
      names.length === 1 ? '1 code would be empty' : `${names.length} codes would be empty`
    const message = `${problem}, because the names have no letters that codes can have: ${toNameList(names)}. Add --random.`
    throw new CliError('INVALID_USAGE', message, error)
  }
}

function isEmpty(generator: CodeGenerator, subject: Subject): boolean {
  try {
    generator.one(subject)
    return false
  } catch (error) {
    return isCodeStructureError(error) && error.code === 'EMPTY_CODE'
  }
}

/** The maximum number of names in a message. */
const maxNames = 3

/** Lists names with their lines; only the first ones when there are many. */
export function toNameList(names: readonly UnreadName[]): string {
  const shown = names.slice(0, maxNames).map(({ line, text }) => `${text} (line ${line})`)
  return shown.join(', ') + (names.length > maxNames ? ', ...' : '')
}
