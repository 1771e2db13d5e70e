import { contract } from '../../src/http/contract.js'
import { kitContract } from '../../src/http/kit-contract.js'
import type { ListOperation, JsonSchema, Operation } from '../../src/http/operations.js'
import type { Json } from '../harness.js'
import {
  hostileBodies,
  hostileKeys,
  hostileNumbers,
  hostilePaths,
  hostileQueries,
  hostileTexts,
  hostileTypes,
  hostileValues,
} from './hostile.js'
import type { Random } from './random.js'

/** The kind of a request. */
export type Kind = 'valid' | 'nearly valid' | 'hostile'

/** A request to send. Without a `key` header, the program's key is used. */
export interface FuzzRequest {
  readonly kind: Kind
  readonly operation: Operation
  readonly method: string
  /** The path from the root of the server, with the query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** The body as a value if the request is well-formed for its operation. */
  readonly value?: unknown
}

/** Values from earlier responses, for requests that refer to them. */
export type Known = Readonly<Record<string, string[]>>

/** Creates requests for the operations of the contract, a third of each kind. */
export function createRequest(random: Random, known: Known, key: string): FuzzRequest {
  const drawn = random.pick(contract.operations)
  // Deletions are rare, so that most requests find the records that they refer to.
  const operation =
    drawn.method === 'DELETE' && random.chance(0.9) ? random.pick(contract.operations) : drawn
  const kind = random.pick(['valid', 'nearly valid', 'hostile'] as const)
  const isWhole = kind === 'hostile' && random.chance(0.4)
  const base = isWhole
    ? createHostileRequest(random, operation)
    : createOperationRequest({ random, known, kind, noun: operation.noun }, operation)
  return authorize({ operation, ...base, kind }, key)
}

/** Creates a request for an operation that the contract accepts. */
export function createValidRequest(
  random: Random,
  known: Known,
  key: string,
  operation: Operation,
): FuzzRequest {
  const source: Source = { random, known, kind: 'valid', noun: operation.noun }
  return authorize({ operation, ...createOperationRequest(source, operation), kind: 'valid' }, key)
}

function authorize(request: FuzzRequest, key: string): FuzzRequest {
  return { ...request, headers: { authorization: `Bearer ${key}`, ...request.headers } }
}

const schemas = { ...contract.schemas, ...kitContract.schemas }

type Draft = Omit<FuzzRequest, 'kind' | 'operation'> & { readonly operation?: Operation }

/** The choices that a value is created from. */
export interface Source {
  readonly random: Random
  readonly known: Known
  readonly kind: Kind
  readonly noun: string
}

function createOperationRequest(source: Source, operation: Operation): Draft {
  const { method } = operation
  const path = `/api/v1${operation.path}`
  if (operation.method === 'GET') {
    const query = source.random.chance(0.3) ? {} : createFilter(source, operation)
    const text = new URLSearchParams(query as Record<string, string>).toString()
    return { method, path: text === '' ? path : `${path}?${text}`, headers: {} }
  }
  const whole = createValue(source, operation.body, operation.noun)
  const value = disturb(source, whole as Json)
  const headers = { 'content-type': 'application/json' }
  return { method, path, headers, body: JSON.stringify(value), value }
}

function createFilter(source: Source, { query }: ListOperation): Json {
  const { random, known, kind } = source
  const properties = Object.entries((query['properties'] ?? {}) as Record<string, JsonSchema>)
  const [name, schema] = random.pick(properties)
  if (kind === 'valid') return { [name]: String(createField(source, name, schema)) }
  const texts = [...hostileTexts.filter((text) => text.length < 6000), ...(known['code'] ?? [])]
  const value = random.pick(texts)
  return random.chance(0.2) ? { [random.pick(texts)]: value } : { [name]: value }
}

/** Nearly valid bodies have one mistake, hostile ones any number. */
export function disturb(source: Source, value: Json): unknown {
  const { random, kind } = source
  if (kind === 'valid') return value
  const changed = { ...value }
  const times = kind === 'nearly valid' ? 1 : 1 + random.below(4)
  for (let time = 0; time < times; time++) disturbField(source, changed)
  return changed
}

function disturbField({ random }: Source, value: Json): void {
  const name = random.pick([...Object.keys(value), 'unknown'])
  switch (random.below(6)) {
    case 0:
      delete value[name]
      break
    case 1:
      value[name] = random.pick(hostileNumbers)
      break
    case 2:
      value[name] = random.pick(hostileValues)
      break
    case 3:
      value[name] = typeof value[name] === 'object' ? 'object' : String(value[name])
      break
    case 4:
      Object.defineProperty(value, random.pick(['__proto__', 'id', 'programId', 'timesRedeemed']), {
        value: random.pick([1, 'x', { admin: true }]),
        enumerable: true,
        configurable: true,
        writable: true,
      })
      break
    default:
      value[name] = random.pick(hostileTexts)
  }
}

