import { parseCreated, parseFound, parseList } from './answers.js'
import type { CreateOutcome } from './errors/call-errors.js'
import { InvalidInputError } from './errors/input-errors.js'
import type { CollectionPath } from './openapi-seam.js'
import { iterate, type IterateOptions } from './iterate.js'
import type { CallOptions } from './options.js'
import { createReconciled } from './reconciliation.js'
import type { RequiredFields } from './records.js'
import { toSafe, type Safe } from './results.js'
import type { CallLimits, Transport } from './transport.js'

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
}

/** What can be done with every collection. */
export interface Collection<Model, New, Filter, Key> extends CollectionCalls<
  Model,
  New,
  Filter,
  Key
> {
  /**
   * The same calls, giving a result instead of throwing.
   *
   * @example
   * const result = await referly.coupons.safe.list()
   * if (!result.ok) result.error.code //=> 'AUTHENTICATION'
   */
  readonly safe: Safe<CollectionCalls<Model, New, Filter, Key>>
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

/** What sets one collection apart from the others. */
export interface CollectionRules<Model, New extends object> {
  readonly path: CollectionPath
  readonly fields: RequiredFields<Model>
  readonly uniqueKeys: readonly string[]
  /** Throws `InvalidInputError` when the input breaks a rule of the contract. */
  readonly assertNew: (input: Readonly<New>) => void
  /** The filter that finds the record that an input creates; undefined or empty values mean there is none. */
  readonly toKey: (input: Readonly<New>) => Readonly<Record<string, string | undefined>>
  /** What of an input a record shows as it was sent, when that is not all of it. */
  readonly toShown?: (input: Readonly<New>) => object
}

/** Creates a record within the limits; what `createWithOutcome` and bulk creation have in common. */
export type CreateRecord<Model, New> = (
  input: Readonly<New>,
  limits?: CallLimits,
) => Promise<CreateOutcome<Model>>

/** Creates what creates the records of one collection. */
export function createRecordCreator<Model extends object, New extends object>(
  transport: Transport,
  rules: CollectionRules<Model, New>,
): CreateRecord<Model, New> {
  const { path, fields } = rules
  return async (input, options = {}) => {
    rules.assertNew(input)
    // What is sent again must be what was sent, whatever the caller does to the input meanwhile.
    const body = { ...input }
    const query = rules.toKey(body)
    const [key, value] = Object.entries(query)[0] ?? []
    return createReconciled(transport.settings, {
      input: rules.toShown?.(body) ?? body,
      limits: options,
      isResendable: exclusiveKeys.includes(key ?? ''),
      send: async (limits) =>
        parseCreated(await transport.send({ method: 'POST', path, body }, limits), fields),
      find: value
        ? async (limits) =>
            parseFound(await transport.send({ method: 'GET', path, query }, limits), fields)
        : undefined,
    })
  }
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
>(transport: Transport, rules: CollectionRules<Model, New>): Collection<Model, New, Filter, Key> {
  const { path, fields, uniqueKeys } = rules
  const createWithOutcome = createRecordCreator(transport, rules)
  const calls: CollectionCalls<Model, New, Filter, Key> = {
    createWithOutcome,
    async create(input, options) {
      return (await createWithOutcome(input, options)).record
    },
    async list(filter, options) {
      return parseList(
        await transport.send({ method: 'GET', path, query: filter }, options),
        fields,
      )
    },
    async find(key, options) {
      assertUniqueKey(key, uniqueKeys)
      return parseFound(await transport.send({ method: 'GET', path, query: key }, options), fields)
    },
  }
  return {
    ...calls,
    safe: toSafe(calls),
    iterate: (filter, options) => iterate(transport, { path, fields, query: filter }, options),
  }
}

/** A key that is undefined or empty would not be sent, and the answer would be the whole collection. */
function assertUniqueKey(key: object, names: readonly string[]): void {
  const [first, ...others] = Object.entries(key).filter(([, value]) => value !== undefined)
  const isUsable = first !== undefined && others.length === 0 && names.includes(first[0])
  if (isUsable && first[1] !== null && first[1] !== '') return
  const rule = `must name exactly one of ${names.join(', ')} and give it a value`
  throw new InvalidInputError({ field: 'key', rule })
}
