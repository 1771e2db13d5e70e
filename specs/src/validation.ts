import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { toJsonSchema } from './json-schema.js'

/** Returns what is wrong with a value, or `undefined` if the document has no schema at the place. */
export type Validate = (place: readonly string[], value: unknown) => readonly string[] | undefined

/**
 * Creates a function that validates values against the schemas of an OpenAPI 3.0 document. Each schema is identified by
 * the keys that lead to it.
 *
 * @example
 * const validate = createValidate(document)
 * validate(['components', 'schemas', 'Error'], {}) //=> ["must have required property 'error'", ...]
 */
export function createValidate(openapi: object): Validate {
  // Ajv is not strict, because OpenAPI 3.0 has keywords that JSON Schema lacks. The contract is linted elsewhere.
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

function toPointerPart(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
}

function toSentence(error: ErrorObject): string {
  return `${error.instancePath} ${error.message ?? error.keyword}`.trim()
}
