/** Every reason why a code may not be used, in the order in which the rules are asked. */
export const refusalReasons = [
  'CODE_OF_OTHER_COUPON',
  'CODE_INACTIVE',
  'CODE_EXPIRED',
  'CODE_LIMIT_REACHED',
  'COUPON_INVALID',
  'COUPON_EXPIRED',
  'COUPON_LIMIT_REACHED',
  'CUSTOMER_NOT_ALLOWED',
  'AFFILIATE_NOT_ALLOWED',
  'NOT_FIRST_ORDER',
  'BELOW_MINIMUM_AMOUNT',
  'MINIMUM_AMOUNT_CURRENCY_DIFFERS',
  'CURRENCY_DIFFERS',
  'NO_ELIGIBLE_PRODUCT',
] as const

/** One reason of `refusalReasons`. */
export type RefusalReason = (typeof refusalReasons)[number]

/** What one rule compared: amounts in major units, moments as UTC text, ids as they were given. */
export type RefusalValue = string | number | boolean | null | readonly string[]

/** Why one rule refuses. */
export interface RedemptionRefusal {
  readonly reason: RefusalReason
  /** The vendor's field that the rule comes from: `code.expiresAt`. */
  readonly rule: string
  /** One English sentence for a developer or a log; a checkout translates `reason` instead. */
  readonly message: string
  /** What the rule asks for. */
  readonly expected: RefusalValue
  /** What the order or the history has; `null` when the caller did not say. */
  readonly received: RefusalValue
}

const ruleOf: Readonly<Record<RefusalReason, string>> = {
  CODE_OF_OTHER_COUPON: 'code.couponId',
  CODE_INACTIVE: 'code.active',
  CODE_EXPIRED: 'code.expiresAt',
  CODE_LIMIT_REACHED: 'code.maxRedemptions',
  COUPON_INVALID: 'coupon.valid',
  COUPON_EXPIRED: 'coupon.redeemBy',
  COUPON_LIMIT_REACHED: 'coupon.maxRedemptions',
  CUSTOMER_NOT_ALLOWED: 'code.limitToCustomers',
  AFFILIATE_NOT_ALLOWED: 'code.limitToAffiliate',
  NOT_FIRST_ORDER: 'code.firstTimeOrder',
  BELOW_MINIMUM_AMOUNT: 'code.minimumAmount',
  MINIMUM_AMOUNT_CURRENCY_DIFFERS: 'code.minimumAmountCurrency',
  CURRENCY_DIFFERS: 'coupon.currency',
  NO_ELIGIBLE_PRODUCT: 'coupon.productIds',
}

/** What a rule says when it refuses. */
export type RefusalDetails = Pick<RedemptionRefusal, 'message' | 'expected' | 'received'>

/** Creates the refusal of one rule. */
export function createRefusal(reason: RefusalReason, details: RefusalDetails): RedemptionRefusal {
  return { reason, rule: ruleOf[reason], ...details }
}
