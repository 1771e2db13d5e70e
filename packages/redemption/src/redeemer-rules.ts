import type { Redeemer } from './orders.js'
import type { RedeemableCode } from './promotional-codes.js'
import { type RedemptionRefusal, createRefusal } from './refusals.js'

/** Returns every refusal that depends on who redeems the code. */
export function toRedeemerRefusals(
  code: RedeemableCode,
  redeemer: Redeemer,
): readonly RedemptionRefusal[] {
  return [refuseOtherCustomer(code, redeemer), refuseOtherAffiliate(code, redeemer)].filter(
    (refusal) => refusal !== undefined,
  )
}

function refuseOtherCustomer(
  code: RedeemableCode,
  redeemer: Redeemer,
): RedemptionRefusal | undefined {
  if (code.limitToCustomers !== true) return undefined
  const expected = code.customerId ?? null
  const received = redeemer.customerId ?? redeemer.email ?? null
  const allowed = isPresent(redeemer.customerId)
    ? redeemer.customerId === expected
    : isSameEmail(redeemer.email, expected)
  if (allowed) return undefined
  const message = 'The code is reserved for another customer.'
  return createRefusal('CUSTOMER_NOT_ALLOWED', { message, expected, received })
}

function refuseOtherAffiliate(
  code: RedeemableCode,
  redeemer: Redeemer,
): RedemptionRefusal | undefined {
  if (code.limitToAffiliate !== true) return undefined
  const expected = code.affiliateId ?? null
  const received = redeemer.affiliateId ?? redeemer.email ?? null
  const allowed = isPresent(redeemer.affiliateId)
    ? redeemer.affiliateId === expected
    : isSameEmail(redeemer.email, code.affiliate?.email)
  if (allowed) return undefined
  const message = 'Only the affiliate that the code is assigned to can use it.'
  return createRefusal('AFFILIATE_NOT_ALLOWED', { message, expected, received })
}

function isPresent(id: string | null | undefined): id is string {
  return id !== undefined && id !== null && id !== ''
}

function isSameEmail(one: string | null | undefined, other: string | null | undefined): boolean {
  return isPresent(one) && isPresent(other) && one.toLowerCase() === other.toLowerCase()
}
