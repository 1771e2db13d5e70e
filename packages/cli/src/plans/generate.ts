import { type CodeGeneratorOptions, createCodeGenerator } from '@referly-kit/codegen-structure'
import type { AffiliateRow } from '../csv/affiliates.js'
import type { PlanRow } from './plan-file.js'
import {
  type StructureFlags,
  assertParts,
  toCouponSubject,
  toStructure,
} from './structure-flags.js'

/** A plan, and the first names that its codes leave out. */
export interface GeneratedPlan {
  readonly rows: readonly PlanRow[]
  /** First names without any letter that can appear in a code. */
  readonly unnamed: readonly string[]
}

/**
 * Plans a code for each affiliate. All codes are distinct, regardless of letter case.
 *
 * @throws CodeStructureError `CODES_EXHAUSTED` with the counts when there are not enough codes
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
  const unnamed: string[] = []
  const subjects = affiliates.map((affiliate) => ({ affiliate, coupon }))
  for (const { subject, code, omitted } of generator.batch(subjects)) {
    rows.push({ ...subject.affiliate, code, couponId: structure.coupon })
    if (omitted.includes('firstName')) unnamed.push(subject.affiliate.firstName)
  }
  return { rows, unnamed }
}
