import type { CodeVerdict, RedemptionRefusal } from '@referly-kit/redemption'
import type { Coupon, PromotionalCode } from '@referly-kit/types'
import { ServerError } from '../errors.js'
import type { Call } from './call.js'
import { createUnknownError } from './input.js'
import type { ProgramData } from './ports.js'

/** A code with everything that decides whether it can be redeemed. */
export interface CodeToRedeem {
  readonly code: PromotionalCode
  readonly coupon: Coupon
  readonly couponRedemptions: number
}

/**
 * Finds the code of a request, in any letter case.
 *
 * @throws ServerError `INVALID_INPUT` when it does not exist.
 */
export async function readCodeToRedeem(
  call: Call,
  promoCode: string,
  noun: string,
): Promise<CodeToRedeem> {
  const code = await call.data.promotionalCodes.find(promoCode)
  if (code?.coupon === undefined) {
    throw createUnknownError(`${noun}.promoCode`, 'an existing code of the program', promoCode)
  }
  const couponRedemptions = await call.data.coupons.readRedemptions(code.couponId)
  return { code, coupon: code.coupon, couponRedemptions }
}

const limitReasons: ReadonlySet<string> = new Set(['CODE_LIMIT_REACHED', 'COUPON_LIMIT_REACHED'])

/**
 * Throws unless a code can be redeemed.
 *
 * @throws ServerError `LIMIT_REACHED` when limits are the only reason, otherwise `INVALID_INPUT`.
 */
export function assertRedeemable(code: PromotionalCode, verdict: CodeVerdict): void {
  if (verdict.redeemable) return
  const { reasons } = verdict
  const message = `Code ${code.code} cannot be redeemed: ${reasons.map(toSentence).join(' ')}`
  const isLimit = reasons.every(({ reason }) => limitReasons.has(reason))
  throw new ServerError(isLimit ? 'LIMIT_REACHED' : 'INVALID_INPUT', message, {
    field: 'promoCode',
  })
}

/**
 * Counts one redemption inside a transaction.
 *
 * @throws ServerError `LIMIT_REACHED` when others took the last one after the code was checked.
 */
export async function countRedemption(data: ProgramData, code: PromotionalCode): Promise<void> {
  if (await data.promotionalCodes.redeem(code)) return
  const message = `Code ${code.code} cannot be redeemed: CODE_LIMIT_REACHED The last redemption of the code or its coupon has just been used.`
  throw new ServerError('LIMIT_REACHED', message, { field: 'promoCode' })
}

function toSentence({ reason, message }: RedemptionRefusal): string {
  return `${reason} ${message}`
}
