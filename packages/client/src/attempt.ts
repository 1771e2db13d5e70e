import { isNeverSent } from './connection-failures.js'
import { InvalidInputError } from './errors/input-errors.js'
import type { Answer, ContractRequest, OpenapiSeam, OutgoingRequest } from './openapi-seam.js'
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
  readonly request: ContractRequest
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/** Sends a request once and reads its answer to the end; throws only `InvalidInputError`. */
export async function sendOnce(
  settings: Settings,
  seam: OpenapiSeam,
  input: AttemptInput,
): Promise<AttemptResult> {
  const deadline = createDeadline(input.timeoutMs, input.signal)
  const progress: Progress = { key: '', sent: false }
  try {
    progress.key = await readKey(settings, deadline.signal)
    const send = createSend(settings, deadline.signal, progress)
    return toAnswered(await seam(input.request, send), progress.key)
  } catch (error) {
    // Before anything is sent only the key and the serialising can fail, and neither is a matter of the network.
    if (!progress.sent && !deadline.signal.aborted) throw toInputError(error, progress.key)
    const { sent } = progress
    if (deadline.isExpired()) return { kind: 'timeout', sent, cause: undefined }
    if (input.signal?.aborted) return { kind: 'aborted', sent, cause: input.signal.reason }
    return { kind: 'lost', sent: !isNeverSent(error), cause: redactCause(error, progress.key) }
  } finally {
    deadline.release()
  }
}

interface Progress {
  key: string
  sent: boolean
}

async function readKey(settings: Settings, signal: AbortSignal): Promise<string> {
  const asked = (async () => settings.readApiKey())()
  return parseApiKey(await raceAbort(asked, signal))
}

function createSend(settings: Settings, signal: AbortSignal, progress: Progress) {
  return async (request: OutgoingRequest): Promise<Answer> => {
    const { url, method, headers, body = null } = request
    headers.set('authorization', `Bearer ${progress.key}`)
    signal.throwIfAborted()
    progress.sent = true
    // Redirects are not followed: the key must not travel to another address.
    const init: RequestInit = { method, headers, body, signal, redirect: 'manual' }
    const response = await raceAbort(settings.fetch(url, init), signal)
    const text = await raceAbort(response.text(), signal)
    const { status, ok } = response
    return { status, ok, headers: response.headers, body: null, text: async () => text }
  }
}

async function toAnswered(answer: Answer, key: string): Promise<Answered> {
  const { status, ok, headers } = answer
  const text = await answer.text()
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

function toInputError(error: unknown, key: string): InvalidInputError {
  if (error instanceof InvalidInputError) return error
  return key === ''
    ? new InvalidInputError({ field: 'apiKey', rule: 'could not be obtained', cause: error })
    : new InvalidInputError({ field: 'input', rule: 'must be plain JSON data', cause: error })
}
