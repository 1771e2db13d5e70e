import { createHmac } from 'node:crypto'

/** The parts of a message that its signature covers. */
export interface SignedMessage {
  /** The `svix-id`. */
  readonly id: string
  readonly sentAt: Date
  /** The body, exactly as it is sent. */
  readonly payload: string
}

/** The headers that a receiver verifies a message with. */
export interface SignatureHeaders {
  readonly 'svix-id': string
  /** Unix seconds. */
  readonly 'svix-timestamp': string
  readonly 'svix-signature': string
}

/** Signs a message with each of the secrets, so that a receiver can verify it with any of them. */
export function signMessage(
  { id, sentAt, payload }: SignedMessage,
  secrets: readonly string[],
): SignatureHeaders {
  const timestamp = Math.floor(sentAt.getTime() / 1000).toString()
  const signatures = secrets.map((secret) =>
    createHmac('sha256', toKey(secret)).update(`${id}.${timestamp}.${payload}`).digest('base64'),
  )
  return {
    'svix-id': id,
    'svix-timestamp': timestamp,
    'svix-signature': signatures.map((signature) => `v1,${signature}`).join(' '),
  }
}

function toKey(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
}
