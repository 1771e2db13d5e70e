import { isApiError, isInvalidInputError, type ReferlyClient } from '@referly-kit/client'
import type { Affiliate, NewAffiliate } from '@referly-kit/types'
import type { ImportRow } from './import-job.js'
import type { Outcome } from './journal.js'
import type { Creation } from './send-rows.js'

/** The statuses that refuse the row itself: invalid, existing, too large, or unacceptable. */
const rowStatuses: ReadonlySet<number> = new Set([400, 409, 413, 414, 415, 422])

/**
 * Returns the creation of affiliates.
 *
 * @param client A client that neither retries nor reconciles, because the job records each step first
 */
export function createAffiliateCreation({
  affiliates,
}: ReferlyClient): Creation<ImportRow, NewAffiliate, Affiliate> {
  return {
    // A copy, because the queue tells inputs apart by identity.
    toInput: ({ input }) => ({ ...input }),
    createMany: (inputs, options) => affiliates.createMany(inputs, options),
    toCreated: toImported,
    async find(row, attempts) {
      const affiliate = await affiliates.find({ email: row.input.email })
      return affiliate && toImported(row, affiliate, attempts)
    },
    isAboutRow: (error) =>
      isInvalidInputError(error) || (isApiError(error) && rowStatuses.has(error.status)),
  }
}

/**
 * Returns the outcome of a row whose affiliate exists: created by this job if it was ever sent,
 * otherwise already existing.
 */
export function toImported(
  { key }: ImportRow,
  { id, createdAt }: Pick<Affiliate, 'id' | 'createdAt'>,
  attempts: number,
): Outcome {
  return {
    type: 'outcome',
    key,
    status: attempts > 0 ? 'created' : 'exists',
    attempts,
    id,
    createdAt,
  }
}
