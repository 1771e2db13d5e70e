import { isNeverSent } from './connection-failures.js'
import { InvalidInputError, refuse } from './errors/input-errors.js'
import { assertSendable, toOnion, type AttemptRequest, type Next } from './middleware.js'
import type { OutgoingRequest } from './openapi-seam.js'
import { parseApiKey, type Settings } from './options.js'
import { redact } from './redaction.js'
import { parseRetryAfter } from './retries.js'
import { createDeadline, raceAbort, type Deadline } from './signals.js'

/** An answer with its text, whatever its status. */
export interface Answered {
  readonly kind?: undefined
  readonly status: number
  readonly ok: boolean
  readonly headers: Headers
  /** Under which the server knows the request. */
  readonly requestId: string | undefined
  /** What `Retry-After` asks for, in milliseconds. */
  readonly retryAfterMs?: number | undefined
  readonly text: string
  /** What is left to be read, when the body was to be left; `text` is empty then. */
  readonly stream: ReadableStream<Uint8Array> | null
  /** Takes the key out of what the server sent, before it goes into an error or a log. */
  readonly redact: <Value>(value: Value) => Value
}

/** No complete answer, and why. */
export interface Unanswered {
  readonly status?: undefined
  readonly requestId?: undefined
  readonly retryAfterMs?: undefined
  readonly kind: 'lost' | 'timeout' | 'aborted'
  /** False when the server certainly did not get the request. */
  readonly sent: boolean
  readonly cause?: unknown
}

/** How one attempt ended. */
export type AttemptResult = Answered | Unanswered

/** What one attempt needs. */
export interface AttemptInput {
  readonly request: OutgoingRequest
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** Whether the body of an answer of 200 to 299 is left to the caller. */
  readonly isStreamed?: boolean
}

/** Sends a request once and reads its answer to the end, or to its body; throws only `InvalidInputError`. */
export async function sendOnce(settings: Settings, input: AttemptInput): Promise<AttemptResult> {
  const deadline = createDeadline(input.timeoutMs, input.signal)
  const { signal } = deadline
  let key = ''
  // Whether `fetch` was called, and whether the server may have got the request.
  let [isBegun, isSent] = [false, false]
  const sendWithKey: Next = async (request) => {
    signal.throwIfAborted()
    assertSendable(request, settings.baseUrl, isBegun)
    isBegun = isSent = true
    try {
      return await settings.fetch(request.url, toInit(request, key))
    } catch (error) {
      // Decided here and not on what comes out of a middleware, whose own connections can fail after ours did not.
      isSent = !isNeverSent(error)
      throw redact(error, key)
    }
  }
  try {
    signal.throwIfAborted()
    key = parseApiKey(await raceAbort((async () => settings.readApiKey())(), signal))
    const headers = new Headers(settings.headers)
    if (input.request.body) headers.set('content-type', 'application/json')
    const layers = toOnion(settings.middleware, sendWithKey)
    const response = await raceAbort(layers({ ...input.request, headers, signal }), signal)
    const stream = input.isStreamed && response.ok ? response.body : null
    const text = stream ? '' : await raceAbort(response.text(), signal)
    const read = { text, stream, redact: <Value>(value: Value) => redact(value, key) }
    return toAnswered(response, read, settings.clock.now())
  } catch (cause) {
    if (isBegun || signal.aborted) return toUnanswered(deadline, isSent, redact(cause, key))
    if (cause instanceof InvalidInputError) throw cause
    return key
      ? refuse('middleware', 'must not fail before next', { cause })
      : refuse('apiKey', 'could not be obtained', { cause })
  } finally {
    deadline.release()
  }
}

function toAnswered(
  { status, ok, headers }: Response,
  read: Pick<Answered, 'text' | 'stream' | 'redact'>,
  now: number,
): Answered {
  // From the API's own header, else from that of its content network.
  const id = headers.get('x-request-id') ?? headers.get('request-id') ?? headers.get('cf-ray')
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), now)
  return { ...read, status, ok, headers, requestId: read.redact(id ?? undefined), retryAfterMs }
}

function toInit(request: AttemptRequest, key: string): RequestInit {
  const headers = new Headers(request.headers)
  headers.set('authorization', `Bearer ${key}`)
  // Redirects are not followed: the key must not travel to another address.
  return { ...request, headers, body: request.body ?? null, redirect: 'manual' }
}

/** Tells why there is no complete answer; `cause` is what was thrown. */
export function toUnanswered(deadline: Deadline, sent: boolean, cause: unknown): Unanswered {
  const { signal, isExpired } = deadline
  if (isExpired()) return { kind: 'timeout', sent }
  return signal.aborted
    ? { kind: 'aborted', sent, cause: signal.reason }
    : { kind: 'lost', sent, cause }
}
