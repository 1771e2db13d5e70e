import type { NewWebhookListener, WebhookListener, WebhookListenerEvents } from '@referly-kit/types'
import type { operations } from '@referly-kit/types/kit-openapi'
import type { Call } from './call.js'
import { createNotFoundError } from './input.js'
import type { ListenerEvent } from './webhook-ports.js'
import { createSecret } from './webhooks.js'

const lifetimeMs = 600_000
const longestWaitSeconds = 25
// Another process may have added events.
const pollMs = 500
const eventsAtOnce = 100

/** Creates a listener. It is deleted after ten minutes without a poll. */
export async function createWebhookListener(
  { data, now, createId }: Call,
  { events }: NewWebhookListener,
): Promise<WebhookListener> {
  const [id, secret, until] = [createId(), createSecret(), toEnd(now)]
  const createdAt = now.toISOString()
  await data.webhooks.listeners.insert({ id, events, secret, until, createdAt })
  return { id, events, secret, expiresAt: until }
}

function toEnd(now: Date): string {
  return new Date(now.getTime() + lifetimeMs).toISOString()
}

type Query = NonNullable<operations['listWebhookListenerEvents']['parameters']['query']>

/** Waits until a listener has events, and returns them. */
export async function listWebhookListenerEvents(
  { data, now }: Call,
  id: string,
  { after = 0, wait = longestWaitSeconds }: Query,
): Promise<WebhookListenerEvents> {
  const { listeners } = data.webhooks
  const isKnown = await listeners.extend(id, now.toISOString(), toEnd(now))
  if (!isKnown) throw createNotFoundError('webhookListener.listenerId', 'listener', id)
  const deadline = performance.now() + wait * 1000
  let events = await listeners.read(id, after, eventsAtOnce)
  while (events.length === 0) {
    const left = deadline - performance.now()
    if (left <= 0 || !(await listeners.wait(Math.min(left, pollMs)))) break
    events = await listeners.read(id, after, eventsAtOnce)
  }
  const nextAfter = events.at(-1)?.position ?? after
  return { data: events.map(toEvent), nextAfter }
}

function toEvent(event: ListenerEvent): WebhookListenerEvents['data'][number] {
  const { messageId, createdAt, payload } = event
  return { id: messageId, event: event.event, timestamp: createdAt, payload }
}
