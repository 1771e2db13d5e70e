export { createReferlyClient } from './client.js'
export type { ReferlyClient } from './client.js'
export { defaultBaseUrl } from './options.js'
export type { CallOptions, ReferlyClientOptions } from './options.js'
export type { Clock } from './clock.js'
export type { AttemptLog, ReferlyLogger } from './logger.js'

export type { IterateOptions } from './iterate.js'
export type { Collection, CollectionCalls, UniqueKey } from './collection.js'
export type { Result, Safe } from './results.js'
export type { AttemptRequest, Middleware, Next } from './middleware.js'
export type { Affiliates, AffiliateKey } from './affiliates.js'
export type { Coupons, CouponKey } from './coupons.js'
export type {
  CreateCodesResult,
  PerformanceQuery,
  PromotionalCodeCalls,
  PromotionalCodeKey,
  PromotionalCodes,
} from './promotional-codes.js'
export type { CreateManyOptions, CreateManyResult, Inputs } from './create-many.js'
export type { Referrals, ReferralKey } from './referrals.js'
export type { Sales, SaleKey } from './sales.js'
export { performanceSubjects } from './performance.js'
export type { PerformanceRow, PerformanceSubject } from './performance.js'

export { CallError, ReferlyError, isCallError, isReferlyError } from './errors/referly-error.js'
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
  ConnectionError,
  OutcomeUnknownError,
  TimeoutError,
  isAbortedError,
  isConnectionError,
  isOutcomeUnknownError,
  isTimeoutError,
} from './errors/call-errors.js'
export type { CreateOutcome, Resume } from './errors/call-errors.js'
export { UnexpectedResponseError, isUnexpectedResponseError } from './errors/response-errors.js'
