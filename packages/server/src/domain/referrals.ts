import { evaluateCode } from '@referly-kit/redemption'
import type {
  NewReferral,
  Referral,
  ReferralDelete,
  ReferralFilter,
  ReferralStatus,
  ReferralUpdate,
} from '@referly-kit/types'
import type { ServerError } from '../errors.js'
import { readAffiliate } from './affiliates.js'
import type { Call } from './call.js'
import { assertLength, createInputError, createNotFoundError } from './input.js'
import { toJsonPieces, toListing, type Listing } from './listings.js'
import type { ReferralRecord } from './records.js'
import {
  assertRedeemable,
  countRedemption,
  readCodeToRedeem,
  toRedeemer,
  type CodeToRedeem,
} from './redemptions.js'
import { withCurrentTerms } from './stale-terms.js'

/**
 * Creates a referral. With `promoCode`, a redemption is counted in the same transaction, and the customer's first sale
 * with the code fulfills it.
 */
export async function createReferral(call: Call, input: NewReferral): Promise<Referral> {
  assertLength(input.referredUserExternalId, 'referral.referredUserExternalId')
  assertLength(input.email, 'referral.email')
  return withCurrentTerms(() => insertReferral(call, input))
}

async function insertReferral(call: Call, input: NewReferral): Promise<Referral> {
  const { promoCode } = input
  const toRedeem =
    promoCode === undefined ? undefined : await readCodeToRedeem(call, promoCode, 'referral')
  if (toRedeem !== undefined) assertUsable(call, toRedeem, input)
  const affiliateId = await readAffiliateId(call, input, toRedeem)
  const record = toRecord(call, input, { affiliateId, codeId: toRedeem?.code.id ?? null })
  if (toRedeem === undefined) {
    await call.data.referrals.insert(record)
  } else {
    await call.data.transaction(async (data) => {
      await countRedemption(data, toRedeem)
      await data.referrals.insert(record)
    })
  }
  return toReferral(record)
}

/** Lists referrals. */
export async function listReferrals(call: Call, filter: ReferralFilter): Promise<Listing> {
  return toListing(toJsonPieces(call.data.referrals.list(filter), toReferral))
}

/** Changes a referral. */
export async function updateReferral(call: Call, input: ReferralUpdate): Promise<Referral> {
  const { referralId, status, ...changes } = input
  assertLength(input.referredUserExternalId, 'referral.referredUserExternalId')
  assertLength(input.email, 'referral.email')
  return call.data.transaction(async (data) => {
    const current = await data.referrals.lock(referralId)
    if (current === undefined) throw createUnknownReferralError(referralId)
    const { name, email, referredUserExternalId, plan } = { ...current, ...changes }
    const updated = {
      ...current,
      name,
      email,
      referredUserExternalId,
      ...(plan === undefined ? {} : { plan }),
      status: toStatus(status ?? current.status),
    }
    await data.referrals.update(updated)
    return toReferral(updated)
  })
}

/** Deletes a referral. Its sales stay. */
export async function deleteReferral(call: Call, { referralId }: ReferralDelete): Promise<void> {
  if (await call.data.referrals.delete(referralId)) return
  throw createUnknownReferralError(referralId)
}

function createUnknownReferralError(id: string): ServerError {
  return createNotFoundError('referral.referralId', 'referral', id)
}

/** Returns a status in upper case. The schema accepts the values of the type in upper and lower case. */
function toStatus(text: string): ReferralStatus {
  return text.toUpperCase() as ReferralStatus
}

function assertUsable(call: Call, toRedeem: CodeToRedeem, input: NewReferral): void {
  const { code, parent } = toRedeem
  const { coupon, timesRedeemed: couponRedemptions } = parent
  const redeemer = toRedeemer(code, input.referredUserExternalId, input.email)
  const history = { couponRedemptions }
  assertRedeemable(toRedeem, evaluateCode({ coupon, code, history, redeemer, now: call.now }))
}

/** Returns the id of the code's affiliate, or else of the given one. They must not differ. */
async function readAffiliateId(
  call: Call,
  input: NewReferral,
  toRedeem: CodeToRedeem | undefined,
): Promise<string> {
  const named = (await readAffiliate(call, input, 'referral'))?.id
  const ofCode = toRedeem?.code.affiliateId ?? undefined
  if (named !== undefined && ofCode !== undefined && named !== ofCode) {
    throw createInputError({
      field: 'referral.promoCode',
      expected: 'a code of the given affiliate',
      received: "another affiliate's code",
    })
  }
  const affiliateId = named ?? ofCode
  if (affiliateId !== undefined) return affiliateId
  throw createInputError({
    field: 'referral.promoCode',
    expected: 'a code with an affiliate',
    received: 'a code without one',
    hint: 'Add affiliateId or affiliateEmail.',
  })
}

interface ReferralOrigin {
  readonly affiliateId: string
  readonly codeId: string | null
}

function toRecord(call: Call, input: NewReferral, origin: ReferralOrigin): ReferralRecord {
  const { name, email, referredUserExternalId, plan } = input
  return {
    id: call.createId(),
    affiliateId: origin.affiliateId,
    name,
    email,
    referredUserExternalId,
    ...(plan === undefined ? {} : { plan }),
    status: toStatus(input.status ?? 'ACTIVE'),
    promotionalCodeId: origin.codeId,
    affiliateLinkId: null,
    createdAt: call.now.toISOString(),
  }
}

function toReferral(record: ReferralRecord): Referral {
  const { promotionalCodeId: _code, affiliateLinkId: _link, createdAt: _at, ...referral } = record
  return referral
}
