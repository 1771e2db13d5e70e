import { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from '../domain/store.js'
import { contract } from './contract.js'
import type { Log } from './log.js'
import type { Metrics } from './metrics.js'

/** What is known of a request besides what HTTP says. */
export interface RequestFacts {
  /** Whose it is, once that is known. */
  access?: Access
  /** Why it failed, when that is the server's fault. */
  failure?: unknown
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set as soon as the request is watched. */
    facts: RequestFacts | null
  }
}

/** What the log is made from. */
export interface RequestLogServices {
  readonly log: Log
  readonly metrics: Metrics
  readonly basePath: string
}

/** Watches one request to its end; a second call for the same request does nothing. */
export type Watch = (request: FastifyRequest, reply: FastifyReply) => void

/** Writes one line for each request when it is over, and counts it. */
export function createWatch({ log, metrics, basePath }: RequestLogServices): Watch {
  const routes = new Set(contract.operations.map(({ path }) => basePath + path))
  return (request, reply) => {
    if (request.facts !== null) return
    const facts: RequestFacts = {}
    request.facts = facts
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
      // nginx's number for a client that closed the connection before the answer.
      const status = isAnswered ? reply.statusCode : 499
      const line =
        `"requestId":"${request.id}","method":${JSON.stringify(method)},` +
        `"path":${JSON.stringify(path)},"status":${status},"ms":${Math.round(ms * 10) / 10}`
      writeLine(log, facts, line)
    })
  }
}

/**
 * The query stays out of the log, as it holds email addresses; of the key only its id is there.
 *
 * Put together by hand: to stringify an object of these would take three times as long, on every request.
 */
function writeLine(log: Log, { access, failure }: RequestFacts, line: string): void {
  const owner = access ? `,"keyId":"${access.keyId}","programId":"${access.program.id}"` : ''
  if (failure === undefined) log.info(line + owner)
  else log.error(`${line}${owner},"failure":${JSON.stringify(toFailureFacts(failure))}`)
}

/** Database errors carry rows and values of bindings in other properties; those stay out. */
function toFailureFacts(failure: unknown): object {
  if (!(failure instanceof Error)) return { message: String(failure) }
  const { name, message, stack } = failure
  const code = 'code' in failure ? failure.code : undefined
  const cause = failure.cause instanceof Error ? { cause: failure.cause.message } : {}
  return { name, code, message, stack, ...cause }
}

/** An address without its query. */
export function toPath(url: string): string {
  const end = url.indexOf('?')
  return end === -1 ? url : url.slice(0, end)
}
