import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { parseBearer, toKeyHash, unauthorizedMessage } from '../domain/api-keys.js'
import type { Clock } from '../domain/identifiers.js'
import { createInputError } from '../domain/input.js'
import type { Program } from '../domain/programs.js'
import type { Store } from '../domain/store.js'
import { contract } from './contract.js'
import { handlers } from './handlers.js'
import type { Operation } from './operations.js'
import { hasUnstorableText } from './unstorable-text.js'

/** Where the API begins, as the vendor has it. */
export const basePath = '/api/v1'

/** What the routes work with. */
export interface RouteServices {
  readonly store: Store
  readonly clock: Clock
  readonly createId: () => string
}

/** Adds every operation of the contract, each behind the API key of one programme. */
export function addRoutes(http: FastifyInstance, services: RouteServices): void {
  const programs = new WeakMap<FastifyRequest, Program>()
  for (const schema of Object.values(contract.schemas)) http.addSchema(schema)
  for (const operation of contract.operations) {
    http.route({
      method: operation.method,
      url: basePath + operation.path,
      schema: toRouteSchema(operation),
      config: { noun: operation.noun },
      onRequest: async (request, reply) => {
        const program = await readProgram(services.store, request)
        if (program === undefined) return refuseUnauthorized(reply)
        programs.set(request, program)
        return undefined
      },
      preValidation: async (request) => assertReadable(request, operation),
      handler: (request) => {
        const program = programs.get(request)
        if (program === undefined) throw new Error('a handler ran without authentication')
        return runOperation(operation, request, { ...services, program })
      },
    })
  }
}

function toRouteSchema({ query, body }: Operation): object {
  return { ...(query ? { querystring: query } : {}), ...(body ? { body } : {}) }
}

async function readProgram(store: Store, request: FastifyRequest): Promise<Program | undefined> {
  const key = parseBearer(request.headers.authorization)
  return key === undefined ? undefined : store.programs.findByKeyHash(toKeyHash(key))
}

function refuseUnauthorized(reply: FastifyReply): FastifyReply {
  return reply
    .code(401)
    .header('www-authenticate', 'Bearer')
    .send({ error: 401, message: unauthorizedMessage })
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
