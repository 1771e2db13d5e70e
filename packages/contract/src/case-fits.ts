import type { OpenApiDocument, OpenApiOperation } from '@referly-kit/specs/document'
import { createValidate, type Validate } from '@referly-kit/specs/validation'
import { fillCase } from './answers.js'
import type { ContractCase, JsonObject } from './contract-case.js'
import { readExample, readOperation } from './contract.js'
import type { Placeholders } from './fixtures.js'

/** A case that can no longer be, and why. */
export interface Misfit {
  readonly name: string
  readonly reason: string
}

/**
 * The cases that would fail if this document were the contract, without asking anybody: those whose operation or status
 * it lacks, and those whose accepted request, or the answer shown for it by our examples, it refuses.
 *
 * @param values what stands in the place of placeholders
 */
export function findMisfits(
  document: object,
  cases: readonly ContractCase[],
  values: Placeholders,
): readonly Misfit[] {
  const validate = createValidate(document)
  return cases.flatMap((contractCase) => {
    const filled = fillCase(contractCase, values)
    const reasons = findReasons(document as OpenApiDocument, filled, validate)
    return reasons.map((reason) => ({ name: contractCase.name, reason }))
  })
}

function findReasons(
  document: OpenApiDocument,
  filled: ContractCase,
  validate: Validate,
): readonly string[] {
  const { path, method } = readOperation(filled.operation)
  const operation = document.paths[path]?.[method.toLowerCase()]
  if (operation === undefined) return [`there is no ${method} ${path}`]
  if (!Object.hasOwn(operation.responses, filled.status)) return [`no answer ${filled.status}`]
  if (filled.status !== 200) return []
  const place = ['paths', path, method.toLowerCase()]
  return [
    ...findKeyReasons(document, operation),
    ...findQueryReasons(operation, filled),
    ...findBodyReasons(filled, place, validate),
    ...findAnswerReasons(filled, place, validate),
  ]
}

/** The suite sends a bearer key; an empty list asks for none. */
function findKeyReasons(
  document: OpenApiDocument,
  { security }: OpenApiOperation,
): readonly string[] {
  const names = (security ?? document.security).flatMap((scheme) => Object.keys(scheme))
  const others = names.filter((name) => {
    const { type, scheme } = document.components.securitySchemes[name] ?? {}
    return type !== 'http' || scheme !== 'bearer'
  })
  return others.map((name) => `${name} is no bearer key`)
}

function findQueryReasons(
  { parameters = [] }: OpenApiOperation,
  { query = {} }: ContractCase,
): readonly string[] {
  const known = parameters.map(({ name }) => name)
  const missing = parameters.filter(({ name, required }) => required && !Object.hasOwn(query, name))
  return [
    ...Object.keys(query)
      .filter((name) => !known.includes(name))
      .map((name) => `there is no parameter ${name}`),
    ...missing.map(({ name }) => `the parameter ${name} is missing`),
  ]
}

function findBodyReasons(
  { body }: ContractCase,
  place: readonly string[],
  validate: Validate,
): readonly string[] {
  if (body === undefined) return []
  const schema = [...place, 'requestBody', 'content', 'application/json', 'schema']
  const faults = validate(schema, body) ?? ['it has no JSON schema']
  return faults.map((fault) => `the body ${fault}`)
}

/** The example of the form that the case expects, with the values that it expects. */
function findAnswerReasons(
  { operation, shape, shows = {} }: ContractCase,
  place: readonly string[],
  validate: Validate,
): readonly string[] {
  if (shape === undefined) return []
  const example = readExample(operation, 200, shape)
  const answer =
    shape === 'single' ? { ...(example as JsonObject), ...withoutParts(shows) } : example
  const schema = [...place, 'responses', '200', 'content', 'application/json', 'schema']
  const faults = validate(schema, answer) ?? ['it has no JSON schema']
  return faults.map((fault) => `the answer ${fault}`)
}

/** A case shows only some of what an embedded record has. */
function withoutParts(shows: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(shows).filter(([, value]) => value === null || typeof value !== 'object'),
  )
}
