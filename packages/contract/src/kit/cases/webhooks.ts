import type { KitCase, KitGiven } from '../kit-case.js'

const endpoint = { url: 'https://hooks.invalid/hooks/orders', events: ['sale.created'] }
/** A program with an endpoint. */
export const created: readonly KitGiven[] = [
  { kit: 'createWebhook', body: endpoint, as: 'webhook' },
]
/** The path of this endpoint. */
export const params = { webhookId: '{webhook.id}' }
/** A program with an endpoint and a delivery. */
export const delivered: readonly KitGiven[] = [
  ...created,
  { kit: 'testWebhook', params, body: { event: 'coupon.deleted' }, as: 'delivery' },
]

/** An id that no record has. */
export const unknownId = '0197a3c0-5f00-7000-8000-0000000000ff'
const unknown = { webhookId: unknownId }
const lowestId = '00000000-0000-7000-8000-000000000000'

/** The response to an id that no record has. */
export const notFound = { status: 404, shows: { code: 'NOT_FOUND' } } as const

/** Cases of endpoints that events are sent to. */
export const webhookCases: readonly KitCase[] = [
  {
    name: 'createWebhook returns the secret',
    operation: 'createWebhook',
    body: { ...endpoint, description: 'Orders', maxPerSecond: 20, concurrency: 2 },
    status: 201,
    shows: { description: 'Orders', state: 'ENABLED', maxPerSecond: 20, pending: 0 },
  },
  {
    name: 'createWebhook rejects an unknown event',
    operation: 'createWebhook',
    body: { ...endpoint, events: ['sale.refunded'] },
    status: 400,
    shows: { field: 'webhook.events[0]' },
  },
  {
    name: 'createWebhook rejects plain HTTP',
    operation: 'createWebhook',
    body: { ...endpoint, url: 'http://hooks.invalid/hooks' },
    isAskedForStatus: true,
    status: 400,
    shows: { field: 'webhook.url' },
  },
  {
    name: 'listWebhooks returns a page',
    operation: 'listWebhooks',
    given: created,
    query: { limit: '10', cursor: lowestId },
    status: 200,
    shows: { nextCursor: null },
  },
  {
    name: 'getWebhook returns an endpoint without its secret',
    operation: 'getWebhook',
    given: created,
    params,
    status: 200,
    shows: { id: '{webhook.id}', description: 'orders', disabledReason: null },
  },
  {
    name: 'getWebhook rejects an unknown id',
    operation: 'getWebhook',
    params: unknown,
    ...notFound,
  },
  {
    name: 'updateWebhook changes and disables an endpoint',
    operation: 'updateWebhook',
    given: created,
    params,
    body: {
      url: 'https://hooks.invalid/hooks/codes',
      description: null,
      events: ['promocode.created'],
      enabled: false,
      maxPerSecond: 5,
      concurrency: 1,
    },
    status: 200,
    shows: { description: 'codes', state: 'DISABLED', disabledReason: 'MANUAL', concurrency: 1 },
  },
  {
    name: 'updateWebhook rejects an empty list of events',
    operation: 'updateWebhook',
    params: unknown,
    body: { events: [] },
    status: 400,
    shows: { field: 'webhook.events' },
  },
  {
    name: 'updateWebhook rejects an unknown id',
    operation: 'updateWebhook',
    params: unknown,
    body: { enabled: true },
    ...notFound,
  },
  {
    name: 'deleteWebhook deletes an endpoint',
    operation: 'deleteWebhook',
    given: delivered,
    params,
    status: 204,
    afterwards: [
      { operation: 'getWebhook', params, ...notFound },
      { operation: 'listWebhookDeliveries', status: 200, shows: { data: [] } },
    ],
  },
  {
    name: 'deleteWebhook rejects an unknown id',
    operation: 'deleteWebhook',
    params: unknown,
    ...notFound,
  },
  {
    name: 'rotateWebhook keeps the old secret for some hours',
    operation: 'rotateWebhook',
    given: created,
    params,
    body: { overlapHours: 168 },
    status: 200,
    shows: { id: '{webhook.id}' },
  },
  {
    name: 'rotateWebhook drops the old secret immediately',
    operation: 'rotateWebhook',
    given: created,
    params,
    body: { overlapHours: 0 },
    status: 200,
    shows: { previousSecretUntil: null },
  },
  {
    name: 'rotateWebhook rejects more than a week',
    operation: 'rotateWebhook',
    params: unknown,
    body: { overlapHours: 169 },
    status: 400,
    shows: { field: 'webhook.overlapHours' },
  },
  {
    name: 'rotateWebhook rejects an unknown id',
    operation: 'rotateWebhook',
    params: unknown,
    body: {},
    ...notFound,
  },
]
