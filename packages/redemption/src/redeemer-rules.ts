import type { Redeemer } from './orders.js'
import type { RedeemableCode } from './promotional-codes.js'
import { type RedemptionRefusal, createRefusal } from './refusals.js'

/** Every refusal that follows from who redeems. */
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
  const allowed = isSomebody(who.customerId)
    ? who.customerId === expected
    : isSameEmail(who.email, expected)
  if (allowed) return undefined
  const message = 'The code is kept for another customer.'
  return createRefusal('CUSTOMER_NOT_ALLOWED', { message, expected, received })
}

function refuseOtherAffiliate(code: RedeemableCode, who: Redeemer): RedemptionRefusal | undefined {
  if (code.limitToAffiliate !== true) return undefined
  const expected = code.affiliateId ?? null
  const received = who.affiliateId ?? who.email ?? null
  const allowed = isSomebody(who.affiliateId)
    ? who.affiliateId === expected
    : isSameEmail(who.email, code.affiliate?.email)
  if (allowed) return undefined
  const message = 'Only the affiliate whose code it is may use it.'
  return createRefusal('AFFILIATE_NOT_ALLOWED', { message, expected, received })
}

function isSomebody(id: string | null | undefined): id is string {
  return id !== undefined && id !== null && id !== ''
}

function isSameEmail(one: string | null | undefined, other: string | null | undefined): boolean {
  return isSomebody(one) && isSomebody(other) && one.toLowerCase() === other.toLowerCase()
}
