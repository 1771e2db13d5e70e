import type { NewAffiliate } from '@referly-kit/types'
import { isServerError, ServerError, toReceived, type InvalidValue } from '../errors.js'
import { createAffiliate } from './affiliates.js'
import type { Call } from './call.js'
import { createInputError } from './input.js'
import { hasUnstorableText, longestText } from './unstorable-text.js'

/** The result of an import. */
export interface ImportResult {
  readonly created: number
  /** Number of affiliates whose email already existed, ignoring letter case; they are left unchanged. */
  readonly existing: number
}

// The same rule as `format: email` of requests over HTTP.
const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
const emailPattern = new RegExp(`^${atom}(?:\\.${atom})*@(?:${label}\\.)+${label}$`, 'i')

/**
 * Creates the affiliates that do not exist yet, all or none.
 *
 * @throws ServerError `INVALID_INPUT` or `DUPLICATE`, with the position in the list
 */
export async function importAffiliates(
  call: Call,
  affiliates: readonly NewAffiliate[],
): Promise<ImportResult> {
  for (const [index, affiliate] of affiliates.entries()) {
    const problem = findProblem(affiliate)
    if (problem !== undefined) throw toPositionError(createInputError(problem), index)
  }
  return call.data.transaction(async (data) => {
    let created = 0
    for (const [index, affiliate] of affiliates.entries()) {
      if ((await data.affiliates.find({ email: affiliate.email })) !== undefined) continue
      await createAffiliate({ ...call, data }, affiliate).catch((error: unknown) => {
        throw toPositionError(error, index)
      })
      created++
    }
    return { created, existing: affiliates.length - created }
  })
}

function findProblem(affiliate: NewAffiliate): InvalidValue | undefined {
  const { firstName, lastName, email, commissionRate = 0 } = affiliate
  for (const [field, text] of Object.entries({ firstName, lastName, email })) {
    if (typeof text === 'string' && text.length > longestText) return toLengthProblem(field, text)
    if (typeof text === 'string' && text.trim() !== '' && !hasUnstorableText(text)) continue
    const expected = 'text that is not empty and has no U+0000'
    return { field: `affiliate.${field}`, expected, received: toReceived(text) }
  }
  if (!emailPattern.test(email)) {
    const received = toReceived(email)
    return { field: 'affiliate.email', expected: 'a valid email address', received }
  }
  if (commissionRate >= 0 && commissionRate <= 100) return undefined
  const received = toReceived(commissionRate)
  return { field: 'affiliate.commissionRate', expected: 'a number between 0 and 100', received }
}

function toLengthProblem(field: string, text: string): InvalidValue {
  const expected = `at most ${longestText} characters long`
  return { field: `affiliate.${field}`, expected, received: `${text.length} characters long` }
}

function toPositionError(error: unknown, index: number): unknown {
  if (!isServerError(error)) return error
  const { code, field, expected, received, hint } = error
  const message = `${error.message} This is affiliate ${index + 1} in the list.`
  return new ServerError(code, message, { field, expected, received, hint, cause: error })
}
