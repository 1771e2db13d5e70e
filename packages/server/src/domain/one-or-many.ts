/**
 * Answers a look-up: the one record when a unique key was given and names it, else the list.
 *
 * A unique key that names nothing answers the empty list, which every known consumer takes.
 */
export function toOneOrMany<T>(records: readonly T[], uniqueKeys: readonly unknown[]): T | T[] {
  const [first] = records
  const isUnique = uniqueKeys.some((key) => key !== undefined)
  return isUnique && first !== undefined ? first : [...records]
}
