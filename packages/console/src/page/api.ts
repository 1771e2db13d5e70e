import { createReferlyClient, type ReferlyClient } from '@referly-kit/client'

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

/** Returns whether the server no longer accepts the session. */
export function hasSessionEnded(): boolean {
  return isSignedOut
}

/** Calls a function when the server no longer accepts the session. Returns the function that stops that. */
export function onSessionEnd(listener: () => void): () => void {
  listeners.add(listener)
  if (isSignedOut) listener()
  return () => void listeners.delete(listener)
}
