import { assertCount } from './assertions.js'
import type { RedeemableCoupon } from './coupons.js'
import { parseInstant, toInstantText, type Instant } from './instants.js'
import type { RedeemableCode } from './promotional-codes.js'
import { createRefusal, type RedemptionRefusal, type RefusalReason } from './refusals.js'

/** The input of the rules about the code and its coupon. */
export interface CodeFacts {
  readonly coupon: RedeemableCoupon
  readonly code: RedeemableCode
  /** The redemptions of all codes of the coupon. */
  readonly couponRedemptions: number | null | undefined
  /** Milliseconds since 1970 in UTC. */
  readonly now: number
}

/** Returns every refusal that follows from the code and its coupon alone, whatever the order. */
export function toCodeRefusals(facts: CodeFacts): readonly RedemptionRefusal[] {
  const { coupon, code, couponRedemptions, now } = facts
  return [
    refuseOtherCoupon(code, coupon),
    refuseSwitchedOff(code.active, 'CODE_INACTIVE', 'The code is not active.'),
    refusePast({ last: code.expiresAt, field: 'code.expiresAt', now }, 'CODE_EXPIRED'),
    refuseUsedUp(
      {
        limit: code.maxRedemptions,
        limitField: 'code.maxRedemptions',
        used: code.timesRedeemed,
        usedField: 'code.timesRedeemed',
      },
      'CODE_LIMIT_REACHED',
    ),
    refuseSwitchedOff(coupon.valid, 'COUPON_INVALID', 'The coupon is not valid.'),
    refusePast({ last: coupon.redeemBy, field: 'coupon.redeemBy', now }, 'COUPON_EXPIRED'),
    refuseUsedUp(
      {
        limit: coupon.maxRedemptions,
        limitField: 'coupon.maxRedemptions',
        used: couponRedemptions,
        usedField: 'history.couponRedemptions',
      },
      'COUPON_LIMIT_REACHED',
    ),
  ].filter((refusal) => refusal !== undefined)
}

function refuseOtherCoupon(
  code: RedeemableCode,
  coupon: RedeemableCoupon,
): RedemptionRefusal | undefined {
  const expected = coupon.id ?? null
  const received = code.couponId ?? null
  if (expected === null || received === null || expected === received) return undefined
  const message = `The code belongs to coupon ${received}, not to ${expected}.`
  return createRefusal('CODE_OF_OTHER_COUPON', { message, expected, received })
}

function refuseSwitchedOff(
  flag: boolean | null | undefined,
  reason: RefusalReason,
  message: string,
): RedemptionRefusal | undefined {
  if (flag !== false) return undefined
  return createRefusal(reason, { message, expected: true, received: false })
}

interface Deadline {
  readonly last: Instant | null | undefined
  readonly field: string
  readonly now: number
}

function refusePast(deadline: Deadline, reason: RefusalReason): RedemptionRefusal | undefined {
  if (deadline.last === undefined || deadline.last === null) return undefined
  const last = parseInstant(deadline.last, deadline.field)
  if (deadline.now <= last) return undefined
  const expected = toInstantText(last)
  const received = toInstantText(deadline.now)
  const subject = reason === 'CODE_EXPIRED' ? 'code' : 'coupon'
  const message = `The ${subject} was valid until ${expected}, and it is now ${received}.`
  return createRefusal(reason, { message, expected, received })
}

interface Quota {
  readonly limit: number | null | undefined
  readonly limitField: string
  readonly used: number | null | undefined
  readonly usedField: string
}

function refuseUsedUp(quota: Quota, reason: RefusalReason): RedemptionRefusal | undefined {
  const { limit, limitField, usedField } = quota
  const used = quota.used ?? null
  if (used !== null) assertCount(used, usedField)
  if (limit === undefined || limit === null) return undefined
  assertCount(limit, limitField)
  if (used !== null && used < limit) return undefined
  // An unknown count means refusal, because a limit that cannot be checked would not be a limit.
  const message =
    used === null
      ? `Redemptions are limited to ${limit}, but ${usedField} was not given.`
      : `${used} of ${limit} ${limit === 1 ? 'redemption has' : 'redemptions have'} been used.`
  return createRefusal(reason, { message, expected: limit, received: used })
}
