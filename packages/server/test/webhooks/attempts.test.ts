import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createRawServer, type AddressInfo, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  createTransport,
  isSuccess,
  parseRetryAfter,
  signMessage,
  type AttemptResult,
  type Transport,
  type TransportOptions,
} from '../../src/webhooks/attempt.js'
import { createLookup, type Resolve } from '../../src/webhooks/public-addresses.js'
import { decideNextStep } from '../../src/webhooks/sender.js'
import {
  expiredCertificate,
  otherCertificate,
  testAuthority,
  validCertificate,
} from './certificates.js'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

describe('the signature', () => {
  it.each([
    // https://docs.svix.com/receiving/verifying-payloads/how
    {
      key: secret,
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      seconds: 1_614_265_330,
      payload: '{"test": 2432232314}',
      signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    },
    // https://docs.svix.com/receiving/verifying-payloads/how-manual
    {
      key: 'whsec_plJ3nmyCDGBKInavdOK15jsl',
      id: 'msg_loFOjxBNrRLzqYUf',
      seconds: 1_731_705_121,
      payload: '{"event_type":"ping","data":{"success":true}}',
      signature: 'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
    },
  ])('matches the example of Svix: $id', ({ key, id, seconds, payload, signature }) => {
    const sentAt = new Date(seconds * 1000 + 999)
    expect(signMessage({ id, sentAt, payload }, [key])).toEqual({
      'svix-id': id,
      'svix-timestamp': String(seconds),
      'svix-signature': signature,
    })
  })

  it('is given for each secret', () => {
    const message = { id: 'msg_1', sentAt: new Date(0), payload: '{}' }
    const signatureOf = (...secrets: string[]): string =>
      signMessage(message, secrets)['svix-signature']
    const other = 'whsec_b3RoZXI='
    expect(signatureOf(secret, other)).toBe(`${signatureOf(secret)} ${signatureOf(other)}`)
  })
})

const endedAt = new Date('2026-06-01T12:00:00Z')

/** Returns the pause after each attempt in seconds, or the end of the delivery. */
function listPauses(random: number, retryAfterMs?: number): (number | string)[] {
  return [1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => {
    const next = decideNextStep({ attempts, endedAt, isSuccess: false, retryAfterMs }, random)
    if (next.state !== 'PENDING') return next.state
    return (next.nextAttemptAt.getTime() - endedAt.getTime()) / 1000
  })
}

describe('the schedule', () => {
  const documented = [5, 300, 1800, 7200, 18_000, 36_000, 36_000]

  it('has eight attempts with the documented pauses, and then fails', () => {
    expect(listPauses(0)).toEqual([...documented, 'FAILED'])
  })

  it('makes each pause longer at random, by 10% at most', () => {
    expect(listPauses(0.999_999)).toEqual([
      ...documented.map((pause) => expect.closeTo(pause * 1.1, 1)),
      'FAILED',
    ])
  })

  it('waits as long as the receiver asks, but at least as documented and at most ten hours', () => {
    expect(listPauses(0, 600_000).slice(0, 3)).toEqual([600, 600, 1800])
    expect(listPauses(0, 1e12).slice(0, 3)).toEqual([36_000, 36_000, 36_000])
    expect(listPauses(0, 1e12).at(-1)).toBe('FAILED')
  })

  it('ends with the first success', () => {
    expect(decideNextStep({ attempts: 3, endedAt, isSuccess: true }, 0)).toEqual({
      state: 'SUCCEEDED',
    })
  })

  it('reads seconds and dates in Retry-After, and ignores the rest', () => {
    const texts = ['120', ' 7 ', 'Mon, 01 Jun 2026 12:00:30 GMT', 'Mon, 01 Jun 2020 12:00:30 GMT']
    expect(texts.map((text) => parseRetryAfter(text, endedAt))).toEqual([120_000, 7000, 30_000, 0])
    const unreadable = [undefined, '', 'soon', '-5', '1e9', '99999999999999']
    expect(unreadable.map((text) => parseRetryAfter(text, endedAt))).toEqual(
      unreadable.map(() => undefined),
    )
  })
})

interface Received {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const received: Received[] = []
let receiver: Server
let url: string
let respond: (response: ServerResponse) => void

const listener: RequestListener = (request, response) => {
  let body = ''
  request.on('data', (chunk) => (body += String(chunk)))
  request.on('end', () => {
    received.push({ method: request.method, url: request.url, headers: request.headers, body })
    respond(response)
  })
}

async function listen(server: { listen(port: number, host: string): unknown }): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server as Server, 'listening')
  return ((server as Server).address() as AddressInfo).port
}

beforeAll(async () => {
  receiver = createServer(listener)
  url = `http://127.0.0.1:${await listen(receiver)}/hook?token=x`
})

afterAll(() => {
  receiver.closeAllConnections()
  receiver.close()
})

