import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { Agent as HttpAgent, request as requestHttp, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { createRequire } from 'node:module'
import type { LookupFunction } from 'node:net'
import {
  ForbiddenAddressError,
  isAllowedHost,
  toHost,
  type AddressRules,
} from './public-addresses.js'

/** A message to send. */
export interface OutgoingMessage {
  readonly url: string
  /** The `svix-id`, the same in each attempt. */
  readonly messageId: string
  readonly payload: string
  /** The secret of the endpoint, and the previous one while it is rotated. */
  readonly secrets: readonly string[]
}

/** The log of one attempt. */
export interface AttemptResult {
  readonly startedAt: Date
  readonly durationMs: number
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly status: number | null
  /** The start of the body. */
  readonly responseBody: string | null
  /** A sentence about a failure without a status, or `null`. */
  readonly error: string | null
  readonly retryAfterMs?: number | undefined
}

/** Returns whether a receiver has accepted a message. */
export function isSuccess({ status }: AttemptResult): boolean {
  return status !== null && status >= 200 && status <= 299
}

/** Options of `createTransport`. */
export interface TransportOptions extends AddressRules {
  readonly lookup: LookupFunction
  /** Time limit of an attempt: name resolution, connection, request, and response. */
  readonly timeoutMs: number
  /** Certificates of authorities to trust instead of the system's, for tests. */
  readonly ca?: string | undefined
}

/** Sends messages over kept-alive connections. */
export interface Transport {
  /** Sends a message once. It throws only when the signal aborts it. */
  send(message: OutgoingMessage, options: SendOptions): Promise<AttemptResult>
  /** Closes idle connections. */
  close(): void
}

/** Options of one attempt. */
export interface SendOptions {
  readonly now: Date
  /** Aborts the attempt, because the server stops. Its outcome is then unknown. */
  readonly signal: AbortSignal
}

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string }

/** Creates the transport of one server. */
export function createTransport(options: TransportOptions): Transport {
  // An idle connection closes after ten seconds, or earlier if the receiver announces a shorter time.
  const pool = {
    keepAlive: true,
    timeout: 10_000,
    maxFreeSockets: 32,
    // Node gives up on an address after 250 ms if a host has several, which is too short for one far away.
    autoSelectFamilyAttemptTimeout: 2500,
  }
  const agents = {
    'http:': new HttpAgent(pool),
    'https:': new HttpsAgent({ ...pool, ...(options.ca === undefined ? {} : { ca: options.ca }) }),
  }
  return {
    send: (message, given) => send(message, { ...given, ...options, agents }),
    close() {
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  }
}

interface Agents {
  readonly 'http:': HttpAgent
  readonly 'https:': HttpsAgent
}

type Sending = TransportOptions & SendOptions & { readonly agents: Agents }

async function send(message: OutgoingMessage, sending: Sending): Promise<AttemptResult> {
  const { now: startedAt, signal } = sending
  const body = { id: message.messageId, sentAt: startedAt, payload: message.payload }
  const requestHeaders = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': `Referly-Kit-Webhooks/${version}`,
    ...signMessage(body, message.secrets),
  }
  const startMs = performance.now()
  const log = (rest: Pick<AttemptResult, 'status' | 'responseBody' | 'error'>): AttemptResult => ({
    startedAt,
    durationMs: Math.round(performance.now() - startMs),
    requestHeaders,
    ...rest,
  })
  const timeout = createTimeout(signal, sending.timeoutMs)
  try {
    const response = await post(message, requestHeaders, { ...sending, signal: timeout.signal })
    const { statusCode: status = 0, headers } = response
    // The status decides. The rest of the response is only for the log.
    const responseBody = await readStart(response)
    signal.throwIfAborted()
    const retryAfterMs =
      status === 429 || status === 503 ? parseRetryAfter(headers['retry-after'], startedAt) : 0
    return { ...log({ status, responseBody, error: toStatusError(status) }), retryAfterMs }
  } catch (error) {
    signal.throwIfAborted()
    const reason = timeout.signal.aborted
      ? `The receiver did not respond within ${sending.timeoutMs / 1000} s.`
      : toReason(error)
    return log({ status: null, responseBody: null, error: reason })
  } finally {
    timeout.clear()
  }
}

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

