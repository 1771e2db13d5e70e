import type { CreateOutcome } from '../errors/call-errors.js'
import { createInputError, isGiven, type Unchecked } from '../errors/input-errors.js'
import { readCreated, toAnswer, type Answer } from '../http/answers.js'
import { toCallInit, type CallInit, type CollectionPath, type ReferlyApi } from '../http/api.js'
import type { CallLimits } from '../http/send.js'
import type { CallOptions, Settings } from '../options.js'
import {
  createMany,
  type CreateManyOptions,
  type CreateManyResult,
  type Inputs,
} from './create-many.js'
import { createReconciled } from './create.js'
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
   * Creates a record. When the response is lost, looks the record up by its unique key. Throws `InvalidInputError`
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
   * Reads the same records as `list` but yields each as soon as it arrives, so that a list of any length takes the
   * memory of one record. Nothing is sent before the first iteration, and `break` ends the transfer. After an
   * error midway, `arrived` of the `CallError` is the number of records before it.
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
   * Creates many records, several at once, and yields each result as it settles, in the order in which they settle.
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
   * `externalId` is the caller's own label, and Referly does not document that it refuses a second one.
   */
  readonly isExclusive: boolean
  /** Returns whether the input already determines the key; the server generates some codes. */
  readonly isKnown?: (input: Unchecked<New>) => boolean
}

/** The differences between one collection and the others. */
export interface CollectionRules<Model, New, Filter> {
  readonly path: CollectionPath
  readonly fields: RequiredFields<Model>
  /** The unique keys besides `id`, best first. */
  readonly keys: readonly KeyRule<New, Filter>[]
  /** The fields of an input that a record shows with another value, such as an email in place of an id. */
  readonly translated?: readonly string[]
  /** Throws `InvalidInputError` for an input that cannot be valid. */
  readonly assertInput: (input: Unchecked<New>) => void
  readonly get: (api: ReferlyApi, query: Filter, init: CallInit) => Promise<{ response: Response }>
  readonly post: (api: ReferlyApi, body: New, init: CallInit) => Promise<{ response: Response }>
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
      assertUniqueKey(key, ['id', ...rules.keys.map(({ filter }) => filter)])
      return find(key as unknown as Filter, options)
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

interface Requests<Model, New, Filter> {
  get(query: Filter | undefined, limits?: CallLimits): Promise<Answer>
  find(query: Filter, limits?: CallLimits): Promise<Model | undefined>
  create(input: New, limits?: CallLimits): Promise<CreateOutcome<Model>>
}

/** Creates the requests of one collection: each sends through openapi-fetch and checks the response. */
function createRequests<Model extends object, New extends object, Filter extends object>(
  { settings, api }: CollectionContext,
  rules: CollectionRules<Model, New, Filter>,
): Requests<Model, New, Filter> {
  const { fields, keys } = rules
  const get: Requests<Model, New, Filter>['get'] = async (query, limits) => {
    const init = toCallInit(settings, limits)
    return toAnswer((await rules.get(api, (query ?? {}) as Filter, init)).response)
  }
  const post = async (body: New, limits: CallLimits): Promise<Model> => {
    const answer = toAnswer((await rules.post(api, body, toCallInit(settings, limits))).response)
    return readCreated(answer, () => parseOne<Model>(answer, fields, 1) as Model)
  }
  const find: Requests<Model, New, Filter>['find'] = async (query, limits) =>
    parseOne<Model>(await get(query, limits), fields)
  return {
    get,
    find,
    async create(input, limits = {}) {
      assertObject(input)
      rules.assertInput(input as Unchecked<New>)
      // A copy, because a retry must send the same input, even if the caller changes the object in between.
      const body = { ...input }
      const key = findKey(body as Unchecked<New>, keys)
      return createReconciled(settings, {
        input: omit(body, rules.translated),
        limits,
        isResendable: key?.isExclusive ?? false,
        send: (own) => post(body, own),
        find: key && ((own) => find(key.query as Filter, own)),
      })
    },
  }
}

function assertObject(input: unknown): void {
  const received = toTypeName(input)
  if (received !== 'object') throw createInputError('input', { expected: 'an object', received })
}

function omit(input: object, names: readonly string[] = []): object {
  return Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)))
}

interface FoundKey {
  readonly query: object
  readonly isExclusive: boolean
}

/** Returns the filter for the record that an input creates; undefined when the input has no unique key. */
function findKey<New, Filter>(
  input: Unchecked<New>,
  keys: readonly KeyRule<New, Filter>[],
): FoundKey | undefined {
  const values = input as Readonly<Record<string, unknown>>
  const key = keys.find(
    ({ field, isKnown }) => isGiven(values[field]) && isKnown?.(input) !== false,
  )
  return key && { query: { [key.filter]: values[key.field] }, isExclusive: key.isExclusive }
}

/** Without this check, a key that is undefined or empty would not be sent and would match the whole collection. */
function assertUniqueKey(key: object, names: readonly string[]): void {
  const [first, second] = Object.entries(key).filter(([, value]) => value !== undefined)
  if (first && !second && names.includes(first[0]) && isGiven(first[1])) return
  throw createInputError('key', { expected: `exactly one of ${names.join(', ')}` })
}
