/** SQL for a column of instants as UTC text, whatever time zone the session is in. */
export function toInstantColumn(column: string): string {
  return `(${column} AT TIME ZONE 'UTC')::text AS ${column}`
}

/**
 * Turns PostgreSQL's text of a UTC timestamp into ISO 8601 with milliseconds.
 *
 * A list has two for each record; making a `Date` of each would cost more than reading it.
 *
 * @example
 * toIsoInstant('2026-06-01 12:00:00.5') //=> '2026-06-01T12:00:00.500Z'
 */
export function toIsoInstant(text: string): string {
  const fraction = text.length > 20 ? text.slice(20, 23).padEnd(3, '0') : '000'
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`
}