const mostSeconds = 365 * 24 * 60 * 60

/**
 * Parses the header `Retry-After`, which has seconds or a date, to milliseconds.
 *
 * @example
 * parseRetryAfter('120', new Date()) //=> 120_000
 */
export function parseRetryAfter(text: string | undefined, now: Date): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,10}$/.test(text.trim())) return Math.min(Number(text), mostSeconds) * 1000
  const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime())
}

interface Timeout {
  readonly signal: AbortSignal
  clear(): void
}

/** Creates a signal that aborts after a time or with another one. `AbortSignal.any` leaks memory in Node 20. */
function createTimeout(outer: AbortSignal, timeoutMs: number): Timeout {
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  const timer = setTimeout(abort, timeoutMs)
  outer.addEventListener('abort', abort)
  if (outer.aborted) abort()
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer)
      outer.removeEventListener('abort', abort)
    },
  }
}

/** Posts a message and returns the response as soon as its status has arrived. */
async function post(
  message: OutgoingMessage,
  headers: Readonly<Record<string, string>>,
  sending: Sending,
): Promise<IncomingMessage> {
  const { agents, lookup, signal } = sending
  const url = new URL(message.url)
  // A connection to an IP address skips the lookup.
  if (!isAllowedHost(toHost(url), sending)) throw new ForbiddenAddressError()
  const isPlain = url.protocol === 'http:'
  if (isPlain && !sending.allowPrivate) throw new ForbiddenAddressError()
  const body = Buffer.from(message.payload)
  const request = (isPlain ? requestHttp : requestHttps)(url, {
    method: 'POST',
    agent: agents[isPlain ? 'http:' : 'https:'],
    headers: { ...headers, 'content-length': body.length },
    lookup,
    signal,
  })
  try {
    const responded = once(request, 'response', { signal }) as Promise<[IncomingMessage]>
    request.end(body)
    const [response] = await responded
    // An error after the response, such as that of a connection that closes early, must not crash the process.
    request.on('error', () => {})
    return response
  } catch (error) {
    request.on('error', () => {}).destroy()
    // The receiver closed an idle connection just when it was used again.
    const { code } = error as NodeJS.ErrnoException
    if (request.reusedSocket && code === 'ECONNRESET') return post(message, headers, sending)
    throw error
  }
}

const longestBody = 8192

/** Reads the start of a body. A body that is longer, or breaks off, closes the connection. */
async function readStart(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      length += chunk.length
      if (length >= longestBody) break
    }
  } catch {
    // The part that has arrived is logged.
  }
  const text = Buffer.concat(chunks).subarray(0, longestBody).toString('utf8')
  // PostgreSQL does not store U+0000.
  return text.replaceAll('\0', '\u{fffd}')
}

function toStatusError(status: number): string | null {
  return status >= 300 && status <= 399 ? 'Redirects are not followed.' : null
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'The host does not exist.',
  ENODATA: 'The host has no address.',
  EAI_AGAIN: 'The host could not be resolved.',
  ESERVFAIL: 'The host could not be resolved.',
  ETIMEOUT: 'The host could not be resolved in time.',
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was closed before a response arrived.',
  ETIMEDOUT: 'The connection could not be opened in time.',
  EHOSTUNREACH: 'The host cannot be reached.',
  ENETUNREACH: 'The host cannot be reached.',
  EPIPE: 'The connection was closed before a response arrived.',
  HPE_HEADER_OVERFLOW: 'The headers of the response are too large.',
}

/** Returns a sentence about a failure. Messages of Node are left out, because they contain addresses. */
function toReason(error: unknown): string {
  if (error instanceof ForbiddenAddressError) return `${error.message}.`
  const code = String((error as { readonly code?: unknown }).code ?? 'UNKNOWN')
  const known = reasons[code]
  if (known !== undefined) return known
  if (code.startsWith('HPE_')) return `The response is not valid HTTP (${code}).`
  const isTls = /CERT|TLS|SSL|^UNABLE_TO|^EPROTO$/.test(code)
  return isTls ? `The certificate or TLS is not valid (${code}).` : `The request failed (${code}).`
}
