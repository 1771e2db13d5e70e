import { isNeverSent } from './connection-failures.js'
import { isInvalidInputError, refuse } from './errors/input-errors.js'
import { assertSendable, toOnion, type AttemptRequest } from './middleware.js'
import type { OutgoingRequest } from './openapi-seam.js'
import { parseApiKey, type Settings } from './options.js'
import { redact } from './redaction.js'
import { createDeadline, raceAbort, type Deadline } from './signals.js'

/** An answer with its text, whatever its status. */
export interface Answered {
  readonly kind?: undefined
  readonly status: number
  readonly ok: boolean
  readonly headers: Headers
  readonly text: string
  /** What is left to be read, when the body was to be left; `text` is empty then. */
  readonly stream: ReadableStream<Uint8Array> | null
  /** Takes the key out of what the server sent, before it goes into an error or a log. */
  readonly redact: <Value>(value: Value) => Value
}

/** No complete answer, and why. */
export interface Unanswered {
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
  const progress: Progress = { key: '', begun: false, sent: false }
  try {
    signal.throwIfAborted()
    const asked = (async () => settings.readApiKey())()
    const key = (progress.key = parseApiKey(await raceAbort(asked, signal)))
    const response = await raceAbort(pass(settings, progress, { ...input.request, signal }), signal)
    const { status, ok, headers } = response
    const stream = input.isStreamed && ok ? response.body : null
    const text = stream ? '' : await raceAbort(response.text(), signal)
    return { status, ok, headers, text, stream, redact: (value) => redact(value, key) }
  } catch (cause) {
    const { sent, begun, key } = progress
    if (begun || signal.aborted) return toUnanswered(deadline, sent, redact(cause, key))
    if (isInvalidInputError(cause)) throw cause
    return key
      ? refuse('middleware', 'must not fail before next', { cause })
      : refuse('apiKey', 'could not be obtained', { cause })
  } finally {
    deadline.release()
  }
}

/** Tells why there is no complete answer; `cause` is what was thrown. */
export function toUnanswered(deadline: Deadline, sent: boolean, cause: unknown): Unanswered {
  const { signal, isExpired } = deadline
  if (isExpired()) return { kind: 'timeout', sent }
  return signal.aborted
    ? { kind: 'aborted', sent, cause: signal.reason }
    : { kind: 'lost', sent, cause }
}

interface Progress {
  key: string
  /** Whether `fetch` was called. */
  begun: boolean
  /** Whether the server may have got the request. */
  sent: boolean
}

async function pass(
  settings: Settings,
  progress: Progress,
  request: OutgoingRequest & { readonly signal: AbortSignal },
): Promise<Response> {
  const headers = new Headers(settings.headers)
  if (request.body) headers.set('content-type', 'application/json')
  const send = (passed: AttemptRequest) => sendWithKey(settings, progress, passed)
  return toOnion(settings.middleware, send)({ ...request, headers })
}

async function sendWithKey(
  settings: Settings,
  progress: Progress,
  request: AttemptRequest,
): Promise<Response> {
  const { url, method, body = null, signal } = request
  signal.throwIfAborted()
  assertSendable(request, settings.baseUrl, progress.begun)
  const headers = new Headers(request.headers)
  headers.set('authorization', `Bearer ${progress.key}`)
  progress.begun = progress.sent = true
  try {
    // Redirects are not followed: the key must not travel to another address.
    return await settings.fetch(url, { method, headers, body, signal, redirect: 'manual' })
  } catch (error) {
    // Decided here and not on what comes out of a middleware, whose own connections can fail after ours did not.
    progress.sent = !isNeverSent(error)
    throw error
  }
}
