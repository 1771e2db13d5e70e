/** How deep a chain of causes is followed; undici nests two levels, happy eyeballs three. */
const maxDepth = 5

/** Codes of Node and Bun that stand for: no address, no connection, no trusted peer. Nothing of the request was sent. */
const neverSentCodes: RegExp =
  /^(ENOTFOUND|EAI_|ECONNREFUSED|ConnectionRefused|FailedToOpenSocket|UND_ERR_CONNECT_TIMEOUT|CERT_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_|HOSTNAME_MISMATCH|ERR_TLS_CERT_|ERR_SSL_WRONG_VERSION_NUMBER)/

/** Where there is no code: hyper's `Connect` in Deno (address, connection, TLS), ports that the fetch standard blocks. */
const neverSentMessage: RegExp = /client error \(Connect\)|^bad port$/

/**
 * Says whether a failure of `fetch` proves that the server did not get the request. Browsers and workerd hide the
 * reason, so theirs never does.
 */
export function isNeverSent(failure: unknown): boolean {
  let current = failure as Failure | undefined | null
  for (let depth = 0; depth < maxDepth && current; depth++) {
    const { code, message, cause } = current
    if (neverSentCodes.test(String(code)) || neverSentMessage.test(String(message))) return true
    current = cause as Failure | undefined | null
  }
  return false
}

interface Failure {
  readonly code?: unknown
  readonly message?: unknown
  readonly cause?: unknown
}
