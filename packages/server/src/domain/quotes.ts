import { toCodeKey } from '@referly-kit/codegen-structure'
import {
  evaluateRedemption,
  isRedemptionInputError,
  type Discount,
  type RedemptionRequest,
  type RedemptionVerdict,
} from '@referly-kit/redemption'
import type { NewQuote, OrderDiscount, Quote, Refusal } from '@referly-kit/types'
import { findAttribution, readReferences, type Attribution } from './attribution.js'
import type { Call } from './call.js'
import { toCouponTerms } from './coupon-terms.js'
import { assertPayable, assertProgramCurrency, createInputError } from './input.js'
import type { SaleRequest } from './ports.js'
import type { ReferralRecord } from './records.js'
import { nameHeldUses, toEffectiveCode, toRedeemer, type CodeToRedeem } from './redemptions.js'
import type { Buyer, HeldUses } from './reservation-records.js'

/** An existing code, its verdict for an order, and everything that a reservation needs. */
export interface Evaluation {
  readonly toRedeem: CodeToRedeem
  readonly attribution: Attribution | undefined
  readonly reasons: readonly Refusal[]
  /** The discount, unless the code is refused. */
  readonly discount: Discount | undefined
  /** The customer's referral that has redeemed the code, unless a sale has fulfilled its redemption. */
  readonly openReferralId: string | null
}

/** Checks a code for an order. Changes nothing. */
export async function createQuote(
  call: Call,
  { body }: { readonly body: NewQuote },
): Promise<Quote> {
  return toQuote(body, await evaluateCode(call, body, 'quote'))
}

/**
 * Evaluates a code for an order. Returns nothing when the code does not exist. Errors name fields after `noun`.
 *
 * @throws ServerError `INVALID_INPUT` when the order cannot be evaluated.
 */
export async function evaluateCode(
  call: Call,
  input: NewQuote,
  noun: string,
): Promise<Evaluation | undefined> {
  const { amount, currency } = input.order
  assertProgramCurrency(currency.toUpperCase(), call.program, `${noun}.order.currency`)
  if (amount !== undefined) assertPayable(amount, call.program.currency, `${noun}.order.amount`)
  // The order is first evaluated without any rules, so that an invalid one is refused no matter what the code is.
  evaluateOrder(call, input, { coupon: { percentOff: 0 }, code: {}, noun })
  const request = toRequest(call, input)
  const found = await readReferences(call.data, [request])
  const stored = found.codes.get(toCodeKey(input.promoCode))
  if (stored === undefined) return undefined
  const code = toEffectiveCode(call.program, stored.code)
  const toRedeem: CodeToRedeem = { ...stored, code, noun: 'sale' }
  const attribution = findAttribution({ toRedeem, noun }, request.input, found)
  const history = await readHistory(call, toRedeem, { ...input, referral: attribution?.referral })
  const held = await readHeld(call, toRedeem)
  const buyer = toBuyer(input, attribution?.referral)
  const reserved = code.firstTimeOrder ? await call.data.reservations.countFirstOrders(buyer) : 0
  const facts = toFacts(toRedeem, { ...history, reserved }, held)
  const evaluated = evaluateOrder(call, input, { ...facts, noun })
  const verdict = nameReserved(nameHeldUses(evaluated, held.ofCode, held.ofCoupon), reserved)
  const reasons = [
    ...(verdict.redeemable ? [] : verdict.reasons),
    ...(attribution === undefined ? [withoutAffiliate] : []),
  ]
  const discount = verdict.redeemable && reasons.length === 0 ? verdict.discount : undefined
  return { toRedeem, attribution, reasons, discount, openReferralId: history.openReferralId }
}

/** Returns the request for a sale with the code, which refers to the same records. */
function toRequest(
  { program, now, createId }: Call,
  { promoCode, customer, referralId }: NewQuote,
): SaleRequest {
  const email = customer?.email
  const input = {
    totalEarned: 0,
    promoCode,
    ...(referralId === undefined ? {} : { referralId }),
    ...(email === undefined ? {} : { email }),
  }
  return { input, program, now, createId }
}

interface KnownCustomer extends Pick<NewQuote, 'customer'> {
  readonly referral: ReferralRecord | undefined
}

/** Returns everything that identifies the buyer of a request. */
export function toBuyer(
  { customer = {} }: Pick<NewQuote, 'customer'>,
  referral: ReferralRecord | undefined,
): Buyer {
  const { email = null, customerId = null } = customer
  return { email: email ?? referral?.email ?? null, customerId, referralId: referral?.id ?? null }
}

