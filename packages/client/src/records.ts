/**
 * What a record in an answer always has: names, separated by spaces, by type. Text is half the size of a table, and
 * `test/records.test.ts` holds it to the types of the contract.
 */
export type RequiredFields = Readonly<
  Partial<Record<'string' | 'number' | 'boolean' | 'array', string>>
>

/** Each required field with its type. */
export type Checks = readonly (readonly [name: string, type: string])[]

/** Takes the text apart, once for each collection. */
export function toChecks(fields: RequiredFields): Checks {
  return Object.entries(fields).flatMap(([type, names]) =>
    names.split(' ').map((name) => [name, type] as const),
  )
}

/** Where a record breaks the contract. */
export interface RecordFault {
  readonly property: string
  readonly expected: string
  readonly received: string
}

/** Finds the first required field that a record lacks or has with another type; undefined when all are right. */
export function findFault(record: unknown, checks: Checks): RecordFault | undefined {
  const kind = toTypeName(record)
  if (kind !== 'object') return { property: '', expected: 'an object', received: kind }
  for (const [property, type] of checks) {
    const received = toTypeName((record as Record<string, unknown>)[property])
    if (received === type) continue
    return { property, expected: `${type === 'array' ? 'an' : 'a'} ${type}`, received }
  }
  return undefined
}

/** Names the type of a value: `array` and `null` apart from `object`. */
export function toTypeName(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
