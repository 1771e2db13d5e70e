import type {
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  preValidationHookHandler,
} from 'fastify'
import { unauthorizedMessage } from '../domain/api-keys.js'
import type { Authenticator } from '../domain/authentication.js'
import type { Call } from '../domain/call.js'
import type { Clock } from '../domain/identifiers.js'
import type { ProgramData, Store } from '../domain/ports.js'
import type { Program } from '../domain/programs.js'
import type { Access } from '../domain/records.js'
import type { Sessions } from '../domain/sessions.js'
import { hasUnstorableText } from '../domain/unstorable-text.js'
import { ServerError } from '../errors.js'
import type { Settings } from '../settings.js'
import { createConnectionCounter } from './connections.js'
import { toErrorBody, type ErrorResponse } from './error-responses.js'
import type { Metrics } from './metrics.js'
import type { JsonSchema } from './operations.js'
import { createRateLimiter } from './rate-limit.js'
import { createRequestAuthenticator } from './session-cookie.js'

/** Services that the routes need. */
export interface RouteServices {
  readonly store: Store
  readonly authenticator: Authenticator
  readonly sessions: Sessions
  readonly settings: Settings
  readonly metrics: Metrics
  readonly clock: Clock
  readonly createId: () => string
}

/** The parts that the routes of both APIs share, so that an API key has the same limits in both. */
export interface Admission {
  /** Checks the API key and its limits. */
  readonly authenticate: onRequestHookHandler
  /** Turns an authenticated request into a call. */
  readonly createCall: (request: FastifyRequest) => Call
}

/** Creates the parts that the routes of both APIs share. */
export function createAdmission(services: RouteServices): Admission {
  return { authenticate: createAuthHook(services), createCall: createCallFactory(services) }
}

/** Creates a function that turns a request into a call; the data of a program is reached through one object. */
function createCallFactory({
  store,
  createId,
  clock,
}: RouteServices): (request: FastifyRequest) => Call {
  const dataOf = new WeakMap<Program, ProgramData>()
  return (request) => {
    const access = request.facts?.access
    if (access === undefined) throw new Error('a handler ran without authentication')
    const { program, keyId } = access
    let data = dataOf.get(program)
    if (data === undefined) dataOf.set(program, (data = store.forProgram(program.id)))
    return { program, keyId, data, now: clock(), createId }
  }
}

/** Creates the hook that checks the API key and its limits; for a cached key it works without a promise. */
function createAuthHook(services: RouteServices): onRequestHookHandler {
  const { settings, metrics } = services
  const authenticate = createRequestAuthenticator(services)
  const connections = createConnectionCounter(settings.connectionsPerKey)
  const limiter = settings.rateLimit && createRateLimiter(settings.rateLimit)
  const isRefused = (access: Access, request: FastifyRequest, reply: FastifyReply): boolean => {
    if (request.facts !== null) request.facts.access = access
    if (!connections.admit(request.raw.socket, access.keyId)) {
      metrics.countRejected('connections')
      reply.header('connection', 'close')
      const limit = settings.connectionsPerKey
      sendTooMany(reply, 1, `The API key has too many connections; the limit is ${limit}.`)
      return true
    }
    const seconds = limiter?.take(access.keyId) ?? 0
    if (seconds === 0) return false
    metrics.countRejected('rate_limit')
    sendTooMany(reply, seconds, 'The API key has made too many requests.')
    return true
  }
  return (request, reply, done) => {
    const admit = (access: Access | undefined): void => {
      if (access === undefined) sendUnauthorized(reply)
      else if (!isRefused(access, request, reply)) done()
    }
    const access = authenticate(request.headers)
    if (access instanceof Promise) access.then(admit, done)
    else admit(access)
  }
}

function sendUnauthorized(reply: FastifyReply): FastifyReply {
  void reply.header('www-authenticate', 'Bearer')
  return sendError(reply, { status: 401, message: unauthorizedMessage })
}

/** Sends a 429 with the number of seconds to wait. */
export function sendTooMany(reply: FastifyReply, seconds: number, fact: string): FastifyReply {
  void reply.header('retry-after', String(seconds))
  return sendError(reply, { status: 429, message: `${fact} Try again in ${seconds} s.` })
}

/** Sends an error in the shape of the API that the request was made to. */
export function sendError(reply: FastifyReply, response: ErrorResponse): FastifyReply {
  const isKit = reply.request.routeOptions.config.errorBody === 'KitError'
  return reply.code(response.status).send(toErrorBody(response, isKit ? 'KitError' : 'Error'))
}

/**
 * Creates the hook that refuses unstorable text, and turns parameters, which arrive as text, into values of their
 * types.
 */
export function createTextCheck(schemas: readonly JsonSchema[]): preValidationHookHandler {
  const types = schemas.flatMap((schema) => {
    const properties = (schema['properties'] ?? {}) as Record<string, { type?: string }>
    return Object.entries(properties).filter(([, { type = '' }]) => type in converters)
  })
  return (request, _reply, done) => {
    const query = request.query as Record<string, unknown>
    const params = request.params as Record<string, unknown>
    if ([request.body, query, params].some(hasUnstorableText)) {
      const message =
        'Text cannot contain U+0000 or an unpaired surrogate, or start with a byte order mark.'
      done(new ServerError('INVALID_INPUT', message))
      return
    }
    for (const [name, { type = '' }] of types) {
      const values = name in params ? params : query
      const value = values[name]
      if (value !== undefined) values[name] = converters[type]?.(value)
    }
    done()
  }
}

type Convert = (value: unknown) => unknown

/** Creates a converter that leaves text of another form to the schema, which names the fault. */
function toNumberLike(form: RegExp): Convert {
  return (value) => (typeof value === 'string' && form.test(value) ? Number(value) : value)
}

const booleans: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['false', false],
])

const converters: Readonly<Record<string, Convert>> = {
  integer: toNumberLike(/^-?\d{1,25}$/),
  number: toNumberLike(/^-?\d{1,25}(?:\.\d{1,25})?$/),
  boolean: (value) => booleans.get(value) ?? value,
  // A parameter that is given once arrives as one text.
  array: (value) => (Array.isArray(value) ? value : [value]),
}
