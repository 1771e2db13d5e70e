import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type Answer, type Api, type TestServer } from '../harness.js'

let testServer: TestServer
let api: Api

beforeAll(async () => {
  testServer = await startTestServer()
  api = await testServer.createApi()
})

afterAll(() => testServer.server.close())

function post(body: Uint8Array | string, headers: Record<string, string> = {}): Promise<Answer> {
  return testServer.send('/coupons', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${api.key}`,
      'content-type': 'application/json',
      ...headers,
    },
    body,
  })
}

const text = '{"name":"Größe","percentOff":5}'

describe('a body', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'Application/JSON; Charset=utf8',
  ])('is read as UTF-8: %s', async (type) => {
    const { status, body } = await post(text, { 'content-type': type })
    expect([status, body['name']]).toEqual([200, 'Größe'])
  })

  it('may start with a byte order mark', async () => {
    expect((await post(`\uFEFF${text}`)).body['name']).toBe('Größe')
  })

  it('may have an identity encoding', async () => {
    expect((await post(text, { 'content-encoding': 'identity' })).status).toBe(200)
  })

  it.each([
    ['Latin-1', Buffer.from(text, 'latin1')],
    ['UTF-16', Buffer.from(text, 'utf16le')],
    ['a truncated character', Buffer.from('{"name":"\u00df').subarray(0, -1)],
    ['an overlong form', Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc0, 0xaf])])],
    ['a surrogate', Buffer.from([0xed, 0xa0, 0x80])],
  ])('that is not UTF-8 is refused: %s', async (_name, body) => {
    const answer = await post(body)
    expect([answer.status, answer.body['message']]).toEqual([400, 'The body is not valid UTF-8.'])
  })

  it.each([
    ['', 'The body is empty. Send a JSON object.'],
    ['{', 'The body is not valid JSON.'],
    ['{"percentOff":NaN}', 'The body is not valid JSON.'],
    ['{"__proto__":{}}', 'The body cannot have a property named __proto__ or constructor.'],
  ])('that is not valid JSON is refused: %s', async (body, message) => {
    const answer = await post(body)
    expect([answer.status, answer.body['message']]).toEqual([400, message])
  })

  it.each(['iso-8859-1', 'utf-16', '"windows-1252"', 'nonsense'])(
    'in the charset %s is refused',
    async (charset) => {
      const answer = await post(text, { 'content-type': `application/json; charset=${charset}` })
      expect([answer.status, answer.body['message']]).toEqual([
        415,
        'The charset of the body must be UTF-8. Send Content-Type: application/json.',
      ])
    },
  )

  it.each([
    ['gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
    ['identity, gzip', gzipSync(text)],
    ['zstd', Buffer.from(text)],
  ])('compressed with %s is refused', async (encoding, body) => {
    const answer = await post(body, { 'content-encoding': encoding })
    expect([answer.status, answer.body['message']]).toEqual([
      415,
      'The body must not be compressed. Send it without Content-Encoding.',
    ])
    expect(answer.headers.get('accept-encoding')).toBe('identity')
  })
})
