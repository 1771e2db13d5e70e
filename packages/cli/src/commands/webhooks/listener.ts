import { setTimeout as wait } from 'node:timers/promises'
import {
  isConnectionError,
  isNotFoundError,
  isRateLimitError,
  isServerError,
  isTimeoutError,
  type ReferlyClient,
} from '@referly-kit/client'
import type {
  WebhookEventName,
  WebhookListener,
  WebhookListenerEvent,
  WebhookListenerEvents,
} from '@referly-kit/types'
import type { Context } from '../../context.js'
import { toUserMessage } from '../../library-errors.js'
import { toCountText } from '../../terminal/text.js'
import { forward, type Forwarded } from './forward.js'

/** Options for `listen`. */
export interface ListenOptions {
  readonly events: readonly WebhookEventName[]
  /** The address to forward events to. */
  readonly url: string | undefined
  /** The number of events to stop after. */
  readonly count: number | undefined
  readonly isJson: boolean
}

/** The wait before another request to a server that did not respond, in milliseconds. */
const retryMs = 1000

/** The server responds within 25 seconds. */
const timeoutMs = 40_000

/** A listener on the server, and the position of the next event. */
interface Position {
  readonly listener: WebhookListener
  readonly after: number
}

/**
 * Prints and forwards events until the signal aborts. Waits for a server that restarts, and then
 * prints what happened in the meantime.
 */
export async function listen(
  client: ReferlyClient,
  options: ListenOptions,
  context: Context,
): Promise<void> {
  const { signal, output } = context
  let position = await start(client, options, context)
  let left = options.count ?? Infinity
  let isLost = false
  while (!signal.aborted && left > 0) {
    try {
      const page = await read(client, position, context)
      if (isLost) output.note('Reconnected.')
      isLost = false
      if (page === undefined) {
        position = await start(client, options, context)
        continue
      }
      const { data, nextAfter } = page
      for (const event of data.slice(0, left)) {
        await handle(event, { secret: position.listener.secret, options }, context)
      }
      left -= data.length
      position = { ...position, after: nextAfter }
    } catch (error) {
      if (signal.aborted) return
      if (!isTemporary(error)) throw error
      if (!isLost) output.note(`${toUserMessage(error)} Retrying until it responds.`)
      isLost = true
      await wait(retryMs, undefined, { signal }).catch(() => {})
    }
  }
}

async function start(
  client: ReferlyClient,
  { events, url }: ListenOptions,
  { signal, output }: Context,
): Promise<Position> {
  const listener = await client.kit.webhooks.listeners.create({ events: [...events] }, { signal })
  output.note(`Listening for ${toCountText(events.length, 'event type')}. Press Ctrl-C to stop.`)
  if (url !== undefined) {
    output.note(`Forwarding to ${url}. Verify with this secret: ${listener.secret}`)
  }
  return { listener, after: 0 }
}

/** Waits for events. The server drops a listener that has not polled for ten minutes; a new one replaces it. */
async function read(
  client: ReferlyClient,
  { listener, after }: Position,
  { signal }: Context,
): Promise<WebhookListenerEvents | undefined> {
  try {
    return await client.kit.webhooks.listeners.events(listener.id, { after }, { signal, timeoutMs })
  } catch (error) {
    // Every error of the kit API has a code.
    if (isNotFoundError(error) && error.errorBody?.code !== undefined) return undefined
    throw error
  }
}

function isTemporary(error: unknown): boolean {
  return (
    isConnectionError(error) ||
    isTimeoutError(error) ||
    isServerError(error) ||
    isRateLimitError(error)
  )
}

async function handle(
  event: WebhookListenerEvent,
  { secret, options }: { readonly secret: string; readonly options: ListenOptions },
  { signal, output }: Context,
): Promise<void> {
  const { url, isJson } = options
  const forwarded = url === undefined ? undefined : await forward(event, { url, secret }, signal)
  const payload = JSON.parse(event.payload) as Payload
  if (isJson) return output.json({ ...event, payload, ...(forwarded && { forwarded }) })
  const response = forwarded === undefined ? '' : `  ${toResponseText(forwarded)}`
  const time = new Date(event.timestamp).toTimeString().slice(0, 8)
  output.data(`${time}  ${event.event}  ${toRecordText(payload)}${response}`)
}

interface Payload {
  readonly body: Readonly<Record<'id' | 'saleId' | 'code' | 'name' | 'email', unknown>>
}

/** Names a record by a text that people recognize. */
function toRecordText({ body }: Payload): string {
  const { id = body.saleId, code, name, email } = body
  const label = code ?? name ?? email
  return label === undefined || label === null ? String(id) : `${String(id)} ${String(label)}`
}

function toResponseText({ status, error, durationMs }: Forwarded): string {
  return status === undefined ? `not delivered: ${error}` : `${status} in ${durationMs} ms`
}
