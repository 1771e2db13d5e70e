import type { CreateOutcome } from '../errors/call-errors.js'
import { createInputError, isGiven, type Unchecked } from '../errors/input-errors.js'
import { readCreated, toAnswer, type Answer } from '../http/answers.js'
import { toCallInit, type CollectionPath, type ReferlyApi } from '../http/api.js'
import type { CallLimits } from '../http/send.js'
import type { CallOptions, Settings } from '../options.js'
import {
  createMany,
  type CreateManyOptions,
  type CreateManyResult,
  type Inputs,
} from './create-many.js'
import { createReconciled } from './create.js'
import { findDifferences, isSame, type LookUp, type Values } from './differences.js'
import { iterate, type IterateOptions } from './iterate.js'
import { parseList, parseOne, toTypeName, type RequiredFields } from './records.js'
import { toSafe, type Safe } from './results.js'

/** Exactly one of the keys of a filter. */
export type UniqueKey<Filter, Key extends keyof Filter> = {
  readonly [Given in Key]-?: { readonly [K in Given]-?: NonNullable<Filter[K]> } & {
    readonly [K in Exclude<Key, Given>]?: never
  }
}[Key]

/** The calls of every collection. */
export interface CollectionCalls<Model, New, Filter, Key> {
  /**
   * Creates a record. When the response is lost, looks up the record by its unique key. Throws `InvalidInputError`
   * before anything is sent when the input cannot be valid.
   */
  create(input: Readonly<New>, options?: CallOptions): Promise<Model>
  /**
   * Creates a record like `create` and reports how: `recovered` when the response was lost and a lookup found a record
   * with the same key and every field as sent.
   *
   * @example
   * await referly.coupons.createWithOutcome({ name: 'Spring', percentOff: 20, externalId: 'spring' })
   * //=> { status: 'created', record: { id: '...', name: 'Spring' } }
   */
  createWithOutcome(input: Readonly<New>, options?: CallOptions): Promise<CreateOutcome<Model>>
  /** Returns every record that matches the filter, oldest first, or `[]` if none does. */
  list(filter?: Readonly<Filter>, options?: CallOptions): Promise<Model[]>
  /** Returns the record with a unique key, or undefined if none exists. */
  find(key: Key, options?: CallOptions): Promise<Model | undefined>
  /**
   * Reads the same records as `list` but yields each as soon as it arrives, so that a list of any length needs memory
   * for only one record. Nothing is sent before the first iteration, and `break` ends the transfer. After an error
   * midway, `arrived` of the `CallError` is the number of records before it.
   *
   * @example
   * for await (const coupon of referly.coupons.iterate()) coupon.name //=> 'Spring'
   */
  iterate(
    filter?: Readonly<Filter>,
    options?: IterateOptions,
  ): AsyncGenerator<Model, void, undefined>
}

/** A collection of the API, such as the coupons. */
export interface Collection<Model, New, Filter, Key> extends CollectionCalls<
  Model,
  New,
  Filter,
  Key
> {
  /**
   * The same calls, returning a result instead of throwing. `iterate` yields a result for each record, and an error as
   * the last one.
   *
   * @example
   * const result = await referly.coupons.safe.list()
   * if (!result.ok) result.error.code //=> 'AUTHENTICATION'
   */
  readonly safe: Safe<CollectionCalls<Model, New, Filter, Key>>
  /**
   * Creates many records, several at once, and yields each result as it settles, in that order.
   * Slows down when the server returns 429. Only holds the inputs in flight. After `break`, the requests in flight are
   * awaited. After an abort, they settle as failed, and then `AbortedError` is thrown.
   *
   * @example
   * const inputs = [{ couponId, code: 'ADA20' }, { couponId, code: 'ADA20' }]
   * for await (const { index, status } of referly.promotionalCodes.createMany(inputs, { concurrency: 1 }))
   *   console.log(index, status) //=> 0 'created', then 1 'exists'
   */
  createMany(
    inputs: Inputs<New>,
    options?: CreateManyOptions<Model, New>,
  ): AsyncIterable<CreateManyResult<Model, New>>
}

/** A filter that finds one record, and the field of an input with its value. */
export interface KeyRule<New, Filter> {
  readonly filter: keyof Filter & string
  readonly field: string
  /**
   * True when the server certainly refuses a second record with this key, so that a create may be sent again. An
   * `externalId` is the caller's own label, and Referly does not document that it refuses a duplicate.
   */
  readonly isExclusive: boolean
  /** Returns whether the input already determines the key; the server generates some codes. */
  readonly isKnown?: (input: Unchecked<New>) => boolean
}

/** The differences between one collection and the others. */
export interface CollectionRules<Model, New, Filter> {
  readonly path: CollectionPath
  readonly fields: RequiredFields<Model>
  /** Every filter. */
  readonly filters: readonly (keyof Filter & string)[]
  /** The unique keys besides `id`, best first. */
  readonly keys: readonly KeyRule<New, Filter>[]
  /** Throws `InvalidInputError` for an input that cannot be valid. */
  readonly assertInput: (input: Unchecked<New>) => void
}

/** The context of a collection: the client it belongs to. */
export interface CollectionContext {
  readonly settings: Settings
  readonly api: ReferlyApi
}

/** Creates the calls of one collection. */
export function createCollection<
  Model extends object,
  New extends object,
  Filter extends object,
  Key extends object,
