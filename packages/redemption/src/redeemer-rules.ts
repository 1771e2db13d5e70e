import type { Redeemer } from './orders.js'
import type { RedeemableCode } from './promotional-codes.js'
import { createRefusal, type RedemptionRefusal } from './refusals.js'

/** Returns every refusal that follows from the person who redeems. */
export function toRedeemerRefusals(
  code: RedeemableCode,
  redeemer: Redeemer,
): readonly RedemptionRefusal[] {
  return [refuseOtherCustomer(code, redeemer), refuseOtherAffiliate(code, redeemer)].filter(
    (refusal) => refusal !== undefined,
  )
}

function refuseOtherCustomer(code: RedeemableCode, who: Redeemer): RedemptionRefusal | undefined {
  if (code.limitToCustomers !== true) return undefined
  const expected = code.customerId ?? null
  const received = who.customerId ?? who.email ?? null
  const allowed = isGiven(who.customerId)
    ? who.customerId === expected
    : isSameEmail(who.email, expected)
  if (allowed) return undefined
  const message = 'The code is reserved for another customer.'
  return createRefusal('CUSTOMER_NOT_ALLOWED', { message, expected, received })
}

function refuseOtherAffiliate(code: RedeemableCode, who: Redeemer): RedemptionRefusal | undefined {
  if (code.limitToAffiliate !== true) return undefined
  const expected = code.affiliateId ?? null
  const received = who.affiliateId ?? who.email ?? null
  const allowed = isGiven(who.affiliateId)
    ? who.affiliateId === expected
    : isSameEmail(who.email, code.affiliate?.email)
  if (allowed) return undefined
  const message = 'Only the affiliate of the code may use it.'
  return createRefusal('AFFILIATE_NOT_ALLOWED', { message, expected, received })
}

function isGiven(id: string | null | undefined): id is string {
  return id !== undefined && id !== null && id !== ''
}

function isSameEmail(one: string | null | undefined, other: string | null | undefined): boolean {
  return isGiven(one) && isGiven(other) && one.toLowerCase() === other.toLowerCase()
}
