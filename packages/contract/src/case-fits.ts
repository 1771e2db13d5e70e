import type { OpenApiDocument, OpenApiOperation } from '@referly-kit/specs/document'
import { createValidate, type Validate } from '@referly-kit/specs/validation'
import { fillWithExamples } from './answers.js'
import type { ContractCase, ExpectedAnswer, JsonObject } from './contract-case.js'
import { readExample, readOperation } from './contract.js'
import type { Placeholders } from './fixtures.js'

/** A case that a changed contract makes impossible, and why. */
export interface ImpossibleCase {
  readonly name: string
  readonly reason: string
}

/**
 * Finds the cases that would fail if a document were the contract, without sending a request: the document lacks their
 * operation or status, or rejects their request or our example of the response.
 *
 * @param values the values of the placeholders
 */
export function findMisfits(
  document: object,
  cases: readonly ContractCase[],
  values: Placeholders,
): readonly ImpossibleCase[] {
  const validate = createValidate(document)
  return cases.flatMap((contractCase) => {
    const reasons = fillWithExamples(contractCase, values).flatMap((request) =>
      findReasons(document as OpenApiDocument, request, validate),
    )
    return reasons.map((reason) => ({ name: contractCase.name, reason }))
  })
}

function findReasons(
  document: OpenApiDocument,
  filled: ExpectedAnswer,
  validate: Validate,
): readonly string[] {
  const { path, method } = readOperation(filled.operation)
  const operation = document.paths[path]?.[method.toLowerCase()]
  if (operation === undefined) return [`${method} ${path} does not exist`]
  if (!Object.hasOwn(operation.responses, filled.status)) {
    return [`${filled.status} is not documented`]
  }
  if (filled.status >= 300) return []
  const place = ['paths', path, method.toLowerCase()]
  return [
    ...findKeyReasons(document, operation),
    ...findQueryReasons(operation, filled),
    ...findBodyReasons(filled, place, validate),
    ...findAnswerReasons(filled, place, validate),
  ]
}

/** The suite sends a bearer key. An empty list of schemes means that no key is required. */
function findKeyReasons(
  document: OpenApiDocument,
  { security }: OpenApiOperation,
): readonly string[] {
  const names = (security ?? document.security).flatMap((scheme) => Object.keys(scheme))
  const others = names.filter((name) => {
    const { type, scheme } = document.components.securitySchemes[name] ?? {}
    return type !== 'http' || scheme !== 'bearer'
  })
  return others.map((name) => `${name} is not a bearer key`)
}

function findQueryReasons(
  { parameters = [] }: OpenApiOperation,
  { query = {} }: ExpectedAnswer,
): readonly string[] {
  const known = parameters.map(({ name }) => name)
  const missing = parameters.filter(({ name, required }) => required && !Object.hasOwn(query, name))
  return [
    ...Object.keys(query)
      .filter((name) => !known.includes(name))
      .map((name) => `the parameter ${name} does not exist`),
    ...missing.map(({ name }) => `the parameter ${name} is missing`),
  ]
}

function findBodyReasons(
  { body }: ExpectedAnswer,
  place: readonly string[],
  validate: Validate,
): readonly string[] {
  if (body === undefined) return []
  const schema = [...place, 'requestBody', 'content', 'application/json', 'schema']
  const faults = validate(schema, body) ?? ['has no JSON schema']
  return faults.map((fault) => `the body ${fault}`)
}

/** Checks our example of the response, with the values that the case expects. */
function findAnswerReasons(
  { operation, shape, preferredExample = shape, shows = {} }: ExpectedAnswer,
  place: readonly string[],
  validate: Validate,
): readonly string[] {
  if (shape === undefined) return []
  const example = readExample(operation, 200, preferredExample ?? shape)
  const answer =
    shape === 'single' ? { ...(example as JsonObject), ...withoutParts(shows) } : example
  const schema = [...place, 'responses', '200', 'content', 'application/json', 'schema']
  const faults = validate(schema, answer) ?? ['has no JSON schema']
  return faults.map((fault) => `the response ${fault}`)
}

/** Leaves out embedded records, because a case lists only some of their properties. */
function withoutParts(shows: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(shows).filter(([, value]) => value === null || typeof value !== 'object'),
  )
}
