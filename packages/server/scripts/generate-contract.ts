import { readFileSync, writeFileSync } from 'node:fs'
import type {
  OpenApiDocument,
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
  ListOperation,
  Operation,
} from '../src/http/operations.js'

const source = new URL('../../../specs/referly.yaml', import.meta.url)
const target = new URL('../src/http/contract.ts', import.meta.url)

const seal = `// Generated from specs/referly.yaml by \`pnpm generate\`. Do not edit.
import type { Contract } from './operations.js'

/** The contract's operations and the schemas of their bodies. */
export const contract: Contract = `

function toContract(spec: OpenApiDocument): Contract {
  const operations = Object.entries(spec.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => toOperation(path, method, operation)),
  )
  const names = listReferences(operations, spec.components.schemas)
  const schemas = Object.entries(spec.components.schemas)
    .filter(([name]) => names.has(name))
    .map(([name, schema]) => [name, { $id: name, ...limitTexts(toSchema(schema)) }])
  return { operations, schemas: Object.fromEntries(schemas) as Contract['schemas'] }
}

/** Returns the names of the schemas that a value refers to, directly or through other schemas. */
function listReferences(
  value: unknown,
  schemas: Readonly<Record<string, OpenApiSchema>>,
): Set<string> {
  const names = new Set<string>()
  const add = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"\$ref":"([A-Za-z]+)#"/g)) {
      if (names.has(name)) continue
      names.add(name)
      add(toSchema(schemas[name] ?? {}))
    }
  }
  add(value)
  return names
}

function toOperation(path: string, method: string, operation: OpenApiOperation): Operation {
  const { operationId, parameters = [], requestBody, responses } = operation
  const noun = toNoun(path)
  if (method === 'get') {
    const query = toQuerySchema(parameters)
    return { id: operationId as ListOperation['id'], method: 'GET', path, noun, query }
  }
  return {
    id: operationId as ChangeOperation['id'],
    method: method.toUpperCase() as ChangeOperation['method'],
    path,
    noun,
    body: toSchema(requestBody?.content?.['application/json']?.schema ?? {}),
    status: responses['204'] === undefined ? 200 : 204,
    errorBody: toErrorBody(responses),
  }
}

function toErrorBody(responses: OpenApiOperation['responses']): ErrorBodyName {
  const reference = responses['400']?.content?.['application/json']?.schema?.$ref
  return reference?.endsWith('/SaleRefundError') === true ? 'SaleRefundError' : 'Error'
}

/** `/promotional-codes` becomes `promotionalCode`. */
function toNoun(path: string): string {
  return path.slice(1, -1).replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase())
}

/** Unknown parameters are refused: a mistyped filter would return everything. */
function toQuerySchema(parameters: readonly OpenApiParameter[]): JsonSchema {
  const properties = parameters.map(({ name, schema }) => {
    const least = schema.type === 'string' ? { minLength: 1 } : {}
    return [name, { ...toSchema(schema), ...least }]
  })
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) }
}

function toSchema(schema: OpenApiSchema): JsonSchema {
  return toJsonSchema(schema, {
    omit: ['description', 'example'],
    toReference: (reference) => `${reference.replace('#/components/schemas/', '')}#`,
  })
}

/** Limits the length of every free text, which the contract leaves open. Formats and patterns have limits of their own. */
function limitTexts(schema: JsonSchema): JsonSchema {
  const { type, enum: values, format, pattern, maxLength } = schema
  const isFree = [values, format, pattern, maxLength].every((rule) => rule === undefined)
  if (type === 'string' && isFree) return { ...schema, maxLength: longestText }
  const limited = Object.entries(schema).map(([key, entry]) => {
    if (typeof entry !== 'object' || entry === null || key === 'enum') return [key, entry]
    if (Array.isArray(entry)) return [key, entry.map((part) => toLimited(part))]
    return [key, limitTexts(entry as JsonSchema)]
  })
  return Object.fromEntries(limited) as JsonSchema
}

function toLimited(part: unknown): unknown {
  return typeof part === 'object' && part !== null ? limitTexts(part as JsonSchema) : part
}

const contract = toContract(parse(readFileSync(source, 'utf8')) as OpenApiDocument)
const text = `${seal}${JSON.stringify(contract, null, 2)}\n`

if (!process.argv.includes('--check')) {
  writeFileSync(target, text)
} else if (readFileSync(target, 'utf8') !== text) {
  console.error('src/http/contract.ts is out of date. Run `pnpm generate`.')
  process.exitCode = 1
}
