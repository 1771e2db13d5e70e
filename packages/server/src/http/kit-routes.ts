import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { toPagePieces, toTextPieces, type RecordPage, type TextPage } from '../domain/listings.js'
import { createTextCheck, type Admission } from './access.js'
import { kitContract } from './kit-contract.js'
import type { KitHandlers, KitInput } from './kit-handlers.js'
import type { JsonSchema, KitOperation, KitOperationId } from './operations.js'
import { sendFile, sendListing, type KitFile } from './send-listing.js'

/** The path prefix of the kit API. None of it is under the path of Referly's API. */
export const kitBasePath = '/api/kit/v1'

/** Adds every operation of the kit API, each protected by an API key. */
export function addKitRoutes(
  http: FastifyInstance,
  handlers: KitHandlers,
  { authenticate, createCall }: Admission,
): void {
  for (const schema of Object.values(kitContract.schemas)) http.addSchema(schema)
  for (const operation of kitContract.operations) {
    // The boundary: the id ties a handler to its input, and the schemas of the route have validated it.
    const handle = handlers[operation.id] as (
      call: ReturnType<Admission['createCall']>,
      input: KitInput<KitOperationId>,
    ) => Promise<unknown>
    http.route({
      method: operation.method,
      url: kitBasePath + operation.path,
      schema: toRouteSchema(operation),
      config: { noun: operation.noun, errorBody: 'KitError' },
      onRequest: authenticate,
      preValidation: createTextCheck([operation.query, operation.params ?? {}]),
      handler: async (request, reply) => {
        const answer = await handle(createCall(request), toInput(request))
        return send(reply.code(operation.status), operation, answer)
      },
    })
  }
}

function toRouteSchema({ query, params, body }: KitOperation): Record<string, JsonSchema> {
  return { querystring: query, ...(params && { params }), ...(body && { body }) }
}

function toInput({ params, query, body }: FastifyRequest): KitInput<KitOperationId> {
  return { params, query, body } as KitInput<KitOperationId>
}

function send(
  reply: FastifyReply,
  operation: KitOperation,
  answer: unknown,
): FastifyReply | Promise<FastifyReply> {
  switch (operation.answer) {
    case 'page': {
      const page = answer as RecordPage<unknown> | TextPage
      const pieces = 'pieces' in page ? toTextPieces(page) : toPagePieces(page)
      return sendListing(reply, { kind: 'stream', isOne: true, pieces })
    }
    case 'file':
      return sendFile(reply, answer as KitFile)
    case 'json':
      return reply.send(answer)
  }
}