/** Explains the refusal of a code for first orders if the buyer has already reserved their first order. */
function nameReserved(verdict: RedemptionVerdict, reserved: number): RedemptionVerdict {
  if (verdict.redeemable || reserved === 0) return verdict
  const message =
    'The code is for first orders only, and the customer already has a reservation for one. Release that reservation to make another one.'
  const reasons = verdict.reasons.map((refusal) =>
    refusal.reason === 'NOT_FIRST_ORDER' && refusal.received === reserved
      ? { ...refusal, message }
      : refusal,
  )
  return { ...verdict, reasons }
}

interface KnownHistory {
  readonly orders: number | null
  readonly openReferralId: string | null
}

/** Reads the history of the customer, who may have ordered outside of the program as well. */
async function readHistory(
  call: Call,
  { code: { id: codeId, firstTimeOrder: countOrders } }: CodeToRedeem,
  { customer = {}, referral }: KnownCustomer,
): Promise<KnownHistory> {
  const email = customer.email ?? referral?.email ?? null
  const referralId = referral?.id ?? null
  const isKnown = referralId !== null || email !== null
  const [history] = isKnown
    ? await call.data.sales.readHistories([{ referralId, email, codeId, countOrders }])
    : []
  const counts = [history?.orders, customer.orders].filter((count) => typeof count === 'number')
  return {
    orders: counts.length === 0 ? null : Math.max(...counts),
    openReferralId: history?.openReferralIds[0] ?? null,
  }
}

const nothingHeld: HeldUses = { ofCode: 0, ofCoupon: 0 }

/** Counts held uses, which matter only if the code or coupon has a limit. */
async function readHeld(call: Call, toRedeem: CodeToRedeem): Promise<HeldUses> {
  const { code, parent } = toRedeem
  const isLimited = code.maxRedemptions != null || parent.coupon.maxRedemptions != null
  return isLimited ? call.data.reservations.readHeld(toRedeem) : nothingHeld
}

type Facts = Pick<RedemptionRequest, 'coupon' | 'code' | 'history'>

/**
 * Returns the history that the rules compare with. Held uses count as redeemed. A customer who has
 * already redeemed the code by signing up needs no other use.
 */
function toFacts(
  { code, parent }: CodeToRedeem,
  { orders, openReferralId, reserved }: KnownHistory & { readonly reserved: number },
  held: HeldUses,
): Facts {
  const unlimited = openReferralId === null ? {} : { maxRedemptions: null }
  return {
    coupon: { ...parent.coupon, ...unlimited },
    code: { ...code, ...unlimited, timesRedeemed: code.timesRedeemed + held.ofCode },
    history: {
      couponRedemptions: parent.timesRedeemed + held.ofCoupon,
      customerOrders: orders === null ? null : orders + reserved,
    },
  }
}

function evaluateOrder(
  { now }: Call,
  { order, customer = {} }: NewQuote,
  { noun, ...facts }: Facts & { readonly noun: string },
): RedemptionVerdict {
  const redeemer = toRedeemer(facts.code, customer.customerId, customer.email ?? null)
  try {
    return evaluateRedemption({ ...facts, order: { ...order, ...redeemer }, now })
  } catch (error) {
    if (!isRedemptionInputError(error)) throw error
    const { field, expected, received, hint } = error
    throw createInputError({ field: `${noun}.${field}`, expected, received, hint }, error)
  }
}

const unknownCode = (promoCode: string): Refusal => ({
  reason: 'CODE_NOT_FOUND',
  rule: 'code',
  message: 'The program has no such code.',
  expected: null,
  received: promoCode,
})

const withoutAffiliate: Refusal = {
  reason: 'NO_AFFILIATE',
  rule: 'code.affiliateId',
  message: 'Neither the code nor the customer has an affiliate, so a sale could not be recorded.',
  expected: null,
  received: null,
}

/** Returns the verdict on a code as the API shows it. */
export function toQuote({ promoCode }: NewQuote, evaluation: Evaluation | undefined): Quote {
  if (evaluation === undefined) {
    return {
      redeemable: false,
      reasons: [unknownCode(promoCode)],
      promoCode,
      promotionalCodeId: null,
      couponId: null,
      affiliateId: null,
    }
  }
  const { toRedeem, attribution, reasons, discount } = evaluation
  const { code, parent } = toRedeem
  return {
    redeemable: discount !== undefined,
    reasons: [...reasons],
    promoCode: code.code,
    promotionalCodeId: code.id,
    couponId: code.couponId,
    affiliateId: attribution?.affiliate.id ?? null,
    ...(discount === undefined ? {} : { discount: toOrderDiscount(discount) }),
    terms: toCouponTerms(parent.coupon),
  }
}

/** Returns a discount without its duration, which is among the terms of the coupon. */
function toOrderDiscount({
  duration: _duration,
  months: _months,
  ...amounts
}: Discount): OrderDiscount {
  return amounts
}
