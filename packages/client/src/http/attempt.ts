import { InvalidInputError, createInputError } from '../errors/input-errors.js'
import type { Method } from '../errors/referly-error.js'
import {
  parseApiKey,
  type AttemptRequest,
  type Middleware,
  type Next,
  type Settings,
} from '../options.js'
import { redact } from './redaction.js'
import { createDeadline, raceAbort, type Clock, type Deadline } from './time.js'

/** A request as it goes out, without the API key. */
export interface OutgoingRequest {
  readonly method: Method
  readonly url: string
  readonly headers: Headers
  readonly body: string | undefined
  readonly signal: AbortSignal | undefined
}

/** A complete response, whatever its status. */
export interface Answered {
  readonly kind?: undefined
  readonly status: number
  readonly ok: boolean
  readonly headers: Headers
  /** The id that the server gave the request. */
  readonly requestId: string | undefined
  /** The wait that `Retry-After` asks for, in milliseconds. */
  readonly retryAfterMs?: number | undefined
  readonly text: string
  /** The body, unread, when the call streams it; `text` is then empty. */
  readonly stream: ReadableStream<Uint8Array> | null
  /**
   * Removes the API key from a value that the server sent before it goes into an error or a log.
   */
  readonly redact: <Value>(value: Value) => Value
}

/** An attempt without a complete response. */
export interface Unanswered {
  readonly ok?: undefined
  readonly status?: undefined
  readonly requestId?: undefined
  readonly retryAfterMs?: undefined
  readonly kind: 'lost' | 'timeout' | 'aborted'
  /** False when the request certainly did not reach the server. */
  readonly sent: boolean
  readonly cause?: unknown
}

/** The result of one attempt. */
export type AttemptResult = Answered | Unanswered

/** The input of one attempt. */
export interface AttemptInput {
  readonly request: OutgoingRequest
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** Leaves the body of a response of 200 to 299 to the caller. */
  readonly isStreamed?: boolean | undefined
}

/** Sends a request once and reads its response to the end, or up to its body; throws only `InvalidInputError`. */
export async function sendOnce(settings: Settings, input: AttemptInput): Promise<AttemptResult> {
  const { method, url, body, headers } = input.request
  const deadline = createDeadline(input.timeoutMs, input.signal)
  const { signal } = deadline
  let key = ''
  let isBegun = false
  // True once the server may have received the request.
  let isSent = false
  const sendWithKey: Next = async (request) => {
    signal.throwIfAborted()
    assertSendable(request, settings.baseUrl, isBegun)
    isBegun = true
    isSent = true
    try {
      return await settings.fetch(request.url, toInit(request, key))
    } catch (error) {
      // Decided here rather than from the error that a middleware throws, because its own connections can fail after
      // ours succeeded.
      isSent = !isNeverSent(error)
      throw redact(error, key)
    }
  }
  const receive = async (): Promise<Answered> => {
    key = parseApiKey(await settings.readApiKey())
    signal.throwIfAborted()
    const attempt = { method, url, body, headers: new Headers(headers), signal }
    const response = await applyMiddleware(settings.middleware, sendWithKey)(attempt)
    return readResponse(response, {
      isStreamed: input.isStreamed,
      redact: (value) => redact(value, key),
      clock: settings.clock,
    })
  }
  try {
    signal.throwIfAborted()
    return await raceAbort(receive(), signal)
  } catch (cause) {
    if (isBegun || signal.aborted) return toUnanswered(deadline, isSent, redact(cause, key))
    throw createUnsentError(cause, key)
  } finally {
    deadline.release()
  }
}

/** Creates the error of an attempt that ended before `fetch`: in the function for the key, or in a middleware. */
function createUnsentError(cause: unknown, key: string): InvalidInputError {
  if (cause instanceof InvalidInputError) return cause
  return key
    ? createInputError('middleware', { expected: 'able to call next() without throwing', cause })
    : createInputError('apiKey', { expected: 'returned by its function', cause })
}

interface ReadOptions extends Pick<AttemptInput, 'isStreamed'>, Pick<Answered, 'redact'> {
  readonly clock: Clock
}

