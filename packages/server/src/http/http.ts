import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import {
  type FastifyHttpOptions,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
} from 'fastify'
import { answerBrokenRequest, answerExpectations } from './broken-requests.js'
import { contract } from './contract.js'
import { toErrorAnswer } from './error-answers.js'
import type { Limits } from './limits.js'
import { type LogTarget, createLog } from './log.js'
import type { Metrics } from './metrics.js'
import { type Watch, createWatch, toPath } from './request-log.js'
import { type RouteServices, addRoutes, basePath } from './routes.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly noun?: string
  }
}

/** What the HTTP side is made from, besides the services of its routes. */
export interface HttpServices extends RouteServices {
  readonly metrics: Metrics
  readonly logger?: LogTarget | undefined
}

const bodyLimit = 64 * 1024

/** Creates the HTTP side of the server: routes from the contract, every answer in the contract's shape. */
export function createHttp(services: HttpServices): FastifyInstance {
  const { metrics, limits } = services
  const log = createLog(services.logger ?? false)
  const watch = createWatch({ log, metrics, basePath })
  const http: FastifyInstance = fastify({
    ...toServerOptions(limits),
    genReqId: services.createId,
    clientErrorHandler(error, socket) {
      const status = answerBrokenRequest(error, socket as Socket)
      if (status === 0) return
      metrics.countBroken(status)
      log.info(`"status":${status},"broken":${JSON.stringify(error.code)}`)
    },
    frameworkErrors(error, request, reply) {
      watch(request, reply)
      answerFailure(error, request, reply)
    },
  })
  http.decorateRequest('facts', null)
  http.addHook('onClose', async () => log.flush())
  http.server.maxConnections = limits.maxConnections
  answerExpectations(http.server)
  http.removeContentTypeParser('text/plain')
  http.setErrorHandler(answerFailure)
  http.setNotFoundHandler(answerUnknownRoute)
  addFirstHooks(http, watch)
  addRoutes(http, services)
  return http
}

function toServerOptions(limits: Limits): FastifyHttpOptions<Server> {
  return {
    bodyLimit,
    // Fastify turns Node's limits off; a client that trickles its request would hold a socket for ever.
    requestTimeout: limits.requestTimeoutMs,
    connectionTimeout: limits.stallTimeoutMs,
    keepAliveTimeout: limits.idleTimeoutMs,
    http: {
      headersTimeout: Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs),
      connectionsCheckingInterval: Math.min(1000, limits.headersTimeoutMs),
      // Node refuses without a body; `addFirstHooks` does it with one.
      requireHostHeader: false,
    },
    // What still arrives while the server stops is served, with Connection: close.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        allErrors: true,
        verbose: true,
      },
    },
  }
}

function addFirstHooks(http: FastifyInstance, watch: Watch): void {
  http.addHook('onRequest', (request, reply, done) => {
    watch(request, reply)
    reply.header('x-request-id', request.id)
    if (request.headers.host !== undefined || request.raw.httpVersion !== '1.1') done()
    else reply.code(400).send({ error: 400, message: 'A Host header is required' })
  })
}

function answerFailure(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const noun = request.routeOptions?.config.noun ?? 'request'
  const { status, message } = toErrorAnswer(error, { id: request.id, noun })
  if (status >= 500 && request.facts !== null) request.facts.failure = error
  if (status === 503) reply.header('retry-after', '1')
  void reply.code(status).send({ error: status, message })
}

function answerUnknownRoute(request: FastifyRequest, reply: FastifyReply): void {
  const path = toPath(request.url)
  const methods = contract.operations
    .filter((operation) => basePath + operation.path === path)
    .map(({ method }) => method)
  if (methods.length === 0) {
    const message = `There is nothing at ${path.slice(0, 100)}: the API is under ${basePath}`
    void reply.code(404).send({ error: 404, message })
    return
  }
  const message = `${path} takes ${methods.join(' and ')}, not ${request.method}`
  void reply.code(405).header('allow', methods.join(', ')).send({ error: 405, message })
}
