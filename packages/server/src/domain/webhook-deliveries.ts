import type {
  WebhookAttempt,
  WebhookDelivery,
  WebhookDeliveryLog,
  WebhookEventName,
  WebhookResend,
} from '@referly-kit/types'
import type { operations } from '@referly-kit/types/kit-openapi'
import { ServerError } from '../errors.js'
import type { Call } from './call.js'
import { createNotFoundError, parseDateTime } from './input.js'
import { readPage } from './kit-pages.js'
import type { RecordPage } from './listings.js'
import type { AttemptRecord, DeliveryRecord, EndpointRecord } from './webhook-ports.js'
import { toSample } from './webhook-samples.js'
import { createUnknownWebhookError } from './webhooks.js'

type Query = NonNullable<operations['listWebhookDeliveries']['parameters']['query']>

/** Lists deliveries, newest first. */
export async function listWebhookDeliveries(
  call: Call,
  query: Query,
): Promise<RecordPage<WebhookDelivery>> {
  const since = parseDateTime(query.since, 'query.since') ?? undefined
  return readPage(query, {
    read: (after, limit) =>
      call.data.webhooks.deliveries.list({ ...query, since }, { after, limit }),
    toItem: toDelivery,
    toCursor: ({ id }) => id,
  })
}

/** Returns a delivery with its payload and attempts. */
export async function getWebhookDelivery(call: Call, id: string): Promise<WebhookDeliveryLog> {
  const { deliveries } = call.data.webhooks
  const delivery = await readDelivery(call, id)
  const [payload, attempts] = await Promise.all([
    deliveries.readPayload(delivery.id),
    deliveries.listAttempts(delivery.id),
  ])
  return {
    ...toDelivery(delivery),
    payload: JSON.parse(payload) as WebhookDeliveryLog['payload'],
    attempts: attempts.map(toAttempt),
  }
}

async function readDelivery({ data }: Call, id: string): Promise<DeliveryRecord> {
  const delivery = await data.webhooks.deliveries.find(id)
  if (delivery !== undefined) return delivery
  throw createNotFoundError('webhookDelivery.deliveryId', 'delivery', id)
}

/** Resends a delivery to the current URL of its endpoint. */
export async function resendWebhookDelivery(call: Call, id: string): Promise<WebhookDelivery> {
  const { endpointId } = await readDelivery(call, id)
  await withEndpoint(call, endpointId, (inside, endpoint) =>
    inside.data.webhooks.deliveries.resend(id, endpoint, call.now.toISOString()),
  )
  return toDelivery(await readDelivery(call, id))
}

/** Resends all deliveries of an endpoint that have failed since a given time. */
export async function resendWebhook(
  call: Call,
  webhookId: string,
  input: WebhookResend,
): Promise<{ resent: number }> {
  const since = parseDateTime(input.since, 'webhook.since') ?? ''
  const resent = await withEndpoint(call, webhookId, (inside, endpoint) =>
    inside.data.webhooks.deliveries.resendFailed(endpoint, since, call.now.toISOString()),
  )
  return { resent }
}

/** Sends a test event to an endpoint. */
export async function testWebhook(
  call: Call,
  webhookId: string,
  { event }: { readonly event: WebhookEventName },
): Promise<WebhookDelivery> {
  const deliveryId = call.createId()
  const createdAt = call.now.toISOString()
  const payload = JSON.stringify(toSample(event, call.program, createdAt))
  await withEndpoint(call, webhookId, (inside, endpoint) => {
    const sample = { deliveryId, event, payload, createdAt }
    return inside.data.webhooks.deliveries.insertSample(sample, endpoint)
  })
  return toDelivery(await readDelivery(call, deliveryId))
}

/**
 * Runs work on a locked endpoint.
 *
 * @throws ServerError `NOT_FOUND`, `WEBHOOK_DISABLED`
 */
function withEndpoint<T>(
  call: Call,
  id: string,
  work: (inside: Call, endpoint: EndpointRecord) => Promise<T>,
): Promise<T> {
  return call.data.transaction(async (data) => {
    const endpoint = await data.webhooks.endpoints.lock(id)
    if (endpoint === undefined) throw createUnknownWebhookError(id)
    if (endpoint.disabledAt === null) return work({ ...call, data }, endpoint)
    const hint = 'Enable it first.'
    throw new ServerError('WEBHOOK_DISABLED', `The webhook is disabled. ${hint}`, { hint })
  })
}

function toDelivery(record: DeliveryRecord): WebhookDelivery {
  const { id, endpointId, messageId, event, url, state, attempts } = record
  const { status, error, nextAttemptAt, createdAt, finishedAt } = record
  const names = { id, webhookId: endpointId, messageId, event, url, state }
  const isWaiting = state === 'PENDING'
  return {
    ...names,
    attemptCount: attempts,
    status,
    error,
    nextAttemptAt: isWaiting ? nextAttemptAt : null,
    createdAt,
    finishedAt,
  }
}

function toAttempt(record: AttemptRecord): WebhookAttempt {
  return { ...record, requestHeaders: { ...record.requestHeaders } }
}
