import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Credential, Sessions } from '../domain/sessions.js'
import type { Settings } from '../settings.js'
import { createHttpsReader } from './client-address.js'
import { createFileReader, type ReadFile } from './console-files.js'
import { isOwnPage, readSessionToken, toSessionCookie } from './session-cookie.js'

/** Services that the console needs. */
export interface ConsoleServices {
  readonly sessions: Sessions
  readonly settings: Settings
  /** Directory of the built page. */
  readonly directory: string
}

const policy: readonly string[] = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
]

/** The policy of the console: nothing inline runs, nothing is loaded from elsewhere, and framing is forbidden. */
const consolePolicy = [...policy, "trusted-types 'none'"].join('; ')

/**
 * The policy of the API reference, whose third-party code sets style attributes and creates markup
 * from templates. Scripts are as restricted as those of the console.
 */
const referencePolicy = [
  ...policy,
  "style-src-attr 'unsafe-inline'",
  'trusted-types lit-html default',
].join('; ')

/** The headers of each file of the page. */
const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': consolePolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // With no-referrer, browsers would send `Origin: null` with the sign-in form.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** The files that are served at a path other than their own, or that have a name without a hash. */
const namedFiles: Readonly<Record<string, { readonly file: string; readonly policy?: string }>> = {
  '/': { file: '/index.html' },
  '/docs': { file: '/docs.html', policy: referencePolicy },
  '/docs/kit': { file: '/docs.html', policy: referencePolicy },
  '/openapi.json': { file: '/openapi.json' },
  '/kit-openapi.json': { file: '/kit-openapi.json' },
}

/** Adds the files of the console at `/`, the API reference at `/docs`, both contracts, and signing in and out. */
export function addConsole(http: FastifyInstance, services: ConsoleServices): void {
  const readFile = createFileReader(services.directory)
  const send = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    sendFile(request, reply, readFile)
  for (const url of [...Object.keys(namedFiles), '/assets/:name']) {
    http.route({ method: ['GET', 'HEAD'], url, handler: send })
  }
  addSessionRoutes(http, services)
}

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  readFile: ReadFile,
): Promise<FastifyReply> {
  const path = request.url.split('?', 1)[0] ?? ''
  const named = namedFiles[path]
  const file = await readFile(named?.file ?? path)
  if (file === undefined) {
    const message = `${path.slice(0, 100)} is not a file of the console.`
    return reply.code(404).send({ error: 404, message })
  }
  // The names of assets contain a hash of their content.
  const cache = named === undefined ? 'public, max-age=31536000, immutable' : 'no-cache'
  void reply.headers({ ...pageHeaders, 'cache-control': cache, vary: 'accept-encoding' })
  if (named?.policy !== undefined) void reply.header('content-security-policy', named.policy)
  void reply.headers({ 'content-type': file.type, etag: file.etag })
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
  if (!/\bgzip\b/.test(String(request.headers['accept-encoding']))) return reply.send(file.body)
  return reply.header('content-encoding', 'gzip').send(file.gzip)
}

function addSessionRoutes(http: FastifyInstance, { sessions, settings }: ConsoleServices): void {
  const isHttps = createHttpsReader(settings.trustProxy)
  http.register(async (scope) => {
    // The page submits a form rather than a script, so that no script ever sees an API key.
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => done(null, new URLSearchParams(String(body))),
    )
    scope.addHook('preHandler', async (request, reply) => {
      if (!isOwnPage(request.headers)) return refuse(reply, 'origin')
    })
    scope.post('/console/sign-in', (request, reply) => {
      const secure = isHttps(request.raw)
      if (!secure && !isLoopback(request.headers.host)) return refuse(reply, 'https')
      return signIn(request, reply, { sessions, isHttps: secure })
    })
    scope.post('/console/sign-out', async (request, reply) => {
      const token = readSessionToken(request.headers)
      if (token !== undefined) await sessions.signOut(token)
      const ended = { token: undefined, isHttps: isHttps(request.raw) }
      void reply.header('set-cookie', toSessionCookie(request.headers, ended))
      return reply.redirect('/', 303)
    })
  })
}

interface SignInServices {
  readonly sessions: Sessions
  readonly isHttps: boolean
}

async function signIn(
  { headers, body }: FastifyRequest,
  reply: FastifyReply,
  { sessions, isHttps }: SignInServices,
): Promise<FastifyReply> {
  const credential = toCredential(body)
  const token = credential && (await sessions.signIn(credential))
  if (token === undefined) return refuse(reply, credential && 'link' in credential ? 'link' : 'key')
  void reply.header('set-cookie', toSessionCookie(headers, { token, isHttps }))
  return reply.redirect('/', 303)
}

/** A reason why signing in is refused, which the page explains. */
type Refusal = 'origin' | 'https' | 'key' | 'link'

function refuse(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return reply.redirect(`/#/sign-in?problem=${refusal}`, 303)
}

function toCredential(body: unknown): Credential | undefined {
  if (!(body instanceof URLSearchParams)) return undefined
  const link = body.get('link')
  if (link) return { link }
  const apiKey = body.get('apiKey')?.trim()
  return apiKey ? { apiKey } : undefined
}

/** Returns whether a browser reaches this host without a network, so that nobody can read an API key in transit. */
function isLoopback(host: string = ''): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i.test(host)
}
