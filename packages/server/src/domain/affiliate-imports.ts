import type { NewAffiliate } from '@referly-kit/types'
import { isServerError, ServerError } from '../errors.js'
import { createAffiliate } from './affiliates.js'
import type { Call } from './call.js'
import { createInputError } from './input.js'
import { hasUnstorableText } from './unstorable-text.js'

/** What an import did. */
export interface ImportResult {
  readonly created: number
  /** How many were there already, by email without regard to letter case; they are left as they are. */
  readonly existing: number
}

// The rule of `format: email` that requests over HTTP pass.
const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
const emailPattern = new RegExp(`^${atom}(?:\\.${atom})*@(?:${label}\\.)+${label}$`, 'i')

/**
 * Creates the affiliates that are not there yet, all or none.
 *
 * @throws ServerError `INVALID_INPUT` or `DUPLICATE`, with the place in the list
 */
export async function importAffiliates(
  call: Call,
  affiliates: readonly NewAffiliate[],
): Promise<ImportResult> {
  for (const [index, affiliate] of affiliates.entries()) {
    const problem = findProblem(affiliate)
    if (problem !== undefined) throw toPlacedError(createInputError(problem), index)
  }
  return call.data.transaction(async (data) => {
    let created = 0
    for (const [index, affiliate] of affiliates.entries()) {
      if ((await data.affiliates.find({ email: affiliate.email })) !== undefined) continue
      await createAffiliate({ ...call, data }, affiliate).catch((error: unknown) => {
        throw toPlacedError(error, index)
      })
      created++
    }
    return { created, existing: affiliates.length - created }
  })
}

function findProblem(affiliate: NewAffiliate): string | undefined {
  const { firstName, lastName, email, commissionRate = 0 } = affiliate
  for (const [field, text] of Object.entries({ firstName, lastName, email })) {
    if (typeof text === 'string' && text !== '' && !hasUnstorableText(text)) continue
    return `affiliate.${field} must be text that is not empty and has no U+0000`
  }
  if (!emailPattern.test(email)) {
    const received = JSON.stringify(email.slice(0, 60))
    return `affiliate.email must be an email address, received ${received}`
  }
  const isRate = commissionRate >= 0 && commissionRate <= 100
  return isRate ? undefined : 'affiliate.commissionRate must be a number from 0 to 100'
}

function toPlacedError(error: unknown, index: number): unknown {
  if (!isServerError(error)) return error
  const message = `${error.message} (number ${index + 1} of the list)`
  return new ServerError(error.code, message, { cause: error })
}
