import { toDayRange, type DayRange } from '../overview/range.js'

/** Number of months to choose from. */
const monthCount = 36

/**
 * Returns the last months, the current one first, in the time zone of the program.
 *
 * @example
 * listMonths(new Date('2026-03-01T00:30:00Z'), 'America/New_York')[0] //=> '2026-02'
 */
export function listMonths(now: Date, timeZone: string): readonly string[] {
  const today = toDayRange(1, now, timeZone).to
  const [year = 0, month = 0] = today.split('-').map(Number)
  return Array.from({ length: monthCount }, (_, index) =>
    new Date(Date.UTC(year, month - 1 - index, 1)).toISOString().slice(0, 7),
  )
}

/** Returns the first and the last day of a month: `2026-02` has 28 days. */
export function toMonthRange(month: string): DayRange {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate()
  return { from: `${month}-01`, to: `${month}-${last}` }
}
