import {
  type CodeGenerator,
  type CodeGeneratorOptions,
  type BatchCode,
  createCodeGenerator,
  isCodeStructureError,
} from '@referly-kit/codegen-structure'
import type { AffiliateRow } from '../csv/affiliates.js'
import { CliError } from '../errors.js'
import type { PlanRow } from './plan-file.js'
import {
  type StructureFlags,
  assertParts,
  toCouponSubject,
  toStructure,
} from './structure-flags.js'

/** A plan, and the names that its codes leave out. */
export interface GeneratedPlan {
  readonly rows: readonly PlanRow[]
  /** Names without any letter that can appear in a code. */
  readonly unread: readonly UnreadName[]
}

/** A name without any letter that can appear in a code, and the line of its row. */
export interface UnreadName {
  readonly line: number
  readonly name: string
}

/**
 * Plans a code for each affiliate. All codes are distinct, regardless of letter case.
 *
 * @throws CodeStructureError `CODES_EXHAUSTED` with the counts when there are not enough codes; CliError
 *   `INVALID_USAGE` when a code would be empty
 */
export function generatePlan(
  affiliates: readonly AffiliateRow[],
  structure: StructureFlags & { readonly coupon: string },
  options: CodeGeneratorOptions,
): GeneratedPlan {
  const parts = toStructure(structure)
  assertParts(parts)
  const generator = createCodeGenerator(parts, options)
  const coupon = toCouponSubject(structure)
  const rows: PlanRow[] = []
  const unread: UnreadName[] = []
  const subjects = affiliates.map((affiliate) => ({ affiliate, coupon }))
  for (const { subject, code, omitted } of createBatch(generator, subjects)) {
    const { line } = subject.affiliate
    rows.push({ ...subject.affiliate, code, couponId: structure.coupon })
    for (const part of ['firstName', 'lastName'] as const) {
      const name = subject.affiliate[part]
      // A person with one name leaves out the other, which is not worth a note.
      if (name !== '' && omitted.includes(part)) unread.push({ line, name })
    }
  }
  return { rows, unread }
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
      name: `${affiliate.firstName} ${affiliate.lastName}`.trim(),
    }))
    const problem =
      names.length === 1 ? '1 code would be empty' : `${names.length} codes would be empty`
    const message = `${problem}, because the names have no letter for it: ${toNameList(names)}. Add --random or --prefix.`
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

/** The most names that a message shows. */
const maxNames = 3

/** Lists names with their lines; only the first ones when there are many. */
export function toNameList(names: readonly UnreadName[]): string {
  const shown = names.slice(0, maxNames).map(({ line, name }) => `${name} (line ${line})`)
  return shown.join(', ') + (names.length > maxNames ? ', ...' : '')
}
