import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import type { Gatekeeper } from '../domain/access.js'
import { unauthorizedMessage } from '../domain/api-keys.js'
import type { Clock } from '../domain/identifiers.js'
import { createInputError } from '../domain/input.js'
import { isListing } from '../domain/listings.js'
import type { Program } from '../domain/programs.js'
import type { Store } from '../domain/store.js'
import { hasUnstorableText } from '../domain/unstorable-text.js'
import { createConnectionCounter } from './connections.js'
import { contract } from './contract.js'
import { handlers } from './handlers.js'
import { sendListing } from './listings.js'
import type { Limits } from './limits.js'
import type { Operation } from './operations.js'
import { createRateLimiter } from './rate-limit.js'
import type { RequestNotes } from './request-log.js'

/** Where the API begins, as the vendor has it. */
export const basePath = '/api/v1'

/** What the routes work with. */
export interface RouteServices {
  readonly store: Store
  readonly gatekeeper: Gatekeeper
  readonly limits: Limits
  readonly notes: RequestNotes
  readonly clock: Clock
  readonly createId: () => string
}

/** Adds every operation of the contract, each behind the API key of one programme. */
export function addRoutes(http: FastifyInstance, services: RouteServices): void {
  const { notes } = services
  const admit = createAdmission(services)
  for (const schema of Object.values(contract.schemas)) http.addSchema(schema)
  for (const operation of contract.operations) {
    http.route({
      method: operation.method,
      url: basePath + operation.path,
      schema: toRouteSchema(operation),
      config: { noun: operation.noun },
      onRequest: admit,
      preValidation: async (request) => assertReadable(request, operation),
      handler: async (request, reply) => {
        const program = notes.get(request)?.access?.program
        if (program === undefined) throw new Error('a handler ran without authentication')
        const answer = await runOperation(operation, request, { ...services, program })
        return isListing(answer) ? sendListing(reply, answer) : answer
      },
    })
  }
}

type Admission = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** Lets in who has a key, and not too much of one key at once. */
function createAdmission({ gatekeeper, limits, notes }: RouteServices): Admission {
  const connections = createConnectionCounter(limits.connectionsPerKey)
  const limiter = limits.rateLimit && createRateLimiter(limits.rateLimit)
  return async (request, reply) => {
    const access = await gatekeeper.readAccess(request.headers.authorization)
    if (access === undefined) return refuseUnauthorized(reply)
    const facts = notes.get(request)
    if (facts !== undefined) facts.access = access
    if (!connections.admit(request.raw.socket, access.keyId)) {
      reply.header('connection', 'close')
      return refuseTooMany(reply, 1, `connections: at most ${limits.connectionsPerKey} at once`)
    }
    const seconds = limiter?.take(access.keyId) ?? 0
    return seconds === 0 ? undefined : refuseTooMany(reply, seconds, 'requests')
  }
}

function toRouteSchema({ query, body }: Operation): object {
  return { ...(query ? { querystring: query } : {}), ...(body ? { body } : {}) }
}

function refuseUnauthorized(reply: FastifyReply): FastifyReply {
  return reply
    .code(401)
    .header('www-authenticate', 'Bearer')
    .send({ error: 401, message: unauthorizedMessage })
}

function refuseTooMany(reply: FastifyReply, seconds: number, what: string): FastifyReply {
  const message = `The API key has too many ${what}; try again in ${seconds} s`
  return reply.code(429).header('retry-after', String(seconds)).send({ error: 429, message })
}

/** Turns integers of the query into numbers; everything else has to be what it is. */
async function assertReadable(request: FastifyRequest, operation: Operation): Promise<void> {
  if (hasUnstorableText(request.body) || hasUnstorableText(request.query)) {
    throw createInputError('Text must not contain U+0000 or half of a surrogate pair')
  }
  const query = request.query as Record<string, unknown>
  const properties = (operation.query?.['properties'] ?? {}) as Record<string, { type?: string }>
  for (const [name, { type }] of Object.entries(properties)) {
    const value = query[name]
    const isInteger = type === 'integer' && typeof value === 'string' && /^-?\d{1,25}$/.test(value)
    if (isInteger) query[name] = Number(value)
  }
}

interface OperationServices extends RouteServices {
  readonly program: Program
}

function runOperation(
  operation: Operation,
  request: FastifyRequest,
  { program, store, clock, createId }: OperationServices,
): Promise<unknown> {
  const call = { program, data: store.forProgram(program.id), now: clock(), createId }
  return handlers[operation.id](call, operation.method === 'GET' ? request.query : request.body)
}
