import { toEndOfDay } from '../format.js'
import type { FieldValues } from '../forms/field.js'
import type { CouponRow } from '../records/collections.js'
import { texts } from '../texts.js'
import { toCouponValues } from './coupon-fields.js'
import { toDiscountText, type Discount } from './discount.js'

const { effect } = texts.coupons

/** Describes what saving a form would do to the codes of a coupon. */
export function listEffects(coupon: CouponRow, values: FieldValues, now: Date): readonly string[] {
  const before = toCouponValues(coupon)
  const isChanged = (name: string): boolean => values[name] !== before[name]
  const terms = ['couponType', 'percentOff', 'amountOff', 'currency'].some(isChanged)
  const effects = [
    ...(terms ? toTermEffects(coupon, values) : []),
    ...(['duration', 'durationInMonths'].some(isChanged) ? toDurationEffects(coupon, values) : []),
    ...(isChanged('maxRedemptions') ? [toLimitEffect(coupon, values)] : []),
    ...(isChanged('redeemBy') ? toEndEffects(values, now) : []),
    ...(isChanged('valid') ? [toValidEffect(coupon, values)] : []),
  ]
  if (effects.length > 0) return [...effects, effect.past]
  return isChanged('name') ? [effect.named] : [effect.nothing]
}

function toTermEffects(coupon: CouponRow, values: FieldValues): readonly string[] {
  const isFlat = values['couponType'] === 'FLAT'
  const amount = Number(values[isFlat ? 'amountOff' : 'percentOff'])
  const currency = String(values['currency']).toUpperCase()
  if (!(amount > 0) || (isFlat && !/^[A-Z]{3}$/.test(currency))) return []
  const next: Discount = isFlat
    ? { couponType: 'FLAT', amountOff: amount, currency }
    : { couponType: 'PERCENTAGE', percentOff: amount }
  return [effect.discount(toDiscountText(coupon), toDiscountText(next), coupon.activeCodes)]
}

function toDurationEffects(coupon: CouponRow, values: FieldValues): readonly string[] {
  const { duration, durationInMonths } = coupon
  const next = texts.coupons.duration(
    String(values['duration']),
    Number(values['durationInMonths']) || null,
  )
  const before = texts.coupons.duration(duration, durationInMonths)
  return next === before ? [] : [effect.duration(before, next)]
}

function toLimitEffect({ timesRedeemed }: CouponRow, values: FieldValues): string {
  if (values['maxRedemptions'] === '') return effect.noLimit
  const left = Number(values['maxRedemptions']) - timesRedeemed
  return left >= 0 ? effect.limit(left) : effect.limitTooLow(timesRedeemed)
}

function toEndEffects({ redeemBy }: FieldValues, now: Date): readonly string[] {
  const day = String(redeemBy)
  if (day === '') return [effect.noEnd]
  const isOver = new Date(toEndOfDay(day)) < now
  return isOver ? [effect.endPassed] : [effect.ends(day)]
}

function toValidEffect({ activeCodes }: CouponRow, { valid }: FieldValues): string {
  return valid === true ? effect.resumes(activeCodes) : effect.stops(activeCodes)
}
