import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from '../domain/records.js'
import type { ReadClientAddress } from './client-address.js'
import { contract } from './contract.js'
import { kitContract } from './kit-contract.js'
import { kitBasePath } from './kit-routes.js'
import { toLogText, type Log } from './log.js'
import type { Metrics } from './metrics.js'
import { basePath } from './routes.js'

/** Facts about a request that the log needs. */
export interface RequestFacts {
  /** The API key, once it has been checked. */
  access?: Access
  /** The error of a request that failed because of the server. */
  failure?: unknown
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set as soon as the request is observed. */
    facts: RequestFacts | null
  }
}

/** Services of the request log. */
export interface RequestLogServices {
  readonly log: Log
  readonly metrics: Metrics
  readonly readClientAddress: ReadClientAddress
}

/** Observes one request until it ends. A second call for the same request does nothing. */
export type WatchRequest = (request: FastifyRequest, reply: FastifyReply) => void

/** Creates a function that logs and counts each request when it ends. */
export function createRequestWatcher(services: RequestLogServices): WatchRequest {
  const { log, metrics, readClientAddress } = services
  const routes = new Set([
    ...contract.operations.map(({ path }) => basePath + path),
    ...kitContract.operations.map(({ path }) => kitBasePath + path),
  ])
  return (request, reply) => {
    if (request.facts !== null) return
    const facts: RequestFacts = {}
    request.facts = facts
    metrics.begin()
    const startedAt = performance.now()
    // A closed socket no longer has an address.
    const client = log.isOn ? readClientAddress(request.raw) : undefined
    // Emitted once, after the response or when the client disconnects.
    reply.raw.once('close', () => {
      const ms = performance.now() - startedAt
      const path = toPath(request.url)
      // An injected request has no socket and cannot be aborted.
      const isAnswered = reply.raw.writableFinished || !(request.raw.socket instanceof Socket)
      // A request with a method that its path does not accept has no route, but its path is known.
      const route = request.routeOptions?.url ?? (routes.has(path) ? path : undefined)
      const { method } = request
      if (isAnswered) metrics.end({ method, route, status: reply.statusCode, seconds: ms / 1000 })
      else metrics.abort()
      // 499 is nginx's status for a client that disconnected before the response.
      const status = isAnswered ? reply.statusCode : 499
      if (!log.isOn && facts.failure === undefined) return
      const line =
        `"requestId":"${request.id}","method":${JSON.stringify(method)},` +
        `"path":${toLogText(path)},"status":${status},"ms":${Math.round(ms * 10) / 10}` +
        toClientMembers(client, request.headers)
      writeLine(log, facts, line)
    })
  }
}

/**
 * Writes the line of a request, without its query, which can contain email addresses, and without the API key.
 *
 * The JSON is built by hand because stringifying an object takes three times as long, on every request.
 */
function writeLine(log: Log, { access, failure }: RequestFacts, line: string): void {
  const owner = access ? `,"keyId":"${access.keyId}","programId":"${access.program.id}"` : ''
  if (failure === undefined) log.info(line + owner)
  else log.error(`${line}${owner},"failure":${JSON.stringify(toFailureFacts(failure))}`)
}

const longestUserAgent = 256
const traceparentFormat: RegExp = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/

/** Describes the sender of a request, as far as it is known. */
function toClientMembers(client: string | undefined, headers: IncomingHttpHeaders): string {
  const { 'user-agent': userAgent, traceparent } = headers
  const address = client === undefined ? '' : `,"client":"${client}"`
  const agent =
    userAgent === undefined ? '' : `,"userAgent":${toLogText(userAgent.slice(0, longestUserAgent))}`
  const isTraced = typeof traceparent === 'string' && traceparentFormat.test(traceparent)
  return address + agent + (isTraced ? `,"traceparent":"${traceparent}"` : '')
}

// Only characters that need no escaping in JSON and in a header.
const requestIdFormat: RegExp = /^[\w.~:+/=-]{1,128}$/

/** Returns the id that a proxy or client gave the request, if it is well-formed. */
export function readRequestId({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  const id = headers['x-request-id']
  return typeof id === 'string' && requestIdFormat.test(id) ? id : undefined
}

/** Picks the properties to log. Others are left out, because database errors carry rows and bound values in them. */
export function toFailureFacts(failure: unknown): object {
  if (!(failure instanceof Error)) return { message: String(failure) }
  const { name, message, stack } = failure
  const code = 'code' in failure ? failure.code : undefined
  const cause = failure.cause instanceof Error ? { cause: failure.cause.message } : {}
  return { name, code, message, stack, ...cause }
}

/** Returns a URL without its query. */
export function toPath(url: string): string {
  const end = url.indexOf('?')
  return end === -1 ? url : url.slice(0, end)
}
