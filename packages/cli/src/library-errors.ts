import {
  isCallError,
  isConflictError,
  isConnectionError,
  isInvalidRequestError,
  isNotFoundError,
  isOutcomeUnknownError,
  isTimeoutError,
  type CallError,
  type ConflictError,
  type ConnectionError,
  type InvalidRequestError,
  type NotFoundError,
} from '@referly-kit/client'
import {
  isCodeStructureError,
  type CodeCounts,
  type CodeStructureError,
} from '@referly-kit/codegen-structure/codes'
import { findConnection } from './api/client.js'
import { findWrongHostHint } from './api/connection.js'
import {
  isCliError,
  toCauseMessage,
  toInputSentence,
  toMessage,
  type InputProblem,
} from './errors.js'

/** The name that the command line has for each field of the libraries. */
const flags: Readonly<Record<string, string>> = {
  affiliateEmail: '--affiliate',
  affiliateLink: '--link',
  alphabet: '--alphabet',
  amountOff: '--amount-off',
  apiKey: 'API key',
  baseUrl: '--base-url',
  code: '--code',
  commissionRate: '--commission-rate',
  'coupon.amountOff': '--show-amount',
  'coupon.name': '--show-coupon-name',
  'coupon.percentOff': '--show-percent',
  couponId: '--coupon',
  currency: '--currency',
  duration: '--duration',
  durationInMonths: '--months',
  expiresAt: '--expires',
  holdingDays: '--holding-days',
  externalId: '--external-id',
  maxLength: '--max-length',
  maxRedemptions: '--max-redemptions',
  name: '--name',
  minimumAmount: '--minimum-amount',
  minimumAmountCurrency: '--minimum-currency',
  minimumPayout: '--minimum-payout',
  'options.taken': '--taken',
  percentOff: '--percent-off',
  prefix: '--prefix',
  promoCode: '--code',
  randomCharsCase: '--case',
  randomCharsLength: '--random',
  redeemBy: '--redeem-by',
  referredUserExternalId: '--external-id',
  referralId: '--referral-id',
  siteUrl: '--site-url',
  timeZone: '--time-zone',
  totalEarned: '--amount',
}

/** Hints that name flags, by error code. The other hints of the libraries are passed on unchanged. */
const hints: Readonly<Record<string, string>> = {
  INVALID_PREFIX: 'Remove these characters from the prefix.',
  TOO_LONG: 'Shorten --prefix, lower --random, or raise --max-length (at most 500).',
}

/**
 * Returns the sentence that ends a command, in terms of the command line.
 *
 * Sentences about input are built from the parts of the error, never from its message.
 *
 * @example
 * toUserMessage(new Error('The disk\nis full.')) //=> 'The disk is full.'
 */
export function toUserMessage(error: unknown): string {
  if (isCliError(error)) return toMessage(error)
  if (isCallError(error)) return toCallSentence(error)
  if (isCodeStructureError(error)) return toStructureSentence(error)
  return hasParts(error) ? toInputSentence(toFlagProblem(error)) : toMessage(error)
}

type ErrorParts = Pick<InputProblem, 'field' | 'expected'> & {
  readonly code?: unknown
  readonly received?: unknown
  readonly hint?: unknown
}

/** The input errors of every package have these parts, each in its own class. */
function hasParts(error: unknown): error is ErrorParts {
  if (typeof error !== 'object' || error === null) return false
  const { field, expected } = error as Readonly<Record<string, unknown>>
  return typeof field === 'string' && typeof expected === 'string'
}

function toFlagProblem({ code, field, expected, received, hint }: ErrorParts): InputProblem {
  const advice = hints[String(code)] ?? hint
  return {
    field: flags[field] ?? field,
    expected,
    received: typeof received === 'string' ? received : undefined,
    hint: typeof advice === 'string' ? advice : undefined,
  }
}

/** Client errors name options of the API for TypeScript; these sentences name flags. */
function toCallSentence(error: CallError): string {
  const { method, path } = error
  if (isOutcomeUnknownError(error)) {
    const cause = toSentence(toUserMessage(error.cause))
    return `${method} ${path} may have created the record: ${cause} Look it up before you try again.`
  }
  if (isTimeoutError(error)) {
    return `${method} ${path} timed out after ${error.timeoutMs / 1000} s.`
  }
  if (isConnectionError(error) && !error.sent) return toUnreachableSentence(error)
  if (isInvalidRequestError(error) && hasParts(error.errorBody)) {
    return toInputSentence(toSettingProblem(error.errorBody))
  }
  if (isRefusal(error)) return error.errorBody?.message ?? toMessage(error)
  return toMessage(error)
}

/** Flags of settings and reports, by the field of the kit API. The noun in front of it is left out. */
const kitFlags: Readonly<Record<string, string>> = {
  ...flags,
  amount: '--amount',
  approval: '--approval',
  payoutId: '<id>',
  saleId: '<id>',
  keyId: '<key-id>',
  from: '--from',
  limitToAffiliate: '--limit-to-affiliate',
  link: '--link',
  productId: '--product',
  selfReferral: '--self-referral',
  to: '--to',
  until: '--until',
  unused: '--unused',
  url: '--url',
  events: '--events',
}

function toSettingProblem(parts: ErrorParts): InputProblem {
  const field = parts.field.replace(/^\w+\./, '')
  return { ...toFlagProblem(parts), field: kitFlags[field] ?? parts.field }
}

/**
 * Returns whether the kit API refused a request with its own sentence, which needs no method or
 * path.
 */
function isRefusal(error: CallError): error is InvalidRequestError | NotFoundError | ConflictError {
  if (!isInvalidRequestError(error) && !isNotFoundError(error) && !isConflictError(error)) {
    return false
  }
  return error.errorBody?.code !== undefined && error.errorBody.code !== 'UNKNOWN_PATH'
}

function toUnreachableSentence(error: ConnectionError): string {
  const { method, path } = error
  const connection = findConnection(error)
  const why = error.cause === undefined ? '' : ` (${toCauseMessage(error.cause)})`
  const address = connection === undefined ? '' : ` to ${connection.baseUrl}`
  const fact = `${method} ${path} could not connect${address}${why}.`
  const advice =
    'Check the network and the base URL (--base-url, REFERLY_BASE_URL, or the profile).'
  return `${fact} ${(connection && findWrongHostHint(connection)) ?? advice}`
}

function toSentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`
}

function toStructureSentence(error: CodeStructureError): string {
  if (error.code === 'CODES_EXHAUSTED' && error.counts !== undefined) {
    return toExhaustedSentence(error.counts)
  }
  if (error.code === 'EMPTY_CODE') {
    return 'A code would be empty, because the name has no letters that codes can have. Add --random.'
  }
  return toInputSentence(toFlagProblem(error))
}

function toExhaustedSentence({ requested, capacity, taken }: CodeCounts): string {
  if (capacity === 1 && requested > 1) {
    return `${requested} affiliates would have the same code, because names repeat and the codes have no random part. Add --random.`
  }
  if (capacity === 1) {
    return 'The only possible code is already taken. Add --random, or choose another --prefix.'
  }
  const used =
    taken === undefined ? 'too many of them are' : `${taken} of them ${taken === 1 ? 'is' : 'are'}`
  const need = requested === 1 ? '1 affiliate needs a code' : `${requested} affiliates need codes`
  return `${need} with the same beginning, but only ${capacity} exist and ${used} already taken. Raise --random, or shorten the list.`
}
