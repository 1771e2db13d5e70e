import { kitContract } from '../../src/http/kit-contract.js'
import type { JsonSchema, KitOperation } from '../../src/http/operations.js'
import type { RunningServer } from '../../src/index.js'
import type { Json } from '../harness.js'
import { assertKitContract, isKitBody } from '../kit-harness.js'
import type { FuzzTally } from './fuzz.js'
import { hostileTexts } from './hostile.js'
import { createRandom, type Random } from './random.js'
import { createValue, createRequest, disturb, type Known, type Source } from './requests.js'

/** Options for `fuzzKit`. */
export interface KitFuzzOptions {
  readonly seed: number
  readonly count: number
}

const internals = /node_modules|\bat .+:\d+:\d+|SELECT |INSERT |syntax error|pg_|relation "/

/**
 * Sends requests to the kit API, derived from a seed, in a program whose records change all the time, and checks every
 * response against the contract.
 *
 * @throws Error with the request for the first response that is late, a 5xx, outside the contract, or a success for a
 * body that the contract rejects.
 */
export async function fuzzKit(
  { admin, url }: RunningServer,
  { seed, count }: KitFuzzOptions,
): Promise<FuzzTally> {
  const { id } = await admin.createProgram({ name: 'Fuzz' })
  const { key } = await admin.createApiKey(id)
  const random = createRandom(seed)
  const known: Record<string, string[]> = {}
  const tally = new Map<string, number>()
  const target = { origin: new URL(url).origin, key, known }
  const { operations } = kitContract
  const adjustments = operations.filter((each) => each.id === 'createAdjustment')
  const add = async (request: KitRequest): Promise<void> => {
    const entry = `${request.kind} ${request.operation.id} ${await exchange(target, request)}`
    tally.set(entry, (tally.get(entry) ?? 0) + 1)
  }
  for (let index = 0; index < count; index++) {
    // The first requests only create records.
    if (index < count / 8 || random.chance(0.3)) {
      await changeRecords(random, target)
      continue
    }
    const kind = random.pick(['valid', 'valid', 'nearly valid', 'hostile'] as const)
    await add(createKitRequest(random, known, { operation: random.pick(operations), kind }))
  }
  // Random records rarely suit some operations, such as a refund of a sale that is not refunded yet.
  for (const operation of operations) {
    for (let tries = 0; tries < 100 && !isAnswered(tally, operation); tries++) {
      await changeRecords(random, target)
      // An adjustment is payable immediately, unlike the commission of a sale.
      for (const each of [...adjustments, operation]) {
        await add(createKitRequest(random, known, { operation: each, kind: 'valid' }))
      }
    }
  }
  return tally
}

/** Returns whether an operation was successful. A record that is named in its path may not exist. */
export function isAnswered(tally: FuzzTally, { id, params }: KitOperation): boolean {
  const statuses = params === undefined ? / 20\d$/ : / (?:20\d|40[49])$/
  return [...tally.keys()].some((entry) => entry.includes(` ${id} `) && statuses.test(entry))
}

interface Target {
  readonly origin: string
  readonly key: string
  readonly known: Record<string, string[]>
}

/** Sends a request, checks its response, and returns the status. */
async function exchange({ origin, key, known }: Target, request: KitRequest): Promise<number> {
  const { operation, path, body } = request
  const response = await fetch(`${origin}/api/kit/v1${path}`, {
    method: operation.method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(15_000),
  })
  const text = await response.text()
  try {
    check(request, response, text)
    if (response.ok) learn(known, request, text)
  } catch (cause) {
    const sent = `${operation.method} ${path.slice(0, 300)} ${JSON.stringify(body)?.slice(0, 1500)}`
    const facts = `${request.kind}: ${sent}\n${text.slice(0, 1500)}`
    throw new Error(`${String(cause)}\n${facts}`, { cause })
  }
  return response.status
}

interface KitRequest {
  readonly kind: Source['kind']
  readonly operation: KitOperation
  readonly path: string
  readonly body: unknown
}

