import type {
  Affiliate,
  Coupon,
  CouponDelete,
  CouponUpdate,
  EmbeddedAffiliate,
  NewCoupon,
  NewSale,
  PromotionalCode,
  PromotionalCodeFilter,
} from '@referly-kit/types'
import type { operations, paths } from '@referly-kit/types/openapi'
import { describe, expectTypeOf, it } from 'vitest'

/** The body of a response. This file is code of a consumer, compiled against the contract and each known change. */
type Body<Operation extends keyof operations, Status extends number = 200> =
  operations[Operation]['responses'] extends Readonly<
    Record<Status, { readonly content: { readonly 'application/json': infer Json } }>
  >
    ? Json
    : never

describe('a consumer', () => {
  it('finds the operations at their paths', () => {
    expectTypeOf<paths['/coupons']['get']>().toEqualTypeOf<operations['listCoupons']>()
    expectTypeOf<paths['/coupons']['post']>().toEqualTypeOf<operations['createCoupon']>()
    expectTypeOf<paths['/promotional-codes']['get']>().toEqualTypeOf<
      operations['listPromotionalCodes']
    >()
    expectTypeOf<paths['/promotional-codes']['post']>().toEqualTypeOf<
      operations['createPromotionalCode']
    >()
  })

  it('lists with and without filters', () => {
    expectTypeOf<undefined>().toExtend<operations['listCoupons']['parameters']['query']>()
    const filter: PromotionalCodeFilter = { affiliateEmail: 'john@example.com', affiliateId: 'a' }
    expectTypeOf(filter).toExtend<operations['listPromotionalCodes']['parameters']['query']>()
  })

  it('receives one or many records, and one when it creates', () => {
    const one = (body: Body<'listCoupons'>): string =>
      Array.isArray(body) ? body.map(({ name }) => name).join() : body.name
    const created = (body: Body<'createCoupon'>): string => body.name
    expectTypeOf(one).returns.toBeString()
    expectTypeOf(created).returns.toBeString()
  })

  it('reads the properties of a response', () => {
    const read = (coupon: Coupon, code: PromotionalCode, affiliate: EmbeddedAffiliate): void => {
      expectTypeOf(coupon.name).toEqualTypeOf<string>()
      expectTypeOf(coupon.duration).toEqualTypeOf<'once' | 'forever' | 'repeating'>()
      expectTypeOf(code.timesRedeemed).toEqualTypeOf<number>()
      expectTypeOf(affiliate.email).toEqualTypeOf<string>()
    }
    expectTypeOf(read).toBeFunction()
  })

  it('receives a list of affiliates, even for a unique key', () => {
    const first = (body: Body<'listAffiliates'>): string | undefined =>
      body[0]?.affiliateLinks[0]?.link
    const isActive = (affiliate: Affiliate): boolean => {
      const { status } = affiliate
      const known: 'ACTIVE' | 'INACTIVE' | 'INVITED' | 'DECLINED' | 'DEACTIVATED' | 'BANNED' =
        status
      return known === 'ACTIVE'
    }
    expectTypeOf(first).returns.toEqualTypeOf<string | undefined>()
    expectTypeOf(isActive).returns.toBeBoolean()
  })

  it('updates, deletes, and refunds', () => {
    const update: CouponUpdate = { couponId: 'c', percentOff: 25, maxRedemptions: null }
    const deletion: CouponDelete = { couponId: 'c' }
    const updated = (body: Body<'updateCoupon'>): string => body.name
    const refunded = (body: Body<'refundSale'>): boolean | undefined => body.alreadyRefunded
    const refused = (body: Body<'refundSale', 400>): string => body.error
    expectTypeOf(update.couponId).toEqualTypeOf(deletion.couponId)
    expectTypeOf(updated).returns.toBeString()
    expectTypeOf(refunded).returns.toEqualTypeOf<boolean | undefined>()
    expectTypeOf(refused).returns.toBeString()
    expectTypeOf<paths['/sales']['delete']['responses'][204]>().toExtend<object>()
  })

  it('creates with and without optional properties', () => {
    const coupons: NewCoupon[] = [
      { name: 'Spring', percentOff: 20 },
      { name: 'Spring', percentOff: 20, maxRedemptions: 100, redeemBy: '2027-01-31T23:59:59Z' },
    ]
    expectTypeOf(coupons).toEqualTypeOf<NewCoupon[]>()
    const product = { productId: 'pro', quantity: 2 }
    const sale: NewSale = { totalEarned: 98, promoCode: 'SAVE20', name: 'Ada', product }
    expectTypeOf(sale.product?.quantity).toEqualTypeOf<number | undefined>()
  })
})
