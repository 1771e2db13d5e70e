import { toCodeKey } from '@referly-kit/codegen-structure'
import type { NewSale } from '@referly-kit/types'
import type { ServerError } from '../errors.js'
import { findAffiliate, type ReferencedAffiliate } from './affiliates.js'
import { createInputError, createUnknownError } from './input.js'
import type { ProgramData, SaleRequest } from './ports.js'
import type { AffiliateIdentity, ReferralRecord, StoredCode } from './records.js'
import { toCodeToRedeem, type CodeToRedeem } from './redemptions.js'
import type { ReservationRecord } from './reservation-records.js'

/** The affiliate who earns from a sale, with the referral and code that lead to them. */
export interface Attribution {
  readonly affiliate: AffiliateIdentity
  readonly referral: ReferralRecord | undefined
  readonly toRedeem: CodeToRedeem | undefined
  /** The link that led to the affiliate: the one in the request, or that of the referral. */
  readonly linkId: string | null
}

/** The references in the request of a sale. */
type References = Pick<NewSale, 'promoCode' | 'referralId' | 'email'>

/** The records that the sales of a batch refer to. */
export interface SaleReferences {
  /** By code key. */
  readonly codes: ReadonlyMap<string, StoredCode>
  /** By id. */
  readonly referrals: ReadonlyMap<string, ReferralRecord>
  /** The first referral of each customer, by email in lower case. */
  readonly customers: ReadonlyMap<string, ReferralRecord>
  /** By id, without the affiliates of codes. */
  readonly affiliates: ReadonlyMap<string, AffiliateIdentity>
  /** Affiliates that are named by id or link in place of a referral, by that text. */
  readonly named: ReadonlyMap<string, ReferencedAffiliate>
}

/** Reads everything that the sales of a batch refer to, in one query per kind of record. */
export async function readReferences(
  data: ProgramData,
  requests: readonly SaleRequest[],
): Promise<SaleReferences> {
  const inputs = requests.map(toReferenceInput)
  const [codes, { referrals, customers }] = await Promise.all([
    readCodes(data, inputs),
    readReferrals(data, inputs),
  ])
  const isNamed = ({ referralId }: References): boolean =>
    referralId !== undefined && !referrals.has(referralId.toLowerCase())
  const named = await readNamed(data, inputs.filter(isNamed))
  const ids = new Set([
    ...[...referrals.values(), ...customers.values()].map(({ affiliateId }) => affiliateId),
    ...requests.flatMap(({ reservation }) => reservation?.affiliateId ?? []),
  ])
  const affiliates = ids.size === 0 ? [] : await data.affiliates.findAll([...ids])
  return { codes, referrals, customers, affiliates: toMap(affiliates, ({ id }) => id), named }
}

/** Returns what a request refers to. A sale with a reservation needs no code, and its customer may be known from it. */
function toReferenceInput({ input, reservation }: SaleRequest): References {
  if (reservation === undefined) return input
  const referralId = input.referralId ?? reservation.referralId
  const email = input.email ?? reservation.email
  return {
    ...(referralId === null ? {} : { referralId }),
    ...(email === null ? {} : { email }),
  }
}

async function readCodes(
  data: ProgramData,
  inputs: readonly References[],
): Promise<SaleReferences['codes']> {
  const texts = new Set(inputs.flatMap(({ promoCode }) => promoCode ?? []))
  const codes = texts.size === 0 ? [] : await data.promotionalCodes.findAll([...texts])
  return toMap(codes, ({ code }) => toCodeKey(code.code))
}

/** Reads referrals by id, and by email for sales without an id. */
async function readReferrals(
  data: ProgramData,
  inputs: readonly References[],
): Promise<Pick<SaleReferences, 'referrals' | 'customers'>> {
  const ids = new Set(inputs.flatMap(({ referralId }) => referralId ?? []))
  const emails = new Set(
    inputs.flatMap(({ referralId, email }) => (referralId === undefined ? (email ?? []) : [])),
  )
  const keys = { ids: [...ids], emails: [...emails] }
  const found = ids.size + emails.size === 0 ? [] : await data.referrals.findAll(keys)
  // The first referral of a customer wins; later ones do not take over its sales.
  const oldestLast = found.toSorted((one, other) => (one.id < other.id ? 1 : -1))
  return {
    referrals: toMap(found, ({ id }) => id),
    customers: toMap(oldestLast, ({ email }) => email.toLowerCase()),
  }
}

