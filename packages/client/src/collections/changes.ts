import { NotFoundError } from '../errors/api-errors.js'
import { OutcomeUnknownError } from '../errors/call-errors.js'
import { assertGiven, isGiven, type Unchecked } from '../errors/input-errors.js'
import { isDone, readCreated, toAnswer } from '../http/answers.js'
import { toCallInit } from '../http/api.js'
import type { CallLimits } from '../http/send.js'
import type { CallOptions } from '../options.js'
import {
  assertObject,
  createCollection,
  type Collection,
  type CollectionCalls,
  type CollectionContext,
  type CollectionRules,
} from './collection.js'
import { createReconciled } from './create.js'
import type { Values } from './differences.js'
import { parseOne, toModel } from './records.js'
import { toSafe, type Safe } from './results.js'

/** The calls that change and delete records. */
export interface ChangeCalls<Model, Update, Deletion> {
  /**
   * Updates a record and returns it. Omitted properties are left unchanged. When the response is lost, looks up and
   * compares the record, and sends the same values again if it does not have them.
   *
   * @example
   * await referly.coupons.update({ couponId: spring.id, percentOff: 25 }) //=> { name: 'Spring', percentOff: 25 }
   */
  update(input: Readonly<Update>, options?: CallOptions): Promise<Model>
  /**
   * Deletes a record. Throws `NotFoundError` when it does not exist. When the response is lost, succeeds once the
   * record is gone.
   */
  delete(input: Readonly<Deletion>, options?: CallOptions): Promise<void>
}

/** A collection with records that can be changed and deleted. */
export interface ChangeableCollection<Model, New, Filter, Key, Update, Deletion>
  extends Collection<Model, New, Filter, Key>, ChangeCalls<Model, Update, Deletion> {
  readonly safe: Safe<
    CollectionCalls<Model, New, Filter, Key> & ChangeCalls<Model, Update, Deletion>
  >
}

/** Looks up a record by a unique key. */
export type Find<Model> = (key: object, limits: CallLimits) => Promise<Model | undefined>

/** The differences between the changes of one collection and those of the others. */
export interface ChangeRules<Model, Update> {
  /** The fields of an update and of a deletion with the record's id. */
  readonly ids: { readonly update: string; readonly delete: string }
  /** The field that identifies a record without its id. */
  readonly alias?: string
  /** Finds the record of an update that identifies it by its alias, once the update has taken effect. */
  readonly findUpdated?: (
    update: Values,
    find: (key: object) => Promise<Model | undefined>,
  ) => Promise<Model | undefined>
  /** Returns the fields of an update that a record shows under another name. */
  readonly show?: (record: Model, update: Values) => Values
  /** Throws `InvalidInputError` for an update that cannot be valid. */
  readonly assertUpdate?: (update: Unchecked<Update>) => void
}

/** Creates a collection whose records can be changed and deleted. */
export function createChangeable<
  Model extends object,
  New extends object,
  Filter extends object,
  Key extends object,
  Update extends object,
  Deletion extends object,
>(
  context: CollectionContext,
  rules: CollectionRules<Model, New, Filter>,
  changes: ChangeRules<Model, Update>,
): ChangeableCollection<Model, New, Filter, Key, Update, Deletion> {
  const collection = createCollection<Model, New, Filter, Key>(context, rules)
  const find: Find<Model> = (key, limits) => collection.find(key as Key, limits)
  const calls: ChangeCalls<Model, Update, Deletion> = {
    update: createUpdate<Model, Update>(context, { ...rules, ...changes }, find),
    delete: createDelete(context, { ...rules, ...changes }, find),
  }
  return { ...collection, ...calls, safe: { ...collection.safe, ...toSafe(calls) } }
}

type AllRules<Model, Update> = Pick<CollectionRules<Model, never, never>, 'path' | 'fields'> &
  ChangeRules<Model, Update>

