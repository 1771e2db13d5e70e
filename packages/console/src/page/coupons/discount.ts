import type { CouponSummary } from '@referly-kit/types'
import { toMoneyText, toPercentText } from '../format.js'
import { texts } from '../texts.js'

/** The terms of a discount. */
export type Discount = Pick<CouponSummary, 'couponType'> &
  Partial<Pick<CouponSummary, 'percentOff' | 'amountOff' | 'currency'>>

/** Describes a discount: `20% off`. */
export function toDiscountText({ couponType, percentOff, amountOff, currency }: Discount): string {
  const amount =
    couponType === 'FLAT' ? toMoneyText(amountOff ?? 0, currency) : toPercentText(percentOff ?? 0)
  return texts.off(amount)
}
