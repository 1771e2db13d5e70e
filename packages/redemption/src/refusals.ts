/** Every reason why a code can be refused, in the order in which the rules are checked. */
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

/** One of `refusalReasons`. */
export type RefusalReason = (typeof refusalReasons)[number]

/** A value that a rule compared: an amount in major units, a UTC timestamp, or an id as it was given. */
export type RefusalValue = string | number | boolean | null | readonly string[]

/** A refusal by one rule. */
export interface RedemptionRefusal {
  readonly reason: RefusalReason
  /** The field that the rule comes from, such as `code.expiresAt`. */
  readonly rule: string
  /** An English sentence for developers and logs. To show text to customers, translate `reason`. */
  readonly message: string
  /** The value that the rule requires. */
  readonly expected: RefusalValue
  /** The value in the order or the history, or `null` if it is missing. */
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

/** The part of a refusal that differs from case to case. */
export type RefusalDetails = Pick<RedemptionRefusal, 'message' | 'expected' | 'received'>

/** Creates the refusal of one rule. */
export function createRefusal(reason: RefusalReason, details: RefusalDetails): RedemptionRefusal {
  return { reason, rule: ruleOf[reason], ...details }
}
