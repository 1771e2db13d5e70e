import { parseCreated, parseFound, parseList } from './answers.js'
import { InvalidInputError } from './errors/input-errors.js'
import type { CollectionPath } from './openapi-seam.js'
import type { CallOptions } from './options.js'
import type { RequiredFields } from './records.js'
import type { Transport } from './transport.js'

/** Exactly one of the keys of a filter. */
export type UniqueKey<Filter, Key extends keyof Filter> = {
  readonly [Given in Key]-?: { readonly [K in Given]-?: NonNullable<Filter[K]> } & {
    readonly [K in Exclude<Key, Given>]?: never
  }
}[Key]

/** What can be done with every collection. */
export interface Collection<Model, New, Filter, Key> {
  /** Creates a record; throws `InvalidInputError` before anything is sent when the input cannot be valid. */
  create(input: Readonly<New>, options?: CallOptions): Promise<Model>
  /** Reads every record that the filter lets through, newest last; `[]` when there is none. */
  list(filter?: Readonly<Filter>, options?: CallOptions): Promise<Model[]>
  /** Reads the one record that the unique key names; undefined when there is none. */
  find(key: Key, options?: CallOptions): Promise<Model | undefined>
}

/** What sets one collection apart from the others. */
export interface CollectionRules<Model, New extends object> {
  readonly path: CollectionPath
  readonly fields: RequiredFields<Model>
  readonly uniqueKeys: readonly string[]
  /** Throws `InvalidInputError` when the input breaks a rule of the contract. */
  readonly assertNew: (input: Readonly<New>) => void
}

/** Creates the three operations of one collection. */
export function createCollection<
  Model,
  New extends object,
  Filter extends object,
  Key extends object,
>(transport: Transport, rules: CollectionRules<Model, New>): Collection<Model, New, Filter, Key> {
  const { path, fields } = rules
  return {
    async create(input, options) {
      rules.assertNew(input)
      return parseCreated(await transport({ method: 'POST', path, body: input }, options), fields)
    },
    async list(filter, options) {
      return parseList(await transport({ method: 'GET', path, query: filter }, options), fields)
    },
    async find(key, options) {
      assertUniqueKey(key, rules.uniqueKeys)
      return parseFound(await transport({ method: 'GET', path, query: key }, options), fields)
    },
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