function createHostileRequest(random: Random, { method, path }: Operation): Draft {
  const url = `/api/v1${path}`
  const json = { 'content-type': 'application/json' }
  // If one of these URLs reaches an operation at all, it is that of coupons.
  const [coupons] = contract.operations.filter(
    (one) => one.path === '/coupons' && one.method === method,
  )
  const other = coupons === undefined ? {} : { operation: coupons }
  switch (random.below(6)) {
    case 0:
      return { ...other, method, path: random.pick(hostilePaths), headers: json, body: '{}' }
    case 1:
      return { method: 'GET', path: url + random.pick(hostileQueries), headers: {} }
    case 2: {
      const type = random.pick(hostileTypes)
      const headers = type === undefined ? {} : { 'content-type': type }
      return { method: 'POST', path: url, headers, body: '{"name":"x","percentOff":5}' }
    }
    case 3: {
      const methods = ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND', 'SEARCH']
      return { method: random.pick(methods), path: url, headers: json, body: '{}' }
    }
    case 4:
      return { method, path: url, headers: { authorization: random.pick(hostileKeys) ?? '' } }
    default:
      return { method: 'POST', path: url, headers: json, body: random.pick(hostileBodies) }
  }
}

/** A value that the schema accepts. For alternatives, one of them. */
export function createValue(source: Source, schema: JsonSchema, name: string): unknown {
  const { random } = source
  const { $ref, enum: values } = schema
  if (typeof $ref === 'string') {
    return createValue(source, schemas[$ref.replace('#', '')] ?? {}, name)
  }
  if (Array.isArray(values)) return random.pick(values as unknown[])
  if (schema['type'] === 'object') return createObject(source, schema)
  if (schema['type'] === 'array') {
    const items = (schema['items'] ?? {}) as JsonSchema
    return Array.from({ length: random.below(4) }, () => createValue(source, items, name))
  }
  return createField(source, name, schema)
}

function createObject(source: Source, schema: JsonSchema): Json {
  const { random } = source
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>
  const required = new Set((schema['required'] ?? []) as string[])
  const value: Json = {}
  for (const [name, property] of Object.entries(properties)) {
    if (required.has(name) || random.chance(0.4)) value[name] = createValue(source, property, name)
  }
  for (const alternatives of toAlternatives(schema)) {
    const { required: names = [], properties: narrowed = {} } = random.pick(alternatives)
    for (const [name, property] of Object.entries(narrowed)) {
      if (!names.includes(name) && value[name] === undefined) continue
      const isChoice = Array.isArray(property['enum'])
      // OpenAPI 3.0 has no other way to express that a property is absent.
      if (isChoice && (property['enum'] as unknown[])[0] === null) {
        delete value[name]
        continue
      }
      if (isChoice || value[name] === undefined) {
        value[name] = createValue(
          source,
          isChoice ? property : (properties[name] ?? property),
          name,
        )
      }
    }
  }
  return value
}

interface Alternative {
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
}

function toAlternatives(schema: JsonSchema): readonly (readonly Alternative[])[] {
  const parts = [schema, ...((schema['allOf'] ?? []) as JsonSchema[])]
  return parts.flatMap((part) => {
    const alternatives = part['oneOf'] ?? part['anyOf']
    return Array.isArray(alternatives) ? [alternatives as Alternative[]] : []
  })
}

const references: Readonly<Record<string, string>> = {
  couponId: 'couponId',
  promotionalCodeId: 'promotionalCodeId',
  affiliateId: 'affiliateId',
  affiliateEmail: 'affiliateEmail',
  referralId: 'referralId',
  promoCode: 'code',
  reservationId: 'reservationId',
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-'

function createField({ random, known, noun }: Source, name: string, schema: JsonSchema): unknown {
  const isReferralEmail = noun === 'sale' && name === 'email'
  const reference = isReferralEmail ? 'referralEmail' : references[name]
  const pool = known[name === 'id' ? `${noun}Id` : (reference ?? name)] ?? []
  if (name === 'saleId' && pool.length > 0) return Number(random.pick(pool))
  const isReference = name === 'id' || reference !== undefined
  if (pool.length > 0 && (isReference || random.chance(0.2))) return random.pick(pool)
  switch (schema['type']) {
    case 'boolean':
      return random.chance(0.5)
    case 'integer':
      return random.pick([1, 2, 3, 5, 10, 24])
    case 'number':
      return random.pick([1, 5, 9.99, 10, 20, 49.5, 100])
    default:
      return createText(random, name, schema)
  }
}

function createText(random: Random, name: string, schema: JsonSchema): string {
  const word = Array.from({ length: 8 }, () => random.pick([...letters])).join('')
  if (schema['format'] === 'date-time') {
    return random.pick([
      '2030-01-01T00:00:00Z',
      '2031-06-30T12:00:00+02:00',
      '2020-01-01T00:00:00Z',
    ])
  }
  if (schema['format'] === 'date') return random.pick(['2026-10-01', '2026-11-28', '2027-02-28'])
  if (schema['format'] === 'uuid') return '0197a3c0-5f00-7000-8000-0000000000ff'
  if (name === 'timeZone') return random.pick(['UTC', 'Europe/Berlin', 'America/New_York'])
  if (name.toLowerCase().endsWith('email')) return `${word.replaceAll('-', 'x')}@example.com`
  if (schema['pattern'] === '^[A-Za-z]{3}$') return random.pick(['USD', 'usd', 'EUR', 'JPY', 'KWD'])
  if (name === 'code' || name === 'prefix') return word
  if (name === 'url') return `https://hooks.invalid/${word}`
  if (schema['pattern'] === '^[A-Za-z0-9-]+$') return word
  return random.pick([word, `O'${word}`, `${word} é 李`, word])
}
