/** How deep a chain of causes is followed; undici nests two levels, happy eyeballs three. */
const maxDepth = 5

/** Codes of Node and Bun that stand for: no address, no connection, no trusted peer. Nothing of the request was sent. */
const neverSentCodes: RegExp =
  /^(ENOTFOUND|EAI_\w+|ECONNREFUSED|ConnectionRefused|FailedToOpenSocket|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|UNABLE_TO_\w+|SELF_SIGNED_CERT\w*|DEPTH_ZERO_\w+|HOSTNAME_MISMATCH|ERR_TLS_CERT_\w+|ERR_SSL_WRONG_VERSION_NUMBER)$/

/** Where there is no code: hyper's `Connect` in Deno (address, connection, TLS), ports that the fetch standard blocks. */
const neverSentMessage: RegExp = /client error \(Connect\)|^bad port$/

/**
 * Says whether a failure of `fetch` proves that the server did not get the request. Browsers and workerd hide the
 * reason, so theirs never does.
 */
export function isNeverSent(failure: unknown): boolean {
  let current = failure
  for (
    let depth = 0;
    depth < maxDepth && typeof current === 'object' && current !== null;
    depth++
  ) {
    const { code, message, cause } = current as {
      code?: unknown
      message?: unknown
      cause?: unknown
    }
    if (typeof code === 'string' && neverSentCodes.test(code)) return true
    if (typeof message === 'string' && neverSentMessage.test(message)) return true
    current = cause
  }
  return false
}
