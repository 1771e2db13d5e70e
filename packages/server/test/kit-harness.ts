import { readFileSync } from 'node:fs'
import { createValidate } from '@referly-kit/specs/validation'
import type { operations } from '@referly-kit/types/kit-openapi'
import { parse } from 'yaml'
import { startServer, type RunningServer, type StartOptions } from '../src/index.js'
import type { Json } from './harness.js'

interface KitSpec {
  readonly paths: Record<string, Record<string, KitOperation>>
  readonly components: { readonly schemas: Record<string, Json> }
}

interface KitOperation {
  readonly operationId: keyof operations
  readonly summary: string
  readonly responses: Readonly<Record<string, unknown>>
}

/** The contract itself rather than the server's own generated module. */
export const kitSpec = parse(
  readFileSync(new URL('../../../specs/kit.yaml', import.meta.url), 'utf8'),
) as KitSpec

const validate = createValidate(kitSpec)

/** A response of the kit API whose body matched the contract's schema for its status. */
export interface KitAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: Json
  readonly text: string
}

/** A response of Referly's API. */
export interface ReferlyAnswer {
  readonly status: number
  readonly body: Json
}

/** A client of both APIs of one program. */
export interface KitClient {
  readonly programId: string
  readonly key: string
  get(path: string): Promise<KitAnswer>
  send(method: string, path: string, body: unknown): Promise<KitAnswer>
  /** Sends a request to Referly's API. */
  sendToReferly(method: string, path: string, body: unknown): Promise<ReferlyAnswer>
  /** Posts to Referly's API and throws unless the status is 200. */
  create(path: string, body: unknown): Promise<Json>
}

/** A server for tests of the kit API. */
export interface KitServer {
  readonly server: RunningServer
  /** The base URL of the kit API. */
  readonly url: string
  createClient(program?: Json): Promise<KitClient>
}

/** Starts a server and checks each response of its kit API against the contract. */
export async function startKitServer(options: StartOptions = {}): Promise<KitServer> {
  const server = await startServer(options)
  const url = server.url.replace(/\/api\/v1$/, '/api/kit/v1')
  return { server, url, createClient: (program) => createClient({ server, url }, program) }
}

async function createClient(
  { server, url }: Pick<KitServer, 'server' | 'url'>,
  program: Json = {},
): Promise<KitClient> {
  const { id } = await server.admin.createProgram({ name: 'Acme', ...program })
  const { key } = await server.admin.createApiKey(id)
  const authorization = `Bearer ${key}`
  const headers = { authorization, 'content-type': 'application/json' }
  const sendToReferly: KitClient['sendToReferly'] = async (method, path, body) => {
    const response = await fetch(server.url + path, { method, headers, body: JSON.stringify(body) })
    const text = await response.text()
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Json }
  }
  return {
    programId: id,
    key,
    get: (path) => request('GET', url, path, { headers: { authorization } }),
    send: (method, path, body) =>
      request(method, url, path, { headers, body: JSON.stringify(body) }),
    sendToReferly,
    async create(path, body) {
      const { status, body: record } = await sendToReferly('POST', path, body)
      if (status === 200) return record
      throw new Error(`POST ${path} returned ${status}: ${JSON.stringify(record)}`)
    },
  }
}

async function request(
  method: string,
  url: string,
  path: string,
  init: RequestInit,
): Promise<KitAnswer> {
  const response = await fetch(url + path, { ...init, method })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
  const body = (isJson ? JSON.parse(text) : {}) as Json
  if (isJson) assertKitContract(method, path, response.status, body)
  return { status: response.status, headers: response.headers, body, text }
}

/** Returns whether the contract of the kit API accepts a body. */
export function isKitBody(method: string, template: string, body: unknown): boolean {
  const verb = method.toLowerCase()
  const place = ['paths', template, verb, 'requestBody', 'content', 'application/json', 'schema']
  return validate(place, body)?.length === 0
}

/** Throws if the contract does not allow this response. */
export function assertKitContract(
  method: string,
  path: string,
  status: number,
  body: unknown,
): void {
  const route = path.split('?', 1)[0] ?? ''
  const found = Object.keys(kitSpec.paths)
    .toSorted((one, other) => countParameters(one) - countParameters(other))
    .find((template) => toPattern(template).test(route))
  const operation = found && kitSpec.paths[found]?.[method.toLowerCase()]
  const response = operation && operation.responses[status]
  const place =
    response === undefined || status >= 400
      ? ['components', 'schemas', 'KitError']
      : [
          'paths',
          found ?? '',
          method.toLowerCase(),
          'responses',
          `${status}`,
          'content',
          'application/json',
          'schema',
        ]
  const faults = validate(place, body)
  if (faults?.length === 0 && (status < 400 || (body as Json)['error'] === status)) return
  throw new Error(
    `${method} ${path} ${status} breaks the contract: ${faults?.join('; ')}\n${JSON.stringify(body)}`,
  )
}

function countParameters(template: string): number {
  return template.split('{').length
}

function toPattern(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`)
}
