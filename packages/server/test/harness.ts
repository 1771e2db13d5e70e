import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parse } from 'yaml'
import { type RunningServer, type StartOptions, startServer } from '../src/index.js'

/** A JSON object of an answer. */
export type Json = Record<string, unknown>

/** A response whose body has passed the contract's schema for its status. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** The body as the one object that it is. */
  readonly body: Json
  /** The body as the array that it is. */
  readonly list: Json[]
}

/** One program's client. */
export interface Api {
  readonly programId: string
  readonly key: string
  get(path: string): Promise<Answer>
  post(path: string, body: unknown): Promise<Answer>
  /** Posts and throws unless the answer is 200. */
  create(path: string, body: unknown): Promise<Json>
}

/** A server for tests. */
export interface TestServer {
  readonly server: RunningServer
  createApi(program?: Json): Promise<Api>
  send(path: string, init: RequestInit): Promise<Answer>
}

interface Validator {
  (value: unknown): boolean
  readonly errors?: unknown
}

interface AjvInstance {
  addSchema(schema: object, key: string): void
  compile(schema: object): Validator
}

const require = createRequire(import.meta.url)
const fromFormats = createRequire(require.resolve('ajv-formats'))
const Ajv = fromFormats('ajv') as new (options: object) => AjvInstance
const addFormats = require('ajv-formats') as (ajv: AjvInstance) => void

/** The contract itself, not what the server made of it. */
export const spec = parse(
  readFileSync(new URL('../../../specs/referly.yaml', import.meta.url), 'utf8'),
) as { paths: Record<string, Record<string, Json>>; components: { schemas: Record<string, Json> } }

const ajv = new Ajv({ strict: false, allErrors: true })
addFormats(ajv)
ajv.addSchema(toDraft7(spec) as object, 'spec')
const validators = new Map<string, Validator>()

function toDraft7(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toDraft7)
  if (typeof value !== 'object' || value === null) return value
  const { exclusiveMinimum, ...rest } = value as Json
  const bound = exclusiveMinimum === true ? { exclusiveMinimum: rest['minimum'] } : {}
  return Object.fromEntries(
    Object.entries({ ...rest, ...bound }).map(([key, entry]) => [key, toDraft7(entry)]),
  )
}

/** Throws when the contract does not know this answer. */
export function assertContract(method: string, path: string, status: number, body: unknown): void {
  const pointer = toResponsePointer(method, path, status)
  const validate = validators.get(pointer) ?? ajv.compile({ $ref: `spec#${pointer}` })
  validators.set(pointer, validate)
  if (validate(body)) return
  const found = JSON.stringify(validate.errors, null, 1)
  throw new Error(
    `${method} ${path} ${status} breaks the contract: ${found}\n${JSON.stringify(body)}`,
  )
}

/** Returns whether the contract's schema accepts a body for the operation. */
export function isContractBody(path: string, body: unknown): boolean {
  const pointer = `/paths/~1${path.slice(1)}/post/requestBody/content/application~1json/schema`
  const validate = validators.get(pointer) ?? ajv.compile({ $ref: `spec#${pointer}` })
  validators.set(pointer, validate)
  return validate(body)
}

function toResponsePointer(method: string, path: string, status: number): string {
  const route = path.split('?', 1)[0] ?? ''
  const responses = spec.paths[route]?.[method.toLowerCase()]?.['responses'] as Json | undefined
  if (responses?.[status] === undefined) return '/components/schemas/Error'
  const step = `/paths/~1${route.slice(1)}/${method.toLowerCase()}/responses/${status}`
  return `${step}/content/application~1json/schema`
}

/** Starts a server whose every answer is held against the contract. */
export async function startTestServer(options: StartOptions = {}): Promise<TestServer> {
  const server = await startServer(options)
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(server.url + path, init)
    const text = await response.text()
    const body = JSON.parse(text) as Json & Json[]
    assertContract(init.method ?? 'GET', path, response.status, body)
    if (response.status !== 200 && body['error'] !== response.status) {
      throw new Error(`status ${response.status}, but the body says ${text}`)
    }
    return { status: response.status, headers: response.headers, body, list: body }
  }
  return { server, send, createApi: (program) => createApi(server, send, program) }
}

async function createApi(
  { admin }: RunningServer,
  send: TestServer['send'],
  program: Json = {},
): Promise<Api> {
  const { id } = await admin.createProgram({ name: 'Acme', ...program })
  const { key } = await admin.createApiKey(id)
  const authorization = `Bearer ${key}`
  const post: Api['post'] = (path, body) =>
    send(path, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return {
    programId: id,
    key,
    post,
    get: (path) => send(path, { headers: { authorization } }),
    create: async (path, body) => {
      const { status, body: record } = await post(path, body)
      if (status !== 200) throw new Error(`${path} ${status}: ${JSON.stringify(record)}`)
      return record
    },
  }
}
