import type {
  AffiliateLink,
  Coupon,
  PromotionalCode,
  Sale,
  SaleRefundResponse,
} from '@referly-kit/types'
import { describe, expectTypeOf, it } from 'vitest'
import {
  createReferlyClient,
  isReferlyError,
  type CreateCodesResult,
  type ReferlyError,
  type ReferlyErrorCode,
  type Result,
} from '../src/index.js'

const referly = createReferlyClient({ apiKey: 'sk' })

describe('a call', () => {
  it('returns the type of its method', () => {
    const input = { name: 'A', percentOff: 20 }
    expectTypeOf(referly.coupons.create(input)).toEqualTypeOf<Promise<Coupon>>()
    expectTypeOf(referly.coupons.list()).toEqualTypeOf<Promise<Coupon[]>>()
    expectTypeOf(referly.coupons.find({ id: 'c' })).toEqualTypeOf<Promise<Coupon | undefined>>()
    expectTypeOf(referly.sales.find({ id: 7 })).toEqualTypeOf<Promise<Sale | undefined>>()
    expectTypeOf(referly.promotionalCodes.list({ couponId: 'c' })).toEqualTypeOf<
      Promise<PromotionalCode[]>
    >()
  })

  it('returns the changed record, or nothing when it is deleted', () => {
    const { coupons, links, sales } = referly
    expectTypeOf(coupons.update({ couponId: 'c', redeemBy: null })).toEqualTypeOf<Promise<Coupon>>()
    expectTypeOf(links.update({ link: 'a', newLink: 'b' })).toEqualTypeOf<Promise<AffiliateLink>>()
    expectTypeOf(links.list({ affiliateId: 'a' })).toEqualTypeOf<Promise<AffiliateLink[]>>()
    expectTypeOf(links.delete({ link: 'a' })).toEqualTypeOf<Promise<void>>()
    expectTypeOf(sales.refund({ saleId: 7 })).toEqualTypeOf<Promise<SaleRefundResponse>>()
    expectTypeOf(sales.safe.delete({ saleId: 7 })).toEqualTypeOf<Promise<Result<void>>>()
    expectTypeOf(sales.safe.refund({ saleId: 7 })).toEqualTypeOf<
      Promise<Result<SaleRefundResponse>>
    >()
    expectTypeOf(referly.promotionalCodes.safe.update).parameters.toEqualTypeOf<
      Parameters<typeof referly.promotionalCodes.update>
    >()
  })

  it('iterates over the type it lists', () => {
    expectTypeOf(referly.coupons.iterate()).toEqualTypeOf<AsyncGenerator<Coupon, void, undefined>>()
    expectTypeOf(referly.sales.iterate({ affiliateId: 'a' }, { maxRecordLength: 9 })).toExtend<
      AsyncIterable<Sale>
    >()
    // @ts-expect-error no such filter
    void referly.promotionalCodes.iterate({ coupon: 'c' })
    // @ts-expect-error no such filter
    void referly.promotionalCodes.safe.iterate({ coupon: 'c' })
  })

  it('accepts an undefined signal', () => {
    const signal = undefined as AbortSignal | undefined
    expectTypeOf(referly.coupons.list({}, { signal })).toEqualTypeOf<Promise<Coupon[]>>()
  })
})

describe('a variant', () => {
  it('that is safe takes the same input and returns a result', () => {
    const { safe } = referly.promotionalCodes
    expectTypeOf(safe.list({ couponId: 'c' })).toEqualTypeOf<Promise<Result<PromotionalCode[]>>>()
    expectTypeOf(safe.iterate({ couponId: 'c' })).toEqualTypeOf<
      AsyncGenerator<Result<PromotionalCode>, void, undefined>
    >()
    // @ts-expect-error a bulk creation settles each input by itself already
    void safe.createMany
    expectTypeOf(safe.performance).parameters.toEqualTypeOf<
      Parameters<typeof referly.promotionalCodes.performance>
    >()
  })

  it('of create and createMany is narrowed by its status', () => {
    const narrow = (result: CreateCodesResult): void => {
      if (result.status === 'created') expectTypeOf(result.record).toEqualTypeOf<PromotionalCode>()
      else if (result.status === 'failed') expectTypeOf(result.error).toExtend<ReferlyError>()
    }
    expectTypeOf(narrow).toBeFunction()
    expectTypeOf(referly.promotionalCodes.createMany([])).toEqualTypeOf<
      AsyncIterable<CreateCodesResult>
    >()
  })
})

