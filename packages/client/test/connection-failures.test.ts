import { expect, it } from 'vitest'
import { isNeverSent } from '../src/http/attempt.js'

const withCode = (code: string, cause?: unknown): Error =>
  Object.assign(new Error('x', { cause }), { code })
const fetchFailed = (cause: unknown): Error => new TypeError('fetch failed', { cause })

// Errors in the shapes that Node 20 (undici), Bun 1.4, Deno 2.9, workerd, and browsers throw.
const cases: [string, unknown, boolean][] = [
  ['Node refused', fetchFailed(withCode('ECONNREFUSED')), true],
  ['Node unknown name', fetchFailed(withCode('ENOTFOUND')), true],
  ['Node name service down', fetchFailed(withCode('EAI_AGAIN')), true],
  ['Node connect timeout', fetchFailed(withCode('UND_ERR_CONNECT_TIMEOUT')), true],
  ['Node self-signed', fetchFailed(withCode('DEPTH_ZERO_SELF_SIGNED_CERT')), true],
  ['Node wrong host', fetchFailed(withCode('ERR_TLS_CERT_ALTNAME_INVALID')), true],
  ['Node expired', fetchFailed(withCode('CERT_HAS_EXPIRED')), true],
  ['Node blocked port', fetchFailed(new Error('bad port')), true],
  ['Node reset', fetchFailed(withCode('ECONNRESET')), false],
  ['Node other side closed', fetchFailed(withCode('UND_ERR_SOCKET')), false],
  ['Node headers timeout', fetchFailed(withCode('UND_ERR_HEADERS_TIMEOUT')), false],
  ['Node broken pipe', fetchFailed(withCode('EPIPE')), false],
  ['Bun refused', withCode('ConnectionRefused'), true],
  ['Bun closed', withCode('ConnectionClosed'), false],
  ['Deno refused', new TypeError('error sending request: client error (Connect)'), true],
  ['Deno reset', new TypeError('error sending request: client error (SendRequest)'), false],
  ['workerd lost', new Error('Network connection lost.'), false],
  ['browser', new TypeError('Failed to fetch'), false],
  ['not an error', 'ECONNREFUSED', false],
  ['nothing', undefined, false],
]

it.each(cases)('decides whether a request was never sent: %s', (_, failure, expected) => {
  expect(isNeverSent(failure)).toBe(expected)
})
