import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createPeriods,
  isRedemptionInputError,
  toComparedPeriod,
  toLocalDate,
  toSpan,
  type Period,
  type ReportInterval,
} from '../../src/index.js'

const dayMs = 86_400_000
const hourMs = 3_600_000
const zones = Intl.supportedValuesOf('timeZone')
const intervals: readonly ReportInterval[] = ['DAY', 'WEEK', 'MONTH']

const toDate = (days: number): string => new Date(days * dayMs).toISOString().slice(0, 10)
const toDays = (date: string): number => Date.parse(date) / dayMs

// 1972 to 2099.
const day = fc.integer({ min: 730, max: 47_481 })
const range = fc.tuple(day, fc.nat({ max: 1000 })).map(([first, length]): Period => {
  return { from: toDate(first), to: toDate(first + length) }
})

/** The date that clocks show, computed differently from the code under test. */
function toShownDate(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(instant)
}

describe('createPeriods', () => {
  it('cuts the first and last period off at the range', () => {
    expect(createPeriods({ from: '2026-11-01', to: '2026-11-30', every: 'WEEK' })).toEqual([
      { from: '2026-11-01', to: '2026-11-01' },
      { from: '2026-11-02', to: '2026-11-08' },
      { from: '2026-11-09', to: '2026-11-15' },
      { from: '2026-11-16', to: '2026-11-22' },
      { from: '2026-11-23', to: '2026-11-29' },
      { from: '2026-11-30', to: '2026-11-30' },
    ])
    expect(createPeriods({ from: '2028-02-10', to: '2028-03-31', every: 'MONTH' })).toEqual([
      { from: '2028-02-10', to: '2028-02-29' },
      { from: '2028-03-01', to: '2028-03-31' },
    ])
  })

  it('returns the range itself without an interval', () => {
    const whole = { from: '2026-11-05', to: '2026-11-05' }
    expect(createPeriods(whole)).toEqual([whole])
  })

  it('covers every day of the range once, in order', () => {
    fc.assert(
      fc.property(range, fc.constantFrom(...intervals), (whole, every) => {
        const periods = createPeriods({ ...whole, every })
        expect(periods[0]?.from).toBe(whole.from)
        expect(periods.at(-1)?.to).toBe(whole.to)
        for (const [index, { from, to }] of periods.entries()) {
          expect(to >= from).toBe(true)
          const next = periods[index + 1]
          if (next !== undefined) expect(toDays(next.from)).toBe(toDays(to) + 1)
        }
      }),
    )
  })

  it('begins weeks on Monday and months on their first day', () => {
    fc.assert(
      fc.property(range, (whole) => {
        const weeks = createPeriods({ ...whole, every: 'WEEK' })
        // 1970-01-01 was a Thursday.
        for (const { from } of weeks.slice(1)) expect((toDays(from) + 3) % 7).toBe(0)
        const months = createPeriods({ ...whole, every: 'MONTH' })
        for (const { from } of months.slice(1)) expect(from.slice(8)).toBe('01')
        for (const { from, to } of months) expect(from.slice(0, 7)).toBe(to.slice(0, 7))
      }),
    )
  })

  it.each([
    ['from', { from: '2026-02-30', to: '2026-03-01' }, 'INVALID_DATE'],
    ['from', { from: '1899-12-31', to: '2026-03-01' }, 'INVALID_DATE'],
    ['to', { from: '2026-02-01', to: '2026-3-1' }, 'INVALID_DATE'],
    ['to', { from: '2026-02-01', to: undefined }, 'INVALID_DATE'],
    ['to', { from: '2026-11-30', to: '2026-11-29' }, 'INVALID_PERIOD'],
    ['to', { from: '2016-01-01', to: '2026-01-01', every: 'DAY' }, 'INVALID_PERIOD'],
  ] as const)('refuses a wrong `%s` in %j', (field, input, code) => {
    try {
      createPeriods(input as never)
      expect.unreachable()
    } catch (error) {
      expect(isRedemptionInputError(error) && [error.field, error.code]).toEqual([field, code])
    }
  })

  it('explains a range that ends before it begins, and one that is too long', () => {
    expect(() => createPeriods({ from: '2026-11-30', to: '2026-11-01' })).toThrow(
      '`to` must be 2026-11-30 or later, because the report begins then, but was "2026-11-01".',
    )
    expect(() => createPeriods({ from: '2000-01-01', to: '2026-11-30', every: 'DAY' })).toThrow(
      '`to` must be before 2010-01-01 in a report by day, which has at most 3653 periods, but was "2026-11-30". Choose longer periods or a shorter range.',
    )
  })

  it('accepts ten years of days', () => {
    expect(createPeriods({ from: '2016-01-01', to: '2025-12-31', every: 'DAY' })).toHaveLength(3653)
  })
})

