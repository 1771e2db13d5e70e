import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { toJsonSchema } from '@referly-kit/specs/json-schema'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { parse } from 'yaml'
import type { JsonObject, JsonValue, OperationId } from './contract-case.js'

/** One operation of the contract, with what a request and a check of its answer need. */
export interface ContractOperation {
  readonly id: OperationId
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly parameters: readonly string[]
  /** The properties that a request body may have. */
  readonly properties: readonly string[]
  readonly statuses: readonly number[]
}

interface DocumentOperation {
  readonly operationId: OperationId
  readonly parameters?: readonly { readonly name: string }[]
  readonly requestBody?: DocumentMessage
  readonly responses: Readonly<Record<string, DocumentMessage>>
}

interface DocumentMessage {
  readonly content?: Readonly<Record<string, DocumentContent>>
}

interface DocumentContent {
  readonly schema?: { readonly $ref?: string }
  readonly examples?: Readonly<Record<string, { readonly value: JsonValue }>>
}

interface DocumentSchema {
  readonly properties?: Readonly<Record<string, unknown>>
}

interface ContractDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentOperation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, DocumentSchema>> }
}

/** Where the compiled contract is. */
export const contractFile: string = fileURLToPath(
  import.meta.resolve('@referly-kit/specs/referly.yaml'),
)

/** The contract itself. */
export const contractDocument: JsonObject = parse(readFileSync(contractFile, 'utf8')) as JsonObject

const document = contractDocument as unknown as ContractDocument

/** Every operation of the contract, in its order. */
export const contractOperations: readonly ContractOperation[] = Object.entries(
  document.paths,
).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    id: operation.operationId,
    method: method === 'get' ? 'GET' : 'POST',
    path,
    parameters: (operation.parameters ?? []).map(({ name }) => name),
    properties: readProperties(operation),
    statuses: Object.keys(operation.responses).map(Number),
  })),
)

/** The contract names the schema of each request body by `$ref`. */
function readProperties({ requestBody }: DocumentOperation): readonly string[] {
  const name = requestBody?.content?.['application/json']?.schema?.$ref?.split('/').at(-1) ?? ''
  return Object.keys(document.components.schemas[name]?.properties ?? {})
}

/**
 * The operation with this id.
 *
 * @throws TypeError when the contract has none.
 */
export function readOperation(id: OperationId): ContractOperation {
  const operation = contractOperations.find((candidate) => candidate.id === id)
  if (operation === undefined) {
    throw new TypeError(`Expected an operationId of the contract, received ${id}: see referly.yaml`)
  }
  return operation
}

/** The value of a named example of an answer, or `undefined` when the contract has none of that name. */
export function readExample(
  id: OperationId,
  status: number,
  example: string,
): JsonValue | undefined {
  const { method, path } = readOperation(id)
  const response = document.paths[path]?.[method.toLowerCase()]?.responses[status]
  return response?.content?.['application/json']?.examples?.[example]?.value
}

/** What is wrong with a value; `undefined` when there is no schema at the place. */
export type Validate = (place: readonly string[], value: unknown) => readonly string[] | undefined

/** Validates values against the schemas of an OpenAPI document, each named by the keys that lead to it. */
export function createValidate(openapi: object): Validate {
  // `strict: false`: OpenAPI 3.0 has keywords that JSON Schema does not know, and the contract is linted elsewhere.
  const ajv = new Ajv({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addSchema(toJsonSchema(openapi), 'contract', false, false)
  return (place, value) => {
    const pointer = place.map(toPointerPart).join('/')
    const validate = ajv.getSchema(`contract#/${pointer}`) as ValidateFunction | undefined
    if (validate === undefined) return undefined
    return validate(value) ? [] : (validate.errors ?? []).map(toSentence)
  }
}

const validateContract = createValidate(contractDocument)

/**
 * How an answer breaks the contract's schema for its status; empty when it does not.
 *
 * @example
 * validateAnswer('createCoupon', 200, {}) //=> ["must have required property 'id'", ...]
 * validateAnswer('createCoupon', 418, {}) //=> ['status 418 is not documented for createCoupon']
 */
export function validateAnswer(id: OperationId, status: number, body: unknown): readonly string[] {
  const { method, path, statuses } = readOperation(id)
  if (!statuses.includes(status)) return [`status ${status} is not documented for ${id}`]
  const place = ['paths', path, method.toLowerCase(), 'responses', String(status)]
  const faults = validateContract([...place, 'content', 'application/json', 'schema'], body)
  return faults ?? [`status ${status} of ${id} has no schema`]
}

function toPointerPart(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
}

function toSentence(error: ErrorObject): string {
  return `${error.instancePath} ${error.message ?? error.keyword}`.trim()
}
