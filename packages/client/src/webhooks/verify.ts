import { readEvent, type VerifiedWebhook } from './events.js'
import { WebhookVerificationError, type WebhookProblem } from './verification-error.js'

/**
 * The headers of a request: `Headers`, the `headers` of a Node or Express request, or a plain object with names in any
 * letter case.
 */
export type WebhookHeaders =
  | { get(name: string): string | null | undefined }
  | Readonly<Record<string, string | readonly string[] | undefined>>

/** Options for `verifyWebhook`. */
export interface VerifyWebhookOptions {
  /** The largest difference between the time of the request and `now`, in seconds. Default: 300. */
  readonly toleranceSeconds?: number | undefined
  /** The current time. Default: the time of the system clock. */
  readonly now?: Date | undefined
}

/**
 * Verifies that a request is a webhook of Referly or of a Referly Kit server, and returns its event.
 *
 * @param rawBody the body exactly as it was received, before any JSON parser
 * @param secret the secret of the endpoint, or several while it is being rotated
 * @throws WebhookVerificationError when the request cannot be verified as a webhook
 *
 * @example
 * const webhook = await verifyWebhook(await request.text(), request.headers, secret)
 * if (webhook.event === 'sale.created') webhook.body.totalEarned //=> 50
 */
export async function verifyWebhook(
  rawBody: string | Uint8Array | ArrayBuffer,
  headers: WebhookHeaders,
  secret: string | readonly string[],
  { toleranceSeconds = 300, now = new Date() }: VerifyWebhookOptions = {},
): Promise<VerifiedWebhook> {
  const keys = [secret].flat().map(decodeSecret)
  if (keys.length === 0) throw createSecretError('an empty array')
  const body = toBytes(rawBody)
  const id = readHeader(headers, 'svix-id')
  const timestamp = readHeader(headers, 'svix-timestamp')
  const signatures = parseSignatures(readHeader(headers, 'svix-signature'))
  assertRecent(timestamp, { seconds: now.getTime() / 1000, toleranceSeconds })
  const content = concatenate(new TextEncoder().encode(`${id}.${timestamp}.`), body)
  if (!(await isSigned(content, signatures, keys))) {
    throw createError('svix-signature', {
      code: 'NO_MATCHING_SIGNATURE',
      expected: 'a signature of the raw body with the given secret',
      hint: 'Use the secret of this endpoint, and the body before any parser has changed it.',
    })
  }
  const event = readEvent(new TextDecoder().decode(body))
  if (event !== undefined) return { id, sentAt: new Date(Number(timestamp) * 1000), ...event }
  throw createError('rawBody', { code: 'INVALID_PAYLOAD', expected: 'JSON' })
}

function createError(
  field: string,
  problem: Omit<WebhookProblem, 'field'>,
): WebhookVerificationError {
  return new WebhookVerificationError({ field, ...problem })
}

function createSecretError(received?: string): WebhookVerificationError {
  return createError('secret', {
    code: 'INVALID_SECRET',
    expected: 'whsec_ followed by base64',
    received,
    hint: 'Copy it from where the endpoint was created.',
  })
}

function decodeSecret(secret: unknown): Uint8Array<ArrayBuffer> {
  if (typeof secret !== 'string' || secret.trim() === '') throw createSecretError('missing')
  let key = ''
  try {
    key = atob(secret.trim().replace(/^whsec_/, ''))
  } catch {
    // The cause would only repeat the message.
  }
  if (key === '') throw createSecretError()
  return Uint8Array.from(key, (character) => character.charCodeAt(0))
}

function toBytes(rawBody: unknown): Uint8Array {
  if (typeof rawBody === 'string') return new TextEncoder().encode(rawBody)
  // Not with instanceof: test environments such as jsdom have their own classes.
  if (ArrayBuffer.isView(rawBody)) {
    return new Uint8Array(rawBody.buffer, rawBody.byteOffset, rawBody.byteLength)
  }
  if (String(rawBody) === '[object ArrayBuffer]') return new Uint8Array(rawBody as ArrayBuffer)
  throw createError('rawBody', {
    code: 'INVALID_BODY',
    expected: 'text or bytes',
    received: rawBody === undefined ? 'missing' : toTypeName(rawBody),
    hint: 'Pass the raw body of the request, before any JSON parser: await request.text(), or express.raw() in Express.',
  })
}

function toTypeName(value: unknown): string {
  if (value instanceof Promise) return 'a promise'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function readHeader(headers: WebhookHeaders, name: string): string {
  const value =
    typeof headers.get === 'function'
      ? (headers.get(name) as string | null | undefined)
      : Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1]
  const text = [value ?? ''].flat().join(' ').trim()
  if (text !== '') return text
  throw createError(name, {
    code: 'MISSING_HEADER',
    expected: 'given',
    received: 'missing',
    hint: 'Pass all headers of the request.',
  })
}

function assertRecent(
  timestamp: string,
  { seconds, toleranceSeconds }: { seconds: number; toleranceSeconds: number },
): void {
  const field = 'svix-timestamp'
  if (!/^\d{1,12}$/.test(timestamp)) {
    const received = JSON.stringify(timestamp.slice(0, 40))
    throw createError(field, {
      code: 'INVALID_TIMESTAMP',
      expected: 'in seconds since 1970',
      received,
    })
  }
  const age = Math.round(seconds - Number(timestamp))
  if (Math.abs(age) <= toleranceSeconds) return
  const [code, relation] =
    age > 0 ? (['TIMESTAMP_TOO_OLD', 'before'] as const) : (['TIMESTAMP_TOO_NEW', 'after'] as const)
  throw createError(field, {
    code,
    expected: `within ${toleranceSeconds} seconds of the current time`,
    received: `${Math.abs(age)} seconds ${relation} it`,
    hint: 'Check the clock of this machine.',
  })
}

// A request has two signatures while a secret is being rotated. The limit keeps it from causing hundreds of
// computations over its body.
const maxSignatures = 16

/**
 * Finds the HMAC-SHA256 signatures in a header such as `v1,K5oZ... v1a,hnO3...`; a repeated header is joined by commas.
 */
function parseSignatures(header: string): Uint8Array<ArrayBuffer>[] {
  return [...header.matchAll(/(?<![^\s,])v1,([A-Za-z0-9+/]{43}=)/g)]
    .slice(0, maxSignatures)
    .map(([, base64 = '']) => Uint8Array.from(atob(base64), (each) => each.charCodeAt(0)))
}

function concatenate(start: Uint8Array, end: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(start.length + end.length)
  bytes.set(start)
  bytes.set(end, start.length)
  return bytes
}

/** Returns whether any signature is that of any key. `crypto.subtle.verify` compares in constant time. */
async function isSigned(
  content: Uint8Array<ArrayBuffer>,
  signatures: readonly Uint8Array<ArrayBuffer>[],
  keys: readonly Uint8Array<ArrayBuffer>[],
): Promise<boolean> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  for (const key of keys) {
    const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['verify'])
    for (const signature of signatures) {
      if (await crypto.subtle.verify('HMAC', imported, signature, content)) return true
    }
  }
  return false
}
