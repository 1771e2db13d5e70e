import {
  evaluatePayment,
  type CodeVerdict,
  type RedeemableCode,
  type RedeemedPayment,
  type Redeemer,
  type RedemptionRefusal,
} from '@referly-kit/redemption'
import type { PromotionalCode } from '@referly-kit/types'
import { ServerError, toReceived } from '../errors.js'
import type { Call } from './call.js'
import { createInputError } from './input.js'
import type { ProgramData, RedemptionCount, SaleCustomer } from './ports.js'
import type { Program } from './programs.js'
import type { StoredCode } from './records.js'

/** A code with everything that determines whether it can be redeemed. */
export interface CodeToRedeem extends StoredCode {
  readonly noun: RedemptionNoun
}

/** The kind of record that redeems a code. */
export type RedemptionNoun = 'referral' | 'sale'

// The customer has already paid or signed up, so the record must not be lost because of its code.
const hints: Readonly<Record<RedemptionNoun, string>> = {
  referral: 'Create the referral without promoCode, with affiliateId or affiliateEmail instead.',
  sale: 'Record the sale without promoCode, with referralId or email instead.',
}

/**
 * Finds the code of a request, in any letter case.
 *
 * @throws ServerError `INVALID_INPUT` when it does not exist.
 */
export async function readCodeToRedeem(
  call: Call,
  promoCode: string,
  noun: RedemptionNoun,
): Promise<CodeToRedeem> {
  const stored = await call.data.promotionalCodes.find(promoCode)
  return toCodeToRedeem(stored, { promoCode, noun, program: call.program })
}

/** The use of a code in a request. */
interface CodeUse {
  readonly promoCode: string
  readonly noun: RedemptionNoun
  readonly program: Program
}

/**
 * Returns the code that was found for a request.
 *
 * @throws ServerError `INVALID_INPUT` when none was found.
 */
export function toCodeToRedeem(
  stored: StoredCode | undefined,
  { promoCode, noun, program }: CodeUse,
): CodeToRedeem {
  if (stored !== undefined) return { noun, ...stored, code: toEffectiveCode(program, stored.code) }
  throw createInputError({
    field: `${noun}.promoCode`,
    expected: 'a code in the program',
    received: toReceived(promoCode),
    hint: hints[noun],
  })
}

/**
 * Returns a code that anyone may redeem if `limitToAffiliate` only determines who gets the
 * commission.
 */
export function toEffectiveCode(program: Program, code: PromotionalCode): PromotionalCode {
  return program.limitToAffiliate === 'redeem' ? code : { ...code, limitToAffiliate: false }
}

/** The redemption of a code by a sale. */
export interface SaleRedemption {
  readonly toRedeem: CodeToRedeem
  readonly payment: RedeemedPayment
  readonly customer: SaleCustomer
}

/** The uses of a code or a coupon. */
export type Uses = Pick<RedemptionCount, 'timesRedeemed' | 'timesHeld'>

/** Counts the uses that are taken: redeemed or held. */
function countUses({ timesRedeemed, timesHeld }: Uses): number {
  return timesRedeemed + timesHeld
}

/** Adds the number of held uses to the messages about limits, which count them as redeemed. */
export function nameHeldUses<Verdict extends CodeVerdict>(
  verdict: Verdict,
  ofCode: number,
  ofCoupon: number,
): Verdict {
  if (verdict.redeemable) return verdict
  const heldUses: Partial<Record<string, number>> = {
    CODE_LIMIT_REACHED: ofCode,
    COUPON_LIMIT_REACHED: ofCoupon,
  }
  const reasons = verdict.reasons.map((refusal) => {
    const { reason, expected, received } = refusal
    const held = heldUses[reason] ?? 0
    if (held === 0 || typeof received !== 'number') return refusal
    const noun = expected === 1 ? 'redemption has' : 'redemptions have'
    const redeemed = `${received - held} of ${String(expected)} ${noun} been used`
    return { ...refusal, message: `${redeemed}, and reservations hold ${held}.` }
  })
  return { ...verdict, reasons }
}

