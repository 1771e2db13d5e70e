import { expectTypeOf, it } from 'vitest'
import type { NewCoupon, NewPromotionalCode, NewReferral, NewSale } from '../src/index.js'
import type { components } from '../src/openapi.js'

it('gives inputs the same types as the contract', () => {
  expectTypeOf<NewCoupon>().toExtend<components['schemas']['NewCoupon']>()
  expectTypeOf<components['schemas']['NewCoupon']>().toExtend<NewCoupon>()
  expectTypeOf<NewPromotionalCode>().toExtend<components['schemas']['NewPromotionalCode']>()
  expectTypeOf<components['schemas']['NewPromotionalCode']>().toExtend<NewPromotionalCode>()
  expectTypeOf<NewReferral>().toExtend<components['schemas']['NewReferral']>()
  expectTypeOf<components['schemas']['NewReferral']>().toExtend<NewReferral>()
  expectTypeOf<NewSale>().toExtend<components['schemas']['NewSale']>()
  expectTypeOf<components['schemas']['NewSale']>().toExtend<NewSale>()
})
