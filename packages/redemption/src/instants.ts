import { RedemptionInputError } from './errors.js'

/** An instant: a `Date`, or RFC 3339 text with an offset, such as `2026-11-30T23:59:59+01:00`. */
export type Instant = Date | string

// Text without an offset would mean a different instant on another machine, and a bare date midnight UTC.
const dateTime =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(\.\d+)?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/**
 * Parses an instant as milliseconds since 1970 in UTC.
 *
 * @throws RedemptionInputError `INVALID_DATE` for an invalid `Date`, text without an offset, a bare
 *   date, or a day that does not exist.
 */
export function parseInstant(value: Instant, field: string): number {
  const time = value instanceof Date ? value.getTime() : parseDateTime(value)
  if (!Number.isNaN(time)) return time
  const expected = 'a valid Date or a date-time with an offset, such as 2026-11-30T23:59:59Z'
  throw new RedemptionInputError({ code: 'INVALID_DATE', field, expected, received: value })
}

/** Formats an instant as UTC text, for messages. */
export function toInstantText(time: number): string {
  return new Date(time).toISOString()
}

function parseDateTime(text: unknown): number {
  const [, date, clock, fraction = '', offset] = dateTime.exec(String(text)) ?? []
  if (typeof text !== 'string' || date === undefined || offset === undefined) return Number.NaN
  const wall = `${date}T${clock}`
  // JavaScript engines turn February 30 into March 2, so the day must come back as it was written.
  const exists = toWallClock(Date.parse(`${wall}Z`)) === wall
  return exists ? Date.parse(`${wall}${fraction.slice(0, 4)}${offset.toUpperCase()}`) : Number.NaN
}

function toWallClock(time: number): string {
  return Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 19)
}