describe('toSpan', () => {
  it('has 23 or 25 hours on days when clocks change', () => {
    const toHours = (date: string, zone: string): number => {
      const { start, end } = toSpan({ from: date, to: date }, zone)
      return (end.getTime() - start.getTime()) / hourMs
    }
    expect(toHours('2026-03-29', 'Europe/Berlin')).toBe(23)
    expect(toHours('2026-10-25', 'Europe/Berlin')).toBe(25)
    expect(toHours('2026-11-01', 'America/New_York')).toBe(25)
    expect(toHours('2026-04-05', 'Australia/Lord_Howe')).toBe(24.5)
    expect(toHours('2026-11-01', 'Asia/Tokyo')).toBe(24)
  })

  it('begins after the gap where clocks skip midnight', () => {
    const { start } = toSpan({ from: '2026-03-29', to: '2026-03-29' }, 'Asia/Beirut')
    expect(start.toISOString()).toBe('2026-03-28T22:00:00.000Z')
  })

  it('has no length on a day that a time zone skipped', () => {
    const { start, end } = toSpan({ from: '2011-12-30', to: '2011-12-30' }, 'Pacific/Apia')
    expect(end).toEqual(start)
  })

  it('begins at the first instant of its date in every time zone', () => {
    fc.assert(
      fc.property(day, fc.constantFrom(...zones), (days, zone) => {
        const date = toDate(days)
        const { start } = toSpan({ from: date, to: date }, zone)
        expect(toShownDate(start, zone) >= date).toBe(true)
        expect(toShownDate(new Date(start.getTime() - 1), zone) < date).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  it('finds the first instant of every day of 2026 in every time zone', () => {
    const dates = createPeriods({ from: '2026-01-01', to: '2026-12-31', every: 'DAY' })
    for (const zone of zones.filter((_, index) => index % 8 === 0)) {
      let last = toSpan({ from: '2025-12-31', to: '2025-12-31' }, zone).end
      for (const period of dates) {
        const { start, end } = toSpan(period, zone)
        expect(start).toEqual(last)
        expect(toLocalDate(start, zone)).toBe(period.from)
        last = end
      }
    }
  })

  it.each(['Mars/Olympus', '', 'Europe/Berlin ', undefined])('refuses the time zone %j', (zone) => {
    try {
      toSpan({ from: '2026-11-01', to: '2026-11-01' }, zone as string)
      expect.unreachable()
    } catch (error) {
      expect(isRedemptionInputError(error) && error.code).toBe('INVALID_TIME_ZONE')
    }
  })
})

describe('toComparedPeriod', () => {
  const november = { from: '2026-11-01', to: '2026-11-30' }

  it.each([
    ['a whole month', november, 'PREVIOUS', { from: '2026-10-01', to: '2026-10-31' }],
    ['a whole month', november, 'YEAR', { from: '2025-11-01', to: '2025-11-30' }],
    [
      'a quarter',
      { from: '2026-10-01', to: '2026-12-31' },
      'PREVIOUS',
      { from: '2026-07-01', to: '2026-09-30' },
    ],
    [
      'other ranges',
      { from: '2026-11-02', to: '2026-11-08' },
      'PREVIOUS',
      { from: '2026-10-26', to: '2026-11-01' },
    ],
    [
      'a February with a leap day',
      { from: '2028-02-01', to: '2028-02-29' },
      'YEAR',
      { from: '2027-02-01', to: '2027-02-28' },
    ],
    [
      'a February after a leap year',
      { from: '2029-02-01', to: '2029-02-28' },
      'YEAR',
      { from: '2028-02-01', to: '2028-02-29' },
    ],
  ] as const)('compares %s %j with the %s one', (_name, period, compare, expected) => {
    expect(toComparedPeriod(period, { compare })).toEqual(expected)
  })

  it('compares each day, week, and month with the one before', () => {
    const previous = (period: Period, every: ReportInterval): Period =>
      toComparedPeriod(period, { compare: 'PREVIOUS', every })
    expect(previous({ from: '2026-03-01', to: '2026-03-01' }, 'DAY')).toEqual({
      from: '2026-02-28',
      to: '2026-02-28',
    })
    expect(previous({ from: '2026-11-01', to: '2026-11-01' }, 'WEEK')).toEqual({
      from: '2026-10-25',
      to: '2026-10-25',
    })
    expect(previous({ from: '2026-03-01', to: '2026-03-31' }, 'MONTH')).toEqual({
      from: '2026-02-01',
      to: '2026-02-28',
    })
    expect(previous({ from: '2026-03-10', to: '2026-03-30' }, 'MONTH')).toEqual({
      from: '2026-02-10',
      to: '2026-02-28',
    })
  })

  it('compares weeks with the same days of the week a year earlier', () => {
    const week = { from: '2026-11-02', to: '2026-11-08' }
    expect(toComparedPeriod(week, { compare: 'YEAR', every: 'WEEK' })).toEqual({
      from: '2025-11-03',
      to: '2025-11-09',
    })
  })

  it('ends before the period begins, and never before its own start', () => {
    const compare = fc.constantFrom('PREVIOUS' as const, 'YEAR' as const)
    const every = fc.option(fc.constantFrom(...intervals), { nil: undefined })
    fc.assert(
      fc.property(range, compare, every, (whole, comparison, unit) => {
        for (const period of createPeriods({ ...whole, every: unit })) {
          const earlier = toComparedPeriod(period, { compare: comparison, every: unit })
          expect(earlier.from <= earlier.to).toBe(true)
          expect(earlier.from < period.from).toBe(true)
          if (comparison === 'PREVIOUS') expect(earlier.to < period.from).toBe(true)
        }
      }),
    )
  })
})
