import { assertObject } from './assertions.js'
import { toCodeRefusals } from './code-rules.js'
import { parseDiscountTerm, parseDiscountTerms, type RedeemableCoupon } from './coupons.js'
import { toDiscount, type Discount } from './discounts.js'
import { parseInstant, type Instant } from './instants.js'
import { toOrderRefusals } from './order-rules.js'
import { parseOrder, type RedeemableOrder, type Redeemer } from './orders.js'
import type { RedeemableCode } from './promotional-codes.js'
import { toRedeemerRefusals } from './redeemer-rules.js'
import type { RedemptionRefusal } from './refusals.js'

/** The history of a coupon and a customer. A rule refuses when it needs a number that is not given. */
export interface RedemptionHistory {
  /** The redemptions so far of all codes of the coupon; required when it has `maxRedemptions`. */
  readonly couponRedemptions?: number | null | undefined
  /** The paid orders that the customer already has; required when the code has `firstTimeOrder`. */
  readonly customerOrders?: number | null | undefined
}

/** The input of `evaluateCode`. */
export interface CodeRequest {
  readonly coupon: RedeemableCoupon
  readonly code: RedeemableCode
  readonly history?: RedemptionHistory | undefined
  /** The person who redeems. Without it, the rules about customer and affiliate are not checked. */
  readonly redeemer?: Redeemer | undefined
  readonly now: Instant
}

/** The input of `evaluateRedemption`; the order names the redeemer. */
export interface RedemptionRequest extends Omit<CodeRequest, 'redeemer'> {
  readonly order: RedeemableOrder
}

/** A refusal with every reason, at least one. */
export interface RefusedRedemption {
  readonly redeemable: false
  readonly reasons: readonly RedemptionRefusal[]
}

/** The result of `evaluateCode`. */
export type CodeVerdict = { readonly redeemable: true } | RefusedRedemption

/** The result of `evaluateRedemption`. */
export type RedemptionVerdict =
  | { readonly redeemable: true; readonly discount: Discount }
  | RefusedRedemption

/**
 * Returns the discount of a code for an order, or every reason the code may not be used.
 *
 * @example
 * evaluateRedemption({
 *   coupon: { percentOff: 15, duration: 'repeating', durationInMonths: 3 },
 *   code: { code: 'JOHN15', expiresAt: '2026-12-31T23:59:59Z' },
 *   order: { amount: 34.9, currency: 'USD' },
 *   now: '2026-11-20T12:00:00Z',
 * })
 * //=> { redeemable: true, discount: { amountOff: 5.24, amountOffMinor: 524, base: 34.9,
 * //     baseMinor: 3490, total: 29.66, totalMinor: 2966, currency: 'USD',
 * //     duration: 'repeating', months: 3 } }
 *
 * @throws RedemptionInputError when the input cannot be evaluated, for instance a date without an
 *   offset, a `FLAT` coupon without a currency, or a negative amount.
 */
export function evaluateRedemption(request: RedemptionRequest): RedemptionVerdict {
  const refused = toCodeVerdictReasons({ ...request, redeemer: request.order })
  const { coupon, code, history } = request
  const order = parseOrder(request.order, coupon)
  const terms = parseDiscountTerms(coupon)
  const term = parseDiscountTerm(coupon)
  const customerOrders = history?.customerOrders
  const reasons = [...refused, ...toOrderRefusals({ coupon, terms, code, order, customerOrders })]
  if (reasons.length > 0) return { redeemable: false, reasons }
  return { redeemable: true, discount: toDiscount(order, terms, term) }
}

/**
 * Returns whether a code may be used at all, before an order exists: for a referral, or while a customer types it.
 *
 * Checks the rules about the code, its coupon, and, when `redeemer` is given, the person who redeems.
 *
 * @example
 * evaluateCode({ coupon: {}, code: { active: false }, now: new Date() })
 * //=> { redeemable: false, reasons: [{ reason: 'CODE_INACTIVE', rule: 'code.active', ... }] }
 *
 * @throws RedemptionInputError `INVALID_DATE`, `INVALID_COUNT`, `INVALID_INPUT`.
 */
export function evaluateCode(request: CodeRequest): CodeVerdict {
  const reasons = toCodeVerdictReasons(request)
  return reasons.length > 0 ? { redeemable: false, reasons } : { redeemable: true }
}

/** Returns every refusal that does not depend on the order. */
export function toCodeVerdictReasons(request: CodeRequest): readonly RedemptionRefusal[] {
  const { coupon, code, history, redeemer } = request
  assertObject(coupon, 'coupon')
  assertObject(code, 'code')
  const now = parseInstant(request.now, 'now')
  const couponRedemptions = history?.couponRedemptions
  return [
    ...toCodeRefusals({ coupon, code, couponRedemptions, now }),
    ...(redeemer ? toRedeemerRefusals(code, redeemer) : []),
  ]
}
