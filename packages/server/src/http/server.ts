import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import {
  fastify,
  type FastifyHttpOptions,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { StaleProgramError } from '../domain/stale-terms.js'
import { createAdmission, sendError, type RouteServices } from './access.js'
import { BodyError, addBodyParser } from './bodies.js'
import { rejectConnect, rejectExpectations, sendBrokenRequestResponse } from './broken-requests.js'
import { createClientAddressReader } from './client-address.js'
import { addConsole } from './console.js'
import { toErrorBody, toErrorResponse } from './error-responses.js'
import { addKitRoutes, createKitHandlers } from './kit-routes.js'
import { createLog } from './log.js'
import type { ErrorBodyName } from './operations.js'
import { createRequestWatcher, readRequestId, type WatchRequest } from './request-log.js'
import { addRoutes } from './routes.js'
import { describeUnknownRoute, toErrorBodyName } from './unknown-routes.js'
import { compileValidator, noCompilers } from './validators.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly noun?: string
    readonly errorBody?: ErrorBodyName
  }
}

type HttpSettings = RouteServices['settings']

const bodyLimit = 64 * 1024

/** Creates the HTTP server: routes from the contract, every error in a shape that the contracts define. */
export function createHttp(services: RouteServices): FastifyInstance {
  const { metrics, settings } = services
  const log = createLog(settings.logger)
  const readClientAddress = createClientAddressReader(settings.trustProxy)
  const watch = createRequestWatcher({ log, metrics, readClientAddress })
  const reportBroken = ({ status, reason, remoteAddress }: BrokenRequest): void => {
    metrics.countBroken(status)
    const client = JSON.stringify(remoteAddress)
    log.info(`"status":${status},"broken":${JSON.stringify(reason)},"client":${client}`)
  }
  const http: FastifyInstance = fastify({
    ...toServerOptions(settings),
    genReqId: (request) => readRequestId(request) ?? services.createId(),
    clientErrorHandler(error, socket) {
      const { remoteAddress } = socket as Socket
      const status = sendBrokenRequestResponse(error, socket as Socket)
      if (status !== 0) reportBroken({ status, reason: error.code, remoteAddress })
    },
    frameworkErrors(error, request, reply) {
      watch(request, reply)
      sendFailure(error, request, reply)
    },
  })
  http.decorateRequest('facts', null)
  http.addHook('onClose', async () => log.flush())
  http.server.maxConnections = settings.maxConnections
  rejectExpectations(http.server)
  rejectConnect(http.server, (status, { socket: { remoteAddress } }) =>
    reportBroken({ status, reason: 'CONNECT', remoteAddress }),
  )
  http.setValidatorCompiler(compileValidator)
  addBodyParser(http)
  http.setErrorHandler(createErrorHandler(services))
  http.setNotFoundHandler(sendUnknownRoute)
  addFirstHooks(http, watch)
  addAllRoutes(http, services)
  return http
}

function addAllRoutes(http: FastifyInstance, services: RouteServices): void {
  const admission = createAdmission(services)
  addRoutes(http, services, admission)
  const { consoleDir: directory, webhooksAllowPrivate: allowPrivate } = services.settings
  addKitRoutes(http, createKitHandlers(services, { allowPrivate }), admission)
  if (directory !== undefined) addConsole(http, { ...services, directory })
}

/** A request that never reached a route. */
interface BrokenRequest {
  readonly status: number
  readonly reason: string
  readonly remoteAddress: string | undefined
}

function toServerOptions(settings: HttpSettings): FastifyHttpOptions<Server> {
  return {
    bodyLimit,
    // Fastify turns Node's timeouts off, so a client that trickles its request could hold a socket forever.
    requestTimeout: settings.requestTimeoutMs,
    connectionTimeout: settings.stallTimeoutMs,
    keepAliveTimeout: settings.idleTimeoutMs,
    http: {
      headersTimeout: Math.min(settings.headersTimeoutMs, settings.requestTimeoutMs),
      connectionsCheckingInterval: Math.min(1000, settings.headersTimeoutMs),
      // Node rejects a missing Host header without a body; `addFirstHooks` does it with one.
      requireHostHeader: false,
    },
    // Requests that arrive while the server stops are answered, with Connection: close.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    schemaController: noCompilers,
  }
}

function addFirstHooks(http: FastifyInstance, watch: WatchRequest): void {
  http.addHook('onRequest', (request, reply, done) => {
    watch(request, reply)
    reply.header('x-request-id', request.id)
    if (request.headers.host !== undefined || request.raw.httpVersion !== '1.1') done()
    else sendError(reply, { status: 400, message: 'The request has no Host header.' })
  })
}

/** Creates the function that responds to errors, and forgets a program that another process has changed. */
function createErrorHandler({ authenticator }: RouteServices): typeof sendFailure {
  return (error, request, reply) => {
    if (error instanceof StaleProgramError) authenticator.forget()
    sendFailure(error, request, reply)
  }
}

function sendFailure(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { noun = 'request', errorBody } = request.routeOptions?.config ?? {}
  const response = toErrorResponse(error, { id: request.id, noun })
  const { status } = response
  if (status >= 500 && request.facts !== null) request.facts.failure = error
  if (status === 503) reply.header('retry-after', '1')
  if (error instanceof BodyError && status === 415) reply.header('accept-encoding', 'identity')
  void reply.code(status).send(toErrorBody(response, errorBody ?? toErrorBodyName(request.url)))
}

function sendUnknownRoute(request: FastifyRequest, reply: FastifyReply): void {
  const { allow, ...response } = describeUnknownRoute(request.method, request.url)
  if (allow !== undefined) void reply.header('allow', allow)
  void reply.code(response.status).send(toErrorBody(response, toErrorBodyName(request.url)))
}
