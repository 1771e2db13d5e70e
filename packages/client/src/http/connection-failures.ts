/** The most causes to follow; undici nests two, happy eyeballs three. */
const maxDepth = 5

/**
 * Codes of Node and Bun for a missing address, connection, or trust in the peer. Nothing of the request was sent.
 * CERT must be a word of its own, because an alert about our CERTIFICATE can follow the request.
 */
const neverSentCodes: RegExp =
  /^(ENOTFOUND|EAI_|ECONNREFUSED|ConnectionRefused|FailedToOpenSocket|.*_CONNECT_TIMEOUT|.*CERT(_|$)|UNABLE_TO_|HOSTNAME_MISMATCH|.*WRONG_VERSION)/

/** Messages without a code: hyper's `Connect` in Deno (address, connection, TLS), and ports that the fetch standard blocks. */
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