async function readNamed(
  data: ProgramData,
  inputs: readonly References[],
): Promise<SaleReferences['named']> {
  const named = new Map<string, ReferencedAffiliate>()
  for (const text of new Set(inputs.flatMap(({ referralId }) => referralId ?? []))) {
    const found = await findAffiliate({ data }, text)
    if (found !== undefined) named.set(text, found)
  }
  return named
}

function toMap<T>(records: readonly T[], toKey: (record: T) => string): ReadonlyMap<string, T> {
  return new Map(records.map((record) => [toKey(record), record]))
}

/**
 * Returns the affiliate who earns from a sale: that of the code, or that of `referralId`, or that of the first referral
 * with the customer's email, in this order.
 *
 * @throws ServerError `INVALID_INPUT` when a reference does not exist, or nothing leads to an affiliate.
 */
export function toAttribution(request: SaleRequest, found: SaleReferences): Attribution {
  const { input, reservation } = request
  if (reservation !== undefined) return toReserved(request, reservation, found)
  const attribution = findAttribution(
    { toRedeem: toCodeOf(request, found), noun: 'sale' },
    input,
    found,
  )
  if (attribution === undefined) throw createUnattributedError(input)
  return attribution
}

/** A code with the noun of its request in errors. */
interface NamedCode {
  readonly toRedeem: CodeToRedeem | undefined
  readonly noun: string
}

/** Finds the affiliate who earns from a sale with a code, if anything leads to one. */
export function findAttribution(
  { toRedeem, noun }: NamedCode,
  input: References,
  found: SaleReferences,
): Attribution | undefined {
  const { referral, named } = toNamed(input, found, noun)
  const ofLink = named?.affiliate.id ?? referral?.affiliateId
  const affiliate =
    toRedeem?.owner ?? named?.affiliate ?? found.affiliates.get(referral?.affiliateId ?? '')
  if (affiliate === undefined) return undefined
  const linkId = named?.linkId ?? referral?.affiliateLinkId ?? null
  return { affiliate, referral, toRedeem, linkId: ofLink === affiliate.id ? linkId : null }
}

/** Returns the affiliate of a reservation, who may have been deleted since. The commission is still theirs. */
function toReserved(
  request: SaleRequest,
  { affiliateId, commissionRate, affiliateLinkId: linkId }: ReservationRecord,
  { referrals, customers, affiliates }: SaleReferences,
): Attribution {
  const { referralId = '', email = '' } = toReferenceInput(request)
  const referral = referrals.get(referralId.toLowerCase()) ?? customers.get(email.toLowerCase())
  const deleted = { firstName: '', lastName: '', email: '', status: 'ACTIVE', revision: 0 } as const
  const affiliate = affiliates.get(affiliateId) ?? { ...deleted, id: affiliateId, commissionRate }
  return { affiliate, referral, toRedeem: undefined, linkId }
}

function toCodeOf(
  { input: { promoCode }, program }: SaleRequest,
  { codes }: SaleReferences,
): CodeToRedeem | undefined {
  if (promoCode === undefined) return undefined
  return toCodeToRedeem(codes.get(toCodeKey(promoCode)), { promoCode, noun: 'sale', program })
}

interface Named {
  readonly referral: ReferralRecord | undefined
  readonly named: ReferencedAffiliate | undefined
}

function toNamed(
  { referralId, email }: References,
  { referrals, customers, named }: SaleReferences,
  noun: string,
): Named {
  if (referralId === undefined) {
    return { referral: customers.get(email?.toLowerCase() ?? ''), named: undefined }
  }
  const referral = referrals.get(referralId.toLowerCase())
  if (referral !== undefined) return { referral, named: undefined }
  const affiliate = named.get(referralId)
  if (affiliate !== undefined) return { referral: undefined, named: affiliate }
  const expected = 'the id of a referral or an affiliate in the program'
  throw createUnknownError(`${noun}.referralId`, expected, referralId)
}

function createUnattributedError({ promoCode, email }: References): ServerError {
  if (promoCode === undefined) {
    return createUnknownError('sale.email', 'the email of a referral in the program', email)
  }
  return createInputError({
    field: 'sale.promoCode',
    expected: 'a code with an affiliate',
    received: 'a code without one',
    hint: 'Add referralId, or the email of a referral.',
  })
}
