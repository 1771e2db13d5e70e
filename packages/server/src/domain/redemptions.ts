import type { CodeVerdict, RedemptionRefusal, RedemptionVerdict } from '@referly-kit/redemption'
import type { Coupon, PromotionalCode } from '@referly-kit/types'
import { ServerError } from '../errors.js'
import type { Call } from './call.js'
import { createInputError } from './input.js'
import type { ProgramData } from './store.js'

/** A code with what its redemption is judged by. */
export interface CodeToRedeem {
  readonly code: PromotionalCode
  readonly coupon: Coupon
  readonly couponRedemptions: number
}

/**
 * Finds the code that a request names, in any letter case.
 *
 * @throws ServerError `INVALID_INPUT` when there is none.
 */
export async function readCodeToRedeem(
  call: Call,
  promoCode: string,
  noun: string,
): Promise<CodeToRedeem> {
  const code = await call.data.promotionalCodes.find(promoCode)
  if (code?.coupon === undefined) {
    const received = JSON.stringify(promoCode.slice(0, 60))
    throw createInputError(
      `${noun}.promoCode must name a code of the program, received ${received}`,
    )
  }
  const couponRedemptions = await call.data.coupons.readRedemptions(code.couponId)
  return { code, coupon: code.coupon, couponRedemptions }
}

const limitReasons: ReadonlySet<string> = new Set(['CODE_LIMIT_REACHED', 'COUPON_LIMIT_REACHED'])

/**
 * Throws unless a code may be used.
 *
 * @throws ServerError `LIMIT_REACHED` when nothing but a limit stands against it, else `INVALID_INPUT`.
 */
export function assertRedeemable(
  code: PromotionalCode,
  verdict: CodeVerdict | RedemptionVerdict,
): void {
  if (verdict.redeemable) return
  const { reasons } = verdict
  const message = `promoCode ${code.code} cannot be used: ${reasons.map(toSentence).join(' ')}`
  const isLimit = reasons.every(({ reason }) => limitReasons.has(reason))
  throw isLimit ? new ServerError('LIMIT_REACHED', message) : createInputError(message)
}

/**
 * Counts one redemption inside a transaction.
 *
 * @throws ServerError `LIMIT_REACHED` when others took the last one since the code was judged.
 */
export async function countRedemption(data: ProgramData, code: PromotionalCode): Promise<void> {
  if (await data.promotionalCodes.redeem(code)) return
  throw new ServerError(
    'LIMIT_REACHED',
    `promoCode ${code.code} cannot be used: CODE_LIMIT_REACHED the last redemption of the code or its coupon was just taken.`,
  )
}

function toSentence({ reason, message }: RedemptionRefusal): string {
  return `${reason} ${message}`
}
