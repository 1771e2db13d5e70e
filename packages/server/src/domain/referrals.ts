import { evaluateCode } from '@referly-kit/redemption'
import type { NewReferral, Referral, ReferralFilter } from '@referly-kit/types'
import { readAffiliate } from './affiliates.js'
import type { Call } from './call.js'
import { assertLength, createInputError } from './input.js'
import { toJsonPieces, toListing, type Listing } from './listings.js'
import type { ReferralRecord } from './records.js'
import {
  assertRedeemable,
  countRedemption,
  readCodeToRedeem,
  toRedeemer,
  type CodeToRedeem,
} from './redemptions.js'

/**
 * Creates a referral. With `promoCode`, a redemption is counted in the same transaction, and the customer's first sale
 * with the code fulfills it.
 */
export async function createReferral(call: Call, input: NewReferral): Promise<Referral> {
  assertLength(input.referredUserExternalId, 'referral.referredUserExternalId')
  assertLength(input.email, 'referral.email')
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

/** Lists referrals. A lookup by a unique key returns one object. */
export async function listReferrals(call: Call, filter: ReferralFilter): Promise<Listing> {
  const pieces = toJsonPieces(call.data.referrals.list(filter), toReferral)
  return toListing(pieces, [filter.id, filter.externalId])
}

function assertUsable(call: Call, toRedeem: CodeToRedeem, input: NewReferral): void {
  const { code, coupon, couponRedemptions } = toRedeem
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
    status: input.status ?? 'active',
    promotionalCodeId: origin.codeId,
    createdAt: call.now.toISOString(),
  }
}

function toReferral(record: ReferralRecord): Referral {
  const { promotionalCodeId: _code, createdAt: _created, ...referral } = record
  return referral
}
