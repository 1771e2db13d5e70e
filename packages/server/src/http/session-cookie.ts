import type { IncomingHttpHeaders } from 'node:http'
import type { Authenticator } from '../domain/authentication.js'
import type { Access } from '../domain/records.js'
import { sessionMs, type Sessions } from '../domain/sessions.js'

/** The services that check a request. */
export interface RequestAuthServices {
  readonly authenticator: Authenticator
  readonly sessions: Sessions
}

/** Returns the access of a request, from its API key or from the session of the console. */
export type AuthenticateRequest = (
  headers: IncomingHttpHeaders,
) => Access | Promise<Access | undefined> | undefined

/**
 * Creates a function that checks the API key of a request, or its session when it has no key.
 *
 * A session counts only for requests of the console's own page: browsers also attach a cookie to
 * requests from other pages on the same host.
 */
export function createRequestAuthenticator({
  authenticator,
  sessions,
}: RequestAuthServices): AuthenticateRequest {
  return (headers) => {
    const { authorization } = headers
    const token = authorization === undefined ? readSessionToken(headers) : undefined
    if (token === undefined) return authenticator.authenticate(authorization)
    return isOwnPage(headers) ? sessions.find(token) : undefined
  }
}

/** Returns the session token in the cookies of a request. */
export function readSessionToken(headers: IncomingHttpHeaders): string | undefined {
  const { cookie } = headers
  if (cookie === undefined) return undefined
  const start = `${toCookieName(headers)}=`
  const pair = cookie.split(';').find((each) => each.trimStart().startsWith(start))
  return pair?.trim().slice(start.length)
}

/** Returns the `Set-Cookie` header that starts a session, or ends it when there is no token. */
export function toSessionCookie(
  headers: IncomingHttpHeaders,
  { token, isHttps }: { readonly token: string | undefined; readonly isHttps: boolean },
): string {
  const seconds = token === undefined ? 0 : sessionMs / 1000
  const secure = isHttps ? '; Secure' : ''
  return `${toCookieName(headers)}=${token ?? ''}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`
}

/** Returns whether a request can only have come from a page of this server. */
export function isOwnPage(headers: IncomingHttpHeaders): boolean {
  const { origin, host = '', 'sec-fetch-site': site } = headers
  if (site !== undefined && site !== 'same-origin') return false
  if (origin !== undefined) return URL.canParse(origin) && new URL(origin).host === host
  return site === 'same-origin'
}

/** The name contains the port, because browsers share cookies between all ports of a host. */
function toCookieName({ host = '' }: IncomingHttpHeaders): string {
  const [, port = ''] = /:(\d+)$/.exec(host) ?? []
  return `referly_session${port === '' ? '' : `_${port}`}`
}
