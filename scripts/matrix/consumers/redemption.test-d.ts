import {
  evaluateCommission,
  evaluateRedemption,
  type RedemptionVerdict,
  type RefusalReason,
} from '@referly-kit/redemption'
import { expectTypeOf, it } from 'vitest'

const order = { amount: 34.9, currency: 'USD' }

it('narrows a verdict by redeemable', () => {
  const read = (verdict: RedemptionVerdict): number | RefusalReason | undefined =>
    verdict.redeemable ? verdict.discount.totalMinor : verdict.reasons[0]?.reason
  expectTypeOf(read).toBeFunction()
})

it('refuses a missing time and an amount as text', () => {
  // @ts-expect-error `now` is required
  const evaluate = (): unknown => evaluateRedemption({ coupon: {}, code: { code: 'A' }, order })
  // @ts-expect-error `amount` must be a number
  const earn = (): unknown => evaluateCommission({ amount: '1', currency: 'USD', ratePercent: 30 })
  expectTypeOf([evaluate, earn]).toEqualTypeOf<(() => unknown)[]>()
})
