import type { operations } from '@referly-kit/types/kit-openapi'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createBackupHandlers, type BackupServices } from '../domain/backup-handlers.js'
import {
  getBalanceTotals,
  listBalances,
  listLedgerEntries,
  listStatements,
} from '../domain/balances.js'
import type { Call } from '../domain/call.js'
import {
  createAdjustment,
  declineCommission,
  listCommissions,
  releaseCommission,
} from '../domain/commissions.js'
import { createKeyHandlers, type KeyServices } from '../domain/key-handlers.js'
import { createKitSale } from '../domain/kit-sales.js'
import { toPagePieces, toTextPieces, type RecordPage, type TextPage } from '../domain/listings.js'
import { getPayoutPreviewTotal, previewPayout } from '../domain/payout-preview.js'
import {
  createPayout,
  getPayout,
  getPayoutFile,
  listPayoutItems,
  listPayouts,
  markPayout,
} from '../domain/payouts.js'
import { getPerformance } from '../domain/performance.js'
import { createProgramHandlers, type ProgramServices } from '../domain/program-changes.js'
import { createQuote } from '../domain/quotes.js'
import { createRefund, listRefunds } from '../domain/refunds.js'
import { createReservation, getReservation, releaseReservation } from '../domain/reservations.js'
import {
  searchAffiliates,
  searchCodes,
  searchCoupons,
  searchReferrals,
  searchSales,
} from '../domain/search.js'
import {
  getWebhookDelivery,
  listWebhookDeliveries,
  resendWebhook,
  resendWebhookDelivery,
  testWebhook,
} from '../domain/webhook-deliveries.js'
import { createWebhookListener, listWebhookListenerEvents } from '../domain/webhook-listeners.js'
import {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  rotateWebhook,
  updateWebhook,
} from '../domain/webhooks.js'
import type { AddressRules } from '../webhooks/public-addresses.js'
import { createTextCheck, type Admission } from './access.js'
import { kitContract } from './kit-contract.js'
import type { JsonSchema, KitOperation, KitOperationId } from './operations.js'
import { sendFile, sendListing, type KitFile } from './send-listing.js'

/** The path prefix of the kit API. None of it is under the path of Referly's API. */
export const kitBasePath = '/api/kit/v1'

/** Adds every operation of the kit API, each protected by an API key. */
export function addKitRoutes(
  http: FastifyInstance,
  handlers: KitHandlers,
  { authenticate, createCall }: Admission,
): void {
  for (const operation of kitContract.operations) {
    // The boundary: the id ties a handler to its input, and the schemas of the route have validated it.
    const handle = handlers[operation.id] as (
      call: ReturnType<Admission['createCall']>,
      input: KitInput<KitOperationId>,
    ) => Promise<unknown>
    http.route({
      method: operation.method,
      url: kitBasePath + operation.path,
      schema: toRouteSchema(operation),
      config: { noun: operation.noun, errorBody: 'KitError' },
      onRequest: authenticate,
      preValidation: createTextCheck([operation.query, operation.params ?? {}]),
      handler: async (request, reply) => {
        const answer = await handle(createCall(request), toInput(request))
        return send(reply.code(operation.status), operation, answer)
      },
    })
  }
}

function toRouteSchema({ query, params, body }: KitOperation): Record<string, JsonSchema> {
  return { querystring: query, ...(params && { params }), ...(body && { body }) }
}

function toInput({ params, query, body }: FastifyRequest): KitInput<KitOperationId> {
  return { params, query, body } as KitInput<KitOperationId>
}

function send(
  reply: FastifyReply,
  operation: KitOperation,
  answer: unknown,
): FastifyReply | Promise<FastifyReply> {
  switch (operation.answer) {
    case 'page': {
      const page = answer as RecordPage<unknown> | TextPage
      const pieces = 'pieces' in page ? toTextPieces(page) : toPagePieces(page)
      return sendListing(reply, { kind: 'stream', isOne: true, pieces })
    }
    case 'file':
      return sendFile(reply, answer as KitFile)
    case 'json':
      return reply.send(answer)
  }
}

/** The input of an operation, which its schemas have validated. */
export interface KitInput<Id extends KitOperationId> {
  readonly params: operations[Id]['parameters'] extends { path: infer Params } ? Params : unknown
  readonly query: NonNullable<operations[Id]['parameters']['query']>
  readonly body: operations[Id] extends { requestBody: JsonContent<infer Body> } ? Body : undefined
}

/**
 * The response of an operation: its JSON, a page of records that is sent while it is read, or a
 * file.
 */