/** Reads a response to the end, or up to its body when the call streams it. */
async function readResponse(
  response: Response,
  { isStreamed, redact: redactKey, clock }: ReadOptions,
): Promise<Answered> {
  const { status, ok, headers } = response
  const stream = isStreamed && ok ? response.body : null
  const text = stream ? '' : await response.text()
  // The API's own header, or else its CDN's.
  const id = headers.get('x-request-id') ?? headers.get('request-id') ?? headers.get('cf-ray')
  const requestId = redactKey(id ?? undefined)
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), clock.now())
  return { status, ok, headers, requestId, retryAfterMs, text, stream, redact: redactKey }
}

function toInit(request: AttemptRequest, key: string): RequestInit {
  const headers = new Headers(request.headers)
  headers.set('authorization', `Bearer ${key}`)
  // Redirects are not followed: the key must not travel to another address.
  const { method, body = null, signal } = request
  return { method, headers, body, signal, redirect: 'manual' }
}

/** Returns the reason for a missing response; `cause` is the error that was thrown. */
export function toUnanswered(deadline: Deadline, sent: boolean, cause: unknown): Unanswered {
  const { signal, isExpired } = deadline
  if (isExpired()) return { kind: 'timeout', sent }
  return signal.aborted
    ? { kind: 'aborted', sent, cause: signal.reason }
    : { kind: 'lost', sent, cause }
}

/**
 * Reads `Retry-After` as milliseconds: seconds or a date.
 *
 * @example
 * parseRetryAfter('2', 0) //=> 2000
 * parseRetryAfter('Thu, 01 Jan 1970 00:00:05 GMT', 1000) //=> 4000
 */
export function parseRetryAfter(value: string | null | undefined, now: number): number | undefined {
  const text = value || 'none'
  const ms = /[a-z]{3}/i.test(text) ? Math.max(0, Date.parse(text) - now) : Number(text) * 1000
  return ms >= 0 ? ms : undefined
}

/** Wraps the layers around the function that sends. */
function applyMiddleware(layers: readonly Middleware[], last: Next): Next {
  return layers.reduceRight<Next>((next, layer) => async (request) => layer(request, next), last)
}

/** Throws `InvalidInputError` when a layer would send an attempt twice, or carry the key to another origin. */
function assertSendable(request: AttemptRequest, baseUrl: string, isSent: boolean): void {
  if (isSent) throw createInputError('middleware', { expected: 'one call of next()' })
  const { origin } = new URL(request.url)
  if (origin === new URL(baseUrl).origin) return
  throw createInputError('middleware', {
    expected: 'at the same origin',
    received: origin,
  })
}

/** Maximum number of causes to follow; undici nests two, happy eyeballs three. */
const maxDepth = 5

/**
 * Codes of Node and Bun for a missing address, connection, or trust in the peer. No part of the request was sent.
 * CERT must be a separate word, because an alert about our CERTIFICATE can follow the request.
 */
const neverSentCodes: RegExp =
  /^(ENOTFOUND|EAI_|ECONNREFUSED|ConnectionRefused|FailedToOpenSocket|.*_CONNECT_TIMEOUT|.*CERT(_|$)|UNABLE_TO_|HOSTNAME_MISMATCH|.*WRONG_VERSION)/

/**
 * Messages without a code: hyper's `Connect` in Deno (address, connection, TLS), and ports that the fetch standard
 * blocks.
 */
const neverSentMessage: RegExp = /client error \(Connect\)|^bad port$/

/**
 * Returns whether a failure of `fetch` proves that the request did not reach the server. Browsers and workerd hide the
 * reason, so their failures never do.
 */
export function isNeverSent(failure: unknown, depth: number = 1): boolean {
  const { code, message, cause } = Object(failure) as Failure
  return (
    neverSentCodes.test(String(code)) ||
    neverSentMessage.test(String(message)) ||
    (depth < maxDepth && isNeverSent(cause, depth + 1))
  )
}

interface Failure {
  readonly code?: unknown
  readonly message?: unknown
  readonly cause?: unknown
}
