import { RedemptionInputError } from '../errors.js'
import { addDays, toUtcMidnight, type CalendarDate } from './dates.js'

const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * Parses the name of an IANA time zone, and returns it unchanged.
 *
 * @throws RedemptionInputError `INVALID_TIME_ZONE`.
 */
export function parseTimeZone(value: string, field: string): string {
  if (typeof value === 'string' && readFormat(value) !== undefined) return value
  const expected = 'the IANA name of a time zone, such as Europe/Berlin'
  throw new RedemptionInputError({ code: 'INVALID_TIME_ZONE', field, expected, received: value })
}

/** Returns the format of a time zone, which takes 50 microseconds to create; undefined for an unknown zone. */
function readFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timeZone, format)
    return format
  } catch {
    return undefined
  }
}

// Month, day, year, hour, minute, and second. Parts would take more than twice the time of a text.
const wallClock: RegExp = /^(\d+)\D+(\d+)\D+(\d+)\D+(\d+)\D+(\d+)\D+(\d+)$/

/**
 * Returns the date and time that clocks of a time zone show at an instant, as the milliseconds of the same date and
 * time in UTC.
 */
function toWallClock(ms: number, timeZone: string): number {
  const parts = wallClock.exec(readFormat(timeZone)?.format(ms) ?? '') ?? []
  const [, month = 1, day = 1, year = 0, hour = 0, minute = 0, second = 0] = parts.map(Number)
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/** Returns the date of an instant in a time zone. */
export function toZonedDate(ms: number, timeZone: string): CalendarDate {
  return new Date(toWallClock(ms, timeZone)).toISOString().slice(0, 10)
}

const hourMs = 3_600_000

// A report by day asks for each day twice, as the end of a period and as the start of the next one.
const dayStarts = new Map<string, number>()
const mostDayStarts = 5000

/**
 * Returns the first instant of a date in a time zone, in milliseconds.
 *
 * Where clocks skip midnight, this is the end of the gap: in Beirut, 2026-03-29 begins at 01:00. A
 * day that a zone skipped, such as 2011-12-30 in Apia, begins when the next one does.
 */
export function toDayStart(date: CalendarDate, timeZone: string): number {
  const key = `${date} ${timeZone}`
  const known = dayStarts.get(key)
  if (known !== undefined) return known
  const start = findDayStart(date, timeZone)
  if (dayStarts.size >= mostDayStarts) dayStarts.clear()
  dayStarts.set(key, start)
  return start
}

function findDayStart(date: CalendarDate, timeZone: string): number {
  const midnight = toUtcMidnight(date)
  const toOffset = (ms: number): number => toWallClock(ms, timeZone) - ms
  // Offsets range from -12 to +14 hours. If clocks do not change around the day, its midnight follows from the offset.
  const [before, after] = [toOffset(midnight - 15 * hourMs), toOffset(midnight + 13 * hourMs)]
  if (before === after && toOffset(midnight - before) === before) return midnight - before
  let low = midnight - 15 * hourMs
  let high = midnight + 13 * hourMs
  while (high - low > 1000) {
    const middle = low + Math.floor((high - low) / 2000) * 1000
    if (toWallClock(middle, timeZone) >= midnight) high = middle
    else low = middle
  }
  return high
}

/** Returns the instant at which a date ends in a time zone, which is the first one of the next date. */
export function toDayEnd(date: CalendarDate, timeZone: string): number {
  return toDayStart(addDays(date, 1), timeZone)
}
