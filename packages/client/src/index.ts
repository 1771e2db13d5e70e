export { createReferlyClient, type ReferlyClient } from './client.js'
export {
  defaultBaseUrl,
  type AttemptLog,
  type AttemptRequest,
  type CallOptions,
  type Middleware,
  type Next,
  type PacedRequest,
  type ReferlyClientOptions,
  type ReferlyLogger,
} from './options.js'

export type { ReferlyApi } from './http/api.js'
export type {
  KitSaleCalls,
  QuoteCalls,
  ReservationCalls,
  ReservationInput,
} from './kit/checkout.js'
export type { KitApi } from './kit/context.js'
export type { Kit } from './kit/kit.js'
export {
  payoutFileRows,
  type CommissionCalls,
  type LedgerCalls,
  type PayoutCalls,
  type RefundCalls,
} from './kit/ledger.js'
export type { PerformanceCalls } from './kit/performance.js'
export type { ProgramCalls } from './kit/program.js'
export type { KitSearchCalls, SearchCalls, SearchPage } from './kit/search.js'
export type { WebhookCalls, WebhookDeliveryCalls, WebhookListenerCalls } from './kit/webhooks.js'
export { createPace, type Pace, type PaceLimit } from './http/pace.js'
export { systemClock, type Clock } from './http/time.js'

export type { Affiliates, AffiliateKey } from './collections/affiliates.js'
export type { Collection, CollectionCalls, UniqueKey } from './collections/collection.js'
export type { ChangeableCollection, ChangeCalls } from './collections/changes.js'
export type { Coupons, CouponKey } from './collections/coupons.js'
export type {
  CreateManyOptions,
  CreateManyResult,
  Inputs,
  SendContext,
} from './collections/create-many.js'
export type { IterateOptions } from './collections/iterate.js'
export type { LinkKey, Links } from './collections/links.js'
export {
  performanceSubjects,
  type PerformanceRow,
  type PerformanceSubject,
} from './collections/performance.js'
export type {
  CreateCodesResult,
  PerformanceQuery,
  PromotionalCodeCalls,
  PromotionalCodeKey,
  PromotionalCodes,
} from './collections/promotional-codes.js'
export type { Referrals, ReferralKey } from './collections/referrals.js'
export type { Result, Safe } from './collections/results.js'
export type { SaleCalls, SaleKey, Sales } from './collections/sales.js'

export {
  ApiError,
  AuthenticationError,
  ConflictError,
  InvalidRequestError,
  isApiError,
  isAuthenticationError,
  isConflictError,
  isInvalidRequestError,
  isNotFoundError,
  isRateLimitError,
  isServerError,
  NotFoundError,
  RateLimitError,
  ServerError,
} from './errors/api-errors.js'
export {
  AbortedError,
  ConnectionError,
  isAbortedError,
  isConnectionError,
  isOutcomeUnknownError,
  isTimeoutError,
  isUnexpectedResponseError,
  OutcomeUnknownError,
  TimeoutError,
  UnexpectedResponseError,
  type CreateOutcome,
  type Resume,
} from './errors/call-errors.js'
export { InvalidInputError, isInvalidInputError } from './errors/input-errors.js'
export {
  CallError,
  isCallError,
  isReferlyError,
  ReferlyError,
  type CallFacts,
  type Method,
  type ReferlyErrorCode,
} from './errors/referly-error.js'
