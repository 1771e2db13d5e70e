import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isServerError, startServer, type RunningServer } from '../../src/index.js'

let server: RunningServer
let impatient: RunningServer
let key: string

beforeAll(async () => {
  const rateLimit = { perSecond: 0.01, burst: 5 }
  server = await startServer({ rateLimit, connectionsPerKey: 3 })
  impatient = await startServer({
    headersTimeoutMs: 300,
    requestTimeoutMs: 600,
    idleTimeoutMs: 400,
  })
  key = await createKey(server)
})

afterAll(() => Promise.all([server.close(), impatient.close()]))

async function createKey({ admin }: RunningServer): Promise<string> {
  const { id } = await admin.createProgram({ name: 'Acme' })
  return (await admin.createApiKey(id)).key
}

async function open({ port }: RunningServer): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  await once(socket, 'connect')
  return socket
}

function toRequest(bearer: string, more = ''): string {
  return `GET /api/v1/sales HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${bearer}\r\n${more}\r\n`
}

/** Reads from a socket until it is closed, or until the text matches the pattern. */
function read(socket: Socket, pattern?: RegExp): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    socket.on('data', (chunk) => {
      text += String(chunk)
      if (pattern?.test(text) === true) resolve(text)
    })
    socket.on('close', () => resolve(text))
  })
}

describe('a slow client', () => {
  const body = `POST /api/v1/coupons HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n`
  it.each([
    ['that sends nothing', ''],
    [
      'that stops in the middle of its headers',
      'GET /api/v1/coupons HTTP/1.1\r\nhost: x\r\nx-long: ',
    ],
    ['that stops in the middle of its body', 'KEY'],
  ])('%s gets a 408 and is disconnected', async (_name, start) => {
    const socket = await open(impatient)
    const whole = `${body}authorization: Bearer ${await createKey(impatient)}\r\ncontent-length: 100\r\n\r\n{"na`
    socket.write(start === 'KEY' ? whole : start)
    // An occasional byte does not buy more time.
    const trickle = setInterval(() => socket.write(start === '' ? '' : 'x'), 100)
    const startedAt = performance.now()
    const answer = await read(socket)
    clearInterval(trickle)
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/)
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toEqual({
      error: 408,
      message: 'The request took too long to arrive.',
      code: 'REQUEST_TIMEOUT',
    })
    expect(performance.now() - startedAt).toBeLessThan(9000)
  })

  it('loses only its connection when idle between two requests', async () => {
    const socket = await open(impatient)
    socket.write(toRequest(await createKey(impatient)))
    const answer = await read(socket)
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\[\]$/)
  })
})

/** Requests a list and stops reading after its first bytes. */
async function readBeginning(
  stalling: RunningServer,
  bearer: string,
): Promise<{ socket: Socket; first: string }> {
  const socket = await open(stalling)
  const first = new Promise<string | undefined>((resolve) => {
    socket.once('data', (chunk) => {
      socket.pause()
      resolve(String(chunk))
    })
    socket.once('close', () => resolve(undefined))
  })
  socket.write(toRequest(bearer).replace('/sales', '/coupons'))
  const text = await first
  // On a busy machine, the list may take longer to begin than it may stall.
  return text === undefined ? readBeginning(stalling, bearer) : { socket, first: text }
}

describe('a client that stops reading', () => {
  it('is disconnected in the middle of a long list', async () => {
    const stalling = await startServer({ stallTimeoutMs: 5000, managementPort: 0 })
    const bearer = await createKey(stalling)
    const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' }
    // More in total than the buffers on both sides can hold.
    const productIds = Array.from({ length: 119 }, () => 'x'.repeat(500))
    const body = JSON.stringify({ name: 'x', percentOff: 5, productIds })
    const create = (): Promise<Response> =>
      fetch(`${stalling.url}/coupons`, { method: 'POST', headers, body })
    for (let n = 0; n < 60; n++) await Promise.all(Array.from({ length: 5 }, create))
    const { socket, first } = await readBeginning(stalling, bearer)
    expect(first).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    const readActive = async (): Promise<string> => {
      const text = await (await fetch(`${stalling.managementUrl}/metrics`)).text()
      return /^http_server_active_requests (\d+)$/m.exec(text)?.[1] ?? ''
    }
    await expect.poll(readActive).toBe('0')
    // The data already in transit still arrives, then the response ends early.
    const rest = read(socket)
    socket.resume()
    expect((await rest).length).toBeLessThan(300 * 60_000)
    await stalling.close()
  })
})

