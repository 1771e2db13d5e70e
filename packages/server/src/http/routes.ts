import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  preValidationHookHandler,
} from 'fastify'
import type { Gatekeeper } from '../domain/access.js'
import { unauthorizedMessage } from '../domain/api-keys.js'
import type { Clock } from '../domain/identifiers.js'
import { createInputError } from '../domain/input.js'
import { isListing } from '../domain/listings.js'
import type { Program } from '../domain/programs.js'
import type { Access, ProgramData, Store } from '../domain/store.js'
import { hasUnstorableText } from '../domain/unstorable-text.js'
import { createConnectionCounter } from './connections.js'
import { contract } from './contract.js'
import { handlers } from './handlers.js'
import type { Limits } from './limits.js'
import { sendListing } from './listings.js'
import type { Operation } from './operations.js'
import { createRateLimiter } from './rate-limit.js'

/** Where the API begins, as the vendor has it. */
export const basePath = '/api/v1'

/** What the routes work with. */
export interface RouteServices {
  readonly store: Store
  readonly gatekeeper: Gatekeeper
  readonly limits: Limits
  readonly clock: Clock
  readonly createId: () => string
}

/** Adds every operation of the contract, each behind the API key of one program. */
export function addRoutes(http: FastifyInstance, services: RouteServices): void {
  const admit = createAdmission(services)
  const readData = createDataReader(services.store)
  for (const schema of Object.values(contract.schemas)) http.addSchema(schema)
  for (const operation of contract.operations) {
    http.route({
      method: operation.method,
      url: basePath + operation.path,
      schema: toRouteSchema(operation),
      config: { noun: operation.noun },
      onRequest: admit,
      preValidation: createReadabilityCheck(operation),
      handler: async (request, reply) => {
        const program = request.facts?.access?.program
        if (program === undefined) throw new Error('a handler ran without authentication')
        const { createId, clock } = services
        const call = { program, data: readData(program), now: clock(), createId }
        const input = operation.method === 'GET' ? request.query : request.body
        const answer = await handlers[operation.id](call, input)
        return isListing(answer) ? sendListing(reply, answer) : answer
      },
    })
  }
}

type DataReader = (program: Program) => ProgramData

/** The data of a program is reached in the same way by each of its requests. */
function createDataReader(store: Store): DataReader {
  const known = new WeakMap<Program, ProgramData>()
  return (program) => {
    let data = known.get(program)
    if (data === undefined) known.set(program, (data = store.forProgram(program.id)))
    return data
  }
}

/** Lets in who has a key, and not too much of one key at once; without a promise when the key is known. */
function createAdmission({ gatekeeper, limits }: RouteServices): onRequestHookHandler {
  const connections = createConnectionCounter(limits.connectionsPerKey)
  const limiter = limits.rateLimit && createRateLimiter(limits.rateLimit)
  const refuse = (access: Access, request: FastifyRequest, reply: FastifyReply): boolean => {
    if (request.facts !== null) request.facts.access = access
    if (!connections.admit(request.raw.socket, access.keyId)) {
      reply.header('connection', 'close')
      refuseTooMany(reply, 1, `connections: at most ${limits.connectionsPerKey} at once`)
      return true
    }
    const seconds = limiter?.take(access.keyId) ?? 0
    if (seconds > 0) refuseTooMany(reply, seconds, 'requests')
    return seconds > 0
  }
  return (request, reply, done) => {
    const admit = (access: Access | undefined): void => {
      if (access === undefined) refuseUnauthorized(reply)
      else if (!refuse(access, request, reply)) done()
    }
    const access = gatekeeper.readAccess(request.headers.authorization)
    if (access instanceof Promise) access.then(admit, done)
    else admit(access)
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
function createReadabilityCheck({ query }: Operation): preValidationHookHandler {
  const properties = (query?.['properties'] ?? {}) as Record<string, { type?: string }>
  const integers = Object.keys(properties).filter((name) => properties[name]?.type === 'integer')
  return (request, _reply, done) => {
    const values = request.query as Record<string, unknown>
    if (hasUnstorableText(request.body) || hasUnstorableText(values)) {
      done(createInputError('Text must not contain U+0000 or half of a surrogate pair'))
      return
    }
    for (const name of integers) {
      const value = values[name]
      if (typeof value === 'string' && /^-?\d{1,25}$/.test(value)) values[name] = Number(value)
    }
    done()
  }
}
