import { createAffiliate, listAffiliates } from '../domain/affiliates.js'
import type { Call } from '../domain/call.js'
import { createCoupon, listCoupons } from '../domain/coupons.js'
import type { Listing } from '../domain/listings.js'
import { createPromotionalCode, listPromotionalCodes } from '../domain/promotional-codes.js'
import { createReferral, listReferrals } from '../domain/referrals.js'
import { createSale, listSales } from '../domain/sales.js'
import type { GetOperationId, PostOperationId } from './operations.js'

/** Handles a GET operation. The query must match the operation's schema. */
export type GetHandler = (call: Call, query: never) => Promise<Listing>

/** Handles a POST operation and returns the created record. The body must match the operation's schema. */
export type PostHandler = (call: Call, body: never) => Promise<object>

/** The handlers of GET operations. */
export const getHandlers: Readonly<Record<GetOperationId, GetHandler>> = {
  listCoupons,
  listPromotionalCodes,
  listAffiliates,
  listReferrals,
  listSales,
}

/** The handlers of POST operations. */
export const postHandlers: Readonly<Record<PostOperationId, PostHandler>> = {
  createCoupon,
  createPromotionalCode,
  createAffiliate,
  createReferral,
  createSale,
}
