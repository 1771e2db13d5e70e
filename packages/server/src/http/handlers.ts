import {
  createAffiliate,
  deleteAffiliate,
  listAffiliates,
  updateAffiliate,
} from '../domain/affiliates.js'
import type { Call } from '../domain/call.js'
import { createCoupon, deleteCoupon, listCoupons, updateCoupon } from '../domain/coupons.js'
import { createLink, deleteLink, listLinks, updateLink } from '../domain/links.js'
import type { Listing } from '../domain/listings.js'
import {
  createPromotionalCode,
  deletePromotionalCode,
  listPromotionalCodes,
  updatePromotionalCode,
} from '../domain/promotional-codes.js'
import {
  createReferral,
  deleteReferral,
  listReferrals,
  updateReferral,
} from '../domain/referrals.js'
import { refundSale } from '../domain/refunds.js'
import { deleteSale, updateSale } from '../domain/sale-changes.js'
import { createSale, listSales } from '../domain/sales.js'
import type { ChangeOperationId, ListOperationId } from './operations.js'

/** Handles an operation that lists records. The query must match the operation's schema. */
export type ListHandler = (call: Call, query: never) => Promise<Listing>

/**
 * Handles an operation that changes something, and returns the body of the response, if it has one. The body of the
 * request must match the operation's schema.
 */
export type ChangeHandler = (call: Call, body: never) => Promise<object | void>

/** The handlers of the operations that list records. */
export const listHandlers: Readonly<Record<ListOperationId, ListHandler>> = {
  listCoupons,
  listPromotionalCodes,
  listAffiliates,
  listLinks,
  listReferrals,
  listSales,
}

/** The handlers of the operations that change something. */
export const changeHandlers: Readonly<Record<ChangeOperationId, ChangeHandler>> = {
  createCoupon,
  updateCoupon,
  deleteCoupon,
  createPromotionalCode,
  updatePromotionalCode,
  deletePromotionalCode,
  createAffiliate,
  updateAffiliate,
  deleteAffiliate,
  createLink,
  updateLink,
  deleteLink,
  createReferral,
  updateReferral,
  deleteReferral,
  createSale,
  updateSale,
  deleteSale,
  refundSale,
}