function createKitRequest(
  random: Random,
  known: Known,
  { operation, kind }: Pick<KitRequest, 'operation' | 'kind'>,
): KitRequest {
  const source = { random, known, kind, noun: operation.noun }
  const params = toProperties(operation.params)
  const filled = operation.path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(toParameter(source, name, params[name] ?? {}) || 'x'),
  )
  const query = new URLSearchParams()
  const required = new Set((operation.query['required'] ?? []) as string[])
  for (const [name, schema] of Object.entries(toProperties(operation.query))) {
    const isGiven = required.has(name) || random.chance(0.3)
    if (isGiven) query.append(name, toParameter(source, name, schema))
  }
  const body = operation.body && disturb(source, createValue(source, operation.body, '') as Json)
  return { kind, operation, path: query.size === 0 ? filled : `${filled}?${query}`, body }
}

function toProperties(schema: JsonSchema | undefined): Readonly<Record<string, JsonSchema>> {
  return (schema?.['properties'] ?? {}) as Record<string, JsonSchema>
}

/** Texts that fit into a URL together. With the others, the headers would be too large. */
const sendableTexts = hostileTexts.filter(
  (text) => text.length < 1000 && !/\p{Surrogate}/u.test(text),
)

function toParameter(source: Source, name: string, schema: JsonSchema): string {
  const { random, kind } = source
  const isHostile = kind === 'hostile' || (kind === 'nearly valid' && random.chance(0.3))
  if (isHostile) return random.pick(sendableTexts)
  const pool = source.known[name] ?? []
  if (name.endsWith('Id') && pool.length > 0) return random.pick(pool)
  return String(createValue(source, schema, name))
}

function check({ operation, path, body }: KitRequest, response: Response, text: string): void {
  const { method } = operation
  const { status } = response
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  if (status >= 500) throw new Error(`status ${status}`)
  if (!isJson && !(status === 204 || operation.answer === 'file')) throw new Error('not JSON')
  if (!isJson) return
  const answer = JSON.parse(text) as Json
  assertKitContract(method, path, status, answer)
  if (response.ok) {
    const template = operation.path.replace(/:(\w+)/g, '{$1}')
    if (body !== undefined && !isKitBody(method, template, body)) {
      throw new Error('The server accepted a body that the contract rejects.')
    }
    return
  }
  // A message can repeat what was sent.
  const isEcho = body !== undefined || operation.params !== undefined || path.includes('?')
  if (!isEcho && internals.test(String(answer['message']))) {
    throw new Error('The message shows internals.')
  }
}

/** Remembers the ids and cursors of a response. */
function learn(known: Record<string, string[]>, { operation }: KitRequest, text: string): void {
  if (operation.answer === 'file' || text === '') return
  const answer = JSON.parse(text) as Json
  const records = [answer, ...((Array.isArray(answer['data']) ? answer['data'] : []) as Json[])]
  for (const record of records) {
    remember(known, `${operation.noun}Id`, record['id'])
    remember(known, 'cursor', record['nextCursor'])
    for (const [name, value] of Object.entries(record)) {
      if (name.endsWith('Id')) remember(known, name, value)
      if (typeof value === 'object' && value !== null && 'id' in value) {
        remember(known, `${name}Id`, value.id)
      }
    }
  }
}

function remember(known: Record<string, string[]>, name: string, value: unknown): void {
  if (typeof value !== 'string' && typeof value !== 'number') return
  const pool = (known[name] ??= [])
  if (!pool.includes(String(value))) pool.push(String(value))
  if (pool.length > 50) pool.shift()
}

/** Sends a valid request to Referly's API that creates or changes records. */
async function changeRecords(random: Random, { origin, key, known }: Target): Promise<void> {
  let request = createRequest(random, known, key)
  while (request.kind !== 'valid' || request.method === 'GET' || request.method === 'DELETE') {
    request = createRequest(random, known, key)
  }
  const { method, path, headers, body, operation } = request
  const response = await fetch(origin + path, { method, headers, body: String(body) })
  const record = (await response.json()) as Json
  if (!response.ok) return
  remember(known, `${operation.noun}Id`, record['id'])
  if (operation.noun === 'affiliate') remember(known, 'affiliateEmail', record['email'])
  remember(known, 'code', record['code'])
}
