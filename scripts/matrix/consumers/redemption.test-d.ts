import {
  evaluateCommission,
  evaluateRedemption,
  type RedemptionVerdict,
  type RefusalReason,
} from '@referly-kit/redemption'
import { expectTypeOf, it } from 'vitest'

const order = { amount: 34.9, currency: 'USD' }

it('a verdict is narrowed by redeemable', () => {
  const read = (verdict: RedemptionVerdict): number | RefusalReason | undefined =>
    verdict.redeemable ? verdict.discount.totalMinor : verdict.reasons[0]?.reason
  expectTypeOf(read).toBeFunction()
})

it('a mistake does not compile', () => {
  // @ts-expect-error the clock is an argument
  const judge = (): unknown => evaluateRedemption({ coupon: {}, code: { code: 'A' }, order })
  // @ts-expect-error amounts are numbers
  const earn = (): unknown => evaluateCommission({ amount: '1', currency: 'USD', ratePercent: 30 })
  expectTypeOf([judge, earn]).toEqualTypeOf<(() => unknown)[]>()
})
