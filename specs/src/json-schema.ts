/** A JSON Schema, or a document that contains schemas. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** Options for `toJsonSchema`. */
export interface JsonSchemaOptions {
  /** Keywords to leave out, such as `description`. */
  readonly omit?: readonly string[]
  /** Converts the value of each `$ref`. By default, references are kept. */
  readonly toReference?: (reference: string) => string
}

/**
 * Converts an OpenAPI 3.0 schema, or a whole document, to JSON Schema draft 7.
 *
 * In OpenAPI 3.0, `exclusiveMinimum` and `exclusiveMaximum` are booleans next to a bound. In JSON Schema, they are the
 * bound. `nullable` stays, because Ajv supports it.
 *
 * @example
 * toJsonSchema({ type: 'number', minimum: 0, exclusiveMinimum: true }) //=> { type: 'number', exclusiveMinimum: 0 }
 */
export function toJsonSchema(openapi: object, options: JsonSchemaOptions = {}): JsonSchema {
  return convert(openapi, options) as JsonSchema
}

function convert(value: unknown, options: JsonSchemaOptions): unknown {
  if (Array.isArray(value)) return value.map((item) => convert(item, options))
  if (typeof value !== 'object' || value === null) return value
  const { omit = [], toReference = (reference) => reference } = options
  const entries = Object.entries(toNumericBounds(value as JsonSchema))
    .filter(([key]) => !omit.includes(key))
    .map(([key, entry]) => {
      if (key === '$ref') return [key, toReference(String(entry))]
      if (key === 'properties') return [key, convertProperties(entry as JsonSchema, options)]
      return [key, convert(entry, options)]
    })
  return Object.fromEntries(entries)
}

/** The keys of `properties` are names, not keywords, so none is left out. */
function convertProperties(properties: JsonSchema, options: JsonSchemaOptions): JsonSchema {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, convert(schema, options)]),
  )
}

function toNumericBounds(schema: JsonSchema): JsonSchema {
  const { maximum, exclusiveMaximum, minimum, exclusiveMinimum, ...rest } = schema
  return {
    ...rest,
    ...(exclusiveMaximum === true ? { exclusiveMaximum: maximum } : present({ maximum })),
    ...(exclusiveMinimum === true ? { exclusiveMinimum: minimum } : present({ minimum })),
  }
}

function present(bound: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(bound).filter(([, value]) => value !== undefined))
}
