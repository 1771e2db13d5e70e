export { evaluateCommission } from './commission.js'
export { isRedemptionInputError, RedemptionInputError } from './errors.js'
export { fromMinorUnits, largestMinorAmount, toMinorUnits } from './money.js'
export { evaluatePayment } from './payments.js'
export { evaluateCode, evaluateRedemption } from './redemption.js'
export { refusalReasons } from './refusals.js'

export type { Commission, CommissionableSale } from './commission.js'
export type { DiscountTerm, RedeemableCoupon } from './coupons.js'
export type { Discount } from './discounts.js'
export type { RedemptionInputErrorCode, RedemptionInputProblem } from './errors.js'
export type { Instant } from './instants.js'
export type { OrderItem, RedeemableOrder, Redeemer } from './orders.js'
export type { PaymentRequest, RedeemedPayment } from './payments.js'
export type { RedeemableCode } from './promotional-codes.js'
export type {
  CodeRequest,
  CodeVerdict,
  RedemptionHistory,
  RedemptionRequest,
  RedemptionVerdict,
  RefusedRedemption,
} from './redemption.js'
export type { RedemptionRefusal, RefusalReason, RefusalValue } from './refusals.js'
