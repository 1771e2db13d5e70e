import { evaluateCode } from '@referly-kit/redemption'
import type {
  NewReferral,
  Referral,
  ReferralDelete,
  ReferralFilter,
  ReferralStatus,
  ReferralUpdate,
} from '@referly-kit/types'
import { isServerError, type ServerError } from '../errors.js'
import { readAffiliateReference } from './affiliates.js'
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
 *
 * A repeat with the same email returns the first referral. The customer stays with its affiliate.
 */
export async function createReferral(call: Call, input: NewReferral): Promise<Referral> {
  assertLength(input.referredUserExternalId, 'referral.referredUserExternalId')
  assertLength(input.email, 'referral.email')
  const { email } = input
  const earlier = await call.data.referrals.find({ email })
  if (earlier !== undefined) return toReferral(earlier)
  try {
    return await withCurrentTerms(() => insertReferral(call, input))
  } catch (error) {
    // Any error may merely result from a concurrent request with the same email, which took the last redemption.
    const winner = isServerError(error) ? await call.data.referrals.find({ email }) : undefined
    if (winner === undefined) throw error
    return toReferral(winner)
  }
}

async function insertReferral(call: Call, input: NewReferral): Promise<Referral> {
  const { promoCode } = input
  const toRedeem =
    promoCode === undefined ? undefined : await readCodeToRedeem(call, promoCode, 'referral')
  if (toRedeem !== undefined) assertUsable(call, toRedeem, input)
  const record = toRecord(call, input, await readOrigin(call, input, toRedeem))
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
    const isSameEmail = email.toLowerCase() === current.email.toLowerCase()
    const updated = {
      ...current,
      repetition: isSameEmail ? current.repetition : 0,
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

/** Deletes a referral. Its sales are kept. */
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

/** Finds the code's affiliate, or else the given one. They must not differ. */
async function readOrigin(
  call: Call,
  input: NewReferral,
  toRedeem: CodeToRedeem | undefined,
): Promise<ReferralOrigin> {
  const reference = await readAffiliateReference(call, input, 'referral')
  const named = reference?.affiliate.id
  const ofCode = toRedeem?.code.affiliateId ?? undefined
  if (named !== undefined && ofCode !== undefined && named !== ofCode) {
    throw createInputError({
      field: 'referral.promoCode',
      expected: 'a code of the given affiliate',
      received: "another affiliate's code",
    })
  }
  const affiliateId = named ?? ofCode
  if (affiliateId !== undefined) {
    return {
      affiliateId,
      affiliateLinkId: reference?.linkId ?? null,
      promotionalCodeId: toRedeem?.code.id ?? null,
    }
  }
  throw createInputError({
    field: 'referral.promoCode',
    expected: 'a code with an affiliate',
    received: 'a code without one',
    hint: 'Add affiliateId or affiliateEmail.',
  })
}

type ReferralOrigin = Pick<ReferralRecord, 'affiliateId' | 'affiliateLinkId' | 'promotionalCodeId'>

function toRecord(call: Call, input: NewReferral, origin: ReferralOrigin): ReferralRecord {
  const { name, email, referredUserExternalId, plan } = input
  return {
    id: call.createId(),
    ...origin,
    name,
    email,
    referredUserExternalId,
    ...(plan === undefined ? {} : { plan }),
    status: toStatus(input.status ?? 'ACTIVE'),
    repetition: 0,
    createdAt: call.now.toISOString(),
  }
}

function toReferral(record: ReferralRecord): Referral {
  const { promotionalCodeId: _code, affiliateLinkId: _link, repetition: _, ...rest } = record
  const { createdAt: _at, ...referral } = rest
  return referral
}