beforeEach(() => {
  received.length = 0
  respond = (response) => void response.end('thanks')
})

function open(options: Partial<TransportOptions> & { resolve?: Resolve } = {}): Transport {
  const { resolve, allowPrivate = true, ...rest } = options
  const lookup = createLookup({ allowPrivate }, resolve)
  return createTransport({ allowPrivate, lookup, timeoutMs: 10_000, ...rest })
}

const message = { messageId: 'msg_1', payload: '{"event":"sale.created","body":{"name":"é"}}' }
const now = new Date('2026-06-01T12:00:00.500Z')

async function send(to: string, transport = open()): Promise<AttemptResult> {
  const { signal } = new AbortController()
  try {
    return await transport.send({ ...message, url: to, secrets: [secret] }, { now, signal })
  } finally {
    transport.close()
  }
}

describe('an attempt', () => {
  it('posts the stored bytes with the documented headers, and logs them with the response', async () => {
    const result = await send(url)
    expect(received).toMatchObject([
      { method: 'POST', url: '/hook?token=x', body: message.payload },
    ])
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': expect.stringMatching(/^Referly-Kit-Webhooks\/\d+\.\d+\.\d+/),
      ...signMessage({ id: 'msg_1', sentAt: now, payload: message.payload }, [secret]),
    }
    expect(received[0]?.headers).toMatchObject(headers)
    expect(received[0]?.headers['content-length']).toBe(String(message.payload.length + 1))
    const log = { status: 200, responseBody: 'thanks', error: null, startedAt: now }
    expect(result).toMatchObject({ ...log, requestHeaders: headers })
    expect(isSuccess(result)).toBe(true)
  })

  it.each([
    [204, true],
    [299, true],
    [400, false],
    [404, false],
    [410, false],
    [429, false],
    [500, false],
    [503, false],
  ])('that is answered with %i is a success: %s', async (status, isExpected) => {
    respond = (response) => void response.writeHead(status, { 'retry-after': '7' }).end()
    const result = await send(url)
    expect([result.status, isSuccess(result), result.error]).toEqual([status, isExpected, null])
    const isHonored = status === 429 || status === 503
    expect(result.retryAfterMs).toBe(isHonored ? 7000 : 0)
  })

  it('does not follow a redirect', async () => {
    respond = (response) => void response.writeHead(307, { location: '/elsewhere' }).end()
    const result = await send(url)
    expect(result).toMatchObject({ status: 307, error: 'Redirects are not followed.' })
    expect([isSuccess(result), received.length]).toEqual([false, 1])
  })

  it('ends at the time limit when the receiver never responds', async () => {
    respond = () => {}
    expect(await send(url, open({ timeoutMs: 50 }))).toMatchObject({
      status: null,
      error: 'The receiver did not respond within 0.05 s.',
    })
  })

  it('ends at the time limit when the headers trickle in', async () => {
    const server = createRawServer((socket) => {
      socket.on('error', () => {})
      const timer = setInterval(() => socket.write('x'), 5)
      socket.write('HTTP/1.1 200 OK\r\nx: ')
      socket.on('close', () => clearInterval(timer))
    })
    const target = `http://127.0.0.1:${await listen(server)}/`
    const { status, error } = await send(target, open({ timeoutMs: 60 }))
    server.close()
    expect([status, error]).toEqual([null, 'The receiver did not respond within 0.06 s.'])
  })

  it('succeeds or fails by its status, even if the body hangs or breaks off', async () => {
    respond = (response) => void response.writeHead(200, { 'content-length': 100 }).write('partial')
    const hanging = await send(url, open({ timeoutMs: 60 }))
    respond = (response) => {
      response.writeHead(500, { 'content-length': 100 }).write('broken')
      setImmediate(() => response.destroy())
    }
    const broken = await send(url)
    expect([hanging.status, hanging.responseBody, hanging.error]).toEqual([200, 'partial', null])
    expect([broken.status, broken.responseBody]).toEqual([500, 'broken'])
  })

  it('stops reading a body that never ends after 8 KiB', async () => {
    let written = 0
    let closed: Promise<unknown> = Promise.resolve()
    respond = (response) => {
      closed = once(response, 'close')
      const chunk = Buffer.alloc(65_536, 'x')
      const pump = (): void => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length
      }
      response.on('drain', pump)
      response.writeHead(200)
      pump()
    }
    const { status, responseBody } = await send(url)
    await closed
    expect([status, responseBody?.length]).toEqual([200, 8192])
    expect(written).toBeLessThan(50_000_000)
  })

  it('logs a body of any bytes as text that a database stores', async () => {
    respond = (response) => void response.end(Buffer.from([0, 0xff, 0x61, 0xe2, 0x82]))
    expect((await send(url)).responseBody).toBe('\u{fffd}\u{fffd}a\u{fffd}')
  })

  it.each([
    ['at once', (socket: Socket) => socket.destroy()],
    ['after the request', (socket: Socket) => socket.once('data', () => socket.end())],
    ['with a reset', (socket: Socket) => socket.once('data', () => socket.resetAndDestroy())],
  ])('fails when the receiver closes the connection %s', async (_name, close) => {
    const server = createRawServer((socket) => {
      socket.on('error', () => {})
      close(socket)
    })
    const { status, error } = await send(`http://127.0.0.1:${await listen(server)}/`)
    server.close()
    const expected = 'The connection was closed before a response arrived.'
    expect([status, error]).toEqual([null, expected])
  })

  it.each([
    ['nonsense\r\n\r\n', /^The response is not valid HTTP \(HPE_/],
    [
      `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`,
      'The headers of the response are too large.',
    ],
  ])('fails when the response is not HTTP: %.8s', async (text, error) => {
    const server = createRawServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.end(text))
    })
    const result = await send(`http://127.0.0.1:${await listen(server)}/`)
    server.close()
    expect(result).toMatchObject({ status: null, error: expect.stringMatching(error) })
  })

  it('fails when nothing listens, and when the name does not exist', async () => {
    const server = createServer()
    const target = `http://127.0.0.1:${await listen(server)}/`
    server.close()
    expect((await send(target)).error).toBe('The connection was refused.')
    const resolve = async (): Promise<never> => {
      throw Object.assign(new Error('queryA ENOTFOUND x.example'), { code: 'ENOTFOUND' })
    }
    const error = 'The host does not exist.'
    expect((await send('https://x.example/', open({ resolve }))).error).toBe(error)
  })

  it('opens another connection when the receiver closes an idle one', async () => {
    const sockets = new Set<Socket>()
    const server = createRawServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => {})
      let requests = 0
      socket.on('data', () => {
        requests++
        if (requests === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
        else socket.resetAndDestroy()
      })
    })
    const target = {
      ...message,
      url: `http://127.0.0.1:${await listen(server)}/`,
      secrets: [secret],
    }
    const transport = open()
    const { signal } = new AbortController()
    const statuses: (number | null)[] = []
    for (let index = 0; index < 3; index++) {
      statuses.push((await transport.send(target, { now, signal })).status)
    }
    transport.close()
    server.close()
    expect([statuses, sockets.size]).toEqual([[200, 200, 200], 3])
  })

  it('throws when it is aborted, because its outcome is unknown', async () => {
    const aborting = new AbortController()
    respond = () => aborting.abort()
    const transport = open()
    const sent = transport.send(
      { ...message, url, secrets: [secret] },
      { now, signal: aborting.signal },
    )
    await expect(sent).rejects.toThrow('aborted')
    transport.close()
  })
})