export type KitAnswer<Id extends KitOperationId> =
  SuccessOf<operations[Id]['responses']> extends JsonContent<infer Body>
    ? Body extends { data: (infer Item)[]; nextCursor: string | null }
      ?
          | RecordPage<Item, Omit<Body, 'data' | 'nextCursor'>>
          | TextPage<Omit<Body, 'data' | 'nextCursor'>>
      : Body
    : SuccessOf<operations[Id]['responses']> extends { content?: never }
      ? undefined
      : KitFile

/** Handles an operation. */
export type KitHandler<Id extends KitOperationId> = (
  call: Call,
  input: KitInput<Id>,
) => Promise<KitAnswer<Id>>

/** The handlers of all operations of the kit API. */
export type KitHandlers = { readonly [Id in KitOperationId]: KitHandler<Id> }

interface JsonContent<Body> {
  content: { 'application/json': Body }
}

type SuccessOf<Responses> = Responses extends { 200: infer Success }
  ? Success
  : Responses extends { 201: infer Success }
    ? Success
    : Responses extends { 204: infer Success }
      ? Success
      : never

/** Creates the handlers of the kit API. An operation of the contract without a handler does not compile. */
export function createKitHandlers(
  services: ProgramServices & KeyServices & BackupServices,
  rules: AddressRules,
): KitHandlers {
  return {
    // Program
    ...createProgramHandlers(services),
    ...createKeyHandlers(services),
    ...createBackupHandlers(services),
    // Search
    searchCodes: (call, { query }) => searchCodes(call, query),
    searchCoupons: (call, { query }) => searchCoupons(call, query),
    searchAffiliates: (call, { query }) => searchAffiliates(call, query),
    searchReferrals: (call, { query }) => searchReferrals(call, query),
    searchSales: (call, { query }) => searchSales(call, query),

    // Performance
    getPerformance,

    // Ledger and payouts
    listBalances: (call, { query }) => listBalances(call, query),
    getBalanceTotals,
    listLedgerEntries: (call, { query }) => listLedgerEntries(call, query),
    listStatements: (call, { query }) => listStatements(call, query),
    createAdjustment: (call, { body }) => createAdjustment(call, body),
    listCommissions: (call, { query }) => listCommissions(call, query),
    releaseCommission: (call, { params, body }) => releaseCommission(call, params.saleId, body),
    declineCommission: (call, { params, body }) => declineCommission(call, params.saleId, body),
    createRefund: (call, { body }) => createRefund(call, body),
    listRefunds: (call, { query }) => listRefunds(call, query),
    previewPayout: (call, { query }) => previewPayout(call, query),
    getPayoutPreviewTotal: (call, { query }) => getPayoutPreviewTotal(call, query),
    createPayout: (call, { body }) => createPayout(call, body),
    listPayouts: (call, { query }) => listPayouts(call, query),
    getPayout: (call, { params }) => getPayout(call, params.payoutId),
    listPayoutItems: (call, { params, query }) => listPayoutItems(call, params.payoutId, query),
    getPayoutFile: (call, { params, query }) => getPayoutFile(call, params.payoutId, query),
    markPayout: (call, { params, body }) => markPayout(call, params.payoutId, body),

    // Checkout
    createQuote,
    createReservation,
    getReservation,
    releaseReservation,
    createKitSale,

    // Webhooks
    ...createWebhookHandlers(rules),
  }
}

type WebhookOperationId = Extract<KitOperationId, `${string}Webhook${string}`>

function createWebhookHandlers(rules: AddressRules): Pick<KitHandlers, WebhookOperationId> {
  return {
    listWebhooks: (call, { query }) => listWebhooks(call, query),
    createWebhook: (call, { body }) => createWebhook(call, body, rules),
    getWebhook: (call, { params }) => getWebhook(call, params.webhookId),
    updateWebhook: (call, { params, body }) =>
      updateWebhook(call, params.webhookId, { update: body, rules }),
    deleteWebhook: (call, { params }) => deleteWebhook(call, params.webhookId),
    rotateWebhook: (call, { params, body }) => rotateWebhook(call, params.webhookId, body),
    testWebhook: (call, { params, body }) => testWebhook(call, params.webhookId, body),
    resendWebhook: (call, { params, body }) => resendWebhook(call, params.webhookId, body),
    listWebhookDeliveries: (call, { query }) => listWebhookDeliveries(call, query),
    getWebhookDelivery: (call, { params }) => getWebhookDelivery(call, params.deliveryId),
    resendWebhookDelivery: (call, { params }) => resendWebhookDelivery(call, params.deliveryId),
    createWebhookListener: (call, { body }) => createWebhookListener(call, body),
    listWebhookListenerEvents: (call, { params, query }) =>
      listWebhookListenerEvents(call, params.listenerId, query),
  }
}
