export { evaluateCommission } from './commission.js'
export { isRedemptionInputError, RedemptionInputError } from './errors.js'
export { fromMinorUnits, largestMinorAmount, toMinorUnits } from './money.js'
export { evaluatePayment } from './payments.js'
export { addDays } from './performance/dates.js'
export { addSums, createSums, toMeasures, toPercentChange } from './performance/measures.js'
export { createPeriods, toComparedPeriod, toLocalDate, toSpan } from './performance/periods.js'
export { evaluateCode, evaluateRedemption } from './redemption.js'
export { refusalReasons } from './refusals.js'

export type { Commission, CommissionableSale } from './commission.js'
export type { DiscountTerm, RedeemableCoupon } from './coupons.js'
export type { Discount } from './discounts.js'
export type { RedemptionInputErrorCode, RedemptionInputProblem } from './errors.js'
export type { Instant } from './instants.js'
export type { OrderItem, RedeemableOrder, Redeemer } from './orders.js'
export type { PaymentRequest, RedeemedPayment } from './payments.js'
export type { CalendarDate } from './performance/dates.js'
export type { Measures, PerformanceSums } from './performance/measures.js'
export type {
  ComparisonOptions,
  Period,
  PeriodRange,
  ReportComparison,
  ReportInterval,
  Span,
} from './performance/periods.js'
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
