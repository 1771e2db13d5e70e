import type { PerformanceQuery } from '@referly-kit/types'

/** A number of days that the overview can show. */
export type RangeDays = 7 | 30 | 90 | 365

/** The ranges of the overview, in days, with the unit of their bars. */
export const ranges: Readonly<Record<RangeDays, NonNullable<PerformanceQuery['every']>>> = {
  7: 'DAY',
  30: 'DAY',
  90: 'WEEK',
  365: 'MONTH',
}

/** The first and last day of a report. */
export interface DayRange {
  readonly from: string
  readonly to: string
}

/** Parses the range of an address; 30 days unless it is one of the others. */
export function parseRange(text: string | null): RangeDays {
  const days = Number(text)
  return days in ranges ? (days as RangeDays) : 30
}

/**
 * Returns the last days up to today in the time zone of the program, whose days its sales are counted in.
 *
 * @example
 * toDayRange(7, new Date('2026-03-01T00:30:00Z'), 'America/New_York') //=> { from: '2026-02-22', to: '2026-02-28' }
 */
export function toDayRange(days: number, now: Date, timeZone: string): DayRange {
  // Swedish dates are ISO dates.
  const to = new Intl.DateTimeFormat('sv-SE', { timeZone }).format(now)
  return { from: shiftDay(to, 1 - days), to }
}

/** Returns the range of this many days that ends right before another one. */
export function toEarlierRange({ from }: DayRange, days: number): DayRange {
  return { from: shiftDay(from, -days), to: shiftDay(from, -1) }
}

function shiftDay(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}
