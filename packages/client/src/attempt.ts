import { isNeverSent } from './connection-failures.js'
import { InvalidInputError } from './errors/input-errors.js'
import { assertSendable, toOnion, type AttemptRequest } from './middleware.js'
import type { OutgoingRequest } from './openapi-seam.js'
import { parseApiKey, type Settings } from './options.js'
import { redactCause, redactText } from './redaction.js'
import { createDeadline, raceAbort } from './signals.js'

/** An answer with its text, whatever its status. */
export interface Answered {
  readonly kind: 'answered'
  readonly status: number
  readonly ok: boolean
  readonly headers: Headers
  readonly text: string
  /** What is left to be read, when the body was to be left; `text` is empty then. */
  readonly stream: ReadableStream<Uint8Array> | null
  /** Takes the key out of what the server sent, before it goes into an error or a log. */
  readonly redact: (text: string) => string
  /** The same for an error about the text. */
  readonly redactCause: (cause: unknown) => unknown
}

/** No complete answer, and why. */
export interface Unanswered {
  readonly kind: 'lost' | 'timeout' | 'aborted'
  /** False when the server certainly did not get the request. */
  readonly sent: boolean
  readonly cause: unknown
}

/** How one attempt ended. */
export type AttemptResult = Answered | Unanswered

/** What one attempt needs. */
export interface AttemptInput {
  readonly request: OutgoingRequest
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
  /** Whether the body of an answer of 200 to 299 is left to the caller. */
  readonly isStreamed: boolean
}

/** Sends a request once and reads its answer to the end, or to its body; throws only `InvalidInputError`. */
export async function sendOnce(settings: Settings, input: AttemptInput): Promise<AttemptResult> {
  const { release, isExpired, signal } = createDeadline(input.timeoutMs, input.signal)
  const progress: Progress = { key: '', begun: false, sent: false }
  try {
    progress.key = await readKey(settings, signal)
    const response = await raceAbort(pass(settings, progress, { ...input.request, signal }), signal)
    const stream = input.isStreamed && response.ok ? response.body : null
    const text = stream ? '' : await raceAbort(response.text(), signal)
    return { ...toAnswered(response, text, progress.key), stream }
  } catch (error) {
    const { sent, begun, key } = progress
    if (isExpired()) return { kind: 'timeout', sent, cause: undefined }
    if (signal.aborted) return { kind: 'aborted', sent, cause: input.signal?.reason }
    if (!begun) throw toInputError(error)
    return { kind: 'lost', sent, cause: redactCause(error, key) }
  } finally {
    release()
  }
}

interface Progress {
  key: string
  /** Whether `fetch` was called. */
  begun: boolean
  /** Whether the server may have got the request. */
  sent: boolean
}

async function readKey(settings: Settings, signal: AbortSignal): Promise<string> {
  const asked = (async () => settings.readApiKey())()
  try {
    return parseApiKey(await raceAbort(asked, signal))
  } catch (cause) {
    if (signal.aborted || cause instanceof InvalidInputError) throw cause
    throw new InvalidInputError({ field: 'apiKey', rule: 'could not be obtained', cause })
  }
}

function pass(
  settings: Settings,
  progress: Progress,
  request: OutgoingRequest & { readonly signal: AbortSignal },
): Promise<Response> {
  const headers = new Headers(settings.headers)
  if (request.body !== undefined) headers.set('content-type', 'application/json')
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

function toAnswered(response: Response, text: string, key: string): Omit<Answered, 'stream'> {
  const { status, ok, headers } = response
  return {
    kind: 'answered',
    status,
    ok,
    headers,
    text,
    redact: (part) => redactText(part, key),
    redactCause: (cause) => redactCause(cause, key),
  }
}

function toInputError(cause: unknown): InvalidInputError {
  if (cause instanceof InvalidInputError) return cause
  return new InvalidInputError({ field: 'middleware', rule: 'must not fail before next', cause })
}
