import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  preValidationHookHandler,
  RouteHandlerMethod,
} from 'fastify'
import { unauthorizedMessage } from '../domain/api-keys.js'
import type { Authenticator } from '../domain/authentication.js'
import type { Call } from '../domain/call.js'
import type { Clock } from '../domain/identifiers.js'
import type { ProgramData, Store } from '../domain/ports.js'
import type { Program } from '../domain/programs.js'
import type { Access } from '../domain/records.js'
import { hasUnstorableText } from '../domain/unstorable-text.js'
import { ServerError } from '../errors.js'
import type { Settings } from '../settings.js'
import { createConnectionCounter } from './connections.js'
import { contract } from './contract.js'
import { changeHandlers, listHandlers } from './handlers.js'
import type { Metrics } from './metrics.js'
import type { Operation } from './operations.js'
import { createRateLimiter } from './rate-limit.js'
import { sendListing } from './send-listing.js'
import { createVendorLimiter, type VendorLimiter } from './vendor-limits.js'

/** The path prefix of the API, the same as Referly's. */
export const basePath = '/api/v1'

/** Services that the routes need. */
export interface RouteServices {
  readonly store: Store
  readonly authenticator: Authenticator
  readonly settings: Settings
  readonly metrics: Metrics
  readonly clock: Clock
  readonly createId: () => string
}

/** Adds every operation of the contract, each protected by an API key. */
export function addRoutes(http: FastifyInstance, services: RouteServices): void {
  const authenticate = createAuthHook(services)
  const limiter = services.settings.limits && createVendorLimiter()
  const createCall = createCallFactory(services)
  for (const schema of Object.values(contract.schemas)) http.addSchema(schema)
  for (const operation of contract.operations) {
    http.route({
      method: operation.method,
      url: basePath + operation.path,
      schema: toRouteSchema(operation),
      config: toRouteConfig(operation),
      onRequest:
        limiter === undefined
          ? authenticate
          : [createLimitHook(operation, limiter, services.metrics), authenticate],
      preValidation: createTextCheck(operation),
      handler: createHandler(operation, createCall),
    })
  }
}

function toRouteConfig(operation: Operation): FastifyContextConfig {
  const { noun } = operation
  return operation.method === 'GET' ? { noun } : { noun, errorBody: operation.errorBody }
}

function createHandler(
  operation: Operation,
  createCall: (request: FastifyRequest) => Call,
): RouteHandlerMethod {
  // The schemas of the route have validated the query and the body.
  if (operation.method === 'GET') {
    const list = listHandlers[operation.id]
    return async (request, reply) =>
      sendListing(reply, await list(createCall(request), request.query as never))
  }
  const change = changeHandlers[operation.id]
  if (operation.status === 200) {
    return (request) => change(createCall(request), request.body as never)
  }
  return async (request, reply) => {
    await change(createCall(request), request.body as never)
    return reply.code(operation.status).send()
  }
}

/** Creates a function that turns a request into a call; the data of a program is reached through one object. */
function createCallFactory({
  store,
  createId,
  clock,
}: RouteServices): (request: FastifyRequest) => Call {
  const dataOf = new WeakMap<Program, ProgramData>()
  return (request) => {
    const program = request.facts?.access?.program
    if (program === undefined) throw new Error('a handler ran without authentication')
    let data = dataOf.get(program)
    if (data === undefined) dataOf.set(program, (data = store.forProgram(program.id)))
    return { program, data, now: clock(), createId }
  }
}

/** Creates the hook that checks the API key and its limits; for a cached key it works without a promise. */
function createAuthHook({ authenticator, settings, metrics }: RouteServices): onRequestHookHandler {
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
    const access = authenticator.authenticate(request.headers.authorization)
    if (access instanceof Promise) access.then(admit, done)
    else admit(access)
  }
}

/** Creates the hook that refuses requests beyond Referly's limits. */
function createLimitHook(
  { method, path }: Operation,
  limiter: VendorLimiter,
  metrics: Metrics,
): onRequestHookHandler {
  return (request, reply, done) => {
    const { authorization } = request.headers
    const exceeded = limiter.take({ method, path, authorization })
    if (exceeded === undefined) return done()
    metrics.countRejected('rate_limit')
    sendTooMany(reply, exceeded.seconds, exceeded.fact)
  }
}

function toRouteSchema(operation: Operation): object {
  return operation.method === 'GET' ? { querystring: operation.query } : { body: operation.body }
}

function sendUnauthorized(reply: FastifyReply): FastifyReply {
  return reply
    .code(401)
    .header('www-authenticate', 'Bearer')
    .send({ error: 401, message: unauthorizedMessage })
}

function sendTooMany(reply: FastifyReply, seconds: number, fact: string): FastifyReply {
  const message = `${fact} Try again in ${seconds} s.`
  return reply.code(429).header('retry-after', String(seconds)).send({ error: 429, message })
}

/** Creates the hook that refuses unstorable text, and turns integers of a query into numbers. */
function createTextCheck(operation: Operation): preValidationHookHandler {
  const query = operation.method === 'GET' ? operation.query : {}
  const properties = (query['properties'] ?? {}) as Record<string, { type?: string }>
  const integers = Object.keys(properties).filter((name) => properties[name]?.type === 'integer')
  return (request, _reply, done) => {
    const values = request.query as Record<string, unknown>
    if (hasUnstorableText(request.body) || hasUnstorableText(values)) {
      const message = 'Text cannot contain U+0000 or an unpaired surrogate.'
      done(new ServerError('INVALID_INPUT', message))
      return
    }
    for (const name of integers) {
      const value = values[name]
      if (typeof value === 'string' && /^-?\d{1,25}$/.test(value)) values[name] = Number(value)
    }
    done()
  }
}
