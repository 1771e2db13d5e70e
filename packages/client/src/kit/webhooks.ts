import type {
  NewWebhook,
  NewWebhookListener,
  Webhook,
  WebhookDelivery,
  WebhookDeliveryLog,
  WebhookEventName,
  WebhookListener,
  WebhookListenerEvents,
  WebhookRotation,
  WebhookUpdate,
  WebhookWithSecret,
} from '@referly-kit/types'
import type { operations } from '@referly-kit/types/kit-openapi'
import type { CallOptions } from '../options.js'
import { isGoneError, toData, type KitContext } from './context.js'
import { createPaged, type PagedCalls } from './pages.js'

type Query<Id extends keyof operations> = NonNullable<operations[Id]['parameters']['query']>

/** The calls about deliveries. */
export interface WebhookDeliveryCalls extends PagedCalls<
  WebhookDelivery,
  Query<'listWebhookDeliveries'>
> {
  /** Returns a delivery with its payload and attempts. */
  get(deliveryId: string, options?: CallOptions): Promise<WebhookDeliveryLog>
  /** Resends a delivery to the current URL of its endpoint. */
  resend(deliveryId: string, options?: CallOptions): Promise<WebhookDelivery>
}

/** The calls about listeners, which poll for their events. */
export interface WebhookListenerCalls {
  /** Creates a listener. It is deleted after ten minutes without a poll. */
  create(input: NewWebhookListener, options?: CallOptions): Promise<WebhookListener>
  /** Waits up to 25 seconds for events. Pass `nextAfter` as `after` to get what follows. */
  events(
    listenerId: string,
    query?: Query<'listWebhookListenerEvents'>,
    options?: CallOptions,
  ): Promise<WebhookListenerEvents>
}

/** The calls about endpoints that events are sent to. */
export interface WebhookCalls extends PagedCalls<Webhook, Query<'listWebhooks'>> {
  /**
   * Creates an endpoint. Store its secret: no later response contains it.
   *
   * @example
   * const url = 'https://example.com/hooks/referly'
   * const { secret } = await referly.kit.webhooks.create({ url, events: ['sale.created'] })
   * secret //=> 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
   */
  create(input: NewWebhook, options?: CallOptions): Promise<WebhookWithSecret>
  get(webhookId: string, options?: CallOptions): Promise<Webhook>
  /** Changes an endpoint. Absent properties are left unchanged. */
  update(webhookId: string, changes: WebhookUpdate, options?: CallOptions): Promise<Webhook>
  /**
   * Deletes an endpoint with its secret and its deliveries. When the response is lost, succeeds once the
   * endpoint is gone.
   */
  delete(webhookId: string, options?: CallOptions): Promise<void>
  /** Rotates the secret. Events are also signed with the old one for some hours (24 by default). */
  rotate(
    webhookId: string,
    rotation?: WebhookRotation,
    options?: CallOptions,
  ): Promise<WebhookWithSecret>
  /** Sends a sample of an event to an endpoint. */
  test(webhookId: string, event: WebhookEventName, options?: CallOptions): Promise<WebhookDelivery>
  /** Resends all deliveries that have failed since a given time, and returns their number. */
  resend(webhookId: string, since: string, options?: CallOptions): Promise<number>
  readonly deliveries: WebhookDeliveryCalls
  readonly listeners: WebhookListenerCalls
}

/** Creates the calls about webhooks. */
export function createWebhooks(context: KitContext): WebhookCalls {
  const { api, toInit } = context
  return {
    ...createPaged(async (query = {}, options) =>
      toData(await api.GET('/webhooks', { ...toInit(options), params: { query } })),
    ),
    create: async (body, options) =>
      toData(await api.POST('/webhooks', { ...toInit(options), body })),
    ...createEndpointCalls(context),
    deliveries: createDeliveries(context),
    listeners: createListeners(context),
  }
}

type EndpointCalls = Pick<WebhookCalls, 'get' | 'update' | 'delete' | 'rotate' | 'test' | 'resend'>

function createEndpointCalls({ api, toInit }: KitContext): EndpointCalls {
  const at = (webhookId: string): { readonly path: { readonly webhookId: string } } => ({
    path: { webhookId },
  })
  return {
    get: async (id, options) =>
      toData(await api.GET('/webhooks/{webhookId}', { ...toInit(options), params: at(id) })),
    async update(id, body, options) {
      const init = { ...toInit(options), params: at(id), body }
      return toData(await api.PATCH('/webhooks/{webhookId}', init))
    },
    async delete(id, options) {
      try {
        await api.DELETE('/webhooks/{webhookId}', { ...toInit(options), params: at(id) })
      } catch (error) {
        // The first request may have deleted it.
        if (!isGoneError(error) || error.attempts === 1) throw error
      }
    },
    async rotate(id, body = {}, options) {
      const init = { ...toInit(options), params: at(id), body }
      return toData(await api.POST('/webhooks/{webhookId}/rotate', init))
    },
    async test(id, event, options) {
      const init = { ...toInit(options), params: at(id), body: { event } }
      return toData(await api.POST('/webhooks/{webhookId}/test', init))
    },
    async resend(id, since, options) {
      const init = { ...toInit(options), params: at(id), body: { since } }
      return toData(await api.POST('/webhooks/{webhookId}/resend', init)).resent
    },
  }
}

function createDeliveries({ api, toInit }: KitContext): WebhookDeliveryCalls {
  return {
    ...createPaged(async (query = {}, options) =>
      toData(await api.GET('/webhook-deliveries', { ...toInit(options), params: { query } })),
    ),
    async get(deliveryId, options) {
      const init = { ...toInit(options), params: { path: { deliveryId } } }
      return toData(await api.GET('/webhook-deliveries/{deliveryId}', init))
    },
    async resend(deliveryId, options) {
      const init = { ...toInit(options), params: { path: { deliveryId } } }
      return toData(await api.POST('/webhook-deliveries/{deliveryId}/resend', init))
    },
  }
}

function createListeners({ api, toInit }: KitContext): WebhookListenerCalls {
  return {
    create: async (body, options) =>
      toData(await api.POST('/webhook-listeners', { ...toInit(options), body })),
    async events(listenerId, query = {}, options) {
      const init = { ...toInit(options), params: { path: { listenerId }, query } }
      return toData(await api.GET('/webhook-listeners/{listenerId}/events', init))
    },
  }
}
