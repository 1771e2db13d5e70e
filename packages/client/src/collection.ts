import { parseCreated, parseFound, parseList } from './answers.js'
import type { CreateOutcome } from './errors/call-errors.js'
import { refuse } from './errors/input-errors.js'
import { assertInput, isGiven, type InputRule } from './input-rules.js'
import { iterate, type IterateOptions } from './iterate.js'
import type { CollectionPath } from './openapi-seam.js'
import type { CallOptions, Settings } from './options.js'
import { createReconciled } from './reconciliation.js'
import { toChecks, type RequiredFields } from './records.js'
import { toSafe, type Safe } from './results.js'
import { send, type CallLimits, type Received } from './transport.js'

/** Exactly one of the keys of a filter. */
export type UniqueKey<Filter, Key extends keyof Filter> = {
  readonly [Given in Key]-?: { readonly [K in Given]-?: NonNullable<Filter[K]> } & {
    readonly [K in Exclude<Key, Given>]?: never
  }
}[Key]

/** The calls that every collection has. */
export interface CollectionCalls<Model, New, Filter, Key> {
  /**
   * Creates a record. When the answer is lost, looks the record up by its unique key. Throws `InvalidInputError`
   * before anything is sent when the input cannot be valid.
   */
  create(input: Readonly<New>, options?: CallOptions): Promise<Model>
  /**
   * Creates a record like `create`, and says how it came: `recovered` when its answer was lost and a look-up found a
   * record with its key and every field as sent.
   *
   * @example
   * await referly.coupons.createWithOutcome({ name: 'Spring', percentOff: 20, externalId: 'spring' })
   * //=> { status: 'created', record: { id: '...', name: 'Spring' } }
   */
  createWithOutcome(input: Readonly<New>, options?: CallOptions): Promise<CreateOutcome<Model>>
  /** Reads every record that the filter lets through, newest last; `[]` when there is none. */
  list(filter?: Readonly<Filter>, options?: CallOptions): Promise<Model[]>
  /** Reads the one record that the unique key names; undefined when there is none. */
  find(key: Key, options?: CallOptions): Promise<Model | undefined>
  /**
   * Reads the same records as `list`, but yields each as soon as it has arrived, so that a list of any length takes the
   * memory of one record. Nothing is sent before the first step; `break` ends the transfer. An error in the middle is
   * a `CallError` whose `arrived` says how many records came before.
   *
   * @example
   * for await (const coupon of referly.coupons.iterate()) coupon.name //=> 'Spring'
   */
  iterate(
    filter?: Readonly<Filter>,
    options?: IterateOptions,
  ): AsyncGenerator<Model, void, undefined>
}

/** What can be done with every collection. */
export interface Collection<Model, New, Filter, Key> extends CollectionCalls<
  Model,
  New,
  Filter,
  Key
> {
  /**
   * The same calls, giving a result instead of throwing; `iterate` yields one for each record, and an error as the last.
   *
   * @example
   * const result = await referly.coupons.safe.list()
   * if (!result.ok) result.error.code //=> 'AUTHENTICATION'
   */
  readonly safe: Safe<CollectionCalls<Model, New, Filter, Key>>
}

/** What sets one collection apart from the others. */
export interface CollectionRules<New, Filter> {
  readonly path: CollectionPath
  readonly fields: RequiredFields
  /** The filters beside `id` that name one record, each with the field of an input that it looks at; the best first. */
  readonly keys: Readonly<Partial<Record<keyof Filter & string, keyof New & string>>>
  readonly input: readonly InputRule<New>[]
  /** The field of an input that may name the affiliate in another way than the record does, which shows an id. */
  readonly alias?: keyof New & string
}

/**
 * What can exist only once, because customers type the one and log in with the other. An `externalId` is the caller's
 * own label, and nothing public says that the vendor refuses a second record with it.
 */
const exclusiveKeys: readonly string[] = ['code', 'email']

/** Creates the operations of one collection. */
export function createCollection<
  Model extends object,
  New extends object,
  Filter extends object,
  Key extends object,
>(
  settings: Settings,
  { path, fields, keys, input: rules, alias }: CollectionRules<New, Filter>,
): Collection<Model, New, Filter, Key> {
  const checks = toChecks(fields)
  const get = (query: object | undefined, limits?: CallLimits): Promise<Received> =>
    send(settings, { method: 'GET', path, query }, limits)
  const find = async (query: object, limits?: CallLimits): Promise<Model | undefined> =>
    parseFound(await get(query, limits), checks)
  const calls: CollectionCalls<Model, New, Filter, Key> = {
    async createWithOutcome(input, limits: CallLimits = {}) {
      assertInput(input, rules)
      // What is sent again must be what was sent, whatever the caller does to the input meanwhile.
      const body = { ...input }
      const key = toKey(body as Readonly<Record<string, unknown>>, keys)
      return createReconciled(settings, {
        input: { ...body, [alias ?? '']: undefined },
        limits,
        isResendable: exclusiveKeys.includes(key?.[0] ?? ''),
        send: async (own) =>
          parseCreated(await send(settings, { method: 'POST', path, body }, own), checks),
        find: key && ((own) => find(Object.fromEntries([key]), own)),
      })
    },
    create: async (input, options) => (await calls.createWithOutcome(input, options)).record,
    list: async (filter, options) => parseList(await get(filter, options), checks),
    async find(key, options) {
      assertUniqueKey(key, ['id', ...Object.keys(keys)])
      return find(key, options)
    },
    iterate: (query, options) => iterate(settings, { path, checks, query }, options),
  }
  return { ...calls, safe: toSafe(calls) }
}

/** Returns the filter that finds the record that an input creates; undefined when there is none. */
function toKey(
  input: Readonly<Record<string, unknown>>,
  keys: object,
): readonly [filter: string, value: unknown] | undefined {
  const found = Object.entries(keys).map(([filter, field]) => [filter, input[field]] as const)
  return found.find(
    ([filter, value]) =>
      // A code that the server makes is not known beforehand.
      isGiven(value) && (filter !== 'code' || input['isAutoGenerated'] !== true),
  )
}

/** A key that is undefined or empty would not be sent, and the answer would be the whole collection. */
function assertUniqueKey(key: object, names: readonly string[]): void {
  const [first, second] = Object.entries(key).filter(([, value]) => value !== undefined)
  if (first && !second && names.includes(first[0]) && isGiven(first[1])) return
  refuse('key', `must have exactly one of ${names.join(', ')}`)
}
