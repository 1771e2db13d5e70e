/** The reasons for a refusal, in the order in which the rules are checked. */
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

/** A value that a rule compared: amounts in major units, instants as UTC text, ids as given. */
export type RefusalValue = string | number | boolean | null | readonly string[]

/** The refusal of one rule. */
export interface RedemptionRefusal {
  readonly reason: RefusalReason
  /** The field that the rule comes from: `code.expiresAt`. */
  readonly rule: string
  /** An English sentence for developers and logs. A checkout translates `reason` instead. */
  readonly message: string
  /** The value that the rule requires. */
  readonly expected: RefusalValue
  /** The value of the order or the history; `null` when it was not given. */
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

/** The details of a refusal. */
export type RefusalDetails = Pick<RedemptionRefusal, 'message' | 'expected' | 'received'>

/** Creates the refusal of one rule. */
export function createRefusal(reason: RefusalReason, details: RefusalDetails): RedemptionRefusal {
  return { reason, rule: ruleOf[reason], ...details }
}
