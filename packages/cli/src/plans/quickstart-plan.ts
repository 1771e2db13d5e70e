import {
  type CodeStructureOptions,
  type RandomSource,
  createCodeGenerator,
} from '@referly-kit/codegen-structure'
import type { AffiliateRow } from '../csv/affiliates.js'

/** A code planned for an affiliate. */
export interface PlannedCode {
  readonly affiliate: AffiliateRow
  readonly code: string
  /** True when the code contains the first name; some names have no letter from A to Z. */
  readonly named: boolean
}

/** The structure of quickstart's codes: the vendor's documented example, `SAVEJOHN8X4Z`. */
const quickstartStructure: CodeStructureOptions = {
  prefix: 'SAVE',
  codeStructure: { firstName: true, randomChars: true },
  randomCharsLength: 4,
  randomCharsCase: 'uppercase',
}

/**
 * Plans a code for each affiliate. All codes are distinct, regardless of letter case.
 *
 * @example
 * planCodes([{ line: 2, firstName: 'José', lastName: 'Díaz', email: 'jose@example.com' }])
 *   .map((planned) => planned.code) //=> ['SAVEJOSE8X4Z']
 * @throws CodeStructureError `CODES_EXHAUSTED` when more affiliates share a name than random parts exist
 */
export function planCodes(
  affiliates: readonly AffiliateRow[],
  random?: RandomSource,
): readonly PlannedCode[] {
  const generator = createCodeGenerator(quickstartStructure, { random })
  const subjects = affiliates.map((affiliate) => ({ affiliate }))
  return Array.from(generator.batch(subjects), ({ subject, code, omitted }) => ({
    affiliate: subject.affiliate,
    code,
    named: !omitted.includes('firstName'),
  }))
}
