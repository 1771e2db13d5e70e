import { toCountText } from '../terminal/text.js'
import {
  collections,
  readField,
  type AnyRecord,
  type ChangeAction,
  type ChangeCollection,
  type RecordRules,
  type Value,
  type Values,
} from './collections.js'

/** A record to change, with its values before and after. A deleted record has none afterward. */
export interface ChangeRow {
  readonly id: string
  /** The text of a code or link, the email address of an affiliate or referral, or the ID of a sale. */
  readonly name: string
  readonly email: string
  readonly before: Values
  readonly after: Values
  /** In a revert: the start of a request of the reverted change that may still arrive, in milliseconds since 1970. */
  readonly doubtSince?: number | undefined
}

/** A change to the records of one collection. */
export interface Change {
  readonly collection: ChangeCollection
  readonly action: ChangeAction
}

/** A change that `planChange` plans. */
export interface PlannedChange<Model extends AnyRecord> extends Change {
  /** Returns the new values of a record; undefined when nothing changes. Not called for a deletion or a refund. */
  readonly toValues?: ((record: Model) => Values | undefined) | undefined
}

/** The records to change, and the number of those that are unchanged. */
export interface ChangePlan {
  readonly rows: readonly ChangeRow[]
  readonly unchanged: number
}

/** Plans a change. Records that already have its values are left out. */
export function planChange<Model extends AnyRecord>(
  records: readonly Model[],
  change: PlannedChange<Model>,
): ChangePlan {
  const rules = collections[change.collection]
  const rows = records.flatMap((record) => {
    const values = planValues(record, change, rules)
    if (values === undefined) return []
    const { toName, toEmail } = rules
    return [{ id: String(record.id), name: toName(record), email: toEmail(record), ...values }]
  })
  return { rows, unchanged: records.length - rows.length }
}

function planValues<Model extends AnyRecord>(
  record: Model,
  { action, toValues }: PlannedChange<Model>,
  rules: RecordRules,
): Pick<ChangeRow, 'before' | 'after'> | undefined {
  if (action === 'delete') return { before: readValues(record, rules.guards, rules), after: {} }
  if (action === 'refund') {
    const before = readValues(record, ['status'], rules)
    return before['status'] === 'REFUNDED' ? undefined : { before, after: { status: 'REFUNDED' } }
  }
  const after = toValues?.(record)
  if (after === undefined || findDifferences(after, record, rules).length === 0) return undefined
  return { before: readBefore(record, after, rules), after }
}

function readValues(record: AnyRecord, fields: readonly string[], rules: RecordRules): Values {
  return Object.fromEntries(fields.map((field) => [field, readField(record, field, rules)]))
}

/** Reads the values that an update replaces, with those that depend on them. */
function readBefore(record: AnyRecord, after: Values, rules: RecordRules): Values {
  const { dependent = {} } = rules
  const fields = new Set(Object.keys(after))
  const others = [...fields].flatMap((field) => dependent[field] ?? [])
  const values = readValues(record, [...fields, ...others], rules)
  // A discount has either a percentage or an amount, and an update refuses null for the other.
  const isKept = ([field, value]: [string, Value | undefined]): boolean =>
    value !== null || !others.includes(field)
  return Object.fromEntries(Object.entries(values).filter(isKept))
}

/** Returns the rows that revert a change. */
export function invertRows(rows: readonly ChangeRow[]): readonly ChangeRow[] {
  return rows.map((row) => ({ ...row, before: row.after, after: row.before }))
}

/**
 * Describes the fields that a change sets for the first time, and that reverting it cannot remove.
 *
 * @param attempt the subject of the sentence: `This` when reverting, or `Reverting this` beforehand
 */
export function describePermanent(
  collection: ChangeCollection,
  rows: readonly ChangeRow[],
  attempt: 'This' | 'Reverting this',
): readonly string[] {
  const { noun, permanent = [] } = collections[collection]
  return permanent.flatMap((field) => {
    const isNew = ({ before, after }: ChangeRow): boolean =>
      before[field] === null && after[field] !== undefined
    const count = rows.filter(isNew).length
    if (count === 0) return []
    const records = toCountText(count, noun)
    return [
      `The ${toFieldName(field)} cannot be removed once it is set. ${attempt} will fail for ${records}.`,
    ]
  })
}

/** The decision about a row: send it, count it as done, or leave it because others changed the record. */
export type RowDecision =
  | { readonly kind: 'send' }
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly reason: string }

/** Decides on a row from the current record; undefined when it does not exist. */
export function decideRow(
  { before, after }: ChangeRow,
  { collection, action }: Change,
  now: AnyRecord | undefined,
): RowDecision {
  const rules = collections[collection]
  if (now === undefined) {
    return action === 'delete'
      ? { kind: 'done' }
      : { kind: 'refused', reason: `The ${rules.noun} no longer exists.` }
  }
  if (action !== 'delete' && findDifferences(after, now, rules).length === 0) {
    return { kind: 'done' }
  }
  const differences = findDifferences(before, now, rules)
  if (differences.length === 0) return { kind: 'send' }
  const texts = differences.map(
    ({ field, expected, actual }) =>
      `${toFieldName(field)} is ${toText(actual)} instead of ${toText(expected)}`,
  )
  return { kind: 'refused', reason: `It was changed in the meantime: ${texts.join(', ')}.` }
}

/** Returns the values that a record does not have yet. */
export function keepDifferent(values: Values, record: AnyRecord, rules: RecordRules): Values {
  const differences = findDifferences(values, record, rules)
  return Object.fromEntries(differences.map(({ field, expected }) => [field, expected]))
}

interface Difference {
  readonly field: string
  readonly expected: Value
  readonly actual: Value
}

function findDifferences(
  values: Values,
  record: AnyRecord,
  rules: RecordRules,
): readonly Difference[] {
  return Object.entries(values).flatMap(([field, expected]) => {
    const actual = readField(record, field, rules)
    if (expected === undefined || toComparable(field, expected) === toComparable(field, actual)) {
      return []
    }
    return [{ field, expected, actual }]
  })
}

/** Some databases store whole seconds, and lists have no order. */
function toComparable(field: string, value: Value): string {
  if (value !== null && /(At|By)$/.test(field)) {
    return String(Math.floor(Date.parse(String(value)) / 1000))
  }
  return JSON.stringify(Array.isArray(value) ? value.toSorted() : value)
}

/** Returns the name of a field in output: `expires_at`. */
export function toFieldName(field: string): string {
  const own = names[field] ?? field
  return own.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

const names: Readonly<Record<string, string>> = {
  affiliateStatus: 'status',
  newLink: 'link',
  referredUserExternalId: 'externalId',
  totalEarned: 'amount',
  commissionEarned: 'commission',
}

/** Formats values as a cell. */
export function toValuesText(values: Values): string {
  return Object.entries(values)
    .map(([field, value]) => `${toFieldName(field)} ${toText(value ?? null)}`)
    .join(', ')
}

/** Formats the changes to a record: `percent_off 20 -> 25`. */
export function toChangesText({ before, after }: Pick<ChangeRow, 'before' | 'after'>): string {
  return Object.entries(after)
    .map(([field, value]) => [field, toText(before[field] ?? null), toText(value ?? null)] as const)
    .filter(([, from, to]) => from !== to)
    .map(([field, from, to]) => `${toFieldName(field)} ${from} -> ${to}`)
    .join(', ')
}

/** Formats one value. */
export function toText(value: Value): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (value === null) return 'not set'
  return typeof value === 'object' ? value.join(' ') : String(value)
}
