import { describe, expect, it } from 'vitest'
import { toTimeText } from '../../src/terminal/times.js'

describe('toTimeText', () => {
  it.each([
    ['Asia/Tokyo', '2026-11-28 10:18 GMT+9'],
    ['America/New_York', '2026-11-27 20:18 EST'],
    ['UTC', '2026-11-28 01:18 UTC'],
  ])('shows the local time in %s and its zone', (timeZone, expected) => {
    expect(toTimeText('2026-11-28T01:18:42.123Z', timeZone)).toBe(expected)
  })

  it('shows midnight as 00', () => {
    expect(toTimeText('2026-11-28T00:00:00.000Z', 'UTC')).toBe('2026-11-28 00:00 UTC')
  })

  it('shows the time of this machine by default', () => {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
    const instant = '2026-11-28T01:18:42.123Z'
    expect(toTimeText(instant)).toBe(toTimeText(instant, timeZone))
  })

  it('returns text that is not a time unchanged', () => {
    expect(toTimeText('yesterday')).toBe('yesterday')
  })
})
