import type {
  OpenApiDocument,
  OpenApiMessage,
  OpenApiOperation,
  OpenApiParameter,
} from '@referly-kit/specs/document'
import { sampleOrigin } from '../../src/reference/sample-origin.js'
import { kitCalls } from './kit-calls.js'

/** One of the two contracts. */
export type ApiName = 'referly' | 'kit'

/** The path of each API on the server. */
export const basePaths: Readonly<Record<ApiName, string>> = {
  referly: '/api/v1',
  kit: '/api/kit/v1',
}

/** A sample of a request, as API references read it. */
export interface CodeSample {
  readonly lang: string
  readonly label: string
  readonly source: string
}

/** An operation with its place in a contract. */
export interface OperationPlace {
  readonly api: ApiName
  readonly document: OpenApiDocument
  readonly path: string
  readonly method: string
  readonly operation: OpenApiOperation
}

/** Creates the samples of an operation: for curl, and for the client. */
export function createSamples(place: OperationPlace): readonly CodeSample[] {
  const request = toRequest(place)
  return [
    { lang: 'bash', label: 'curl', source: toCurl(place, request) },
    { lang: 'javascript', label: '@referly-kit/client', source: toClientCall(place, request) },
  ]
}

/** The input of the request of a sample: what the operation requires, and its first example of a body. */
interface SampleRequest {
  readonly params: Readonly<Record<string, string | number>>
  readonly query: Readonly<Record<string, string | number>>
  readonly body: unknown
}

function toRequest({ document, operation }: OperationPlace): SampleRequest {
  const parameters = (operation.parameters ?? []).map((each) => resolve(each, document))
  const required = parameters.filter((parameter) => parameter.required)
  const pick = (place: string): SampleRequest['params'] =>
    Object.fromEntries(
      required
        .filter((parameter) => parameter.in === place)
        .map((parameter) => [parameter.name, toValue(parameter, document)]),
    )
  const [example] = Object.values(
    operation.requestBody?.content?.['application/json']?.examples ?? {},
  )
  return { params: pick('path'), query: pick('query'), body: example?.value }
}

function toValue({ schema }: OpenApiParameter, document: OpenApiDocument): string | number {
  const { type, enum: values, ...rules } = resolve(schema, document)
  if (values !== undefined) return values[0] as string
  if (type === 'integer') return 1
  const { format } = rules as { readonly format?: string }
  return format === 'date' ? '2026-11-01' : '0197a3c0-5f00-7000-8000-00000000c001'
}

/** Returns the component that a reference names, and anything else unchanged. */
function resolve<Part extends { readonly $ref?: string }>(
  part: Part,
  { components }: OpenApiDocument,
): Part {
  const [, , kind = '', name = ''] = part.$ref?.split('/') ?? []
  const all = components as unknown as Readonly<Record<string, Readonly<Record<string, Part>>>>
  return all[kind]?.[name] ?? part
}

function toCurl({ api, path, method, operation }: OperationPlace, request: SampleRequest): string {
  const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) => String(request.params[name]))
  const query = new URLSearchParams(
    Object.entries(request.query).map(([name, value]) => [name, String(value)]),
  ).toString()
  const url = `${sampleOrigin}${basePaths[api]}${filled}${query === '' ? '' : `?${query}`}`
  const parts = [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}'${url}'`,
    `-H "Authorization: Bearer $REFERLY_API_KEY"`,
  ]
  if (isFile(operation.responses)) parts.push('-O -J')
  if (request.body !== undefined) {
    const json = JSON.stringify(request.body, null, 2).replaceAll("'", String.raw`'\''`)
    parts.push(`-H 'Content-Type: application/json'`, `-d '${json}'`)
  }
  return parts.join(' \\\n  ')
}

function isFile(responses: Readonly<Record<string, OpenApiMessage>>): boolean {
  const content = responses['200']?.content
  return content !== undefined && content['application/json'] === undefined
}

function toClientCall(place: OperationPlace, request: SampleRequest): string {
  return `import { createReferlyClient } from '@referly-kit/client'

const referly = createReferlyClient({ baseUrl: '${sampleOrigin}/api/v1' }) // and REFERLY_API_KEY
${place.api === 'referly' ? toReferlyCall(place, request) : toKitCall(place, request)}
`
}

/**
 * `POST /promotional-codes` is `referly.promotionalCodes.create`, and `PATCH /sales/refund` is `referly.sales.refund`.
 */
function toReferlyCall({ path, operation }: OperationPlace, { body }: SampleRequest): string {
  const [, plural = ''] = path.split('/')
  const collection = plural.replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase())
  const [verb = ''] = operation.operationId.split(/(?=[A-Z])/)
  const call = `referly.${collection}.${verb}(${body === undefined ? '' : toLiteral(body)})`
  return verb === 'delete' ? `await ${call}` : `console.log(await ${call})`
}

function toKitCall({ path, method, operation }: OperationPlace, request: SampleRequest): string {
  const { params, query, body } = request
  const call = kitCalls[operation.operationId]
  const more = Object.keys(query).length > 0 ? query : body
  const values = [...Object.values(params), ...(more === undefined ? [] : [more])].map(toLiteral)
  if (typeof call === 'function') return call(values)
  if (call !== undefined) return `console.log(await referly.kit.${call}(${values.join(', ')}))`
  // An operation whose call is not in the table has that of the typed client.
  const given = toGiven({ path: toGiven(params), query: toGiven(query) })
  const init = toGiven({ params: given, body })
  const args = [`'${path}'`, ...(init === undefined ? [] : [toLiteral(init)])].join(', ')
  return `const { data } = await referly.kit.api.${method.toUpperCase()}(${args})\nconsole.log(data)`
}

/** Returns the properties that have a value, or nothing when none has. */
function toGiven(properties: Readonly<Record<string, unknown>>): object | undefined {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined)
  return given.length === 0 ? undefined : Object.fromEntries(given)
}

/** Writes a value as JavaScript: without quotes around names, and with single quotes around text. */
function toLiteral(value: unknown): string {
  const json = JSON.stringify(value, null, 2)
  return json
    .replace(/^(\s*)"([A-Za-z_$][\w$]*)":/gm, '$1$2:')
    .replace(/"((?:[^"\\]|\\.)*)"/g, (_all, text: string) => {
      return `'${text.replaceAll(String.raw`\"`, '"').replaceAll("'", String.raw`\'`)}'`
    })
}
