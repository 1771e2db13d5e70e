import type { Socket } from 'node:net'

import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'
import { fastify, LogController } from 'fastify'

import { contract } from './contract.js'
import { toErrorAnswer } from './error-answers.js'
import type { RouteServices } from './routes.js'
import { addRoutes, basePath } from './routes.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly noun?: string
  }
}

/** Where log lines go: `true` for standard output, or anything with `write`. */
export type LogTarget = boolean | { write(line: string): void }

const bodyLimit = 64 * 1024

/** Makes the HTTP side of the server: routes from the contract, every answer in the contract's shape. */
export function createHttp(services: RouteServices, logger: LogTarget = false): FastifyInstance {
  const http = fastify({
    logger: toLoggerOptions(logger),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    // Fastify turns Node's limits off; a client that trickles its request would hold a socket for ever.
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 1000 },
    exposeHeadRoutes: false,
    genReqId: services.createId,
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: answerFailure,
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        allErrors: true,
        verbose: true,
      },
    },
  })
  http.removeContentTypeParser('text/plain')
  http.setErrorHandler(answerFailure)
  http.setNotFoundHandler(answerUnknownRoute)
  http.addHook('onResponse', logRequest)
  addRoutes(http, services)
  return http
}

function toLoggerOptions(logger: LogTarget): NonNullable<FastifyServerOptions['logger']> {
  if (logger === false) return false
  const redact = ['req.headers.authorization', 'headers.authorization']
  return { redact, ...(logger === true ? {} : { stream: logger }) }
}

function answerFailure(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const noun = request.routeOptions?.config.noun ?? 'request'
  const { status, message } = toErrorAnswer(error, { id: request.id, noun })
  if (status >= 500) request.log.error({ err: error }, 'request failed')
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

/** The query stays out of the log: it holds e-mail addresses. */
async function logRequest(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  request.log.info({
    method: request.method,
    path: toPath(request.url),
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
  })
}

function toPath(url: string): string {
  return url.split('?', 1)[0] ?? url
}

/** A request that is no HTTP, too large or too slow: there is no request object to answer through. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = toBrokenStatus(error.code)
  const body = JSON.stringify({ error: status.code, message: status.message })
  socket.end(
    `HTTP/1.1 ${status.code} ${status.phrase}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}

function toBrokenStatus(code: string | undefined): {
  code: number
  phrase: string
  message: string
} {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const message = 'The headers are too large'
    return { code: 431, phrase: 'Request Header Fields Too Large', message }
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return { code: 408, phrase: 'Request Timeout', message: 'The request took too long to arrive' }
  }
  return { code: 400, phrase: 'Bad Request', message: 'The request is not valid HTTP' }
}
