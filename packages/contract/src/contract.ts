import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { parse } from 'yaml'
import type { JsonObject, JsonValue, OperationId } from './contract-case.js'

/** One operation of the contract, with the parts that requests and checks need. */
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

/** The path of the compiled contract. */
export const contractFile: string = fileURLToPath(
  import.meta.resolve('@referly-kit/specs/referly.yaml'),
)

/** The compiled contract. */
export const contractDocument: JsonObject = parse(readFileSync(contractFile, 'utf8')) as JsonObject

const document = contractDocument as unknown as ContractDocument

/** The operations of the contract, in its order. */
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
 * Returns the operation with an id.
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

/** Returns the value of a named example of an answer; `undefined` when the contract has no such example. */
export function readExample(
  id: OperationId,
  status: number,
  example: string,
): JsonValue | undefined {
  const { method, path } = readOperation(id)
  const response = document.paths[path]?.[method.toLowerCase()]?.responses[status]
  return response?.content?.['application/json']?.examples?.[example]?.value
}

/** Returns the faults of a value; `undefined` when the place has no schema. */
export type Validate = (place: readonly string[], value: unknown) => readonly string[] | undefined

/** Creates a validator for the schemas of an OpenAPI document, each named by the keys that lead to it. */
export function createValidate(openapi: object): Validate {
  // `strict: false`, because OpenAPI 3.0 has keywords that JSON Schema lacks, and the contract is linted elsewhere.
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

/** In OpenAPI 3.0 `exclusiveMinimum: true` belongs to `minimum`; in JSON Schema it is the number itself. */
function toJsonSchema(openapi: object): object {
  return JSON.parse(JSON.stringify(openapi), (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value
    const { minimum, exclusiveMinimum, ...rest } = value as Readonly<Record<string, unknown>>
    return exclusiveMinimum === true ? { ...rest, exclusiveMinimum: minimum } : value
  }) as object
}

const validateContract = createValidate(contractDocument)

/**
 * Returns the faults of an answer by the contract's schema for its status.
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
