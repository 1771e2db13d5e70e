import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as sendRaw, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type RunningServer } from '../../src/index.js'

const directory = mkdtempSync(join(tmpdir(), 'console-'))
mkdirSync(join(directory, 'assets'))
writeFileSync(join(directory, 'index.html'), '<!doctype html><title>Console</title>')
writeFileSync(join(directory, 'assets', 'main-abc.js'), `console.log('${'page '.repeat(400)}')`)
writeFileSync(join(directory, 'docs.html'), '<!doctype html><title>Reference</title>')
writeFileSync(join(directory, 'openapi.json'), '{"openapi":"3.0.1"}')
writeFileSync(join(directory, 'secret.txt'), 'not part of the page')

let time = Date.parse('2026-06-01T12:00:00Z')
let server: RunningServer
let origin: string
let programId: string
let key: string
let keyId: string

beforeAll(async () => {
  server = await startServer({ consoleDir: directory, clock: () => new Date(time) })
  origin = new URL(server.url).origin
  programId = (await server.admin.createProgram({ name: 'Acme' })).id
  const created = await server.admin.createApiKey(programId)
  key = created.key
  keyId = created.id
})

afterAll(async () => {
  await server.close()
  rmSync(directory, { recursive: true })
})

interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

interface Sent {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
  /** The address to send to, unless it is that of the shared server. */
  readonly to?: string
}

/** Sends a request with any header; `fetch` forbids some of those that browsers set. */
function send(
  path: string,
  { method = 'GET', headers = {}, body, to = origin }: Sent = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = sendRaw(to + path, { method, headers }, async (response) => {
      let text = ''
      for await (const chunk of response.setEncoding('latin1')) text += chunk
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text })
    })
    request.on('error', reject)
    request.end(body)
  })
}

