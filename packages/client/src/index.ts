export { createReferlyClient } from './client.js'
export type { ReferlyClient } from './client.js'
export { defaultBaseUrl } from './options.js'
export type { CallOptions, ReferlyClientOptions } from './options.js'
export type { Clock } from './clock.js'
export type { AttemptLog, ReferlyLogger } from './logger.js'

export type { Collection, UniqueKey } from './collection.js'
export type { Affiliates, AffiliateKey } from './affiliates.js'
export type { Coupons, CouponKey } from './coupons.js'
export type { PerformanceQuery, PromotionalCodes, PromotionalCodeKey } from './promotional-codes.js'
export type { Referrals, ReferralKey } from './referrals.js'
export type { Sales, SaleKey } from './sales.js'
export { performanceSubjects } from './performance.js'
export type { PerformanceRow, PerformanceSubject } from './performance.js'

export { ReferlyError, isReferlyError } from './errors/referly-error.js'
export type { CallFacts, ReferlyErrorCode } from './errors/referly-error.js'
export { InvalidInputError, isInvalidInputError } from './errors/input-errors.js'
export {
  ApiError,
  AuthenticationError,
  ConflictError,
  InvalidRequestError,
  NotFoundError,
  RateLimitError,
  ServerError,
  isApiError,
  isAuthenticationError,
  isConflictError,
  isInvalidRequestError,
  isNotFoundError,
  isRateLimitError,
  isServerError,
} from './errors/api-errors.js'
export {
  AbortedError,
  CallError,
  ConnectionError,
  OutcomeUnknownError,
  TimeoutError,
  isAbortedError,
  isConnectionError,
  isOutcomeUnknownError,
  isTimeoutError,
} from './errors/call-errors.js'
export { UnexpectedResponseError, isUnexpectedResponseError } from './errors/response-errors.js'
