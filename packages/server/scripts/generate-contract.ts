import { readFileSync, writeFileSync } from 'node:fs'
import type {
  OpenApiDocument,
  OpenApiMessage,
  OpenApiOperation,
  OpenApiParameter,
  OpenApiSchema,
} from '@referly-kit/specs/document'
import { toJsonSchema } from '@referly-kit/specs/json-schema'
import { parse } from 'yaml'
import { longestText } from '../src/domain/unstorable-text.js'
import type {
  ChangeOperation,
  Contract,
  ErrorBodyName,
  JsonSchema,
  KitOperation,
  ListOperation,
  Operation,
} from '../src/http/operations.js'

/** An API of the server: its contract, and the module that is generated from it. */
interface Api<AnyOperation> {
  readonly source: string
  readonly target: string
  readonly head: string
  /** Keeps the names of its schemas apart from those of the other API. */
  readonly prefix: string
  toOperation(input: OperationInput): AnyOperation
}

/** An operation of a contract, with its address. */
interface OperationInput {
  readonly path: string
  readonly method: string
  readonly operation: OpenApiOperation
  readonly spec: OpenApiDocument
}

const referlyApi: Api<Operation> = {
  source: 'referly.yaml',
  target: 'contract.ts',
  head: `import type { Contract } from './operations.js'

/** The contract's operations and the schemas of their bodies. */
export const contract: Contract = `,
  prefix: '',
  toOperation,
}

const kitApi: Api<KitOperation> = {
  source: 'kit.yaml',
  target: 'kit-contract.ts',
  head: `import type { Contract, KitOperation } from './operations.js'

/** The kit API's operations and the schemas of their bodies. */
export const kitContract: Contract<KitOperation> = `,
  prefix: 'kit.',
  toOperation: toKitOperation,
}

function toContract<AnyOperation>(
  spec: OpenApiDocument,
  api: Api<AnyOperation>,
): Contract<AnyOperation> {
  const operations = Object.entries(spec.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) =>
      api.toOperation({ path, method, operation, spec }),
    ),
  )
  const names = listReferences(operations, spec.components.schemas)
  const schemas = Object.entries(spec.components.schemas)
    .filter(([name]) => names.has(name))
    .map(([name, schema]) => {
      const id = api.prefix + name
      return [id, { $id: id, ...limitTexts(toSchema(schema, api.prefix)) }]
    })
  return { operations, schemas: Object.fromEntries(schemas) as Contract['schemas'] }
}

/** Returns the names of the schemas that a value refers to, directly or through other schemas. */
function listReferences(
  value: unknown,
  schemas: Readonly<Record<string, OpenApiSchema>>,
): Set<string> {
  const names = new Set<string>()
  const add = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(
      /"\$ref":"(?:kit\.)?([A-Za-z]+)#"/g,
    )) {
      if (names.has(name)) continue
      names.add(name)
      add(toSchema(schemas[name] ?? {}))
    }
  }
  add(value)
  return names
}

function toOperation({ path, method, operation }: OperationInput): Operation {
  const { operationId, parameters = [], responses } = operation
  const noun = toNoun(path)
  if (method === 'get') {
    const query = toParameterSchema(parameters)
    return { id: operationId as ListOperation['id'], method: 'GET', path, noun, query }
  }
  return {
    id: operationId as ChangeOperation['id'],
    method: method.toUpperCase() as ChangeOperation['method'],
    path,
    noun,
    body: toBodySchema(operation) ?? {},
    status: responses['204'] === undefined ? 200 : 204,
    errorBody: toErrorBody(responses),
  }
}

function toKitOperation({ path, method, operation, spec }: OperationInput): KitOperation {
  const { operationId, parameters = [], responses } = operation
  const named = parameters.map((parameter) => resolve(parameter, spec))
  const inPath = named.filter((parameter) => parameter.in === 'path')
  const body = toBodySchema(operation, kitApi.prefix)
  const status = (['200', '201', '204'] as const).find((code) => responses[code] !== undefined)
  return {
    id: operationId as KitOperation['id'],
    method: method.toUpperCase() as KitOperation['method'],
    path: path.replace(/\{(\w+)\}/g, ':$1'),
    noun: toNoun(path),
    query: toParameterSchema(
      named.filter((parameter) => parameter.in === 'query'),
      kitApi.prefix,
    ),
    ...(inPath.length > 0 && { params: toParameterSchema(inPath, kitApi.prefix) }),
    ...(body && { body }),
    status: Number(status) as KitOperation['status'],
    answer: toAnswer(resolve(responses[status ?? ''] ?? {}, spec).content, spec),
  }
}