function toForm(fields: Record<string, string>, headers: Record<string, string> = {}): Sent {
  return {
    method: 'POST',
    headers: { origin, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: String(new URLSearchParams(fields)),
  }
}

function signIn(fields: Record<string, string>, headers?: Record<string, string>): Promise<Reply> {
  return send('/console/sign-in', toForm(fields, headers))
}

function toCookie({ headers }: Reply): string {
  return headers['set-cookie']?.[0]?.split(';', 1)[0] ?? ''
}

async function startSession(): Promise<string> {
  return toCookie(await signIn({ apiKey: key }))
}

async function readToken(): Promise<string> {
  const link = await server.admin.createSignInLink(programId)
  return link.slice('/#/sign-in/'.length)
}

const samePage = { 'sec-fetch-site': 'same-origin' }

function listCoupons(cookie: string, headers: Record<string, string> = samePage): Promise<Reply> {
  return send('/api/v1/coupons', { headers: { cookie, ...headers } })
}

describe('the files of the console', () => {
  it('serves the page with a policy that allows nothing inline and no frames', async () => {
    const { status, headers, body } = await send('/')
    expect(status).toBe(200)
    expect(body).toContain('<title>Console</title>')
    const policy = headers['content-security-policy']
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers['cache-control']).toBe('no-cache')
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  it.each(['/docs', '/docs/kit'])(
    'serves the API reference at %s, whose scripts are as restricted',
    async (path) => {
      const { status, headers, body } = await send(path)
      expect(status).toBe(200)
      expect(body).toContain('<title>Reference</title>')
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("script-src 'self';")
      expect(policy).toContain("style-src 'self';")
      expect(policy).toContain("require-trusted-types-for 'script'")
      expect(policy.match(/[\w-]+ 'unsafe-\w+'/g)).toEqual(["style-src-attr 'unsafe-inline'"])
      expect(headers['cache-control']).toBe('no-cache')
    },
  )

  it('serves the contracts', async () => {
    const { headers, body } = await send('/openapi.json')
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    expect(body).toBe('{"openapi":"3.0.1"}')
  })

  it('answers HEAD like GET, without a body', async () => {
    const { status, headers, body } = await send('/', { method: 'HEAD' })
    expect({ status, body }).toEqual({ status: 200, body: '' })
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
  })

  it('compresses a file for a browser that accepts gzip, and lets it be cached', async () => {
    const path = '/assets/main-abc.js'
    const plain = await send(path)
    const { headers, body } = await send(path, { headers: { 'accept-encoding': 'gzip, br' } })
    expect(headers['content-encoding']).toBe('gzip')
    expect(body.length).toBeLessThan(plain.body.length)
    expect(headers['cache-control']).toContain('immutable')
    const cached = { 'if-none-match': String(plain.headers['etag']) }
    expect(await send(path, { headers: cached })).toMatchObject({ status: 304, body: '' })
  })

  it.each([
    '/assets/other.js',
    '/assets/..%2fsecret.txt',
    '/assets/%2e%2e%2findex.html',
    '/secret.txt',
  ])('returns 404 for %s', async (path) => {
    expect(await send(path)).toMatchObject({ status: 404 })
  })

  it('serves only the API without a directory', async () => {
    const bare = await startServer()
    const to = new URL(bare.url).origin
    for (const path of ['/', '/docs', '/openapi.json']) {
      expect(await send(path, { to })).toMatchObject({ status: 404 })
    }
    expect(await send('/console/sign-in', { method: 'POST', to })).toMatchObject({ status: 404 })
    await bare.close()
  })
})

describe('signing in', () => {
  it('turns an API key into a cookie that scripts and other sites cannot use', async () => {
    const reply = await signIn({ apiKey: ` ${key} ` })
    expect(reply).toMatchObject({ status: 303, headers: { location: '/' } })
    const [cookie = ''] = reply.headers['set-cookie'] ?? []
    expect(cookie).toMatch(
      /^referly_session_\d+=[\w-]{43}\.[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    )
    expect(cookie).not.toContain(key)
    expect(await listCoupons(toCookie(reply))).toMatchObject({ status: 200, body: '[]' })
  })

  it('accepts a link once', async () => {
    const link = await readToken()
    const first = await signIn({ link })
    expect(await listCoupons(toCookie(first))).toMatchObject({ status: 200 })
    const second = await signIn({ link })
    expect(second.headers).toMatchObject({ location: '/#/sign-in?problem=link' })
    expect(second.headers['set-cookie']).toBeUndefined()
  })

  it('refuses a link after an hour', async () => {
    const link = await readToken()
    time += 60 * 60 * 1000
    expect(await signIn({ link })).toMatchObject({
      headers: { location: '/#/sign-in?problem=link' },
    })
  })

  it.each([{ apiKey: 'rk_live_wrong' }, { apiKey: '' }, {}])('refuses %j', async (fields) => {
    const { status, headers } = await signIn(fields as Record<string, string>)
    expect({ status, location: headers.location }).toEqual({
      status: 303,
      location: '/#/sign-in?problem=key',
    })
  })

  it('does not accept a link or session as an API key, or a session as a link', async () => {
    const token = (await startSession()).split('=')[1] ?? ''
    for (const bearer of [token, await readToken()]) {
      const headers = { authorization: `Bearer ${bearer}` }
      expect(await send('/api/v1/coupons', { headers })).toMatchObject({ status: 401 })
      expect(toCookie(await signIn({ apiKey: bearer }))).toBe('')
    }
    expect(toCookie(await signIn({ link: token }))).toBe('')
    expect(toCookie(await signIn({ link: key }))).toBe('')
  })

  it('refuses forms of other sites', async () => {
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://127.0.0.1:1' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      const reply = await signIn({ apiKey: key }, headers as Record<string, string>)
      expect(reply.headers).toMatchObject({ location: '/#/sign-in?problem=origin' })
      expect(reply.headers['set-cookie']).toBeUndefined()
    }
  })

  it('refuses a public host without HTTPS', async () => {
    const host = 'console.example.com'
    const reply = await signIn({ apiKey: key }, { host, origin: `http://${host}` })
    expect(reply.headers).toMatchObject({ location: '/#/sign-in?problem=https' })
    const forged = { host, origin: `https://${host}`, 'x-forwarded-proto': 'https' }
    expect(toCookie(await signIn({ apiKey: key }, forged))).toBe('')
  })

  it('accepts a public host when a trusted proxy reports HTTPS, with a secure cookie', async () => {
    const proxied = await startServer({ consoleDir: directory, trustProxy: '127.0.0.1' })
    const { id } = await proxied.admin.createProgram({ name: 'Acme' })
    const { key: apiKey } = await proxied.admin.createApiKey(id)
    const host = 'console.example.com'
    const headers = { host, origin: `https://${host}` }
    const to = new URL(proxied.url).origin
    const secure = toForm({ apiKey }, { ...headers, 'x-forwarded-proto': 'https' })
    const { headers: answer } = await send('/console/sign-in', { ...secure, to })
    expect(answer['set-cookie']?.[0]).toMatch(/^referly_session=.*; SameSite=Strict; Secure$/)
    const open = toForm({ apiKey }, { ...headers, 'x-forwarded-proto': 'http' })
    expect((await send('/console/sign-in', { ...open, to })).headers['set-cookie']).toBeUndefined()
    await proxied.close()
  })
})

describe('a session', () => {
  it('ends when the operator signs out, even for a stolen cookie', async () => {
    const cookie = await startSession()
    const out = await send('/console/sign-out', toForm({}, { cookie }))
    expect(out).toMatchObject({ status: 303, headers: { location: '/' } })
    expect(out.headers['set-cookie']?.[0]).toMatch(/^referly_session_\d+=; Path=\/; Max-Age=0; /)
    expect(await listCoupons(cookie)).toMatchObject({ status: 401 })
  })

  it('is refused when its cookie is unsigned, altered, or signed by another installation', async () => {
    const cookie = await startSession()
    const [token, signature = ''] = cookie.split('.')
    const other = await startServer({ consoleDir: directory })
    const { id } = await other.admin.createProgram({ name: 'Other' })
    const { key: apiKey } = await other.admin.createApiKey(id)
    const to = new URL(other.url).origin
    const form = toForm({ apiKey }, { origin: to })
    const [, foreign = ''] = toCookie(await send('/console/sign-in', { ...form, to })).split('.')
    await other.close()
    expect(foreign).toMatch(/^[\w-]{43}$/)
    const altered = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1)
    const long = 'A'.repeat(5000)
    for (const end of ['', '.', `.${altered}`, `.${foreign}`, `.${signature}.`, `.${long}`]) {
      expect(await listCoupons(`${token}${end}`)).toMatchObject({ status: 401 })
    }
    expect(await listCoupons(`${token}x.${signature}`)).toMatchObject({ status: 401 })
    await send('/console/sign-out', toForm({}, { cookie: token ?? '' }))
    expect(await listCoupons(cookie)).toMatchObject({ status: 200 })
  })

  it('ends after 12 hours', async () => {
    const cookie = await startSession()
    time += 12 * 60 * 60 * 1000 - 1
    expect(await listCoupons(cookie)).toMatchObject({ status: 200 })
    time++
    expect(await listCoupons(cookie)).toMatchObject({ status: 401 })
  })

  it('is listed with the keys and can be revoked like one', async () => {
    const cookie = await startSession()
    const session = (await server.admin.listApiKeys(programId)).at(-1)
    expect(session).toMatchObject({ kind: 'session', revokedAt: null })
    expect(Date.parse(session?.expiresAt ?? '')).toBe(time + 12 * 60 * 60 * 1000)
    expect(await server.admin.revokeApiKey(session?.id ?? '')).toBe(true)
    expect(await listCoupons(cookie)).toMatchObject({ status: 401 })
  })

  it('ends with the API key that started it', async () => {
    const created = await server.admin.createApiKey(programId)
    const cookie = toCookie(await signIn({ apiKey: created.key }))
    await server.admin.revokeApiKey(created.id)
    expect(await listCoupons(cookie)).toMatchObject({ status: 401 })
  })

  it('can end other sessions, but neither itself nor the key that started it', async () => {
    const created = await server.admin.createApiKey(programId)
    const cookie = toCookie(await signIn({ apiKey: created.key }))
    const other = await startSession()
    const own = { cookie, origin, ...samePage }
    const list = await send('/api/kit/v1/keys?state=ACTIVE', { headers: own })
    const { data } = JSON.parse(list.body) as { data: Record<string, unknown>[] }
    const [current] = data.filter(({ isCurrent }) => isCurrent === true)
    expect(current).toMatchObject({ kind: 'SESSION', startedBy: created.id, label: null })
    const revoke = async (id: unknown): Promise<Reply> =>
      send(`/api/kit/v1/keys/${String(id)}`, { method: 'DELETE', headers: own })
    for (const id of [current?.['id'], created.id]) {
      const { status, body } = await revoke(id)
      expect({ status, body }).toEqual({
        status: 409,
        body: expect.stringContaining('"code":"KEY_IN_USE"'),
      })
    }
    const session = data.findLast(({ kind, isCurrent }) => kind === 'SESSION' && !isCurrent)
    expect(await revoke(session?.['id'])).toMatchObject({ status: 200 })
    expect(await listCoupons(other)).toMatchObject({ status: 401 })
    expect(await listCoupons(cookie)).toMatchObject({ status: 200 })
  })

  it('is not enough for another site to create or revoke a key, or to read a backup', async () => {
    const cookie = await startSession()
    const headers = { cookie, 'content-type': 'application/json', origin: 'https://evil.example' }
    const body = JSON.stringify({ label: 'Mine' })
    const sent = [
      await send('/api/kit/v1/keys', { method: 'POST', headers, body }),
      await send(`/api/kit/v1/keys/${keyId}`, { method: 'DELETE', headers }),
      await send('/api/kit/v1/backup', { headers: { cookie, 'sec-fetch-site': 'cross-site' } }),
    ]
    expect(sent.map(({ status }) => status)).toEqual([401, 401, 401])
    // Following the console's own link to the backup sends a request without an Origin.
    const own = { cookie, 'sec-fetch-site': 'same-origin' }
    expect(await send('/api/kit/v1/backup', { headers: own })).toMatchObject({ status: 200 })
  })

  it('leaves no expired sessions and no links among the keys', async () => {
    await startSession()
    time += 13 * 60 * 60 * 1000
    await readToken()
    const keys = await server.admin.listApiKeys(programId)
    expect(keys.filter(({ kind }) => kind !== 'key')).toEqual([])
    expect(keys.map(({ id }) => id)).toContain(keyId)
  })

  it('does not count for requests of other pages', async () => {
    const cookie = await startSession()
    const others = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ] as Record<string, string>[]
    const body = JSON.stringify({ name: 'X', percentOff: 10 })
    for (const headers of others) {
      expect(await listCoupons(cookie, headers)).toMatchObject({ status: 401 })
      const all = { cookie, 'content-type': 'application/json', ...headers }
      const sent = await send('/api/v1/coupons', { method: 'POST', headers: all, body })
      expect(sent).toMatchObject({ status: 401 })
    }
    const own = { cookie, 'content-type': 'application/json', origin, ...samePage }
    expect(await send('/api/v1/coupons', { method: 'POST', headers: own, body })).toMatchObject({
      status: 200,
    })
  })

  it('is ignored if the same request has an API key', async () => {
    const cookie = await startSession()
    const headers = { ...samePage, authorization: 'Bearer rk_live_wrong' }
    expect(await listCoupons(cookie, headers)).toMatchObject({ status: 401 })
  })

  it('is restricted to its program', async () => {
    const other = await server.admin.createProgram({ name: 'Other' })
    const { key: apiKey } = await server.admin.createApiKey(other.id)
    await fetch(`${server.url}/coupons`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Of another program', percentOff: 10 }),
    })
    expect((await listCoupons(await startSession())).body).not.toContain('Of another program')
  })
})