describe('a mistake does not compile:', () => {
  it('unknown filters and properties of every collection', () => {
    // @ts-expect-error no such filter
    void referly.affiliates.list({ link: 'ada' })
    // @ts-expect-error no such filter
    void referly.referrals.iterate({ referredUserExternalId: 'user-1' })
    // @ts-expect-error no such filter
    void referly.sales.safe.list({ externalId: 'i1' })
    // @ts-expect-error no such key
    void referly.affiliates.find({ link: 'ada' })
    // @ts-expect-error no such key
    void referly.referrals.find({ email: 'eve@example.com' })
    // @ts-expect-error no such key
    void referly.sales.find({ externalId: 'i1' })
    const ada = { firstName: 'Ada', lastName: 'King', email: 'ada@example.com' }
    // @ts-expect-error no such property
    void referly.affiliates.create({ ...ada, link: 'ada' })
    const eve = { name: 'Eve', email: 'eve@example.com', referredUserExternalId: 'user-1' }
    // @ts-expect-error no such property
    void referly.referrals.createWithOutcome({ ...eve, promoCode: 'A', affiliate: 'ada' })
    // @ts-expect-error no such property
    void referly.sales.create({ totalEarned: 1, promoCode: 'A', currency: 'USD' })
  })

  it('unknown filters and properties', () => {
    // @ts-expect-error no such filter
    void referly.coupons.list({ code: 'A' })
    // @ts-expect-error no such filter
    void referly.promotionalCodes.list({ coupon: 'c' })
    // @ts-expect-error no such property
    void referly.coupons.create({ name: 'A', percentOff: 20, bogus: 1 })
    // @ts-expect-error no such property
    void referly.promotionalCodes.create({ couponId: 'c', code: 'A', prefixx: 'B' })
    // @ts-expect-error no such property
    void referly.coupons.safe.create({ name: 'A', percentOff: 20, bogus: 1 })
    // @ts-expect-error no such property
    void referly.promotionalCodes.createMany([{ couponId: 'c', code: 'A', prefixx: 'B' }])
    // @ts-expect-error no such option
    void referly.promotionalCodes.createMany([], { rate: 5 })
    // @ts-expect-error no such option
    createReferlyClient({ apikey: 'sk' })
    // @ts-expect-error no such option
    void referly.coupons.list({}, { timeout: 5 })
  })

  it('changes without an id, of unknown properties, or with invalid values', () => {
    // @ts-expect-error no id
    void referly.coupons.update({ percentOff: 20 })
    // @ts-expect-error no such property
    void referly.coupons.update({ couponId: 'c', bogus: 1 })
    // @ts-expect-error the coupon of a code cannot be changed
    void referly.promotionalCodes.update({ promotionalCodeId: 'p', couponId: 'c' })
    // @ts-expect-error no such status
    void referly.affiliates.update({ affiliateId: 'a', affiliateStatus: 'paused' })
    // @ts-expect-error neither id nor link
    void referly.links.update({ newLink: 'ada-news' })
    // @ts-expect-error neither id nor link
    void referly.links.delete({})
    // @ts-expect-error neither affiliateId nor affiliateEmail
    void referly.links.create({ link: 'ada' })
    // @ts-expect-error a sale's id is a number
    void referly.sales.delete({ saleId: '7' })
    // @ts-expect-error only sales can be refunded
    void referly.coupons.refund({ couponId: 'c' })
    // @ts-expect-error a coupon that becomes FLAT needs a currency
    void referly.coupons.update({ couponId: 'c', couponType: 'FLAT', amountOff: 5 })
    // @ts-expect-error a coupon that becomes repeating needs a number of months
    void referly.coupons.update({ couponId: 'c', duration: 'repeating' })
  })

  it('inputs that break a conditional rule', () => {
    // @ts-expect-error currency is missing
    void referly.coupons.create({ name: 'A', couponType: 'FLAT', amountOff: 5 })
    // @ts-expect-error neither given nor generated
    void referly.promotionalCodes.create({ couponId: 'c' })
  })

  it('keys that do not name exactly one record', () => {
    // @ts-expect-error no key
    void referly.coupons.find({})
    // @ts-expect-error two keys
    void referly.coupons.find({ id: 'c', externalId: 'e' })
    // @ts-expect-error not unique
    void referly.coupons.find({ name: 'A' })
    // @ts-expect-error a sale's id is a number
    void referly.sales.find({ id: '7' })
    // @ts-expect-error no such report
    void referly.promotionalCodes.performance({ by: 'month' })
  })
})

it('a guarded error has a literal code', () => {
  const caught: unknown = new Error('x')
  if (isReferlyError(caught)) expectTypeOf(caught.code).toEqualTypeOf<ReferlyErrorCode>()
})