/** The facts that determine whether a sale can redeem its code. */
export interface RedemptionFacts {
  readonly codeUses: Uses
  readonly couponUses: Uses
  /** Number of the customer's earlier orders, if the customer is known. */
  readonly customerOrders: number | null
  /** True for a redemption that was counted when the customer signed up. Limits do not apply again. */
  readonly isCounted: boolean
  readonly now: Date
}

/**
 * Throws unless a sale can redeem its code.
 *
 * @throws ServerError `LIMIT_REACHED` when limits are the only reason, otherwise `INVALID_INPUT`.
 */
export function assertPaymentRedeemable(
  { toRedeem, payment }: SaleRedemption,
  { codeUses, couponUses, customerOrders, isCounted, now }: RedemptionFacts,
): void {
  const { code, parent } = toRedeem
  const unlimited = isCounted ? { maxRedemptions: null } : {}
  const verdict = evaluatePayment({
    coupon: { ...parent.coupon, ...unlimited },
    code: { ...code, ...unlimited, timesRedeemed: countUses(codeUses) },
    history: { couponRedemptions: countUses(couponUses), customerOrders },
    payment,
    now,
  })
  assertRedeemable(toRedeem, nameHeldUses(verdict, codeUses.timesHeld, couponUses.timesHeld))
}

/**
 * Returns the redeemer to compare with the customer limit of a code.
 *
 * A code can be limited to an id or to an email. A record with both must not be refused for the id when a checkout that
 * had only the email was allowed.
 */
export function toRedeemer(
  { customerId: limit }: Pick<RedeemableCode, 'customerId'>,
  customerId: string | undefined,
  email: string | null,
): Redeemer {
  const isByEmail = email !== null && limit?.toLowerCase() === email.toLowerCase()
  return { email, ...(isByEmail ? {} : { customerId }) }
}

const limitReasons: ReadonlySet<string> = new Set(['CODE_LIMIT_REACHED', 'COUPON_LIMIT_REACHED'])

/**
 * Throws unless a code can be redeemed.
 *
 * @throws ServerError `LIMIT_REACHED` when limits are the only reason, otherwise `INVALID_INPUT`.
 */
export function assertRedeemable(toRedeem: CodeToRedeem, verdict: CodeVerdict): void {
  if (verdict.redeemable) return
  const { reasons } = verdict
  const isLimit = reasons.every(({ reason }) => limitReasons.has(reason))
  throw createRefusedError(
    isLimit ? 'LIMIT_REACHED' : 'INVALID_INPUT',
    toRedeem,
    reasons.map(toSentence).join(' '),
  )
}

/**
 * Counts one redemption inside a transaction.
 *
 * @throws ServerError `LIMIT_REACHED` when others took the last one after the code was checked.
 * @throws StaleTermsError when the code or its coupon was changed or deleted after the code was checked.
 */
export async function countRedemption(data: ProgramData, toRedeem: CodeToRedeem): Promise<void> {
  if (await data.promotionalCodes.redeem(toRedeem)) return
  const reason =
    'The last redemption of the code or its coupon has just been used (CODE_LIMIT_REACHED).'
  throw createRefusedError('LIMIT_REACHED', toRedeem, reason)
}

function createRefusedError(
  errorCode: 'LIMIT_REACHED' | 'INVALID_INPUT',
  { code, noun }: CodeToRedeem,
  reasons: string,
): ServerError {
  const hint = hints[noun]
  const message = `Code ${code.code} cannot be redeemed. ${reasons} ${hint}`
  return new ServerError(errorCode, message, { field: `${noun}.promoCode`, hint })
}

function toSentence({ reason, message }: RedemptionRefusal): string {
  return `${message.replace(/\.$/, '')} (${reason}).`
}
