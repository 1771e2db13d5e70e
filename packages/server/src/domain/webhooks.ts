import { randomBytes } from 'node:crypto'
import type {
  NewWebhook,
  Webhook,
  WebhookRotation,
  WebhookUpdate,
  WebhookWithSecret,
} from '@referly-kit/types'
import { parseWebhookUrl, type AddressRules } from '../webhooks/public-addresses.js'
import type { Call } from './call.js'
import { createNotFoundError } from './input.js'
import { readPage, type PageQuery } from './kit-pages.js'
import type { RecordPage } from './listings.js'
import type { EndpointRecord, EndpointState } from './webhook-ports.js'

const secretBytes = 32

/** Creates a secret to sign events with. */
export function createSecret(): string {
  return `whsec_${randomBytes(secretBytes).toString('base64')}`
}

/** Creates an endpoint. Only this response and that of a rotation contain its secret. */
export async function createWebhook(
  call: Call,
  input: NewWebhook,
  rules: AddressRules,
): Promise<WebhookWithSecret> {
  const createdAt = call.now.toISOString()
  const endpoint: EndpointRecord = {
    id: call.createId(),
    url: parseWebhookUrl(input.url, 'webhook.url', rules).href,
    description: input.description ?? null,
    events: input.events,
    secret: createSecret(),
    previousSecret: null,
    previousSecretUntil: null,
    disabledAt: null,
    disabledReason: null,
    failingSince: null,
    maxPerSecond: input.maxPerSecond ?? 50,
    concurrency: input.concurrency ?? 4,
    createdAt,
    updatedAt: createdAt,
  }
  await call.data.webhooks.endpoints.insert(endpoint)
  const webhook = toWebhook(call, { ...endpoint, pending: 0, failed: 0 })
  return { ...webhook, secret: endpoint.secret }
}

/** Lists endpoints, oldest first. */
export async function listWebhooks(call: Call, query: PageQuery): Promise<RecordPage<Webhook>> {
  return readPage(query, {
    read: (after, limit) => call.data.webhooks.endpoints.list({ after, limit }),
    toItem: (endpoint) => toWebhook(call, endpoint),
    toCursor: ({ id }) => id,
  })
}

/** Returns an endpoint. */
export async function getWebhook(call: Call, id: string): Promise<Webhook> {
  const endpoint = await call.data.webhooks.endpoints.find(id)
  if (endpoint === undefined) throw createUnknownWebhookError(id)
  return toWebhook(call, endpoint)
}

/** Changes an endpoint. Pending deliveries keep their URL. */
export async function updateWebhook(
  call: Call,
  id: string,
  { update, rules }: { readonly update: WebhookUpdate; readonly rules: AddressRules },
): Promise<Webhook> {
  const { url, enabled, ...given } = update
  await changeEndpoint(call, id, (endpoint) => ({
    ...endpoint,
    ...given,
    ...(url !== undefined && { url: parseWebhookUrl(url, 'webhook.url', rules).href }),
    ...(enabled !== undefined && toSwitched(call, endpoint, enabled)),
  }))
  return getWebhook(call, id)
}

type Switch = Pick<EndpointRecord, 'disabledAt' | 'disabledReason' | 'failingSince'>

function toSwitched(
  { now }: Call,
  { disabledAt, disabledReason, failingSince }: EndpointRecord,
  isEnabled: boolean,
): Switch {
  if (isEnabled) return { disabledAt: null, disabledReason: null, failingSince: null }
  if (disabledAt !== null) return { disabledAt, disabledReason, failingSince }
  return { disabledAt: now.toISOString(), disabledReason: 'MANUAL', failingSince }
}

async function changeEndpoint(
  call: Call,
  id: string,
  change: (endpoint: EndpointRecord) => EndpointRecord,
): Promise<void> {
  await call.data.transaction(async ({ webhooks }) => {
    const endpoint = await webhooks.endpoints.lock(id)
    if (endpoint === undefined) throw createUnknownWebhookError(id)
    const changed = change(endpoint)
    await webhooks.endpoints.update({ ...changed, updatedAt: call.now.toISOString() })
  })
}

/** Deletes an endpoint with its secret and its deliveries. */
export async function deleteWebhook(call: Call, id: string): Promise<undefined> {
  await call.data.transaction(async ({ webhooks }) => {
    if (!(await webhooks.endpoints.delete(id))) throw createUnknownWebhookError(id)
  })
}

const hourMs = 3_600_000

/** Rotates the secret of an endpoint. Events are also signed with the old one for some hours. */
export async function rotateWebhook(
  call: Call,
  id: string,
  { overlapHours = 24 }: WebhookRotation,
): Promise<WebhookWithSecret> {
  const secret = createSecret()
  const until = new Date(call.now.getTime() + overlapHours * hourMs).toISOString()
  await changeEndpoint(call, id, (endpoint) => ({
    ...endpoint,
    secret,
    previousSecret: overlapHours === 0 ? null : endpoint.secret,
    previousSecretUntil: overlapHours === 0 ? null : until,
  }))
  return { ...(await getWebhook(call, id)), secret }
}

/** Creates the error for an unknown endpoint id. */
export function createUnknownWebhookError(id: string): Error {
  return createNotFoundError('webhook.webhookId', 'webhook', id)
}

function toWebhook({ now }: Call, endpoint: EndpointState): Webhook {
  const { id, url, events, disabledAt, disabledReason, failingSince } = endpoint
  const { maxPerSecond, concurrency, createdAt, updatedAt, pending, failed } = endpoint
  const { previousSecretUntil: until } = endpoint
  return {
    id,
    url,
    description: endpoint.description ?? toName(url),
    events: [...events],
    state: disabledAt === null ? 'ENABLED' : 'DISABLED',
    disabledReason,
    failingSince,
    maxPerSecond,
    concurrency,
    previousSecretUntil: until !== null && Date.parse(until) > now.getTime() ? until : null,
    createdAt,
    updatedAt,
    pending,
    failed,
  }
}

/** Returns the last part of the path of a URL, or its host. */
function toName(url: string): string {
  const { host, pathname } = new URL(url)
  return pathname.split('/').findLast((part) => part !== '') ?? host
}
