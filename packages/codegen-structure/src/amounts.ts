import { CodeStructureError } from './errors.js'
import { toReceived } from './received.js'
import type { CodeCoupon } from './subject.js'

const amountLimit = 1e9

/**
 * Writes a coupon's discount the way it stands in a code: `20`, `12P5`, or nothing for zero.
 *
 * The currency is left out, a fraction follows a `P`, and more than three decimals are rounded half
 * up (rules 8 to 10).
 *
 * @example
 * toAmountText({ couponType: 'PERCENTAGE', percentOff: 12.5 }) //=> '12P5'
 * @throws CodeStructureError `INVALID_AMOUNT`
 */
export function toAmountText(coupon: CodeCoupon): string {
  const [field, amount] = readAmount(coupon)
  if (amount == null) return ''
  const thousandths = toThousandths(amount)
  if (Number.isNaN(thousandths)) {
    throw new CodeStructureError('INVALID_AMOUNT', {
      field,
      expected: `a number from 0 to below ${amountLimit}`,
      received: toReceived(amount),
      hint: 'Use the discount in percent or in major units of the currency.',
    })
  }
  if (thousandths === 0) return ''
  const fraction = String(thousandths % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '')
  const whole = String(Math.floor(thousandths / 1000))
  return fraction === '' ? whole : `${whole}P${fraction}`
}

function readAmount(coupon: CodeCoupon): readonly [string, number | null | undefined] {
  const percent = ['coupon.percentOff', coupon.percentOff] as const
  const flat = ['coupon.amountOff', coupon.amountOff] as const
  if (coupon.couponType === 'FLAT') return flat
  if (coupon.couponType === 'PERCENTAGE') return percent
  return coupon.percentOff == null ? flat : percent
}

function toThousandths(amount: number): number {
  if (typeof amount !== 'number' || !(amount >= 0 && amount < amountLimit)) return Number.NaN
  // Below this everything rounds to zero, and above it String() never uses an exponent.
  if (amount < 0.0005) return 0
  // Shifting the written decimal is exact where `amount * 1000` is not: 0.5005 is 501, not 500.49999.
  return Math.round(Number(`${amount}e3`))
}
