import { createHmac } from 'node:crypto'
import type { WebhookListenerEvent } from '@referly-kit/types'
import { CliError, toCauseMessage } from '../../errors.js'

/** A receiver of forwarded events. */
export interface Receiver {
  readonly url: string
  /** The secret of the listener, `whsec_` and base64. */
  readonly secret: string
}

/** The response of a receiver. */
export interface Forwarded {
  /** The HTTP status; undefined without a response. */
  readonly status: number | undefined
  /** The error, if the receiver did not respond. */
  readonly error: string | undefined
  readonly durationMs: number
}

/** The same time limit as a server's. */
const timeoutMs = 15_000

/** Posts an event to a receiver as a server does, signed with the current time. Never throws. */
export async function forward(
  { id, payload }: WebhookListenerEvent,
  { url, secret }: Receiver,
  signal: AbortSignal,
): Promise<Forwarded> {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'referly-kit-cli',
    'svix-id': id,
    'svix-timestamp': timestamp,
    'svix-signature': sign(`${id}.${timestamp}.${payload}`, secret),
  }
  const start = performance.now()
  const toResult = (status: number | undefined, error: string | undefined): Forwarded => ({
    status,
    error,
    durationMs: Math.round(performance.now() - start),
  })
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: payload,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    await response.body?.cancel()
    return toResult(response.status, undefined)
  } catch (error) {
    return toResult(undefined, toCauseMessage(error))
  }
}

function sign(content: string, secret: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`
}

/**
 * Parses the address of a receiver. It is the user's own, so it may be private and unencrypted.
 *
 * @throws CliError `INVALID_USAGE`
 */
export function parseReceiverUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href
  throw new CliError('INVALID_USAGE', {
    field: '--forward',
    expected: 'an address such as http://localhost:3000/hook',
    received: text,
  })
}
