import type { PerformanceQuery } from '@referly-kit/types'
import type { Call } from './call.js'
import { createUnknownError } from './input.js'
import type { ReportFilter } from './report-records.js'

/**
 * Finds the records that a report is limited to. Ids are not looked up, because deleted records
 * also have sales.
 *
 * @throws ServerError `INVALID_INPUT` for a code, email, or link that does not exist.
 */
export async function readReportFilter(call: Call, query: PerformanceQuery): Promise<ReportFilter> {
  const { couponId, productId } = query
  return {
    couponId,
    productId,
    promotionalCodeId: query.promotionalCodeId ?? (await findCodeId(call, query.code)),
    affiliateId: query.affiliateId ?? (await findAffiliateId(call, query.affiliateEmail)),
    linkId: query.linkId ?? (await findLinkId(call, query.link)),
  }
}

async function findCodeId({ data }: Call, code: string | undefined): Promise<string | undefined> {
  if (code === undefined) return undefined
  const found = await data.promotionalCodes.find(code)
  if (found !== undefined) return found.code.id
  throw createUnknownError('query.code', 'an existing code of the program', code)
}

async function findAffiliateId(
  { data }: Call,
  email: string | undefined,
): Promise<string | undefined> {
  if (email === undefined) return undefined
  const found = await data.affiliates.find({ email })
  if (found !== undefined) return found.id
  throw createUnknownError(
    'query.affiliateEmail',
    'the email of an affiliate in the program',
    email,
  )
}

async function findLinkId({ data }: Call, link: string | undefined): Promise<string | undefined> {
  if (link === undefined) return undefined
  const found = await data.links.findOwner(link)
  if (found !== undefined) return found.id
  throw createUnknownError('query.link', 'a link of the program', link)
}
