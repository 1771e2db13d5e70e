import { Socket } from 'node:net'

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import type { Access } from '../domain/store.js'
import { contract } from './contract.js'
import type { Metrics } from './metrics.js'

/** What is known of a request besides what HTTP says. */
export interface RequestFacts {
  /** Whose it is, once that is known. */
  access?: Access
  /** Why it failed, when that is the server's fault. */
  failure?: unknown
}

/** What is known of the requests under way. */
export type RequestNotes = WeakMap<FastifyRequest, RequestFacts>

/** What the log is made from. */
export interface RequestLogServices {
  readonly notes: RequestNotes
  readonly metrics: Metrics
  readonly basePath: string
}

/** Watches one request to its end; a second call for the same request does nothing. */
export type Watch = (request: FastifyRequest, reply: FastifyReply) => void

/** Writes one line for each request when it is over, and counts it. */
export function createWatch({ notes, metrics, basePath }: RequestLogServices): Watch {
  const routes = new Set(contract.operations.map(({ path }) => basePath + path))
  return (request, reply) => {
    if (notes.has(request)) return
    const facts: RequestFacts = {}
    notes.set(request, facts)
    metrics.begin()
    const startedAt = performance.now()
    // Comes once, after the answer or when the client has gone.
    reply.raw.once('close', () => {
      const ms = performance.now() - startedAt
      const path = toPath(request.url)
      // A request made in process has no connection to break off.
      const isAnswered = reply.raw.writableFinished || !(request.raw.socket instanceof Socket)
      const route = routes.has(path) ? path : undefined
      const { method } = request
      if (isAnswered) metrics.end({ method, route, status: reply.statusCode, seconds: ms / 1000 })
      else metrics.abort()
      writeLine(request, facts, {
        method,
        path,
        // nginx's number for a client that closed the connection before the answer.
        status: isAnswered ? reply.statusCode : 499,
        ms: Math.round(ms * 10) / 10,
      })
    })
  }
}

/** The query stays out of the log, as it holds e-mail addresses; of the key only its id is there. */
function writeLine(request: FastifyRequest, facts: RequestFacts, line: object): void {
  const { access, failure } = facts
  const owner = access && { keyId: access.keyId, programId: access.program.id }
  const entry = { requestId: request.id, ...line, ...owner }
  if (failure === undefined) request.log.info(entry)
  else request.log.error({ ...entry, failure: toFailureFacts(failure) })
}

/** Database errors carry rows and values of bindings in other properties; those stay out. */
function toFailureFacts(failure: unknown): object {
  if (!(failure instanceof Error)) return { message: String(failure) }
  const { name, message, stack } = failure
  const code = 'code' in failure ? failure.code : undefined
  const cause = failure.cause instanceof Error ? { cause: failure.cause.message } : {}
  return { name, code, message, stack, ...cause }
}

/** Watches every request that gets as far as a route. */
export function addRequestLog(http: FastifyInstance, watch: Watch): void {
  http.addHook('onRequest', (request, reply, done) => {
    watch(request, reply)
    done()
  })
}

/** An address without its query. */
export function toPath(url: string): string {
  return url.split('?', 1)[0] ?? url
}
