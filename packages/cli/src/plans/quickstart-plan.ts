import {
  type CodeStructureOptions,
  type RandomSource,
  createCodeGenerator,
} from '@referly-kit/codegen-structure'
import type { AffiliateRow } from '../csv/affiliates.js'

/** The code that an affiliate is to get. */
export interface PlannedCode {
  readonly affiliate: AffiliateRow
  readonly code: string
  /** Whether the affiliate's first name is in the code; some names have no letter A to Z. */
  readonly named: boolean
}

/** How quickstart makes codes: the vendor's documented example, `SAVEJOHN8X4Z`. */
const quickstartStructure: CodeStructureOptions = {
  prefix: 'SAVE',
  codeStructure: { firstName: true, randomChars: true },
  randomCharsLength: 4,
  randomCharsCase: 'uppercase',
}

/**
 * Gives each affiliate a code; no two are the same, in whatever letter case.
 *
 * @example
 * planCodes([{ line: 2, firstName: 'José', lastName: 'Díaz', email: 'jose@example.com' }])
 *   .map((planned) => planned.code) //=> ['SAVEJOSE8X4Z']
 * @throws CodeStructureError `CODES_EXHAUSTED` when more share a name than there are random parts
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