describe('a malformed request', () => {
  it.each([
    ['garbage', 'hello\r\n\r\n', 400, 'INVALID_INPUT'],
    [
      'an HTTP/1.1 request without Host',
      'GET /api/kit/v1/program HTTP/1.1\r\n\r\n',
      400,
      'INVALID_INPUT',
    ],
    [
      'headers of 20 KB',
      `GET / HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
      'HEADERS_TOO_LARGE',
    ],
    [
      'an unknown expectation',
      'GET / HTTP/1.1\r\nhost: x\r\nexpect: a-miracle\r\n\r\n',
      417,
      'EXPECTATION_FAILED',
    ],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx',
      400,
      'INVALID_INPUT',
    ],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'INVALID_INPUT',
    ],
  ])('is refused in the common error shape: %s', async (_name, text, status, code) => {
    const socket = await open(server)
    socket.write(text)
    const answer = await read(socket, /\r\n\r\n.+\}/)
    socket.destroy()
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    const json = /\{.*\}/.exec(answer)?.[0] ?? ''
    expect(JSON.parse(json)).toEqual({ error: status, message: expect.any(String), code })
  })
})

describe('an API key', () => {
  it('gets 429 with Retry-After after its burst, while other keys are unaffected', async () => {
    const send = (bearer: string): Promise<Response> =>
      fetch(`${server.url}/coupons`, { headers: { authorization: `Bearer ${bearer}` } })
    const first: Response[] = []
    for (let n = 0; n < 6; n++) first.push(await send(key))
    expect(first.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429])
    expect(first[5]?.headers.get('retry-after')).toBe('100')
    expect(await first[5]?.json()).toEqual({
      error: 429,
      message: 'The API key has made too many requests. Try again in 100 s.',
    })
    expect((await send(await createKey(server))).status).toBe(200)
  })

  it('can hold a limited number of connections, and closing one frees its slot', async () => {
    const bearer = await createKey(server)
    const sockets = await Promise.all([1, 2, 3, 4].map(() => open(server)))
    const answers: string[] = []
    for (const socket of sockets) {
      socket.write(toRequest(bearer))
      answers.push((await read(socket, /\r\n\r\n.+/)).slice(9, 12))
    }
    expect(answers).toEqual(['200', '200', '200', '429'])
    for (const socket of sockets) socket.destroy()
    let answer = ''
    while (!answer.startsWith('HTTP/1.1 200')) {
      const next = await open(server)
      next.write(toRequest(bearer))
      answer = await read(next, /\r\n\r\n.+/)
      next.destroy()
    }
  })
})

describe('all clients together', () => {
  it('can hold a limited number of connections; another one is closed without a response', async () => {
    const small = await startServer({ maxConnections: 10 })
    const sockets = await Promise.all(Array.from({ length: 9 }, () => open(small)))
    const [last, beyond] = [await open(small), await open(small)]
    expect(await read(beyond)).toBe('')
    last.write(toRequest(await createKey(small)))
    expect(await read(last, /\r\n\r\n.+/)).toMatch(/^HTTP\/1\.1 200/)
    for (const socket of [...sockets, last]) socket.destroy()
    await small.close()
  })
})

describe('a limit out of range', () => {
  it.each([
    { connectionsPerKey: 0 },
    { maxConnections: 1.5 },
    { headersTimeoutMs: 0 },
    { keyCacheMs: 30_001 },
    { rateLimit: { perSecond: 0 } },
    { rateLimit: { perSecond: 1, burst: 0.5 } },
    { rateLimit: { perSecond: Number.NaN } },
    { managementPort: 70_000 },
    { drainDelayMs: -1 },
    { shutdownTimeoutMs: Number.POSITIVE_INFINITY },
  ])('is refused: %j', async (options) => {
    const failure = await startServer(options).catch((error: unknown) => error)
    expect(isServerError(failure, 'INVALID_OPTION')).toBe(true)
  })
})
