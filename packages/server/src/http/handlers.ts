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
import type { Listing } from '../domain/listings.js'
import { createPromotionalCode, listPromotionalCodes } from '../domain/promotional-codes.js'
import { createReferral, listReferrals } from '../domain/referrals.js'
import { createSale, listSales } from '../domain/sales.js'
import type { GetOperationId, PostOperationId } from './operations.js'

/** Handles a GET operation with a query that has passed the contract's schema. */
export type GetHandler = (call: Call, query: unknown) => Promise<Listing>

/** Handles a POST operation with a body that has passed the contract's schema, and returns the created record. */
export type PostHandler = (call: Call, body: unknown) => Promise<object>

/** The handlers of GET operations. Validation makes the casts safe. */
export const getHandlers: Readonly<Record<GetOperationId, GetHandler>> = {
  listCoupons: (call, query) => listCoupons(call, query as CouponFilter),
  listPromotionalCodes: (call, query) => listPromotionalCodes(call, query as PromotionalCodeFilter),
  listAffiliates: (call, query) => listAffiliates(call, query as AffiliateFilter),
  listReferrals: (call, query) => listReferrals(call, query as ReferralFilter),
  listSales: (call, query) => listSales(call, query as SaleFilter),
}

/** The handlers of POST operations. Validation makes the casts safe. */
export const postHandlers: Readonly<Record<PostOperationId, PostHandler>> = {
  createCoupon: (call, body) => createCoupon(call, body as NewCoupon),
  createPromotionalCode: (call, body) => createPromotionalCode(call, body as NewPromotionalCode),
  createAffiliate: (call, body) => createAffiliate(call, body as NewAffiliate),
  createReferral: (call, body) => createReferral(call, body as NewReferral),
  createSale: (call, body) => createSale(call, body as NewSale),
}
