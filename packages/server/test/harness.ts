import { readFileSync } from 'node:fs'
import { createValidate } from '@referly-kit/specs/validation'
import { parse } from 'yaml'
import { startServer, type RunningServer, type StartOptions } from '../src/index.js'

/** A JSON object from a response. */
export type Json = Record<string, unknown>

/** A response whose body matched the contract's schema for its status. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** The body as an object. */
  readonly body: Json
  /** The body as an array. */
  readonly list: Json[]
}

/** A client of one program. */
export interface Api {
  readonly programId: string
  readonly key: string
  get(path: string): Promise<Answer>
  post(path: string, body: unknown): Promise<Answer>
  /** Sends a body with any method. */
  send(method: string, path: string, body: unknown): Promise<Answer>
  /** Posts and throws unless the status is 200. */
  create(path: string, body: unknown): Promise<Json>
}

/** A server for tests. */
export interface TestServer {
  readonly server: RunningServer
  createApi(program?: Json): Promise<Api>
  send(path: string, init: RequestInit): Promise<Answer>
}

/** The contract itself rather than the server's own generated module. */
export const spec = parse(
  readFileSync(new URL('../../../specs/referly.yaml', import.meta.url), 'utf8'),
) as { paths: Record<string, Record<string, Json>>; components: { schemas: Record<string, Json> } }

const validate = createValidate(spec)

/** Throws if the contract does not allow this response. */
export function assertContract(method: string, path: string, status: number, body: unknown): void {
  const faults = validate(toResponsePlace(method, path, status), body)
  if (faults?.length === 0) return
  throw new Error(
    `${method} ${path} ${status} breaks the contract: ${faults?.join('; ')}\n${JSON.stringify(body)}`,
  )
}

/** Returns whether the contract accepts a body. */
export function isContractBody(method: string, path: string, body: unknown): boolean {
  const verb = method.toLowerCase()
  const place = ['paths', path, verb, 'requestBody', 'content', 'application/json', 'schema']
  return validate(place, body)?.length === 0
}

function toResponsePlace(method: string, path: string, status: number): readonly string[] {
  const route = path.split('?', 1)[0] ?? ''
  const verb = method.toLowerCase()
  const responses = spec.paths[route]?.[verb]?.['responses'] as Json | undefined
  if (responses?.[status] === undefined) return ['components', 'schemas', 'Error']
  return ['paths', route, verb, 'responses', `${status}`, 'content', 'application/json', 'schema']
}

/** Starts a server and checks each of its responses against the contract. */
export async function startTestServer(options: StartOptions = {}): Promise<TestServer> {
  const server = await startServer(options)
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(server.url + path, init)
    const text = await response.text()
    const isEmpty = response.status === 204
    const body = (isEmpty ? {} : JSON.parse(text)) as Json & Json[]
    if (!isEmpty) assertContract(init.method ?? 'GET', path, response.status, body)
    const isRefund = init.method === 'PATCH' && typeof body['reason'] === 'string'
    if (!response.ok && !isRefund && body['error'] !== response.status) {
      throw new Error(`The status is ${response.status}, but the body is ${text}`)
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
  const sendBody: Api['send'] = (method, path, body) =>
    send(path, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const post: Api['post'] = (path, body) => sendBody('POST', path, body)
  return {
    programId: id,
    key,
    post,
    send: sendBody,
    get: (path) => send(path, { headers: { authorization } }),
    create: async (path, body) => {
      const { status, body: record } = await post(path, body)
      if (status !== 200) {
        throw new Error(`POST ${path} returned ${status}: ${JSON.stringify(record)}`)
      }
      return record
    },
  }
}