describe('TLS', () => {
  it.each([
    ['valid', validCertificate, testAuthority, null],
    ['of an unknown authority', validCertificate, undefined, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['expired', expiredCertificate, testAuthority, 'CERT_HAS_EXPIRED'],
    ['of another host', otherCertificate, testAuthority, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('verifies a certificate that is %s', async (_name, certificate, ca, code) => {
    const server = createSecureServer(certificate, listener)
    const target = `https://localhost:${await listen(server)}/`
    const { status, error } = await send(target, open({ ca }))
    server.close()
    const expected = code && `The certificate or TLS is not valid (${code}).`
    expect([status, error, received.length]).toEqual([code ? null : 200, expected, code ? 0 : 1])
  })

  it('is required: a receiver without it gets nothing', async () => {
    const { status, error } = await send(url.replace('http:', 'https:'))
    expect([status, error]).toEqual([null, expect.stringMatching(/^The certificate or TLS is not/)])
    expect(received).toEqual([])
  })
})

describe('the address guard', () => {
  const forbidden = 'The host does not have a public address.'

  it.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::1]/',
    'http://example.com/',
    'https://localhost/',
  ])('connects to nothing for a stored URL like %s', async (target) => {
    const port = new URL(url).port
    const withPort = target.replace(/\/$/, `:${port}/`)
    expect(await send(withPort, open({ allowPrivate: false }))).toMatchObject({
      status: null,
      error: forbidden,
    })
    expect(received).toEqual([])
  })

  it('checks the address that is connected to, on every attempt', async () => {
    const server = createSecureServer(validCertificate, listener)
    let connections = 0
    server.on('connection', () => connections++)
    const target = `https://hooks.example.com:${await listen(server)}/`
    // Public when the endpoint was created, private when the event is sent.
    const answers = [['93.184.215.14'], ['127.0.0.1']]
    const resolve: Resolve = async () => answers.shift() ?? []
    await resolve('hooks.example.com')
    const { status, error } = await send(target, open({ allowPrivate: false, resolve }))
    server.close()
    expect([status, error, connections]).toEqual([null, forbidden, 0])
  })
})
