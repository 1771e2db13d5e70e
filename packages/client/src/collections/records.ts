import type { Answer } from '../http/answers.js'

type TypeOf<T> = T extends string
  ? 'string'
  : T extends number
    ? 'number'
    : T extends boolean
      ? 'boolean'
      : T extends readonly unknown[]
        ? 'array'
        : 'object'

/** The type of every property that the contract requires of a record. A table that lacks one does not compile. */
export type RequiredFields<Model> = {
  readonly [Name in keyof Model as undefined extends Model[Name] ? never : Name]: TypeOf<
    Model[Name]
  >
}

/** The required fields of any record, as the checks use them. */
export type FieldTypes = Readonly<Record<string, string>>

/** The place where a record breaks the contract. */
export interface RecordFault {
  readonly property: string
  readonly expected: string
  readonly received: string
}

/** Finds the first required field that a record lacks or has with another type; undefined when all are right. */
export function findFault(record: unknown, fields: FieldTypes): RecordFault | undefined {
  const kind = toTypeName(record)
  if (kind !== 'object') return { property: '', expected: 'an object', received: kind }
  // Creating the entries for every record would take a quarter of the time of `iterate`.
  for (const property in fields) {
    const type = fields[property]
    const received = toTypeName((record as Record<string, unknown>)[property])
    if (received !== type) {
      return { property, expected: `${/^[ao]/.test(type ?? '') ? 'an' : 'a'} ${type}`, received }
    }
  }
  return undefined
}

/** Returns the type of a value, distinguishing `array` and `null` from `object`. */
export function toTypeName(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** Returns a record as its model; throws `UnexpectedResponseError` when a required field is missing or wrong. */
export function toModel<Model>(
  record: unknown,
  fields: FieldTypes,
  {
    answer,
    place,
    text,
  }: { readonly answer: Answer; readonly place: string; readonly text?: string },
): Model {
  const fault = findFault(record, fields)
  // The boundary: the record has just been checked.
  if (fault === undefined) return record as Model
  const property = [place, fault.property].filter(Boolean).join('.')
  throw answer.createError({ ...fault, property }, text)
}

/** Reads the records of a JSON value: an array, an object, or null for none. */
export function toModels<Model>(
  value: unknown,
  fields: FieldTypes,
  source: { readonly answer: Answer; readonly text?: string },
): Model[] {
  if (value === null) return []
  if (Array.isArray(value)) {
    return value.map((record, index) =>
      toModel<Model>(record, fields, { place: `[${index}]`, ...source }),
    )
  }
  if (typeof value === 'object') return [toModel<Model>(value, fields, { place: '', ...source })]
  const expected = 'an object, an array, or null'
  throw source.answer.createError({ expected, received: toTypeName(value) }, source.text)
}

/** Reads the records of a response; throws `UnexpectedResponseError` when it breaks the contract. */
export function parseList<Model>(answer: Answer, fields: FieldTypes): Model[] {
  return toModels(answer.parse(), fields, { answer })
}

/** Reads the one record of a lookup by unique key; undefined when none exists, unless one must. */
export function parseOne<Model>(
  answer: Answer,
  fields: FieldTypes,
  least: 0 | 1 = 0,
): Model | undefined {
  const { length, 0: record } = parseList<Model>(answer, fields)
  if (length >= least && length <= 1) return record
  throw answer.createError({ expected: 'one record', received: `${length} records` })
}
