import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyRequest,
  onRequestHookHandler,
  preValidationHookHandler,
  RouteHandlerMethod,
} from 'fastify'
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
import { createTextCheck, sendTooMany, type Admission, type RouteServices } from './access.js'
import { contract } from './contract.js'
import type { Metrics } from './metrics.js'
import type { ChangeOperationId, ListOperationId, Operation } from './operations.js'
import { sendListing } from './send-listing.js'
import { createVendorLimiter, type VendorLimiter } from './vendor-limits.js'

/** The path prefix of the API, the same as Referly's. */
export const basePath = '/api/v1'

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

/** Adds every operation of the contract, each protected by an API key. */
export function addRoutes(
  http: FastifyInstance,
  services: RouteServices,
  { authenticate, createCall }: Admission,
): void {
  const limiter = services.settings.limits && createVendorLimiter()
  for (const operation of contract.operations) {
    http.route({
      method: operation.method,
      url: basePath + operation.path,
      schema: toRouteSchema(operation),
      config: toRouteConfig(operation),
      onRequest:
        limiter === undefined
          ? authenticate
          : [createLimitHook(operation, limiter, services.metrics), authenticate],
      preValidation: [
        createTextCheck(operation.method === 'GET' ? [operation.query] : []),
        raiseStatus,
      ],
      handler: createHandler(operation, createCall),
    })
  }
}

/**
 * Converts the status of an affiliate to upper case: Referly documents both, and asks clients to
 * ignore the case.
 */
const raiseStatus: preValidationHookHandler = ({ body }, _reply, done) => {
  if (typeof body === 'object' && body !== null && 'affiliateStatus' in body) {
    const { affiliateStatus: status } = body
    if (typeof status === 'string' && statuses.has(status.toUpperCase())) {
      body.affiliateStatus = status.toUpperCase()
    }
  }
  done()
}

const statuses: ReadonlySet<string> = new Set([
  'ACTIVE',
  'INACTIVE',
  'INVITED',
  'DECLINED',
  'DEACTIVATED',
  'BANNED',
])

function toRouteConfig(operation: Operation): FastifyContextConfig {
  const { noun } = operation
  return operation.method === 'GET' ? { noun } : { noun, errorBody: operation.errorBody }
}

function createHandler(
  operation: Operation,
  createCall: (request: FastifyRequest) => Call,
): RouteHandlerMethod {
  // The schemas of the route have validated the query and the body.
  if (operation.method === 'GET') {
    const list = listHandlers[operation.id]
    return async (request, reply) =>
      sendListing(reply, await list(createCall(request), request.query as never))
  }
  const change = changeHandlers[operation.id]
  if (operation.status === 200) {
    return (request) => change(createCall(request), request.body as never)
  }
  return async (request, reply) => {
    await change(createCall(request), request.body as never)
    return reply.code(operation.status).send()
  }
}

/** Creates the hook that refuses requests beyond Referly's limits. */
function createLimitHook(
  { method, path }: Operation,
  limiter: VendorLimiter,
  metrics: Metrics,
): onRequestHookHandler {
  return (request, reply, done) => {
    const { authorization } = request.headers
    const exceeded = limiter.take({ method, path, authorization })
    if (exceeded === undefined) return done()
    metrics.countRejected('rate_limit')
    sendTooMany(reply, exceeded.seconds, exceeded.fact)
  }
}

function toRouteSchema(operation: Operation): object {
  return operation.method === 'GET' ? { querystring: operation.query } : { body: operation.body }
}
