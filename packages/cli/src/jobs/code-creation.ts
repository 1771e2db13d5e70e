import type { ReferlyClient } from '@referly-kit/client'
import type { NewPromotionalCode, PromotionalCode } from '@referly-kit/types'
import type { KeyedRow } from '../plans/plan-file.js'
import { toTermFields } from '../plans/terms.js'
import { toCreated, toFound, toFoundCode } from './outcomes.js'
import type { Creation } from './send-rows.js'

/**
 * Returns the creation of codes from the rows of a plan.
 *
 * @param client A client that neither retries nor reconciles, because the job records each step first
 */
export function createCodeCreation({
  promotionalCodes,
}: ReferlyClient): Creation<KeyedRow, NewPromotionalCode, PromotionalCode> {
  return {
    toInput({ couponId, code, email: affiliateEmail, terms }) {
      const fields = terms === undefined ? {} : toTermFields(terms)
      return { couponId, code, affiliateEmail, ...fields }
    },
    createMany: (inputs, options) => promotionalCodes.createMany(inputs, options),
    toCreated: (row, record, attempts) => toCreated(row, toFoundCode(record, row), attempts),
    async find(row, attempts) {
      const record = await promotionalCodes.find({ code: row.code })
      return record && toFound(row, toFoundCode(record, row), attempts)
    },
    isAboutRow: () => true,
  }
}