function createUpdate<Model extends object, Update extends object>(
  { settings, api }: CollectionContext,
  rules: AllRules<Model, Update>,
  find: Find<Model>,
): ChangeCalls<Model, Update, never>['update'] {
  return async (input, limits = {}) => {
    const { body, key, isById } = identify(input, rules.ids.update, rules.alias)
    rules.assertUpdate?.(body as Unchecked<Update>)
    const findAgain = async (own: CallLimits): Promise<Model | undefined> =>
      isById ? find(key, own) : rules.findUpdated?.(body, (other) => find(other, own))
    const send = async (own: CallLimits): Promise<Model> => {
      // The boundary: a path and the type of its inputs belong together in the rules of a collection.
      const init = { ...toCallInit(settings, own), body: body as never }
      const answer = toAnswer(await api.PUT(rules.path, init))
      const read = (): Model => parseOne<Model>(answer, rules.fields, 1) as Model
      if (!isDone(answer)) return readCreated(answer, read)
      const record = await findAgain(own).catch((cause: Error) => {
        throw new OutcomeUnknownError({ ...answer.facts, cause })
      })
      return record ?? readCreated(answer, read)
    }
    const { record } = await createReconciled<Model>(settings, {
      limits,
      isResendable: isById,
      send,
      async find(own) {
        const found = await findAgain(own)
        return found && isApplied(body, found, rules) ? found : undefined
      },
    })
    return record
  }
}

function createDelete<Model extends object>(
  { settings, api }: CollectionContext,
  { path, ids, alias }: AllRules<Model, never>,
  find: Find<Model>,
): ChangeCalls<Model, never, object>['delete'] {
  return async (input, limits = {}) => {
    const { body, key, isById } = identify(input, ids.delete, alias)
    let isRepeated = false
    const send = async (own: CallLimits): Promise<Values> => {
      try {
        const init = { ...toCallInit(settings, own), body: body as never }
        const answer = toAnswer(await api.DELETE(path, init))
        if (isDone(answer)) return body
        // A page or `null` does not confirm it.
        return readCreated(answer, () => toModel<Values>(answer.parse(), {}, { answer, place: '' }))
      } catch (error) {
        // The first request may have deleted it.
        if (isRepeated && error instanceof NotFoundError) return body
        isRepeated = true
        throw error
      }
    }
    await createReconciled<Values>(settings, {
      limits,
      isResendable: isById,
      send,
      find: async (own) => ((await find(key, own)) ? undefined : body),
    })
  }
}

interface Target {
  /** A copy of the input, because a retry must send the same input even if the caller changes the object in between. */
  readonly body: Values
  /** The filter that finds the record. */
  readonly key: Values
  /**
   * False when the record is identified by its alias, which another record may have by then, so that a second request
   * could change the wrong one.
   */
  readonly isById: boolean
}

function identify(input: object, field: string, alias: string = field): Target {
  assertObject(input)
  const body: Values = { ...input }
  if (!isGiven(body[field]) && isGiven(body[alias])) {
    return { body, key: { [alias]: body[alias] }, isById: false }
  }
  assertGiven(body, field, alias === field ? '' : `unless ${alias} is`)
  return { body, key: { id: body[field] }, isById: true }
}

/** Returns whether a record shows every change of an update. */
function isApplied<Model>(
  update: Values,
  record: Model,
  { ids, alias, show }: ChangeRules<Model, never>,
): boolean {
  const shown: Values = { ...record, ...show?.(record, update) }
  return Object.entries(update).every(
    ([field, sent]) =>
      field === ids.update || field === alias || isSameValue(field, sent, shown[field]),
  )
}

/**
 * Returns whether a record shows a field exactly as it was sent. The comparison is strict, because the earlier value
 * may be similar. A value that the server formats differently counts as the earlier one, and the update is sent again.
 */
function isSameValue(field: string, sent: unknown, shown: unknown): boolean {
  if (sent === undefined) return true
  if (/status$/i.test(field)) return String(sent).toUpperCase() === shown
  if (/(At|By)$/.test(field) && sent && shown) {
    return Date.parse(String(sent)) === Date.parse(String(shown))
  }
  // An absent value is the same as null.
  return JSON.stringify(sent) === JSON.stringify(shown ?? null)
}
