import type {
  AffiliateFilter,
  CouponFilter,
  NewAffiliate,
  NewCoupon,
  NewPromotionalCode,
  NewReferral,
  NewSale,
  PromotionalCodeFilter,
  ReferralFilter,
  SaleFilter,
} from '@referly-kit/types'
import { createAffiliate, listAffiliates } from '../domain/affiliates.js'
import type { Call } from '../domain/call.js'
import { createCoupon, listCoupons } from '../domain/coupons.js'
import { createPromotionalCode, listPromotionalCodes } from '../domain/promotional-codes.js'
import { createReferral, listReferrals } from '../domain/referrals.js'
import { createSale, listSales } from '../domain/sales.js'
import type { OperationId } from './operations.js'

/** Does one operation with an input that the contract's schema has passed, and answers the body. */
export type Handler = (call: Call, input: unknown) => Promise<unknown>

/** The handler of every operation; the casts rest on the validation that comes before. */
export const handlers: Readonly<Record<OperationId, Handler>> = {
  listCoupons: (call, query) => listCoupons(call, query as CouponFilter),
  createCoupon: (call, body) => createCoupon(call, body as NewCoupon),
  listPromotionalCodes: (call, query) => listPromotionalCodes(call, query as PromotionalCodeFilter),
  createPromotionalCode: (call, body) => createPromotionalCode(call, body as NewPromotionalCode),
  listAffiliates: (call, query) => listAffiliates(call, query as AffiliateFilter),
  createAffiliate: (call, body) => createAffiliate(call, body as NewAffiliate),
  listReferrals: (call, query) => listReferrals(call, query as ReferralFilter),
  createReferral: (call, body) => createReferral(call, body as NewReferral),
  listSales: (call, query) => listSales(call, query as SaleFilter),
  createSale: (call, body) => createSale(call, body as NewSale),
}
