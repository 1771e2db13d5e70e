import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTimeZone, needsTimeZone, parseDeadline } from '../../src/plans/deadline.js'

describe('parseDeadline', () => {
  it.each([
    ['2027-01-31', 'UTC', '2027-01-31T23:59:59.999Z'],
    ['2027-01-31', 'Europe/Berlin', '2027-01-31T22:59:59.999Z'],
    ['2027-07-31', 'Europe/Berlin', '2027-07-31T21:59:59.999Z'],
    ['2027-12-31', 'Pacific/Kiritimati', '2027-12-31T09:59:59.999Z'],
    ['2028-02-29', 'Asia/Kolkata', '2028-02-29T18:29:59.999Z'],
    // The days when the clocks change.
    ['2027-03-28', 'Europe/Berlin', '2027-03-28T21:59:59.999Z'],
    ['2027-10-31', 'Europe/Berlin', '2027-10-31T22:59:59.999Z'],
    // Clocks go from 24:00 to 1:00, and from 24:00 back to 23:00.
    ['2027-09-04', 'America/Santiago', '2027-09-05T03:59:59.999Z'],
    ['2027-04-03', 'America/Santiago', '2027-04-04T03:59:59.999Z'],
  ])('reads %s in %s as the end of that day', (text, zone, expected) => {
    expect(parseDeadline(text, zone)).toBe(expected)
  })

  it.each([
    ['2027-01-31T18:00', 'Europe/Berlin', '2027-01-31T17:00:00.000Z'],
    ['2027-01-31 18:00:30', 'America/New_York', '2027-01-31T23:00:30.000Z'],
    ['2027-01-31T18:00Z', 'Europe/Berlin', '2027-01-31T18:00:00.000Z'],
    ['2027-01-31t18:00:00.5+0530', 'Europe/Berlin', '2027-01-31T12:30:00.500Z'],
    [' 2027-01-31T18:00-08:00 ', 'Europe/Berlin', '2027-02-01T02:00:00.000Z'],
    // The first of these hours occurs twice, and the second is skipped.
    ['2027-10-31T02:30', 'Europe/Berlin', '2027-10-31T00:30:00.000Z'],
    ['2027-03-28T02:00', 'Europe/Berlin', '2027-03-28T01:00:00.000Z'],
  ])('reads %s in %s as a time', (text, zone, expected) => {
    expect(parseDeadline(text, zone)).toBe(expected)
  })

  it.each([
    '',
    'soon',
    '2027-02-30',
    '2027-13-01',
    '31.01.2027',
    '1/31/2027',
    '2027-01-31T25:00',
    '2027-01-31T18',
    '2027-01-31+01:00',
    '2027-01-31T18:00+25:00',
    '2027-01-31T18:00:60Z',
  ])('refuses %s', (text) => {
    expect(parseDeadline(text, 'UTC')).toBeUndefined()
  })

  it('ends every day one millisecond before the next one starts', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
    const day = fc.date({
      min: new Date('2020-01-01'),
      max: new Date('2035-12-31'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(zones, day, (timeZone, date) => {
        const written = date.toISOString().slice(0, 10)
        const toDay = (instant: number): string =>
          new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(instant)
        const end = Date.parse(parseDeadline(written, timeZone) ?? '')
        // A day that a zone skipped when it moved across the date line has no end.
        fc.pre(toDay(end - 3_600_000) === written)
        expect(toDay(end)).toBe(written)
        expect(toDay(end + 1) > written).toBe(true)
      }),
    )
  })
})

describe('needsTimeZone', () => {
  it.each([
    ['2027-01-31', true],
    ['2027-01-31T18:00', true],
    ['2027-01-31T18:00Z', false],
    ['soon', false],
  ])('returns for %s: %s', (text, expected) => {
    expect(needsTimeZone(text)).toBe(expected)
  })
})

describe('isTimeZone', () => {
  it.each([
    ['Europe/Berlin', true],
    ['utc', true],
    ['Berlin', false],
    ['', false],
  ])('returns for %j: %s', (name, expected) => {
    expect(isTimeZone(name)).toBe(expected)
  })
})
