import { Ajv, type AnySchema, type ValidateFunction } from 'ajv'
import ajvFormats from 'ajv-formats'
import type { FastifySchemaCompiler, FastifyServerOptions } from 'fastify'
import { contract } from './contract.js'
import { kitContract } from './kit-contract.js'

/**
 * Keeps Fastify from loading its own compilers, which was most of the time that creating it took: `compileValidator`
 * replaces the one for requests, and responses have no schemas.
 */
export const noCompilers: NonNullable<FastifyServerOptions['schemaController']> = {
  compilersFactory: { buildValidator: rejectCall, buildSerializer: rejectCall },
}

function rejectCall(): never {
  throw new Error('a route has a schema that is not compiled here')
}

let shared: Ajv | undefined

/**
 * Returns a function that validates a part of a request.
 *
 * The schema is compiled for the first request, and once for all servers of the process: compiling those of all routes
 * takes half a second, which a command such as `referly admin programs list` would spend for nothing.
 */
export const compileValidator: FastifySchemaCompiler<AnySchema> = ({ schema }) => {
  let validate: ValidateFunction | undefined
  const validator: ReturnType<FastifySchemaCompiler<AnySchema>> = (value: unknown) => {
    // Ajv keeps what it has compiled by the identity of the schema.
    validate ??= (shared ??= createAjv()).compile(schema)
    const isValid = validate(value) === true
    validator.errors = validate.errors ?? null
    return isValid
  }
  return validator
}

function createAjv(): Ajv {
  const ajv = new Ajv({ allErrors: true, verbose: true, addUsedSchema: false })
  ajvFormats.default(ajv)
  for (const { schemas } of [contract, kitContract]) ajv.addSchema(Object.values(schemas))
  return ajv
}
