/** How deep a chain of causes is followed; undici nests two levels, happy eyeballs three. */
const maxDepth = 5

/**
 * Codes of Node and Bun that stand for: no address, no connection, no trusted peer. Nothing of the request was sent.
 * CERT stands alone: an alert about a CERTIFICATE of ours can come after the request.
 */
const neverSentCodes: RegExp =
  /^(ENOTFOUND|EAI_|ECONNREFUSED|ConnectionRefused|FailedToOpenSocket|.*_CONNECT_TIMEOUT|.*CERT(_|$)|UNABLE_TO_|HOSTNAME_MISMATCH|.*WRONG_VERSION)/

/** Where there is no code: hyper's `Connect` in Deno (address, connection, TLS), ports that the fetch standard blocks. */
const neverSentMessage: RegExp = /client error \(Connect\)|^bad port$/

/**
 * Returns whether a failure of `fetch` proves that the server did not get the request. Browsers and workerd hide the
 * reason, so theirs never does.
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
