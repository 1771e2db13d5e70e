import { fromMinorUnits } from '@referly-kit/redemption'
import type {
  AffiliateLink,
  AffiliateLinkDelete,
  AffiliateLinkFilter,
  AffiliateLinkUpdate,
  DeletedAffiliateLink,
  NewAffiliateLink,
} from '@referly-kit/types'
import { ServerError } from '../errors.js'
import { readAffiliate } from './affiliates.js'
import type { Call } from './call.js'
import { assertLength, createInputError, createNotFoundError } from './input.js'
import { toJsonPieces, toListing, type Listing } from './listings.js'
import type { LinkRecord } from './records.js'
import { withCurrentTerms } from './stale-terms.js'

/** Creates a link of an affiliate. */
export async function createLink(call: Call, input: NewAffiliateLink): Promise<AffiliateLink> {
  assertLength(input.link, 'link.link')
  const { link } = input
  const id = call.createId()
  const createdAt = call.now.toISOString()
  const field = 'link.link'
  await withCurrentTerms(async () => {
    const affiliate = await readAffiliate(call, input, 'link')
    if (affiliate === undefined) throw new Error('the schema requires an affiliate')
    await call.data.links.insert({ id, affiliateId: affiliate.id, link, createdAt, field })
  })
  return readLink(call, id)
}

/** Lists links with what was earned through them. */
export async function listLinks(call: Call, filter: AffiliateLinkFilter): Promise<Listing> {
  return toListing(toJsonPieces(call.data.links.list(filter), (link) => toLink(call, link)))
}

/** Changes the text of a link. */
export async function updateLink(call: Call, input: AffiliateLinkUpdate): Promise<AffiliateLink> {
  assertLength(input.newLink, 'link.newLink')
  const { id } = await findLink(call, input)
  const isRenamed = await call.data.links.rename(id, input.newLink, call.now.toISOString())
  if (!isRenamed) throw createNotFoundError('link.id', 'link', id)
  return readLink(call, id)
}

/**
 * Deletes a link.
 *
 * @throws ServerError `LAST_LINK` when the affiliate has no other one.
 */
export async function deleteLink(
  call: Call,
  input: AffiliateLinkDelete,
): Promise<DeletedAffiliateLink> {
  const { id, link, affiliate } = await findLink(call, input)
  const outcome = await call.data.transaction(async (data) => {
    // If two links are deleted at the same time, one of the requests must see that its link is the
    // last one.
    await data.affiliates.lock(affiliate.id)
    return data.links.delete(id, affiliate.id)
  })
  if (outcome === 'missing') throw createNotFoundError('link.id', 'link', id)
  if (outcome === 'last') {
    const message = `Link ${JSON.stringify(link)} is the only link of its affiliate. Create another one before you delete it.`
    throw new ServerError('LAST_LINK', message, { field: 'link.id' })
  }
  return { message: 'Link deleted.', deletedLink: { id, link } }
}

/** Finds the link that a request refers to by id or text. If both are given, they must not differ. */
async function findLink(
  call: Call,
  { id, link }: { readonly id?: string; readonly link?: string },
): Promise<LinkRecord> {
  const found = await call.data.links.find(id === undefined ? { link } : { id })
  if (found === undefined) {
    throw id === undefined
      ? createNotFoundError('link.link', 'link', link ?? '')
      : createNotFoundError('link.id', 'link', id)
  }
  if (link === undefined || link === found.link) return found
  throw createInputError({
    field: 'link.link',
    expected: 'the text of the link with this id',
    received: 'that of another link',
  })
}

async function readLink(call: Call, id: string): Promise<AffiliateLink> {
  const link = await call.data.links.find({ id })
  if (link === undefined) throw createNotFoundError('link.id', 'link', id)
  return toLink(call, link)
}

function toLink(call: Call, { revenueMinor, ...link }: LinkRecord): AffiliateLink {
  const { id, name, currency, siteUrl } = call.program
  return {
    ...link,
    program: { id, name, currency },
    // Clicks are not counted.
    clicks: 0,
    totalRevenue: fromMinorUnits(revenueMinor, currency),
    fullURLs: siteUrl === null ? [] : [toFullUrl(siteUrl, link.link)],
  }
}

function toFullUrl(baseUrl: string, link: string): AffiliateLink['fullURLs'][number] {
  const url = new URL(baseUrl)
  url.searchParams.set('ref', link)
  return { baseUrl, fullUrl: url.href }
}
