import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type {
  OpenApiDocument,
  OpenApiMessage,
  OpenApiParameter,
  OpenApiSchema,
} from '@referly-kit/specs/document'
import { createValidate } from '@referly-kit/specs/validation'
import { parse } from 'yaml'
import type { JsonObject } from '../contract-case.js'
import type { KitOperationId } from './kit-case.js'

/** An operation of the kit API, as far as requests and the checks of their responses need it. */
export interface KitOperation {
  readonly id: KitOperationId
  readonly method: string
  readonly path: string
  readonly parameters: readonly OpenApiParameter[]
  /** The properties that a request body can have. */
  readonly properties: readonly string[]
  /** The first example of a request body. */
  readonly example: JsonObject | undefined
  readonly responses: Readonly<Record<string, OpenApiMessage>>
}

/** The path of the kit API's contract. */
export const kitContractFile: string = fileURLToPath(
  import.meta.resolve('@referly-kit/specs/kit.yaml'),
)

const document = parse(readFileSync(kitContractFile, 'utf8')) as OpenApiDocument

/** Every operation of the kit API. */
export const kitOperations: readonly KitOperation[] = Object.entries(document.paths).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(
      ([method, { operationId, parameters, requestBody, responses }]) => ({
        id: operationId as KitOperationId,
        method: method.toUpperCase(),
        path,
        parameters: (parameters ?? []).map(resolve),
        properties: listProperties(requestBody?.content?.['application/json']?.schema ?? {}),
        example: readExample(requestBody),
        responses: Object.fromEntries(
          Object.entries(responses).map(([status, response]) => [status, resolve(response)]),
        ),
      }),
    ),
)

function readExample(message: OpenApiMessage | undefined): JsonObject | undefined {
  const [example] = Object.values(message?.content?.['application/json']?.examples ?? {})
  return example?.value as JsonObject | undefined
}

/** Returns the component that a reference refers to, and anything else as it is. */
function resolve<Part extends { readonly $ref?: string }>(part: Part): Part {
  const [, , kind = '', name = ''] = part.$ref?.split('/') ?? []
  const components: unknown = document.components
  const parts = components as Readonly<Record<string, Readonly<Record<string, Part>>>>
  return parts[kind]?.[name] ?? part
}

function listProperties(schema: OpenApiSchema): readonly string[] {
  const { properties = {}, allOf = [], oneOf = [], anyOf = [] } = resolve(schema)
  const parts = [...allOf, ...oneOf, ...anyOf].flatMap(listProperties)
  return [...new Set([...Object.keys(properties), ...parts])]
}

/**
 * Returns the operation with an id.
 *
 * @throws TypeError if the contract has no such operation.
 */
export function readKitOperation(id: KitOperationId): KitOperation {
  const operation = kitOperations.find((candidate) => candidate.id === id)
  if (operation === undefined) throw new TypeError(`specs/kit.yaml has no operation ${id}.`)
  return operation
}

const validate = createValidate(document)

/** Returns every violation of the contract's schema in a response, or an empty array if it is valid. */
export function findKitFaults(
  id: KitOperationId,
  status: number,
  { contentType, body }: { readonly contentType: string; readonly body: unknown },
): readonly string[] {
  const response = readKitOperation(id).responses[status]
  if (response === undefined) return [`status ${status} is not documented for ${id}`]
  const types = Object.keys(response.content ?? {})
  if (types.length === 0) return body === '' ? [] : ['the body must be empty']
  const type = contentType.split(';', 1)[0] ?? ''
  if (!types.includes(type)) return [`expected ${types.join(' or ')}, received ${type}`]
  const schema = response.content?.[type]?.schema?.$ref
  // A schema without a name is checked where it is written.
  const { method, path } = readKitOperation(id)
  const place = schema?.slice(2).split('/') ?? [
    'paths',
    path,
    method.toLowerCase(),
    'responses',
    String(status),
    'content',
    type,
    'schema',
  ]
  return type === 'application/json' ? (validate(place, body) ?? ['the body has no schema']) : []
}
