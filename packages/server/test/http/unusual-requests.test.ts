import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type Api, type TestServer } from '../harness.js'

let testServer: TestServer
let api: Api
let log = ''

beforeAll(async () => {
  testServer = await startTestServer({ logger: { write: (lines) => void (log += lines) } })
  api = await testServer.createApi()
})

afterAll(() => testServer.server.close())

interface RawAnswer {
  readonly status: number
  readonly head: string
  readonly body: unknown
}

/** Sends text and reads until the server closes the connection. */
function sendRaw(text: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(testServer.server.port, '127.0.0.1', () => socket.write(text))
    let received = ''
    socket.on('data', (chunk) => (received += String(chunk)))
    socket.on('error', reject)
    socket.on('close', () => {
      const [head = '', body = ''] = received.split('\r\n\r\n')
      const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1])
      resolve({ status, head, body: body === '' ? undefined : JSON.parse(body) })
    })
  })
}

const close = 'Host: x\r\nConnection: close\r\n'
const toAuthorization = (): string => `Authorization: Bearer ${api.key}\r\n`

describe('an unusual request', () => {
  it('is refused if it is a CONNECT', async () => {
    const answer = await sendRaw(
      'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n',
    )
    expect(answer).toMatchObject({
      status: 405,
      head: expect.stringMatching(/\r\nallow: GET, POST, PUT, PATCH, DELETE\r\n/),
      body: { error: 405, message: 'CONNECT is not supported. This server is not a proxy.' },
    })
    await expect.poll(() => log).toMatch(/"status":405,"broken":"CONNECT"/)
  })

  it('gets the normal response if it asks for an upgrade', async () => {
    const upgrade = 'Host: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n'
    const path = 'GET /api/v1/coupons HTTP/1.1\r\n'
    expect((await sendRaw(`${path}${upgrade}\r\n`)).status).toBe(401)
    const admitted = await sendRaw(`${path}${upgrade}${toAuthorization()}\r\n`)
    expect(admitted).toMatchObject({ status: 200, body: [] })
  })

  it('gets the normal response in HTTP/1.0, and the connection is closed', async () => {
    const answer = await sendRaw(`GET /api/v1/coupons HTTP/1.0\r\n${toAuthorization()}\r\n`)
    expect(answer).toMatchObject({ status: 200, body: [] })
  })

  it.each([
    ['no Host header', 'GET /api/v1/coupons HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['TRACE', `TRACE /api/v1/coupons HTTP/1.1\r\n${close}\r\n`, 405],
    ['OPTIONS *', `OPTIONS * HTTP/1.1\r\n${close}\r\n`, 404],
    ['a whole URL', `GET http://x/nothing HTTP/1.1\r\n${close}\r\n`, 404],
  ])('gets an Error body: %s', async (_name, text, status) => {
    const answer = await sendRaw(text)
    expect(answer.status).toBe(status)
    expect(answer.head).toMatch(/\r\ncontent-type: application\/json; charset=utf-8\r\n/)
    expect(answer.body).toEqual({ error: status, message: expect.stringMatching(/^\S.*\.$/) })
  })

  // Too broken to have a path, so the body is that of both APIs.
  it.each([
    ['a method that does not exist', `FOO /api/v1/coupons HTTP/1.1\r\n${close}\r\n`],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a TLS handshake', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001'],
    [
      'two lengths',
      `POST /api/v1/coupons HTTP/1.1\r\n${close}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`,
    ],
    [
      'a length and chunks',
      `POST /api/v1/coupons HTTP/1.1\r\n${close}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    [
      'an unknown transfer encoding',
      `POST /api/v1/coupons HTTP/1.1\r\n${close}Transfer-Encoding: gzip\r\n\r\n{}`,
    ],
  ])('gets an Error body with a code: %s', async (_name, text) => {
    const answer = await sendRaw(text)
    expect(answer.status).toBe(400)
    expect(answer.head).toMatch(/\r\ncontent-type: application\/json; charset=utf-8\r\n/)
    const message = expect.stringMatching(/^\S.*\.$/) as string
    expect(answer.body).toEqual({ error: 400, message, code: 'INVALID_INPUT' })
  })
})

describe('an unknown path', () => {
  it.each([
    ['/', 'Paths start with /api/v1/, for example /api/v1/coupons.'],
    ['/api/v1', 'Paths start with /api/v1/, for example /api/v1/coupons.'],
    ['/api/v1/nothing?x=1', 'Paths start with /api/v1/, for example /api/v1/coupons.'],
    ['/coupons', 'Did you mean /api/v1/coupons?'],
    ['/v1/sales', 'Did you mean /api/v1/sales?'],
    ['/api/v2/sales', 'Did you mean /api/v1/sales?'],
    ['/api/v1/promotional-codes/', 'Did you mean /api/v1/promotional-codes?'],
    ['//api/v1/affiliates', 'Did you mean /api/v1/affiliates?'],
  ])('gets a hint about the right path: %s', async (path, hint) => {
    const response = await fetch(`http://127.0.0.1:${testServer.server.port}${path}`)
    const shown = path.split('?', 1)[0]
    expect(await response.json()).toEqual({
      error: 404,
      message: `${shown} is not a path of this API. ${hint}`,
    })
    expect(response.status).toBe(404)
  })
})
