import type { KitCase, KitGiven } from '../kit-case.js'
import { created, delivered, notFound, params, unknownId } from './webhooks.js'

const disabled: readonly KitGiven[] = [
  ...created,
  { kit: 'updateWebhook', params, body: { enabled: false } },
]
const delivery = { deliveryId: '{delivery.id}' }
const listening: readonly KitGiven[] = [
  { kit: 'createWebhookListener', body: { events: ['coupon.created'] }, as: 'listener' },
]
const listener = { listenerId: '{listener.id}' }
const unknown = { webhookId: unknownId }
const highestId = 'ffffffff-ffff-7fff-bfff-ffffffffffff'
const long = '2000-01-01T00:00:00.000Z'
const refused = { status: 409, shows: { code: 'WEBHOOK_DISABLED' } } as const

/** Cases of deliveries. */
export const deliveryCases: readonly KitCase[] = [
  {
    name: 'testWebhook creates a delivery',
    operation: 'testWebhook',
    given: created,
    params,
    body: { event: 'sale.updated' },
    status: 201,
    shows: { webhookId: '{webhook.id}', event: 'sale.updated', attemptCount: 0 },
  },
  {
    name: 'testWebhook rejects an unknown event',
    operation: 'testWebhook',
    params: unknown,
    body: { event: 'sale' },
    status: 400,
    shows: { field: 'webhook.event' },
  },
  {
    name: 'testWebhook rejects an unknown id',
    operation: 'testWebhook',
    params: unknown,
    body: { event: 'sale.created' },
    ...notFound,
  },
  {
    name: 'testWebhook rejects a disabled endpoint',
    operation: 'testWebhook',
    given: disabled,
    params,
    body: { event: 'sale.created' },
    ...refused,
  },
  {
    name: 'resendWebhook returns the number of failed deliveries',
    operation: 'resendWebhook',
    given: created,
    params,
    body: { since: long },
    status: 200,
    shows: { resent: 0 },
  },
  {
    name: 'resendWebhook rejects a date without a time',
    operation: 'resendWebhook',
    params: unknown,
    body: { since: '2026-11-28' },
    status: 400,
    shows: { field: 'webhook.since' },
  },
  {
    name: 'resendWebhook rejects an unknown id',
    operation: 'resendWebhook',
    params: unknown,
    body: { since: long },
    ...notFound,
  },
  {
    name: 'resendWebhook rejects a disabled endpoint',
    operation: 'resendWebhook',
    given: disabled,
    params,
    body: { since: long },
    ...refused,
  },
  {
    name: 'listWebhookDeliveries returns the deliveries that match all parameters',
    operation: 'listWebhookDeliveries',
    given: delivered,
    query: {
      webhookId: '{webhook.id}',
      state: 'PENDING',
      event: 'coupon.deleted',
      since: long,
      limit: '10',
      cursor: highestId,
    },
    status: 200,
    shows: { nextCursor: null },
  },
  {
    name: 'listWebhookDeliveries rejects an unknown state',
    operation: 'listWebhookDeliveries',
    query: { state: 'LOST' },
    status: 400,
    shows: { field: 'query.state' },
  },
  {
    name: 'getWebhookDelivery returns the payload',
    operation: 'getWebhookDelivery',
    given: delivered,
    params: delivery,
    status: 200,
    shows: { id: '{delivery.id}', payload: { event: 'coupon.deleted' } },
  },
  {
    name: 'getWebhookDelivery rejects an unknown id',
    operation: 'getWebhookDelivery',
    params: { deliveryId: unknownId },
    ...notFound,
  },
  {
    name: 'resendWebhookDelivery attempts it immediately',
    operation: 'resendWebhookDelivery',
    given: delivered,
    params: delivery,
    status: 200,
    shows: { id: '{delivery.id}', messageId: '{delivery.messageId}' },
  },
  {
    name: 'resendWebhookDelivery rejects an unknown id',
    operation: 'resendWebhookDelivery',
    params: { deliveryId: unknownId },
    ...notFound,
  },
  {
    name: 'resendWebhookDelivery rejects a disabled endpoint',
    operation: 'resendWebhookDelivery',
    given: [...delivered, { kit: 'updateWebhook', params, body: { enabled: false } }],
    params: delivery,
    ...refused,
  },
]

/** Cases of listeners. */
export const listenerCases: readonly KitCase[] = [
  {
    name: 'createWebhookListener returns a secret',
    operation: 'createWebhookListener',
    body: { events: ['sale.created', 'payout.paid'] },
    status: 201,
    shows: { events: ['sale.created', 'payout.paid'] },
  },
  {
    name: 'createWebhookListener rejects a listener to nothing',
    operation: 'createWebhookListener',
    body: { events: [] },
    status: 400,
    shows: { field: 'webhookListener.events' },
  },
  {
    name: 'listWebhookListenerEvents returns nothing when nothing happens',
    operation: 'listWebhookListenerEvents',
    given: listening,
    params: listener,
    query: { after: '0', wait: '0' },
    status: 200,
    shows: { data: [], nextAfter: 0 },
  },
  {
    name: 'listWebhookListenerEvents rejects a long wait',
    operation: 'listWebhookListenerEvents',
    params: { listenerId: unknownId },
    query: { wait: '26' },
    status: 400,
    shows: { field: 'query.wait' },
  },
  {
    name: 'listWebhookListenerEvents rejects an unknown id',
    operation: 'listWebhookListenerEvents',
    params: { listenerId: unknownId },
    ...notFound,
  },
]
