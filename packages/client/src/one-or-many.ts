/**
 * Creates one list of what a look-up may answer: an object, an array, `null` or `[]`; undefined for anything else.
 *
 * @example
 * toList({ id: 'a' }) //=> [{ id: 'a' }]
 * toList(null) //=> []
 */
export function toList(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value
  if (value === null) return []
  return typeof value === 'object' ? [value] : undefined
}
