import { createHmac, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import {
  isWebhookVerificationError,
  verifyWebhook,
  type VerifyWebhookOptions,
  type WebhookHeaders,
  type WebhookVerificationError,
} from '../src/webhooks/webhooks.js'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const body = '{"event":"sale.created","body":{"id":7,"name":"Žofie 🎈"}}'
const sentAt = new Date('2026-11-20T10:00:00Z')
const timestamp = String(sentAt.getTime() / 1000)

interface Signed {
  readonly key?: string
  readonly id?: string
  readonly at?: string
  readonly content?: string
}

/** Signs a webhook as the contract describes. */
function sign({ key = secret, id = 'msg_1', at = timestamp, content = body }: Signed = {}): string {
  const bytes = Buffer.from(key.replace('whsec_', ''), 'base64')
  return `v1,${createHmac('sha256', bytes).update(`${id}.${at}.${content}`).digest('base64')}`
}

const headers = {
  'svix-id': 'msg_1',
  'svix-timestamp': timestamp,
  'svix-signature': sign(),
}

interface Request {
  readonly rawBody?: unknown
  readonly headers?: WebhookHeaders
  readonly secret?: string | readonly string[] | undefined
  readonly options?: VerifyWebhookOptions
}

function verify(request: Request = {}): ReturnType<typeof verifyWebhook> {
  const { rawBody = body, options = { now: sentAt } } = request
  const key = 'secret' in request ? request.secret : secret
  return verifyWebhook(rawBody as string, request.headers ?? headers, key as string, options)
}

async function readError(request: Request): Promise<WebhookVerificationError> {
  const error: unknown = await verify(request).catch((caught: unknown) => caught)
  if (isWebhookVerificationError(error)) return error
  throw new Error(`expected a verification error, but got ${inspect(error)}`)
}

describe('published examples', () => {
  // https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/javascript/src/webhook.test.ts
  const standardWebhooks = {
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: 1614265330,
    payload: '{"test": 2432232314}',
    signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  }
  // https://docs.svix.com/receiving/verifying-payloads/how-manual
  const svix = {
    secret: 'whsec_plJ3nmyCDGBKInavdOK15jsl',
    id: 'msg_loFOjxBNrRLzqYUf',
    timestamp: 1731705121,
    payload: '{"event_type":"ping","data":{"success":true}}',
    signature: 'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
  }

  it.each([
    ['Standard Webhooks', standardWebhooks],
    ['Svix', svix],
  ])('of %s are verified, and not after one change', async (_, example) => {
    const options = { now: new Date(example.timestamp * 1000) }
    const request = {
      rawBody: example.payload,
      secret: example.secret,
      headers: {
        'svix-id': example.id,
        'svix-timestamp': String(example.timestamp),
        'svix-signature': example.signature,
      },
      options,
    }
    const event = { event: 'unknown', name: '', body: JSON.parse(example.payload) as unknown }
    expect(await verify(request)).toMatchObject({ id: example.id, ...event })
    const changes: Request[] = [
      { rawBody: `${example.payload} ` },
      { headers: { ...request.headers, 'svix-id': `${example.id}x` } },
      { headers: { ...request.headers, 'svix-timestamp': String(example.timestamp + 1) } },
      { secret: `whsec_${randomBytes(24).toString('base64')}` },
    ]
    for (const change of changes) {
      expect(await readError({ ...request, ...change })).toMatchObject({
        code: 'NO_MATCHING_SIGNATURE',
      })
    }
  })
})

describe('a webhook', () => {
  it('is returned with the id and the time of its message', async () => {
    expect(await verify()).toEqual({
      id: 'msg_1',
      sentAt,
      event: 'sale.created',
      body: { id: 7, name: 'Žofie 🎈' },
    })
  })

  const bytes = Buffer.from(body)
  it.each<[string, unknown]>([
    ['a Buffer', bytes],
    ['a Uint8Array in the middle of a buffer', new Uint8Array([0, ...bytes, 0]).subarray(1, -1)],
    ['an ArrayBuffer', Uint8Array.from(bytes).buffer],
    ['bytes of another realm', runInNewContext('Uint8Array.from(bytes)', { bytes: [...bytes] })],
    ['a buffer of another realm', runInNewContext('Uint8Array.from(bytes).buffer', { bytes })],
  ])('can be %s', async (_, rawBody) => {
    expect(await verify({ rawBody })).toMatchObject({ body: { name: 'Žofie 🎈' } })
  })

  it.each<[string, WebhookHeaders]>([
    ['Headers', new Headers(headers)],
    [
      'names in another case',
      { 'Svix-Id': 'msg_1', 'SVIX-TIMESTAMP': timestamp, 'Svix-Signature': sign() },
    ],
    [
      'arrays',
      {
        'svix-id': ['msg_1'],
        'svix-timestamp': [timestamp],
        'svix-signature': ['v1,AA==', sign()],
      },
    ],
  ])('can have headers as %s', async (_, given) => {
    expect(await verify({ headers: given })).toMatchObject({ event: 'sale.created' })
  })

  const other = `whsec_${randomBytes(32).toString('base64')}`
  it.each([
    ['one of several signatures', `v1,${'A'.repeat(43)}= v1a,abc v2,abc ${sign()} v1,x`, secret],
    ['repeated headers', `${sign({ key: other })}, ${sign()}`, secret],
    ['the previous secret', sign({ key: other }), [secret, other]],
    ['both secrets', `${sign()} ${sign({ key: other })}`, [other]],
  ])('is verified by %s', async (_, signature, keys) => {
    const given = { ...headers, 'svix-signature': signature }
    expect(await verify({ headers: given, secret: keys })).toMatchObject({ id: 'msg_1' })
  })

  it('is verified by a secret without prefix, or with a line break from a file', async () => {
    await verify({ secret: secret.replace('whsec_', '') })
    await verify({ secret: `${secret}\n` })
  })

  it('may be five minutes old or early, or as much as the options allow', async () => {
    const at = (seconds: number): Date => new Date(sentAt.getTime() + seconds * 1000)
    await verify({ options: { now: at(300) } })
    await verify({ options: { now: at(-300) } })
    expect(await readError({ options: { now: at(301) } })).toMatchObject({
      code: 'TIMESTAMP_TOO_OLD',
    })
    expect(await readError({ options: { now: at(-301) } })).toMatchObject({
      code: 'TIMESTAMP_TOO_NEW',
    })
    await verify({ options: { now: at(600), toleranceSeconds: 600 } })
    // Without `now`, the clock of the machine is used.
    expect(await readError({ options: {} })).toMatchObject({ field: 'svix-timestamp' })
  })

  const toSigned = (content: string): Request => ({
    rawBody: content,
    headers: { ...headers, 'svix-signature': sign({ content }) },
  })

  it.each([
    ['{"event":"click.created","body":{"id":1}}', 'click.created', { id: 1 }],
    ['{"event":"coupon.created","body":{}}', 'coupon.created', {}],
    ['{"event":"sale.created\\n","body":{"id":1}}', 'sale.created\n', { id: 1 }],
    ['{"event":"toString","body":null}', 'toString', null],
    ['{"event":5,"body":[]}', '', []],
    ['{}', '', {}],
    ['null', '', null],
  ])('is an unknown event when it is %s', async (content, name, received) => {
    const event = await verify(toSigned(content))
    expect(event).toEqual({ id: 'msg_1', sentAt, event: 'unknown', name, body: received })
  })

  it('is identified by the id of its sale if it is a commission', async () => {
    const content = '{"event":"commission.held","body":{"saleId":7}}'
    expect(await verify(toSigned(content))).toMatchObject({ event: 'commission.held' })
  })

  it('is refused when it is signed but not JSON', async () => {
    const error = await readError(toSigned('hello'))
    expect(error).toMatchObject({ code: 'INVALID_PAYLOAD', message: '`rawBody` must be JSON.' })
  })
})

describe('an error', () => {
  const without = (name: string): WebhookHeaders =>
    Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name))
  const withSignature = (signature: string): WebhookHeaders => ({
    ...headers,
    'svix-signature': signature,
  })

  it.each<[string, Request, string]>([
    [
      'MISSING_HEADER',
      { headers: without('svix-id') },
      '`svix-id` must be given, but was missing. Pass all headers of the request.',
    ],
    [
      'MISSING_HEADER',
      { headers: new Headers() },
      '`svix-id` must be given, but was missing. Pass all headers of the request.',
    ],
    [
      'MISSING_HEADER',
      { headers: withSignature(' ') },
      '`svix-signature` must be given, but was missing. Pass all headers of the request.',
    ],
    [
      'INVALID_TIMESTAMP',
      { headers: { ...headers, 'svix-timestamp': '2026-11-20' } },
      '`svix-timestamp` must be in seconds since 1970, but was "2026-11-20".',
    ],
    [
      'TIMESTAMP_TOO_OLD',
      { options: { now: new Date(sentAt.getTime() + 900_000) } },
      '`svix-timestamp` must be within 300 seconds of the current time, but was 900 seconds before it. Check the clock of this machine.',
    ],
    [
      'NO_MATCHING_SIGNATURE',
      { rawBody: JSON.stringify(JSON.parse(body), null, 2) },
      '`svix-signature` must be a signature of the raw body with the given secret. Use the secret of this endpoint, and the body before any parser has changed it.',
    ],
    [
      'INVALID_SECRET',
      { secret: undefined },
      '`secret` must be whsec_ followed by base64, but was missing. Copy it from where the endpoint was created.',
    ],
    [
      'INVALID_SECRET',
      { secret: [] },
      '`secret` must be whsec_ followed by base64, but was an empty array. Copy it from where the endpoint was created.',
    ],
    [
      'INVALID_BODY',
      { rawBody: JSON.parse(body) as unknown },
      '`rawBody` must be text or bytes, but was an object. Pass the raw body of the request, before any JSON parser: await request.text(), or express.raw() in Express.',
    ],
  ])('%s is one sentence and its advice (%#)', async (code, request, message) => {
    expect(await readError(request)).toMatchObject({ code, message })
  })

  it.each<[unknown, string]>([
    [Promise.resolve(body), 'a promise'],
    [null, 'an object'],
    [7, 'a number'],
  ])('names the type of an unusable body', async (rawBody, received) => {
    expect(await readError({ rawBody })).toMatchObject({ code: 'INVALID_BODY', received })
  })

  it('is thrown for signatures that are cut, of another kind, or endless', async () => {
    const wrong = `v1,${'A'.repeat(43)}=`
    const list = ['v1,', 'v1', sign().slice(0, -8), sign().replace('v1,', 'v1a,'), `x${sign()}`]
    for (const signature of [...list, `${`${wrong} `.repeat(5000)}${sign()}`]) {
      expect(await readError({ headers: withSignature(signature) })).toMatchObject({
        code: 'NO_MATCHING_SIGNATURE',
      })
    }
  })

  it('has one of the codes that the page documents', () => {
    const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
    const codes = [...read('../src/webhooks/verification-error.ts').matchAll(/\| '([A-Z_]+)'/g)]
    const page = read('../docs/webhooks.md')
    expect(codes).toHaveLength(8)
    for (const [, code] of codes) expect(page).toContain(`\`${code}\``)
  })

  it('never shows the secret', async () => {
    for (const key of ['whsec_', 'not base64: hunter2', 'whsec_ümlaut', 'whsec_MfKQ9r8G-_']) {
      const error = await readError({ secret: key })
      expect(error).toMatchObject({ code: 'INVALID_SECRET', received: undefined })
      expect(`${inspect(error)}${JSON.stringify(error)}`).not.toMatch(/hunter2|ümlaut|MfKQ/)
    }
    const error = await readError({ rawBody: 'changed' })
    expect(`${inspect(error)}${JSON.stringify(error)}`).not.toMatch(/MfKQ/)
  })
})
