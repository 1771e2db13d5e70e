import { fromMinorUnits } from '@referly-kit/redemption'
import type { Affiliate, AffiliateFilter, NewAffiliate } from '@referly-kit/types'
import type { Call } from './call.js'
import { assertKey, createInputError } from './input.js'
import { type Listing, toJsonPieces, toListing } from './listings.js'
import type { AffiliateIdentity, AffiliateRecord } from './store.js'

/** Creates an affiliate; without a link of their own they get one from their name and id. */
export async function createAffiliate(call: Call, input: NewAffiliate): Promise<Affiliate> {
  assertKey(input.email, 'affiliate.email')
  assertKey(input.affiliateLink, 'affiliate.affiliateLink')
  const record = toRecord(call, input)
  await call.data.affiliates.insert(record)
  return toAffiliate(call, record)
}

/** Lists affiliates; one object when a unique key names it. */
export async function listAffiliates(call: Call, filter: AffiliateFilter): Promise<Listing> {
  const pages = call.data.affiliates.list(filter)
  const pieces = toJsonPieces(pages, (record) => toAffiliate(call, record))
  return toListing(pieces, [filter.id, filter.email])
}

/** How a request may name an affiliate. */
export interface AffiliateReference {
  /** An id or a link. */
  readonly affiliateId?: string | undefined
  readonly affiliateEmail?: string | undefined
}

/**
 * Finds the affiliate that a request names, or `undefined` when it names none.
 *
 * @throws ServerError `INVALID_INPUT` when there is no such affiliate, or id and email name two.
 */
export async function readAffiliate(
  call: Call,
  reference: AffiliateReference,
  noun: string,
): Promise<AffiliateIdentity | undefined> {
  const { affiliateId, affiliateEmail } = reference
  const byId = affiliateId === undefined ? undefined : await findAffiliate(call, affiliateId)
  if (affiliateId !== undefined && byId === undefined) {
    throw createUnknownError(`${noun}.affiliateId`, affiliateId)
  }
  if (affiliateEmail === undefined) return byId
  const byEmail = await call.data.affiliates.find({ email: affiliateEmail })
  if (byEmail === undefined) throw createUnknownError(`${noun}.affiliateEmail`, affiliateEmail)
  if (byId !== undefined && byId.id !== byEmail.id) {
    throw createInputError(`${noun}.affiliateId and ${noun}.affiliateEmail name two affiliates`)
  }
  return byEmail
}

/** Finds an affiliate by id or link. */
export async function findAffiliate(
  call: Call,
  idOrLink: string,
): Promise<AffiliateIdentity | undefined> {
  const byId = await call.data.affiliates.find({ id: idOrLink })
  return byId ?? call.data.affiliates.find({ link: idOrLink })
}

function createUnknownError(field: string, received: string): Error {
  const text = JSON.stringify(received.slice(0, 60))
  return createInputError(`${field} must name an affiliate of the program, received ${text}`)
}

function toAffiliate(call: Call, record: AffiliateRecord): Affiliate {
  const { commissionMinor, ...affiliate } = record
  const totalCommissionEarned = fromMinorUnits(commissionMinor, call.program.currency)
  return { ...affiliate, totalCommissionEarned }
}

function toRecord(call: Call, input: NewAffiliate): AffiliateRecord {
  const id = call.createId()
  const now = call.now.toISOString()
  return {
    id,
    firstName: input.firstName,
    lastName: input.lastName,
    name: `${input.firstName} ${input.lastName}`,
    email: input.email,
    emailVerified: null,
    image: null,
    detailsComplete: false,
    programId: call.program.id,
    commissionRate: input.commissionRate ?? call.program.commissionRate,
    link: input.affiliateLink || toLink(input.firstName, id),
    status: 'active',
    createdAt: now,
    updatedAt: now,
    numberOfReferredUsers: 0,
    numberOfClicks: 0,
    commissionMinor: 0,
  }
}

function toLink(firstName: string, id: string): string {
  const name = firstName
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 40)
  // The last 48 bits of the id are random: of 100 000 affiliates with one first name, two get the same link
  // once in 50 000 programs; eight digits would make that two of three.
  const suffix = id.slice(-12)
  return name === '' ? suffix : `${name}-${suffix}`
}
