import { isApiError, type ReferlyClient } from '@referly-kit/client'
import type { PromotionalCode } from '@referly-kit/types'
import { CliError } from '../errors.js'
import type { ReportRecords } from './campaign-report.js'

/** Access to one program, and the signal that ends it. */
export interface ProgramAccess {
  readonly client: ReferlyClient
  readonly signal: AbortSignal
}

/** Statuses of a sale that the server understood and refused. */
const refusals: readonly number[] = [400, 409]

/**
 * Tries a sale with a code that is disabled, and returns the server's message.
 *
 * @throws CliError `UNEXPECTED` when the server accepts it
 */
export async function readRefusal(
  { client, signal }: ProgramAccess,
  promoCode: string,
): Promise<string> {
  try {
    await client.sales.create({ promoCode, totalEarned: 10, name: 'Customer' }, { signal })
  } catch (error) {
    if (isApiError(error) && refusals.includes(error.status)) {
      return error.errorBody?.message ?? error.message
    }
    throw error
  }
  throw new CliError('UNEXPECTED', `The server accepted ${promoCode}, a code that is disabled.`)
}

/** Reads the records of a report, with the codes in the order of the plan. */
export async function readRecords(
  { client, signal }: ProgramAccess,
  plan: readonly { readonly code: string }[],
): Promise<ReportRecords> {
  const [affiliates, codes, sales] = await Promise.all([
    client.affiliates.list({}, { signal }),
    client.promotionalCodes.list({}, { signal }),
    client.sales.list({}, { signal }),
  ])
  const place = new Map(plan.map(({ code }, index) => [code, index]))
  const toPlace = ({ code }: PromotionalCode): number => place.get(code) ?? plan.length
  return { affiliates, codes: codes.toSorted((a, b) => toPlace(a) - toPlace(b)), sales }
}
