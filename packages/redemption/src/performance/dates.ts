import { RedemptionInputError } from '../errors.js'

/** A day of the calendar, such as `2026-11-30`. */
export type CalendarDate = string

const dayMs = 86_400_000

/**
 * Parses a date of the years 1900 to 2999 and returns it unchanged.
 *
 * @throws RedemptionInputError `INVALID_DATE` for another form, or a day that does not exist.
 */
export function parseDate(value: string, field: string): CalendarDate {
  const isDate = typeof value === 'string' && /^(?:19|2\d)\d{2}-\d{2}-\d{2}$/.test(value)
  // JavaScript engines turn February 30 into March 2, so the day must come back as it was written.
  if (isDate && toDate(toUtcMidnight(value)) === value) return value
  const expected = 'a date between 1900 and 2999, such as 2026-11-30'
  throw new RedemptionInputError({ code: 'INVALID_DATE', field, expected, received: value })
}

/** Returns the milliseconds of a date's midnight in UTC. */
export function toUtcMidnight(date: CalendarDate): number {
  return Date.parse(`${date}T00:00:00Z`)
}

/** Returns the date of an instant in UTC. */
function toDate(ms: number): CalendarDate {
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString().slice(0, 10)
}

/** Returns the date a number of days later; a negative number counts back. */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return toDate(toUtcMidnight(date) + days * dayMs)
}

/** Returns the number of days from one date to another. */
export function countDays(from: CalendarDate, to: CalendarDate): number {
  return (toUtcMidnight(to) - toUtcMidnight(from)) / dayMs
}

/**
 * Returns the date a number of months later. A month without this day ends earlier.
 *
 * @example
 * addMonths('2026-03-31', -1) //=> '2026-02-28'
 */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  const count = toMonthNumber(date) + months
  const first = toMonthStart(count)
  const last = addDays(toMonthStart(count + 1), -1)
  const day = addDays(first, Number(date.slice(8)) - 1)
  return day < last ? day : last
}

/** Returns the number of the date's month, counted from the year 0. */
export function toMonthNumber(date: CalendarDate): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1
}

function toMonthStart(count: number): CalendarDate {
  return toDate(Date.UTC(Math.floor(count / 12), count % 12, 1))
}

/** Returns whether a date is the last day of its month. */
export function isMonthEnd(date: CalendarDate): boolean {
  return addDays(date, 1).endsWith('-01')
}
