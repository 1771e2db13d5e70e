import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { OpenApiDocument, OpenApiOperation } from '@referly-kit/specs/document'
import { createValidate } from '@referly-kit/specs/validation'
import { parse } from 'yaml'
import type { JsonValue, OperationId } from './contract-case.js'

/** The HTTP method of an operation. */
type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** An operation of the contract, as far as requests and the checks of their responses need it. */
export interface ContractOperation {
  readonly id: OperationId
  readonly method: HttpMethod
  readonly path: string
  readonly parameters: readonly string[]
  /** The properties that a request body can have. */
  readonly properties: readonly string[]
  readonly statuses: readonly number[]
}

/** The path of the compiled contract. */
export const contractFile: string = fileURLToPath(
  import.meta.resolve('@referly-kit/specs/referly.yaml'),
)

/** The compiled contract. */
export const contractDocument: OpenApiDocument = parse(
  readFileSync(contractFile, 'utf8'),
) as OpenApiDocument

/** Every operation, in the order of the contract. */
export const contractOperations: readonly ContractOperation[] = Object.entries(
  contractDocument.paths,
).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    id: operation.operationId as OperationId,
    method: method.toUpperCase() as HttpMethod,
    path,
    parameters: (operation.parameters ?? []).map(({ name }) => name),
    properties: readProperties(operation),
    statuses: Object.keys(operation.responses).map(Number),
  })),
)

/** Every request body of the contract is a `$ref` to a named schema. */
function readProperties({ requestBody }: OpenApiOperation): readonly string[] {
  const name = requestBody?.content?.['application/json']?.schema?.$ref?.split('/').at(-1) ?? ''
  return Object.keys(contractDocument.components.schemas[name]?.properties ?? {})
}

/**
 * Returns the operation with an id.
 *
 * @throws TypeError if the contract has no such operation.
 */
export function readOperation(id: OperationId): ContractOperation {
  const operation = contractOperations.find((candidate) => candidate.id === id)
  if (operation === undefined) {
    throw new TypeError(
      `\`id\` must be an operationId of the contract, but was ${id}. See specs/referly.yaml.`,
    )
  }
  return operation
}

/** Returns the value of a named example of a response, or `undefined` if there is no such example. */
export function readExample(
  id: OperationId,
  status: number,
  example: string,
): JsonValue | undefined {
  const { method, path } = readOperation(id)
  const response = contractDocument.paths[path]?.[method.toLowerCase()]?.responses[status]
  return response?.content?.['application/json']?.examples?.[example]?.value as
    | JsonValue
    | undefined
}

/** Returns whether the contract documents a body for a status of an operation. */
export function hasBody(id: OperationId, status: number): boolean {
  const { method, path } = readOperation(id)
  const response = contractDocument.paths[path]?.[method.toLowerCase()]?.responses[status]
  return response?.content !== undefined
}

const validateContract = createValidate(contractDocument)

/**
 * Returns every violation of the contract's schema in a response, or an empty array if it is valid.
 *
 * @example
 * validateAnswer('createCoupon', 200, {}) //=> ["must have required property 'id'", ...]
 * validateAnswer('createCoupon', 418, {}) //=> ['status 418 is not documented for createCoupon']
 * validateAnswer('deleteSale', 204, '') //=> []
 */
export function validateAnswer(id: OperationId, status: number, body: unknown): readonly string[] {
  const { method, path, statuses } = readOperation(id)
  if (!statuses.includes(status)) return [`status ${status} is not documented for ${id}`]
  if (!hasBody(id, status)) {
    return body === '' ? [] : [`status ${status} of ${id} must have no body`]
  }
  const place = ['paths', path, method.toLowerCase(), 'responses', String(status)]
  const faults = validateContract([...place, 'content', 'application/json', 'schema'], body)
  return faults ?? [`status ${status} of ${id} has no schema`]
}
