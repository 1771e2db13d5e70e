import type { NewSale } from '@referly-kit/types'
import type { ServerError } from '../errors.js'
import { findAffiliate, type ReferencedAffiliate } from './affiliates.js'
import type { Call } from './call.js'
import { createInputError, createUnknownError } from './input.js'
import type { AffiliateIdentity, ReferralRecord } from './records.js'
import { readCodeToRedeem, type CodeToRedeem } from './redemptions.js'

/** The affiliate who earns from a sale, with the referral and code that lead to them. */
export interface Attribution {
  readonly affiliate: AffiliateIdentity
  readonly referral: ReferralRecord | undefined
  readonly toRedeem: CodeToRedeem | undefined
  /** The link that led to the affiliate: the one in the request, or that of the referral. */
  readonly linkId: string | null
}

/**
 * Finds the affiliate who earns from a sale: that of the code, or that of `referralId`, or that of the first referral
 * with the customer's email, in this order.
 *
 * @throws ServerError `INVALID_INPUT` when a reference does not exist, or nothing leads to an affiliate.
 */
export async function readAttribution(call: Call, input: NewSale): Promise<Attribution> {
  const { promoCode } = input
  const toRedeem =
    promoCode === undefined ? undefined : await readCodeToRedeem(call, promoCode, 'sale')
  const { referral, named } = await readNamed(call, input)
  const ofLink = named?.affiliate.id ?? referral?.affiliateId
  const affiliateId = toRedeem?.code.affiliateId ?? ofLink
  if (affiliateId === undefined) throw createUnattributedError(input)
  const affiliate = await call.data.affiliates.find({ id: affiliateId })
  if (affiliate === undefined) throw createUnattributedError(input)
  const linkId = named?.linkId ?? referral?.affiliateLinkId ?? null
  return { affiliate, referral, toRedeem, linkId: ofLink === affiliateId ? linkId : null }
}

interface Named {
  readonly referral: ReferralRecord | undefined
  readonly named: ReferencedAffiliate | undefined
}

async function readNamed(call: Call, input: NewSale): Promise<Named> {
  const { referralId, email } = input
  if (referralId === undefined) {
    const referral = email === undefined ? undefined : await call.data.referrals.find({ email })
    return { referral, named: undefined }
  }
  const referral = await call.data.referrals.find({ id: referralId })
  if (referral !== undefined) return { referral, named: undefined }
  const named = await findAffiliate(call, referralId)
  if (named !== undefined) return { referral: undefined, named }
  const expected = 'the id of a referral or an affiliate in the program'
  throw createUnknownError('sale.referralId', expected, referralId)
}

function createUnattributedError({ promoCode, email }: NewSale): ServerError {
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