>(
  context: CollectionContext,
  rules: CollectionRules<Model, New, Filter>,
): Collection<Model, New, Filter, Key> {
  const { settings } = context
  const { get, find, create } = createRequests(context, rules)
  const calls: CollectionCalls<Model, New, Filter, Key> = {
    createWithOutcome: create,
    create: async (input, options) => (await create(input, options)).record,
    list: async (filter, options) => parseList<Model>(await get(filter, options), rules.fields),
    async find(key, options) {
      return find(parseKey(key, rules.keys), options)
    },
    iterate: (filter, options) =>
      iterate(settings, { fields: rules.fields, read: (own) => get(filter, own) }, options),
  }
  return {
    ...calls,
    safe: toSafe(calls),
    createMany: (inputs, options) =>
      createMany({ create, path: rules.path, clock: settings.clock }, inputs, options),
  }
}

/** A filter that finds one record, the field that has the same value, and the value. */
interface FoundKey {
  readonly filter: string
  readonly field: string
  readonly value: unknown
  readonly isExclusive?: boolean
}

interface Requests<Model, New, Filter> {
  get(query: Filter | undefined, limits?: CallLimits): Promise<Answer>
  find(key: FoundKey, limits?: CallLimits): Promise<Model | undefined>
  create(input: New, limits?: CallLimits): Promise<CreateOutcome<Model>>
}

/** Creates the requests of one collection: each sends through openapi-fetch and checks the response. */
function createRequests<Model extends object, New extends object, Filter extends object>(
  { settings, api }: CollectionContext,
  { path, fields, filters, keys, assertInput }: CollectionRules<Model, New, Filter>,
): Requests<Model, New, Filter> {
  const read = createReader({ settings, api })
  const get: Requests<Model, New, Filter>['get'] = async (query = {} as Filter, limits) => {
    assertFilter(query, filters)
    return read(path, query, limits)
  }
  const find: Requests<Model, New, Filter>['find'] = async (
    { filter, field: property, value },
    limits,
  ) => {
    const answer = await get({ [filter]: value } as Filter, limits)
    const record = parseOne<Model>(answer, fields)
    const shown = (record as Values | undefined)?.[property]
    if (shown === undefined || isSame(property, value, shown)) return record
    throw answer.createError({ property, expected: 'the one asked for', received: 'another' })
  }
  const post = async (body: New, limits: CallLimits): Promise<Model> => {
    // The boundary: a path and the type of its inputs belong together in the rules of a collection.
    const init = { body: body as never, ...toCallInit(settings, limits) }
    const answer = toAnswer(await api.POST(path, init))
    return readCreated(answer, () => parseOne<Model>(answer, fields, 1) as Model)
  }
  const create: Requests<Model, New, Filter>['create'] = async (input, limits = {}) => {
    assertObject(input)
    // A copy, because a retry must send the same input, even if the caller changes the object in between.
    const body = { ...input }
    assertInput(body as Unchecked<New>)
    const key = findKey(body as Unchecked<New>, keys)
    return createReconciled(settings, {
      limits,
      isResendable: key?.isExclusive ?? false,
      send: (own) => post(body, own),
      find: key && ((own) => find(key, own)),
      compare: (record, own) => findDifferences(body, record, createLookUp(read, own)),
    })
  }
  return { get, find, create }
}

/** Sends a lookup to any collection. */
type Read = (path: CollectionPath, query: object, limits?: CallLimits) => Promise<Answer>

function createReader({ settings, api }: CollectionContext): Read {
  return async (path, query, limits) =>
    toAnswer(await api.GET(path, { params: { query }, ...toCallInit(settings, limits) }))
}

function createLookUp(read: Read, limits: CallLimits): LookUp {
  return async (path, query) => parseOne<Values>(await read(path, query, limits), {})
}

/** Throws `InvalidInputError` for an input that is not an object. */
export function assertObject(input: unknown): void {
  const received = toTypeName(input)
  if (received !== 'object') throw createInputError('input', { expected: 'an object', received })
}

/** Returns the key of the record that an input creates; undefined when the input has none. */
function findKey<New, Filter>(
  input: Unchecked<New>,
  keys: readonly KeyRule<New, Filter>[],
): FoundKey | undefined {
  const values = input as Values
  const key = keys.find(
    ({ field, isKnown }) => isGiven(values[field]) && isKnown?.(input) !== false,
  )
  return key && { value: values[key.field], ...key }
}

/**
 * Returns the one key that is given. A key that is undefined would not be sent and would match the whole collection.
 */
function parseKey(
  key: object,
  keys: readonly { readonly filter: string; readonly field: string }[],
): FoundKey {
  const unique = [{ filter: 'id', field: 'id' }, ...keys]
  const [first, second] = Object.entries(key).filter(([, value]) => value !== undefined)
  const rule = unique.find(({ filter }) => filter === first?.[0])
  if (rule && !second) return { ...rule, value: first?.[1] }
  const names = unique.map(({ filter }) => filter).join(', ')
  throw createInputError('key', { expected: `exactly one of ${names}` })
}

/** Throws for a filter without a value, which would not be sent, so that every record would match. */
function assertFilter(filter: object, names: readonly string[]): void {
  for (const [name, value] of Object.entries(filter)) {
    if (!names.includes(name)) {
      throw createInputError(name, { expected: `one of the filters ${names.join(', ')}` })
    }
    if (value !== '' && /string|number/.test(typeof value)) continue
    throw createInputError(name, {
      expected: 'text or a number',
      received: value === '' ? 'empty' : toTypeName(value),
      hint: 'Leave it out to match every record.',
    })
  }
}
