import type { NewSale } from '@referly-kit/types'
import { findAffiliate } from './affiliates.js'
import type { Call } from './call.js'
import { createInputError } from './input.js'
import { type CodeToRedeem, readCodeToRedeem } from './redemptions.js'
import type { AffiliateIdentity, ReferralRecord } from './store.js'

/** Who earns from a sale, and why. */
export interface Attribution {
  readonly affiliate: AffiliateIdentity
  readonly referral: ReferralRecord | undefined
  readonly toRedeem: CodeToRedeem | undefined
}

/**
 * Finds who earns from a sale: the code's affiliate, else whom `referralId` names, else whom the customer's email
 * leads to.
 *
 * @throws ServerError `INVALID_INPUT` when something named does not exist, or nothing leads to an affiliate.
 */
export async function readAttribution(call: Call, input: NewSale): Promise<Attribution> {
  const { promoCode } = input
  const toRedeem =
    promoCode === undefined ? undefined : await readCodeToRedeem(call, promoCode, 'sale')
  const { referral, affiliate: named } = await readNamed(call, input)
  const affiliateId = toRedeem?.code.affiliateId ?? named?.id ?? referral?.affiliateId
  if (affiliateId === undefined) throw createInputError(toUnattributedMessage(input))
  const affiliate = await call.data.affiliates.find({ id: affiliateId })
  if (affiliate === undefined) throw createInputError(toUnattributedMessage(input))
  return { affiliate, referral, toRedeem }
}

interface Named {
  readonly referral: ReferralRecord | undefined
  readonly affiliate: AffiliateIdentity | undefined
}

async function readNamed(call: Call, input: NewSale): Promise<Named> {
  const { referralId, email } = input
  if (referralId === undefined) {
    const referral = email === undefined ? undefined : await call.data.referrals.find({ email })
    return { referral, affiliate: undefined }
  }
  const referral = await call.data.referrals.find({ id: referralId })
  if (referral !== undefined) return { referral, affiliate: undefined }
  const affiliate = await findAffiliate(call, referralId)
  if (affiliate !== undefined) return { referral: undefined, affiliate }
  const received = JSON.stringify(referralId.slice(0, 60))
  throw createInputError(
    `sale.referralId must name a referral or an affiliate of the program, received ${received}`,
  )
}

function toUnattributedMessage({ promoCode, email }: NewSale): string {
  return promoCode === undefined
    ? `sale.email must be that of a referral, received ${JSON.stringify(email?.slice(0, 60))}`
    : 'sale.promoCode has no affiliate: name one by referralId or the email of a referral'
}
