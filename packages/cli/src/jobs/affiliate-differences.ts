import { isApiError, isInvalidInputError, type Pace, type ReferlyClient } from '@referly-kit/client'
import { noLastName } from '@referly-kit/csv'
import type { Affiliate, NewAffiliate } from '@referly-kit/types'
import { toMessage } from '../errors.js'

/** A field in which an existing affiliate differs from the one to import. */
export interface AffiliateDifference {
  readonly field: 'firstName' | 'lastName' | 'commissionRate' | 'affiliateLink'
  readonly existing: string | number
  readonly imported: string | number
}

/** An affiliate that exists, with all differences from the one to import. */
export interface DifferentAffiliate {
  /** The position in the import. */
  readonly index: number
  readonly id: string
  readonly email: string
  readonly differences: readonly AffiliateDifference[]
}

/**
 * Compares an existing affiliate with the one to import. Only fields that are given are compared, so that the imported
 * values are exactly those of an update.
 *
 * @example
 * compareAffiliate({ ...ann, commissionRate: 20 }, { ...ann, commissionRate: 25 })
 * //=> [{ field: 'commissionRate', existing: 20, imported: 25 }]
 */
export function compareAffiliate(
  { firstName, lastName, commissionRate, affiliateLinks }: Affiliate,
  imported: NewAffiliate,
): readonly AffiliateDifference[] {
  // An affiliate can have several links, and an update adds one.
  const links = affiliateLinks.map((each) => each.link)
  const link = links.find((each) => each === imported.affiliateLink) ?? links[0] ?? ''
  const fields: readonly AffiliateDifference[] = [
    { field: 'firstName', existing: firstName, imported: imported.firstName },
    {
      field: 'lastName',
      existing: lastName,
      imported: imported.lastName === noLastName ? lastName : imported.lastName,
    },
    {
      field: 'commissionRate',
      existing: commissionRate,
      imported: imported.commissionRate ?? commissionRate,
    },
    {
      field: 'affiliateLink',
      existing: link ?? '',
      imported: imported.affiliateLink ?? link ?? '',
    },
  ]
  return fields.filter((each) => toComparable(each.existing) !== toComparable(each.imported))
}

/** Accented letters can be composed in two ways that look the same. */
function toComparable(value: string | number): string {
  return String(value).normalize('NFC').trim()
}

/** Options for `updateAffiliates`. */
export interface UpdateOptions {
  readonly client: ReferlyClient
  readonly pace: Pace
  readonly signal: AbortSignal
}

/** An affiliate that could not be updated. */
export interface FailedUpdate {
  readonly index: number
  readonly error: string
}

/**
 * Gives existing affiliates the imported values, and leaves their other fields unchanged. A link is added to those they
 * have. A refused update does not stop the others.
 *
 * @throws ReferlyError for a failure that is not about one affiliate, such as a lost connection
 */
export async function updateAffiliates(
  different: readonly DifferentAffiliate[],
  { client, pace, signal }: UpdateOptions,
): Promise<readonly FailedUpdate[]> {
  const failed: FailedUpdate[] = []
  for (const { index, id, differences } of different) {
    const values = differences.map(({ field, imported }) => [field, imported])
    await pace.wait(signal)
    try {
      await client.affiliates.update({ affiliateId: id, ...Object.fromEntries(values) }, { signal })
    } catch (error) {
      // 404: deleted since it was read. 409: the link belongs to another affiliate.
      const isAboutOne = isApiError(error) && [400, 404, 409].includes(error.status)
      if (!isAboutOne && !isInvalidInputError(error)) throw error
      failed.push({ index, error: toMessage(error) })
    }
  }
  return failed
}
