import type { Affiliate, Coupon, PromotionalCode, Sale } from '@referly-kit/types'
import { referly } from '../api.js'
import { createCollection, type Collection } from './collection.js'

/** A coupon with counts of its codes instead of the codes. */
export interface CouponRow extends Omit<Coupon, 'promotionalCodes'> {
  readonly codes: number
  readonly activeCodes: number
  readonly timesRedeemed: number
}

/** A code with the name of its coupon and affiliate, without the records. */
export interface CodeRow extends Omit<PromotionalCode, 'coupon' | 'affiliate'> {
  readonly couponName: string
  readonly affiliateName: string
  readonly affiliateEmail: string
}

/** Every coupon of the program. */
export const coupons: Collection<CouponRow> = createCollection(async function* readCoupons() {
  for await (const coupon of referly.coupons.iterate({}, { maxRecordLength: 2 ** 29 })) {
    yield toCouponRow(coupon)
  }
})

/** Every code of the program. */
export const codes: Collection<CodeRow> = createCollection(async function* readCodes() {
  for await (const code of referly.promotionalCodes.iterate()) yield toCodeRow(code)
})

/** Every affiliate of the program. */
export const affiliates: Collection<Affiliate> = createCollection(() =>
  referly.affiliates.iterate(),
)

/** Every sale of the program. */
export const sales: Collection<Sale> = createCollection(() => referly.sales.iterate())

/** Replaces the codes of a coupon with their counts. */
export function toCouponRow({ promotionalCodes = [], ...coupon }: Coupon): CouponRow {
  const redemptions = promotionalCodes.map(({ timesRedeemed }) => timesRedeemed)
  return {
    ...coupon,
    codes: promotionalCodes.length,
    activeCodes: promotionalCodes.filter(({ active }) => active).length,
    timesRedeemed: redemptions.reduce((sum, count) => sum + count, 0),
  }
}

/** Replaces the coupon and affiliate of a code with their names. */
export function toCodeRow({ coupon, affiliate, ...code }: PromotionalCode): CodeRow {
  const affiliateName = affiliate ? `${affiliate.firstName} ${affiliate.lastName}` : ''
  return {
    ...code,
    couponName: coupon?.name ?? '',
    affiliateName,
    affiliateEmail: affiliate?.email ?? '',
  }
}
