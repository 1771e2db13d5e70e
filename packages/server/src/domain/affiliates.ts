import { fromMinorUnits } from '@referly-kit/redemption'
import type {
  Affiliate,
  AffiliateDelete,
  AffiliateFilter,
  AffiliateStatus,
  AffiliateUpdate,
  NewAffiliate,
} from '@referly-kit/types'
import type { ServerError } from '../errors.js'
import type { Call } from './call.js'
import { assertLength, createInputError, createNotFoundError, createUnknownError } from './input.js'
import { toJsonPieces, toListing, type Listing } from './listings.js'
import type {
  AffiliateChange,
  AffiliateIdentity,
  AffiliateRecord,
  NewLinkRecord,
} from './records.js'

/** Creates an affiliate with a first link. Unless one is given, it is derived from the first name and the id. */
export async function createAffiliate(call: Call, input: NewAffiliate): Promise<Affiliate> {
  assertLength(input.email, 'affiliate.email')
  assertLength(input.affiliateLink, 'affiliate.affiliateLink')
  const id = call.createId()
  const link = toNewLink(call, id, input.affiliateLink ?? toLink(input.firstName, id))
  const record = toRecord(call, input, link)
  await call.data.affiliates.insert(record, link)
  return toAffiliate(call, record)
}

/** Lists affiliates. */
export async function listAffiliates(call: Call, filter: AffiliateFilter): Promise<Listing> {
  const pages = call.data.affiliates.list(filter)
  return toListing(toJsonPieces(pages, (record) => toAffiliate(call, record)))
}

/** Changes an affiliate. `affiliateLink` adds a link; existing links are kept. */
export async function updateAffiliate(call: Call, input: AffiliateUpdate): Promise<Affiliate> {
  const { affiliateId, affiliateLink } = input
  assertLength(input.email, 'affiliate.email')
  assertLength(affiliateLink, 'affiliate.affiliateLink')
  await call.data.transaction(async (data) => {
    const current = await data.affiliates.lock(affiliateId)
    if (current === undefined) throw createUnknownAffiliateError('affiliateId', affiliateId)
    await data.affiliates.update(current.id, toChange(call, input, current))
    if (affiliateLink === undefined) return
    const known = await data.links.find({ link: affiliateLink })
    // A repeated update does not fail because the first one has added the link.
    if (known?.affiliate.id === current.id) return
    const link = toNewLink(call, current.id, affiliateLink)
    await data.links.insert({ ...link, isPartOfUpdate: true })
  })
  for await (const [record] of call.data.affiliates.list({ id: affiliateId })) {
    if (record !== undefined) return toAffiliate(call, record)
  }
  throw createUnknownAffiliateError('affiliateId', affiliateId)
}

/**
 * Deletes an affiliate and their links. Their codes are kept without an affiliate. Sales and
 * referrals keep the id of the affiliate, and sales keep their commission.
 */
export async function deleteAffiliate(call: Call, { id }: AffiliateDelete): Promise<void> {
  await call.data.transaction(async (data) => {
    const affiliate = await data.affiliates.lock(id)
    if (affiliate === undefined) throw createUnknownAffiliateError('id', id)
    await data.affiliates.delete(affiliate.id, call.now.toISOString())
  })
}

function createUnknownAffiliateError(property: 'id' | 'affiliateId', id: string): ServerError {
  return createNotFoundError(`affiliate.${property}`, 'affiliate', id)
}

function toChange(call: Call, input: AffiliateUpdate, current: AffiliateIdentity): AffiliateChange {
  return {
    firstName: input.firstName ?? current.firstName,
    lastName: input.lastName ?? current.lastName,
    email: input.email ?? current.email,
    commissionRate: input.commissionRate ?? current.commissionRate,
    // The schema accepts the values of the type in upper and lower case.
    status: (input.affiliateStatus?.toUpperCase() as AffiliateStatus | undefined) ?? current.status,
    updatedAt: call.now.toISOString(),
  }
}

/** The properties by which a request can refer to an affiliate. */
export interface AffiliateReference {
  /** An id or a link. */
  readonly affiliateId?: string | undefined
  readonly affiliateEmail?: string | undefined
}

/**
 * Finds the affiliate that a request refers to. Returns `undefined` if it refers to none.
 *
 * @throws ServerError `INVALID_INPUT` when the affiliate does not exist, or id and email belong to two affiliates.
 */
export async function readAffiliate(
  call: Call,
  reference: AffiliateReference,
  noun: string,
): Promise<AffiliateIdentity | undefined> {
  return (await readAffiliateReference(call, reference, noun))?.affiliate
}

/** An affiliate, with the link that a request has used instead of an id. */
export interface ReferencedAffiliate {
  readonly affiliate: AffiliateIdentity
  readonly linkId: string | null
}

/**
 * Finds the affiliate that a request refers to, with the link if it refers to one.
 *
 * @throws ServerError as `readAffiliate` does
 */
export async function readAffiliateReference(
  call: Call,
  reference: AffiliateReference,
  noun: string,
): Promise<ReferencedAffiliate | undefined> {
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
  if (byId !== undefined && byId.affiliate.id !== byEmail.id) {
    throw createInputError({
      field: `${noun}.affiliateEmail`,
      expected: `the email of the affiliate in ${noun}.affiliateId`,
      received: 'that of another affiliate',
    })
  }
  return { affiliate: byEmail, linkId: byId?.linkId ?? null }
}

/** Finds an affiliate by id or link. */
export async function findAffiliate(
  { data }: Pick<Call, 'data'>,
  idOrLink: string,
): Promise<ReferencedAffiliate | undefined> {
  const byId = await data.affiliates.find({ id: idOrLink })
  if (byId !== undefined) return { affiliate: byId, linkId: null }
  const link = await data.links.findOwner(idOrLink)
  const affiliate = link && (await data.affiliates.find({ id: link.affiliateId }))
  return affiliate && { affiliate, linkId: link.id }
}

function toAffiliate(call: Call, record: AffiliateRecord): Affiliate {
  const { commissionMinor, ...affiliate } = record
  const totalCommissionEarned = fromMinorUnits(commissionMinor, call.program.currency)
  // The contract's deprecated property is the oldest link.
  const link = record.affiliateLinks[0]?.link ?? null
  return { ...affiliate, link, totalCommissionEarned }
}

function toNewLink(call: Call, affiliateId: string, link: string): NewLinkRecord {
  const field = 'affiliate.affiliateLink'
  return { id: call.createId(), affiliateId, link, createdAt: call.now.toISOString(), field }
}

function toRecord(call: Call, input: NewAffiliate, link: NewLinkRecord): AffiliateRecord {
  const { affiliateId: id, createdAt } = link
  const programId = call.program.id
  return {
    id,
    firstName: input.firstName,
    lastName: input.lastName,
    name: `${input.firstName} ${input.lastName}`,
    email: input.email,
    emailVerified: null,
    image: null,
    detailsComplete: false,
    programId,
    commissionRate: input.commissionRate ?? call.program.commissionRate,
    affiliateLinks: [
      { id: link.id, link: link.link, userId: id, programId, createdAt, updatedAt: createdAt },
    ],
    status: 'ACTIVE',
    createdAt,
    updatedAt: createdAt,
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
  // one out of 50,000 programs; with eight hex digits, in two out of three.
  const suffix = id.slice(-12)
  return name === '' ? suffix : `${name}-${suffix}`
}
