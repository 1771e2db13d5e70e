import { fromMinorUnits } from '@referly-kit/redemption'
import type { Affiliate, AffiliateFilter, NewAffiliate } from '@referly-kit/types'
import type { Call } from './call.js'
import { assertLength, createInputError, createUnknownError } from './input.js'
import { toJsonPieces, toListing, type Listing } from './listings.js'
import type { AffiliateIdentity, AffiliateRecord } from './records.js'

/** Creates an affiliate. Without a given link, one is derived from first name and id. */
export async function createAffiliate(call: Call, input: NewAffiliate): Promise<Affiliate> {
  assertLength(input.email, 'affiliate.email')
  assertLength(input.affiliateLink, 'affiliate.affiliateLink')
  const record = toRecord(call, input)
  await call.data.affiliates.insert(record)
  return toAffiliate(call, record)
}

/** Lists affiliates. A lookup by a unique key returns one object. */
export async function listAffiliates(call: Call, filter: AffiliateFilter): Promise<Listing> {
  const pages = call.data.affiliates.list(filter)
  const pieces = toJsonPieces(pages, (record) => toAffiliate(call, record))
  return toListing(pieces, [filter.id, filter.email])
}

/** The properties by which a request can refer to an affiliate. */
export interface AffiliateReference {
  /** An id or a link. */
  readonly affiliateId?: string | undefined
  readonly affiliateEmail?: string | undefined
}

/**
 * Finds the affiliate that a request refers to. Returns `undefined` when it refers to none.
 *
 * @throws ServerError `INVALID_INPUT` when the affiliate does not exist, or id and email belong to two affiliates.
 */
export async function readAffiliate(
  call: Call,
  reference: AffiliateReference,
  noun: string,
): Promise<AffiliateIdentity | undefined> {
  const { affiliateId, affiliateEmail } = reference
  const byId = affiliateId === undefined ? undefined : await findAffiliate(call, affiliateId)
  if (affiliateId !== undefined && byId === undefined) {
    throw createUnknownError(
      `${noun}.affiliateId`,
      'the id or link of an affiliate in the program',
      affiliateId,
    )
  }
  if (affiliateEmail === undefined) return byId
  const byEmail = await call.data.affiliates.find({ email: affiliateEmail })
  if (byEmail === undefined) {
    const expected = 'the email of an affiliate in the program'
    throw createUnknownError(`${noun}.affiliateEmail`, expected, affiliateEmail)
  }
  if (byId !== undefined && byId.id !== byEmail.id) {
    throw createInputError({
      field: `${noun}.affiliateEmail`,
      expected: `the email of the affiliate in ${noun}.affiliateId`,
      received: 'that of another affiliate',
    })
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
  // The last 48 bits of the id are random. Among 100,000 affiliates with the same first name, two get the same link in
  // one of 50,000 programs; with eight hex digits it would be two of three.
  const suffix = id.slice(-12)
  return name === '' ? suffix : `${name}-${suffix}`
}
