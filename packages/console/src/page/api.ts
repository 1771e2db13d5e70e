import {
  createReferlyClient,
  isAuthenticationError,
  isInvalidInputError,
  type ReferlyClient,
} from '@referly-kit/client'

/**
 * The client of the signed-in program.
 *
 * The browser attaches the session, which scripts cannot read, so the client has no key: what it would send as one is
 * removed from each request.
 */
export const referly: ReferlyClient = createReferlyClient({
  apiKey: 'session',
  baseUrl: `${location.origin}/api/v1`,
  // The server decides whether a session may travel unencrypted.
  allowInsecureHttp: true,
  fetch: sendWithSession,
})

async function sendWithSession(url: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.delete('authorization')
  headers.delete('user-agent')
  const response = await fetch(url, { ...init, headers, credentials: 'same-origin' })
  if (response.status === 401) endSession()
  return response
}

let isSignedOut = false
const listeners = new Set<() => void>()

function endSession(): void {
  isSignedOut = true
  for (const listener of listeners) listener()
}

/** Calls a function when the server no longer accepts the session. Returns the function that stops that. */
export function onSessionEnd(listener: () => void): () => void {
  listeners.add(listener)
  if (isSignedOut) listener()
  return () => void listeners.delete(listener)
}

/** A problem with an input: the sentence, and the field it belongs to, when there is one. */
export interface InputProblem {
  readonly field: string | undefined
  readonly message: string
}

/** Describes a failed call for the operator. */
export function toProblem(error: unknown): InputProblem {
  if (isInvalidInputError(error)) return { field: toFieldName(error.field), message: error.message }
  if (!(error instanceof Error)) return { field: undefined, message: String(error) }
  // Error bodies of the API have no field; their sentence starts with it: "`coupon.percentOff` must be ...".
  const body =
    'errorBody' in error ? (error.errorBody as { message?: unknown } | undefined) : undefined
  const message = typeof body?.message === 'string' ? body.message : error.message
  const [, field] = /^`([\w.]+)`/.exec(message) ?? []
  return { field: field && toFieldName(field), message: toPlainText(message) }
}

/** Returns whether an error only means that the session is over, which the sign-in page already shows. */
export function isSessionOver(error: unknown): boolean {
  return isAuthenticationError(error)
}

function toFieldName(path: string): string {
  return path.split('.').at(-1) ?? path
}

function toPlainText(message: string): string {
  return message.replaceAll('`', '')
}
