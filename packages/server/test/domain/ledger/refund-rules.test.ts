import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCommissionLeft, toShare } from '../../../src/domain/ledger/refund-rules.js'

describe('the commission that a refund leaves', () => {
  const sale = { totalMinor: 9999, refundedMinor: 0, commissionMinor: 1000, takenBackMinor: 0 }

  it('is nothing after a full refund', () => {
    expect(toCommissionLeft(sale, 9999)).toBe(0)
    expect(toCommissionLeft({ ...sale, totalMinor: 0 }, 0)).toBe(0)
  })

  it('corresponds to the part of the amount that is left, rounded half up', () => {
    expect(toCommissionLeft(sale, 3333)).toBe(667)
    expect(toShare(1, 1, 2)).toBe(1)
    expect(toShare(999_999_999_999_999, 333_333_333_333_333, 999_999_999_999_999)).toBe(
      333_333_333_333_333,
    )
  })

  it('is a part of a commission that was corrected after a refund', () => {
    const corrected = { ...sale, totalMinor: 100, refundedMinor: 50, commissionMinor: 10 }
    expect(toCommissionLeft({ ...corrected, takenBackMinor: 5 }, 25)).toBe(5)
  })

  it('is the same after many small refunds as after one', () => {
    const amounts = fc.integer({ min: 1, max: 100_000 })
    const steps = fc.array(fc.integer({ min: 1, max: 50_000 }), { maxLength: 20 })
    fc.assert(
      fc.property(amounts, amounts, steps, (totalMinor, commissionMinor, refunds) => {
        let state = { totalMinor, refundedMinor: 0, commissionMinor, takenBackMinor: 0 }
        for (const refund of [...refunds, totalMinor]) {
          const amount = Math.min(refund, totalMinor - state.refundedMinor)
          const left = toCommissionLeft(state, amount)
          const refundedMinor = state.refundedMinor + amount
          const takenBackMinor = state.takenBackMinor + state.commissionMinor - left
          expect(takenBackMinor + left).toBe(commissionMinor)
          const whole = { totalMinor, refundedMinor: 0, commissionMinor, takenBackMinor: 0 }
          expect(left).toBe(toCommissionLeft(whole, refundedMinor))
          state = { totalMinor, refundedMinor, commissionMinor: left, takenBackMinor }
        }
        expect(state.commissionMinor).toBe(0)
      }),
    )
  })
})