function toAnswer(
  content: OpenApiMessage['content'],
  spec: OpenApiDocument,
): KitOperation['answer'] {
  const json = content?.['application/json']
  if (json === undefined) return content === undefined ? 'json' : 'file'
  const { properties } = resolve(json.schema ?? {}, spec)
  return properties?.['data'] && properties['nextCursor'] ? 'page' : 'json'
}

/** Returns the component that a reference refers to, and anything else unchanged. */
function resolve<Part extends { readonly $ref?: string }>(part: Part, spec: OpenApiDocument): Part {
  if (part.$ref === undefined) return part
  const [, kind = '', name = ''] = part.$ref.slice(1).split('/').slice(1)
  const components = spec.components as Readonly<Record<string, Readonly<Record<string, unknown>>>>
  return components[kind]?.[name] as Part
}

function toBodySchema({ requestBody }: OpenApiOperation, prefix?: string): JsonSchema | undefined {
  const schema = requestBody?.content?.['application/json']?.schema
  return schema && toSchema(schema, prefix)
}

function toErrorBody(responses: OpenApiOperation['responses']): ErrorBodyName {
  const reference = responses['400']?.content?.['application/json']?.schema?.$ref
  return reference?.endsWith('/SaleRefundError') === true ? 'SaleRefundError' : 'Error'
}

/** `/promotional-codes` becomes `promotionalCode`, and `/payouts/{payoutId}/mark` becomes `payout`. */
function toNoun(path: string): string {
  const [, plural = ''] = path.split('/')
  const singular = plural.replace(/ies$/, 'y').replace(/s$/, '')
  return singular.replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase())
}

/** Unknown parameters are refused: a mistyped filter would return everything. */
function toParameterSchema(parameters: readonly OpenApiParameter[], prefix?: string): JsonSchema {
  const properties = parameters.map(({ name, schema }) => {
    const least = schema.type === 'string' ? { minLength: 1 } : {}
    return [name, { ...toSchema(schema, prefix), ...least }]
  })
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name)
  return {
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(properties),
  }
}

function toSchema(schema: OpenApiSchema, prefix: string = ''): JsonSchema {
  return toJsonSchema(schema, {
    omit: ['description', 'example'],
    toReference: (reference) => `${prefix}${reference.replace('#/components/schemas/', '')}#`,
  })
}

/** Fields with a code, which has rules of its own. One of white space does not exist. */
const codeFields: readonly string[] = ['code', 'promoCode']

/**
 * Limits the length of every free text, which the contract leaves open, and refuses white space where the contract
 * refuses an empty text. Formats and patterns have limits of their own.
 */
function limitTexts(schema: JsonSchema, name: string = ''): JsonSchema {
  const { type, enum: values, format, pattern, minLength, maxLength = longestText } = schema
  const isFree = [values, format, pattern].every((rule) => rule === undefined)
  if (isFree && [type].flat().includes('string')) {
    const isRequired = minLength === 1 && !codeFields.includes(name)
    return { ...schema, maxLength, ...(isRequired && { pattern: String.raw`\S` }) }
  }
  const limited = Object.entries(schema).map(([key, entry]) => {
    if (typeof entry !== 'object' || entry === null || key === 'enum') return [key, entry]
    if (Array.isArray(entry)) return [key, entry.map((part) => toLimited(part))]
    return [key, limitTexts(entry as JsonSchema, key)]
  })
  return Object.fromEntries(limited) as JsonSchema
}

function toLimited(part: unknown): unknown {
  return typeof part === 'object' && part !== null ? limitTexts(part as JsonSchema) : part
}

function generate<AnyOperation>(api: Api<AnyOperation>): void {
  const source = new URL(`../../../specs/${api.source}`, import.meta.url)
  const target = new URL(`../src/http/${api.target}`, import.meta.url)
  const contract = toContract(parse(readFileSync(source, 'utf8')) as OpenApiDocument, api)
  const seal = `// Generated from specs/${api.source} by \`pnpm generate\`. Do not edit.\n`
  const text = `${seal}${api.head}${JSON.stringify(contract, null, 2)}\n`
  if (!process.argv.includes('--check')) {
    writeFileSync(target, text)
  } else if (readFileSync(target, 'utf8') !== text) {
    console.error(`src/http/${api.target} is out of date. Run \`pnpm generate\`.`)
    process.exitCode = 1
  }
}

generate(referlyApi)
generate(kitApi)
