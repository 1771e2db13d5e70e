import { RedemptionInputError } from '../errors.js'
import { parseInstant, type Instant } from '../instants.js'
import {
  addDays,
  addMonths,
  countDays,
  isMonthEnd,
  parseDate,
  toMonthNumber,
  toUtcMidnight,
  type CalendarDate,
} from './dates.js'
import { parseTimeZone, toDayEnd, toDayStart, toZonedDate } from './time-zones.js'

/** The calendar unit that a report is divided into. Weeks begin on Monday, as in ISO 8601. */
export type ReportInterval = 'DAY' | 'WEEK' | 'MONTH'

/** The earlier period that a period is compared with: the one right before it, or the same one last year. */
export type ReportComparison = 'PREVIOUS' | 'YEAR'

/** A number of whole days, the last one included. */
export interface Period {
  readonly from: CalendarDate
  readonly to: CalendarDate
}

/** The instants of a period: from `start`, up to but not including `end`. */
export interface Span {
  readonly start: Date
  readonly end: Date
}

/** A range of days to report on. */
export interface PeriodRange extends Period {
  /** Divides the range; by default, it is one period. */
  readonly every?: ReportInterval | undefined
}

/** The maximum number of periods in one report: ten years of days, including leap days. */
const maxPeriods = 3653

/**
 * Divides a range of days into periods. The first and the last one are cut off where the range begins and ends.
 *
 * @example
 * createPeriods({ from: '2026-11-28', to: '2026-12-02', every: 'MONTH' })
 * //=> [{ from: '2026-11-28', to: '2026-11-30' }, { from: '2026-12-01', to: '2026-12-02' }]
 *
 * @throws RedemptionInputError `INVALID_DATE`, or `INVALID_PERIOD` for a range that ends before it begins, or has more
 *   than 3,653 periods.
 */
export function createPeriods({ from, to, every }: PeriodRange): readonly Period[] {
  const [first, last] = [parseDate(from, 'from'), parseDate(to, 'to')]
  if (last < first) {
    const expected = `${first} or later, because the report begins then`
    throw new RedemptionInputError({ code: 'INVALID_PERIOD', field: 'to', expected, received: to })
  }
  if (every === undefined) return [{ from: first, to: last }]
  const periods: Period[] = []
  for (let start = first; start <= last;) {
    if (periods.length === maxPeriods) throw createLengthError(start, to, every)
    const end = toUnitEnd(start, every)
    periods.push({ from: start, to: end < last ? end : last })
    start = addDays(end, 1)
  }
  return periods
}

function createLengthError(
  limit: CalendarDate,
  received: string,
  every: ReportInterval,
): RedemptionInputError {
  const unit = every.toLowerCase()
  const hint = 'Choose longer periods or a shorter range.'
  const expected = `before ${limit} in a report by ${unit}, which has at most ${maxPeriods} periods`
  return new RedemptionInputError({ code: 'INVALID_PERIOD', field: 'to', expected, received, hint })
}

/** Returns the last day of the calendar unit that a date is in. */
function toUnitEnd(date: CalendarDate, every: ReportInterval): CalendarDate {
  if (every === 'DAY') return date
  if (every === 'MONTH') return addDays(addMonths(`${date.slice(0, 8)}01`, 1), -1)
  const weekday = new Date(toUtcMidnight(date)).getUTCDay()
  return addDays(date, (7 - weekday) % 7)
}

/** Options for `toComparedPeriod`. */
export interface ComparisonOptions {
  readonly compare: ReportComparison
  /** The unit that the period is or is part of. By default, the period is a range without a unit. */
  readonly every?: ReportInterval | undefined
}

/**
 * Returns the earlier period to compare a period with.
 *
 * `PREVIOUS` is the day, week, or month before. A range of whole months is compared with as many months before it, and
 * any other range with as many days. `YEAR` is the same dates a year earlier, and for weeks the same days of the week,
 * 52 weeks earlier.
 *
 * @example
 * toComparedPeriod({ from: '2026-11-01', to: '2026-11-30' }, { compare: 'PREVIOUS' })
 * //=> { from: '2026-10-01', to: '2026-10-31' }
 */
export function toComparedPeriod(period: Period, { compare, every }: ComparisonOptions): Period {
  const { from, to } = period
  if (every === 'WEEK') return shiftDays(period, compare === 'YEAR' ? -364 : -7)
  if (compare === 'YEAR') return shiftMonths(period, -12)
  if (every === 'DAY') return shiftDays(period, -1)
  if (every === 'MONTH') return shiftMonths(period, -1)
  const isWholeMonths = from.endsWith('-01') && isMonthEnd(to)
  if (isWholeMonths) return shiftMonths(period, toMonthNumber(from) - toMonthNumber(to) - 1)
  return shiftDays(period, -countDays(from, to) - 1)
}

function shiftDays({ from, to }: Period, days: number): Period {
  return { from: addDays(from, days), to: addDays(to, days) }
}

/** A period that ends with its month ends with the other month, too. */
function shiftMonths({ from, to }: Period, months: number): Period {
  const next = addDays(to, 1)
  const end = next.endsWith('-01') && from !== to ? addDays(addMonths(next, months), -1) : undefined
  return { from: addMonths(from, months), to: end ?? addMonths(to, months) }
}

/**
 * Returns the instants at which a period begins and ends in a time zone. Days when clocks change have 23 or 25 hours.
 *
 * @example
 * toSpan({ from: '2026-10-25', to: '2026-10-25' }, 'Europe/Berlin')
 * //=> { start: 2026-10-24T22:00:00.000Z, end: 2026-10-25T23:00:00.000Z }, which is 25 hours
 *
 * @throws RedemptionInputError `INVALID_TIME_ZONE`, `INVALID_DATE`.
 */
export function toSpan({ from, to }: Period, timeZone: string): Span {
  const zone = parseTimeZone(timeZone, 'timeZone')
  return {
    start: new Date(toDayStart(parseDate(from, 'from'), zone)),
    end: new Date(toDayEnd(parseDate(to, 'to'), zone)),
  }
}

/**
 * Returns the date of an instant in a time zone.
 *
 * @example
 * toLocalDate('2026-11-30T23:30:00Z', 'Europe/Berlin') //=> '2026-12-01'
 *
 * @throws RedemptionInputError `INVALID_TIME_ZONE`, `INVALID_DATE`.
 */
export function toLocalDate(instant: Instant, timeZone: string): CalendarDate {
  return toZonedDate(parseInstant(instant, 'instant'), parseTimeZone(timeZone, 'timeZone'))
}
